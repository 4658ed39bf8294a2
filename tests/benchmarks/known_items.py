"""Small articles in seven languages, and for each some queries in which a reader might ask for it: other forms of its
words, words of its headline and of its text. All of it written for this benchmark."""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    title: str
    text: str
    queries: tuple[str, ...]


ITEMS: dict[str, tuple[Item, ...]] = {
    "en": (
        Item(
            "Harbour tunnel wins council approval",
            "Councillors voted on Wednesday to fund a rail tunnel under the old harbour. Engineers expect drilling to begin "
            "next spring, and fishermen have been promised compensation.",
            ("tunnels approved", "voting councillor", "drill harbours", "engineer compensating fisherman"),
        ),
        Item(
            "Orchards brace for an early frost",
            "Apple growers covered their blossoming trees after forecasters warned of freezing nights. A lost harvest would "
            "ruin several families.",
            ("apple grower freeze", "forecast freezing night", "harvests families ruined"),
        ),
        Item(
            "Stolen paintings found in a bakery",
            "Detectives recovered two landscapes that had been missing since a museum burglary. The baker said he had never "
            "looked behind the ovens.",
            ("painting bakeries", "detective recovering landscape", "museums burglaries", "oven baker"),
        ),
        Item(
            "Ferry strikes strand thousands of islanders",
            "Crews walked out over unpaid overtime and sailings were cancelled until Friday. Hotels opened their halls to "
            "sleeping passengers.",
            ("strike islander", "cancel sailing", "passenger sleeps hotel"),
        ),
    ),
    "id": (
        Item(
            "Warga memilih kepala desa yang baru",
            "Pemungutan suara berlangsung tertib di balai desa. Panitia menghitung kertas suara sampai malam dan "
            "mengumumkan pemenangnya kepada masyarakat.",
            ("pemilihan desa", "dipilih warganya", "penghitungan suara", "pengumuman pemenang"),
        ),
        Item(
            "Banjir merendam jalan utama kota",
            "Hujan deras membuat sungai meluap sejak subuh. Petugas mengungsikan penduduk ke sekolah terdekat dan "
            "membagikan selimut.",
            ("kebanjiran jalan", "sungai luapan", "pengungsian penduduk", "pembagian selimut"),
        ),
        Item(
            "Harga cabai naik tajam di pasar",
            "Pedagang mengeluh karena pembeli berkurang. Petani menyebut panen gagal akibat serangan hama yang merusak "
            "tanaman.",
            ("kenaikan cabai", "keluhan pedagang", "diserang hama", "kerusakan tanaman"),
        ),
    ),
    "de": (
        Item(
            "Stadtrat stimmt für neue Brücken",
            "Die Abgeordneten beschlossen nach langer Beratung, zwei Brücken über den Fluss zu bauen. Die Arbeiten beginnen "
            "im kommenden Frühjahr.",
            ("brücke stadtrates", "neuer brucken", "abgeordneter beratungen", "arbeit flusses"),
        ),
        Item(
            "Bäcker suchen dringend Lehrlinge",
            "In vielen Betrieben bleiben Stellen unbesetzt. Junge Leute schrecken vor den frühen Arbeitszeiten zurück, klagt "
            "die Handwerkskammer.",
            ("bäckern lehrling", "unbesetzte stelle betrieb", "klagen handwerkskammern"),
        ),
        Item(
            "Hochwasser zerstört Häuser am Ufer",
            "Feuerwehrleute retteten mehrere Familien mit Booten. Versicherungen rechnen mit Schäden in Millionenhöhe.",
            ("hochwassers zerstörte", "gerettete familie boot", "versicherung millionenhöhe", "HÄUSERN ufer"),
        ),
    ),
    "ru": (
        Item(
            "Городской совет одобрил новый мост",
            "Депутаты проголосовали за строительство моста через реку. Рабочие приступят к работам весной, а жители ждут "
            "открытия через три года.",
            ("мосты совета", "голосование депутата", "рабочий весна", "строительства реки"),
        ),
        Item(
            "Самолёты задержаны из-за снегопада",
            "Пассажиры провели ночь в аэропорту. Авиакомпания обещала вернуть деньги за отменённые рейсы.",
            ("самолет снегопады", "пассажира аэропорта", "отмененный рейс", "обещали авиакомпании"),
        ),
        Item(
            "Школьники победили на олимпиаде по математике",
            "Учителя гордятся своими учениками, которые решили самую трудную задачу быстрее всех соперников.",
            ("школьник олимпиады", "учитель ученика", "трудные задачи", "соперник математики"),
        ),
    ),
    "ar": (
        Item(
            "ارتفاع أسعار الخبز في العاصمة",
            "قال التجار إن المخابز رفعت الأسعار بعد زيادة تكاليف القمح. وطالب السكان الحكومة بدعم الدقيق.",
            ("اسعار خبز", "تاجر مخابز", "تكاليف قمح", "دعم حكومة"),
        ),
        Item(
            "افتتاح مدرسة جديدة في القرية",
            "حضر المعلمون والتلاميذ حفل الافتتاح صباح الأحد. وتضم المدرسة مكتبة ومختبرا للعلوم.",
            ("المدرسة بالقرية", "معلمين تلاميذ", "مكتبة مختبر", "حفل افتتاح"),
        ),
        Item(
            "الأمطار تغلق الطرق الجبلية",
            "علق السائقون ساعات طويلة في الوادي بعد انهيار الصخور. وأرسلت السلطات جرافات لفتح الطريق.",
            ("امطار جبلية", "سائقين وادي", "صخور انهيار", "جرافات سلطات"),
        ),
    ),
    "zh": (
        Item(
            "港口隧道工程获批",
            "市议会周三投票通过了海底隧道的预算。工程师预计明年春天开始钻探，渔民将得到补偿。",
            ("海底隧道", "港口工程", "市议会投票", "渔民 补偿"),
        ),
        Item(
            "果农担心早霜",
            "苹果种植者说，夜间气温骤降可能毁掉收成。气象台提醒农户给果树盖上薄膜。",
            ("霜", "苹果种植", "气温骤降", "果树薄膜"),
        ),
        Item(
            "博物馆找回失窃名画",
            "小偷把画藏在面包店的地下室里。侦探在烤炉后面发现了两幅风景画。",
            ("失窃的名画", "面包店地下室", "侦探 博物馆", "风景画"),
        ),
    ),
    "ja": (
        Item(
            "市議会が港のトンネル建設を承認",
            "予算案は水曜日の採決で可決された。技術者は来年春の着工を見込み、漁師には補償が約束されている。",
            ("トンネル建設", "ﾄﾝﾈﾙ", "港の漁師", "予算案の採決"),
        ),
        Item(
            "りんご農家が早霜を心配",
            "夜の冷え込みで収穫が減る恐れがあるという。気象台は果樹を覆うよう呼びかけた。",
            ("りんご 霜", "農家の収穫", "果樹 気象台", "冷え込み"),
        ),
        Item(
            "盗まれた絵画が美術館に戻る",
            "犯人はパン屋の地下室に絵を隠していた。刑事は二枚の風景画をかまどの裏で見つけた。",
            ("美術館の絵画", "パン屋", "刑事 風景画", "地下室に隠した絵"),
        ),
    ),
}  # fmt: skip
