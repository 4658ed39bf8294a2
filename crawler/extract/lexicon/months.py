"""Words that dates are written with: names of months and weekdays, and of relative dates ("2 hours ago").

Months: language → twelve cells of forms, long and short, nominative and genitive, January first.
Forms are casefolded and without a final point. Two-word names are joined with ``_``. Where two languages
disagree on a form, the page's language decides (see :func:`crawler.extract.dates.parse`).
"""

_TABLE = {
    "en": "january jan|february feb febr|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec",
    "id": "januari jan|februari pebruari feb peb februar|maret mar mrt|april apr|mei|juni jun|juli jul|agustus agu agt ags agst agust|september sep sept|oktober okt|november nopember nov nop|desember des",
    "ms": "januari jan|februari feb|mac|april apr|mei|jun|julai jul|ogos ogo|september sep sept|oktober okt|november nov|disember dis",
    "de": "januar jänner jan jän|februar feber feb|märz maerz mär mrz mar|april apr|mai|juni jun|juli jul|august aug|september sep sept|oktober okt|november nov|dezember dez",
    "fr": "janvier janv jan|février fevrier févr fevr fév fev|mars mar|avril avr|mai|juin|juillet juil juill|août aout|septembre sept|octobre oct|novembre nov|décembre decembre déc dec",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|septiembre setiembre sep sept set|octubre oct|noviembre nov|diciembre dic",
    "pt": "janeiro jan|fevereiro fev|março marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out|novembro nov|dezembro dez",
    "it": "gennaio gen genn|febbraio feb febbr|marzo mar|aprile apr|maggio mag magg|giugno giu|luglio lug|agosto ago|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "nl": "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep sept|oktober okt|november nov|december dec",
    "pl": "stycznia styczeń sty|lutego luty lut ii|marca marzec mar iii|kwietnia kwiecień kwi iv|maja maj|czerwca czerwiec cze vi|lipca lipiec lip vii|sierpnia sierpień sie viii|września wrzesień wrz ix|października październik paź|listopada listopad lis xi|grudnia grudzień gru xii",
    "ru": "января январь янв|февраля февраль фев февр|марта март мар|апреля апрель апр|мая май|июня июнь июн|июля июль июл|августа август авг|сентября сентябрь сен сент|октября октябрь окт|ноября ноябрь ноя нояб|декабря декабрь дек",
    "uk": "січня січень січ|лютого лютий лют|березня березень бер|квітня квітень кві|травня травень тра|червня червень чер|липня липень лип|серпня серпень сер|вересня вересень вер|жовтня жовтень жов|листопада листопад лис|грудня грудень гру",
    "tr": "ocak oca|şubat şub subat|mart mar|nisan nis|mayıs mayis may|haziran haz|temmuz tem|ağustos agustos ağu|eylül eylul eyl|ekim eki|kasım kasim kas|aralık aralik ara",
    "ar": "يناير كانون_الثاني جانفي ينائر كانون_ثاني|فبراير شباط فيفري فبرائر|مارس آذار اذار مارش|أبريل إبريل ابريل نيسان أفريل|مايو أيار ايار ماي مايس|يونيو يونيه حزيران جوان يونية حُزيران|يوليو يوليه تموز جويلية يوليوز|أغسطس اغسطس آب أوت غشت اوت|سبتمبر أيلول ايلول شتنبر سپتمبر|أكتوبر اكتوبر تشرين_الأول تشرين_أول تشرين_الاول أُكتوبر|نوفمبر تشرين_الثاني نونبر تشرين_ثاني نوفمر|ديسمبر كانون_الأول دجنبر كانون_أول كانون_الاول",
    "hi": "जनवरी जन|फरवरी फ़रवरी फर|मार्च|अप्रैल अप्रै|मई|जून|जुलाई जुला|अगस्त अग|सितंबर सितम्बर सित|अक्टूबर अक्तूबर अक्टू|नवंबर नवम्बर नव|दिसंबर दिसम्बर दिस",
    "sv": "januari jan|februari feb|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sep sept|oktober okt|november nov|december dec",
    "no": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep sept|oktober okt|november nov|desember des",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep sept|oktober okt|november nov|december dec",
    "fi": "tammikuuta tammikuu tammi|helmikuuta helmikuu helmi|maaliskuuta maaliskuu maalis|huhtikuuta huhtikuu huhti|toukokuuta toukokuu touko|kesäkuuta kesäkuu kesä|heinäkuuta heinäkuu heinä|elokuuta elokuu elo|syyskuuta syyskuu syys|lokakuuta lokakuu loka|marraskuuta marraskuu marras|joulukuuta joulukuu joulu",
    "cs": "ledna leden led|února únor úno|března březen bře|dubna duben dub|května květen kvě|června červen čvn|července červenec čvc|srpna srpen srp|září zář|října říjen říj|listopadu listopad lis|prosince prosinec pro",
    "sk": "januára január|februára február|marca marec|apríla apríl|mája máj|júna jún|júla júl|augusta august|septembra september|októbra október|novembra november|decembra december",
    "hu": "január jan|február feb febr ii|március már márc iii|április ápr iv|május máj|június jún vi|július júl vii|augusztus aug viii|szeptember szept ix|október okt|november nov xi|december dec xii",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept sep|octombrie oct|noiembrie noi nov|decembrie dec",
    "el": "ιανουαρίου ιανουάριος ιαν|φεβρουαρίου φεβρουάριος φεβ φεβρ|μαρτίου μάρτιος μαρ μαρτ|απριλίου απρίλιος απρ|μαΐου μάιος μαΐ μαι|ιουνίου ιούνιος ιουν|ιουλίου ιούλιος ιουλ|αυγούστου αύγουστος αυγ|σεπτεμβρίου σεπτέμβριος σεπ σεπτ|οκτωβρίου οκτώβριος οκτ|νοεμβρίου νοέμβριος νοε|δεκεμβρίου δεκέμβριος δεκ",
    "bg": "януари ян|февруари фев|март|април апр|май|юни|юли|август авг|септември сеп|октомври окт|ноември ное|декември дек",
    "hr": "siječnja siječanj|veljače veljača|ožujka ožujak|travnja travanj|svibnja svibanj|lipnja lipanj|srpnja srpanj|kolovoza kolovoz|rujna rujan|listopada listopad|studenog studenoga studeni|prosinca prosinac",
    "sr": "januara januar јануар јануара|februara februar фебруар фебруара|marta mart март марта|aprila april април априла|maja maj мај маја|juna jun јун јуна|jula jul јул јула|avgusta avgust август августа|septembra septembar септембар септембра|oktobra oktobar октобар октобра|novembra novembar новембар новембра|decembra decembar децембар децембра",
    "lt": "sausio|vasario|kovo|balandžio|gegužės|birželio|liepos|rugpjūčio|rugsėjo|spalio|lapkričio|gruodžio",
    "lv": "janvāris janvārī|februāris februārī|marts martā|aprīlis aprīlī|maijs maijā|jūnijs jūnijā|jūlijs jūlijā|augusts augustā|septembris septembrī|oktobris oktobrī|novembris novembrī|decembris decembrī",
    "et": "jaanuar|veebruar|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember",
    "he": "ינואר בינואר|פברואר בפברואר|מרץ במרץ מרס במרס|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי|אוגוסט באוגוסט|ספטמבר בספטמבר|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
    "th": "มกราคม ม.ค|กุมภาพันธ์ ก.พ|มีนาคม มี.ค|เมษายน เม.ย|พฤษภาคม พ.ค|มิถุนายน มิ.ย|กรกฎาคม ก.ค|สิงหาคม ส.ค|กันยายน ก.ย|ตุลาคม ต.ค|พฤศจิกายน พ.ย|ธันวาคม ธ.ค",
    "fa": "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
    "ca": "gener gen|febrer febr|març|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov|desembre des",
    "bn": "জানুয়ারি জানুয়ারী|ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    "ta": "ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|ஆகஸ்ட்|செப்டம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்",
}


MONTHS: dict[str, tuple[str, ...]] = {
    language: tuple(cells.split("|")) for language, cells in _TABLE.items()
}

SOLAR_HIJRI = "فروردین|اردیبهشت|خرداد|تیر|مرداد امرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند".split("|")
"""Months of the Persian calendar, from the spring equinox."""

VIETNAMESE_NUMBERS = "một|hai|ba|tư bốn|năm|sáu|bảy|tám|chín|mười|mười_một|mười_hai".split("|")
"""Months of the Vietnamese language, which are numbered, in words."""

RELATIVE_UNITS: dict[str, str] = {
    "second": "second seconds sec secs detik saat_lalu sekunde sekunden seconde secondes segundo segundos secondo secondi seconden sekundę sekundy sekund секунду секунды секунд saniye ثانية ثوان ثواني 秒 秒钟 초 giây सेकंड",
    "minute": "minute minutes min mins minit menit minuten minuto minutos minuti minuut minuutje minutę minuty minut минут минуты минуту dakika dk دقيقة دقائق 分 分钟 分鐘 분 phút मिनट นาที",
    "hour": "hour hours hr hrs h jam stunde stunden std heure heures hora horas ora ore uur uren godzinę godziny godzin godz час часа часов saat sa ساعة ساعات 小时 小時 時間 个小时 시간 giờ tiếng घंटे घंटा घण्टे ชั่วโมง",
    "day": "day days hari tag tage tagen jour jours día días dia dias giorno giorni dag dagen dzień dni день дня дней gün يوم يوما أيام ايام 天 日 일 ngày दिन วัน",
    "week": "week weeks wk minggu pekan woche wochen semaine semaines semana semanas settimana settimane weken tydzień tygodnie tygodni неделю неделя недели недель hafta أسبوع أسابيع 周 週 週間 星期 주 tuần हफ्ते हफ़्ते सप्ताह สัปดาห์",
}
"""Unit → its names in the languages of :data:`RELATIVE_AGO`."""

RELATIVE_COUNTED: dict[str, tuple[int, str]] = {
    "دقيقتين": (2, "minute"), "ساعتين": (2, "hour"), "يومين": (2, "day"), "أسبوعين": (2, "week"),
    "دقيقة": (1, "minute"), "ساعة": (1, "hour"), "يوم": (1, "day"), "أسبوع": (1, "week"),
    "un'ora": (1, "hour"), "un’ora": (1, "hour"), "semenit": (1, "minute"), "sejam": (1, "hour"), "sehari": (1, "day"), "seminggu": (1, "week"), "sepekan": (1, "week"),
    "минуту": (1, "minute"), "час": (1, "hour"), "день": (1, "day"), "неделю": (1, "week"),
    "minutę": (1, "minute"), "godzinę": (1, "hour"), "dzień": (1, "day"), "tydzień": (1, "week"),
}  # fmt: skip
"""Words that name a unit and how many of it."""

RELATIVE_ONE = "a an one satu einer einem eine un une una uno um uma een jedną jeden bir một एक"
"""Words for one before a unit."""

RELATIVE_AGO = (
    "ago",
    "lalu",
    "yang lalu",
    "lepas",
    "yang lepas",
    "fa",
    "geleden",
    "temu",
    "назад",
    "тому назад",
    "önce",
    "前",
    "以前",
    "전",
    "trước",
    "पहले",
    "पूर्व",
    "atrás",
    "ที่แล้ว",
    "ที่ผ่านมา",
)
"""Words after ``2 hours`` that make it a moment in the past."""

RELATIVE_BEFORE = ("vor", "il y a", "hace", "há", "منذ", "قبل", "sejak", "πριν από")
"""Words before ``2 hours`` that make it a moment in the past."""

_DAYS = {
    0: "today|hari ini|heute|aujourd'hui|aujourd’hui|hoy|hoje|oggi|vandaag|dzisiaj|dziś|сегодня|bugün|اليوم|今天|今日|本日|오늘|hôm nay|आज|i dag|tänään|dnes|ma reggel|azi|σήμερα|วันนี้",
    1: "yesterday|kemarin|kemaren|kelmarin|semalam|gestern|hier|ayer|ontem|ieri|gisteren|wczoraj|вчера|dün|أمس|امس|昨天|昨日|어제|hôm qua|कल|i går|eilen|včera|tegnap|χθες|เมื่อวานนี้|เมื่อวาน",
    2: "vorgestern|avant-hier|anteayer|antier|anteontem|l'altro ieri|eergisteren|przedwczoraj|позавчера|evvelsi gün|أول أمس|前天|一昨日|그저께|그제|hôm kia",
}
RELATIVE_DAYS: dict[str, int] = {
    word: back for back, words in _DAYS.items() for word in words.split("|")
}
"""Words for a day counted back from the day the page was fetched."""

RELATIVE_DAYS_OF = {
    "hier": "fr", "hoy": "es", "dün": "tr", "azi": "ro", "dnes": "cs", "i dag": "sv no da", "i går": "sv no da", "कल": "hi", "आज": "hi",
    "semalam": "ms", "ayer": "es", "ieri": "it ro", "اليوم": "ar",
}  # fmt: skip
"""Those that are another word elsewhere → the languages they are read in."""

WEEKDAYS = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
        "senin selasa rabu kamis jumat jum'at sabtu minggu ahad isnin khamis jumaat "
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
        "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
        "lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom "
        "segunda segunda-feira terça terça-feira quarta quarta-feira quinta quinta-feira sexta sexta-feira "
        "lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab "
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo "
        "poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz "
        "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
        "понеділок вівторок середа четвер п'ятниця субота неділя "
        "pazartesi salı çarşamba perşembe cuma cumartesi pazar "
        "الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد "
        "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार "
        "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag "
        "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ma ti ke to pe la su "
        "pondělí úterý středa čtvrtek pátek hétfő kedd szerda csütörtök péntek szombat vasárnap "
        "luni marți miercuri joi vineri sâmbătă duminică δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή"
    ).split()
)
"""Names of the days of the week; they may stand before a date and say nothing new."""
