"""The commonest words per language, for a vote on what a text is written in. Casefolded."""

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in a is that for it was on with as he be at by this had not are but from or have an they which one you were all her she there would their we him been has when who will no more if out so said what up its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years where much your way down should because long each just state those people too mr how little good world make very year still see own work men day get here old",
        "id": "yang dan di dari untuk dengan pada ini itu tidak akan dalam adalah juga oleh ke sudah saya telah ada karena bisa atau mereka kami kita lebih para seperti menjadi saat tersebut hingga dapat tak masih serta belum sebagai kata ujar bahwa jika hanya namun bukan banyak lalu sejak setelah tahun orang kepada antara lain maka harus sebut katanya ujarnya usai soal sekitar selama terkait masyarakat menurut jadi pun kasus bagi atas agar uang karena kantor polisi beberapa",
        "ms": "yang dan di dari untuk dengan pada ini itu tidak akan dalam adalah juga oleh ke saya telah ada kerana boleh atau mereka kami kita lebih para seperti menjadi semasa tersebut sehingga dapat masih serta belum sebagai kata bahawa jika hanya namun bukan banyak lalu sejak selepas tahun orang kepada antara lain maka perlu katanya beliau berkata pihak ialah daripada ketika wang kerajaan polis pejabat kes iaitu sebanyak manakala tetapi kawasan turut hendaklah mangsa bagi atas agar rakyat beberapa Malaysia",
        "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn habe seine mark ihre dann unter wir soll ich eines seit ihr jahr zwei jahren diese dieser wieder keine uhr seiner worden will zwischen immer millionen was sagte",
        "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec ou son mais comme cette aux ses ont été deux leur nous fait être elle d'un entre tout même ces après si sans ans très où on était ils avait lui dont sous aussi peut cela contre encore avant ainsi depuis selon",
        "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada vida otro después te otros aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres sí dijo según",
        "pt": "de a que o e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa num nem suas meu às minha numa pelos elas foi são está ser tem há era ter anos segundo ainda sobre disse",
        "it": "di e il la che in a per un del è una con non si le da i della dei al sono nel più lo come alla anche gli delle ha ma dal nella su o se questo tra suo stato dopo anni sua fra essere due prima ci degli dalla cui hanno così ai ancora loro era quando tutti molto fatto perché chi mi solo ora già questa sul sulla secondo",
        "nl": "de van het een en in is dat op te zijn met voor niet die aan er om ook als door bij uit nog naar heeft ze hij maar over dan wordt tot of was werd deze hebben meer kan al wel na ik worden zich had geen dit zo wat veel moet onder zou we tegen hun jaar mensen volgens",
        "pl": "w i na z do się że nie to jest o a od przez po za dla co jak są ale jego oraz ma tym czy roku który już tylko przed które także był może być było tego bardzo pod jej tak ich sie która będzie lat został ze jednak również te gdy miał według",
        "ru": "и в не на что с он по как это к но из у за от о его для до так же был бы мы было все они она или я то при если также года только уже ее был еще после быть может чтобы этого был их были году который сообщил",
        "uk": "і в не на що з та до у за від про як це його для але по він також був року які після вони який або щоб буде було її має йде цього під час україни через були із",
        "tr": "ve bir bu için ile de da olarak çok en daha olan kadar gibi sonra ne ise o var ya ki her olduğunu olduğu göre ancak değil yeni diye tarafından iki kendi ilk yıl oldu büyük ama etti türkiye dedi nedeniyle",
        "ar": "في من على إلى أن عن مع هذا التي الذي كان ما لا هذه كما بعد قد ذلك بين أو كل ولم لم حيث خلال قال وقال غير منذ وفي عند كانت هو هي إن ولا ومن بها عليها فيها فيه أي يوم عام ثم نحو أكثر حول ضد اليوم",
        "fa": "و در به از که این را با است برای آن یک خود تا بر کرد شد می های هم بود شده کند او دارد ما اما هر یا ای گفت اینکه نیز وی شود بین پس",
        "ur": "کے کی میں اور سے کا کو نے ہے کہ پر یہ اس ہیں کر تھا بھی نہیں ایک تھے ہو گیا لیے وہ",
        "hi": "के में की है से को और का ने पर कि यह भी हैं नहीं इस कर था हो एक लिए साथ गया रहे रहा जो तो ही वह बाद कहा या थे किया करने अपने",
        "mr": "आणि आहे या च्या मध्ये की हे तर नाही आहेत केली होते झाले यांनी त्या ही एक असे",
        "bn": "ও এর এই করে থেকে এবং হয় না করা জন্য তার একটি হয়েছে এ বলে সঙ্গে তিনি পর যে",
        "vi": "và của là có cho các trong với được không một này người đã những để khi đến từ về ra tại cũng sẽ như năm vào nhiều sau trên theo ở đó còn phải việc nhưng bị nói làm thì hơn",
        "sv": "och att det i en som på är av för med till den har inte om ett men de var jag sig från vi så kan han man när år säger också nu över bara vid mot ska efter två eller sin hade där någon under",
        "no": "og i det på som er en til å for av at har med de ikke den han et fra om var men seg vi ved etter jeg kan også sier så skal må over ble sin hadde ut nå år være når mot mer eller blir",
        "da": "og i det at på er en til af for den som med har de ikke der et han om fra var men sig vi ved efter jeg kan også siger så skal over blev sin havde ud nu år være når mod mere eller bliver",
        "fi": "ja on että ei se oli hän mutta myös ovat kun kuin sen joka ole tai mukaan jos olla vain vuoden mitä niin nyt hänen sekä siitä jo ne myös kertoo joka",
        "cs": "a v se na je že s z do o to i za k ve pro ale by jako po tak jsou od podle který které si jeho už roku jsem být bylo byl která při jen nebo také až před více",
        "sk": "a v sa na je že s z do o to i za k vo pre ale by ako po tak sú od podľa ktorý ktoré si jeho už roku som byť bolo bol ktorá pri len alebo aj až pred viac",
        "hu": "a az és hogy nem is egy ez meg de csak már el volt mint van még kell szerint után lesz vagy azt ki majd ha pedig között mert több amely így minden lehet nagy",
        "ro": "de în și a la cu pe că din nu o un este care pentru mai au fost se sunt prin după fi sau dar ca al ale lui să această acest el între când",
        "hr": "i u je na se da za su od s a o koji ne što će to bi iz kako nije biti samo još nakon prema godine ali te već do bio koja sve kao kada",
        "bg": "на и за да се в от с е по не са че ще до като това след но има си към при които които който година през те още",
        "sr": "и у је на се да за су од са а о који не што ће то би из како није још након према године али",
        "el": "και το του η να της με για την που των από ο σε τα στην δεν στο είναι θα οι μια τις τον στη ότι ένα αυτό όπως έχει ως κατά μετά",
        "he": "של את על לא הוא זה עם כי גם אני היא או אל כל יש אם מה בין היה אבל רק יותר אחרי לפני כך שלא הם",
        "ca": "de la que i el en a els per un amb les del una és no al va ha més com ser són però seva també aquest dels entre seu ja sobre fins quan",
        "lt": "ir kad į iš su tai bet yra ne buvo kaip apie už nuo jis po dar tik savo metų pagal taip jau",
        "lv": "un ir ar par no uz ka bet arī kas tā pēc lai kā vai jau tas tika gadā",
        "et": "ja on et ei ta see oli kui ka mis aga oma need siis nii mida välja veel kes pärast",
        "tl": "ang ng sa na mga at ay ni si para ito kay hindi may nasa kung siya niya pa din rin",
        "sw": "ya na wa kwa ni katika la za kuwa hiyo huo cha hii huyo alisema baada kama watu yake",
        "af": "die van en in is dat te het vir op 'n nie met hy wat aan sy ook as om by se sal word ek",
    }.items()
}

SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1780, 0x17FF, "km"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x9FFF, "han"),
    (0x1200, 0x137F, "am"),
    (0xAC00, 0xD7A3, "ko"),
)
"""First and last code point of a script → its only language here, or the script's name where several share it."""

LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    "cyrillic": ("ru", "uk", "bg", "sr"),
    "arabic": ("ar", "fa", "ur"),
    "devanagari": ("hi", "mr"),
    "han": ("zh", "ja"),
}
"""Languages that share a script and have stop words, or are told apart otherwise."""

ONLY_INDONESIAN = frozenset(
    "karena bisa bahwa uang kantor polisi usai terkait soal sebut ujar ujarnya sementara akibat kepolisian mobil beda coba bilang dokter bakal warga anggaran gubernur".split()
)
ONLY_MALAY = frozenset(
    "kerana boleh bahawa wang pejabat polis selepas ialah iaitu kerajaan beliau manakala tetapi semasa daripada turut kereta hospital kes mangsa berkata ahli sebarang esok pihak".split()
)
"""Words that tell the two languages apart, which otherwise share most of theirs."""
