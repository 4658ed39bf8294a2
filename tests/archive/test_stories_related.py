"""The same story in other languages is found, and stories that are only about the same things are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.model import Article, Extracted, Filters

DAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

STORIES = {
    "mine": (
        ("en", "Eleven miners freed at Kolvara after 61 hours",
         "Rescuers in Kolvara brought eleven miners to the surface on Thursday, 61 hours after a gallery of the Stavenitz mine"
         " had collapsed. The last to come up was foreman Radek Ostrov, who is 58. The shaft is 640 metres deep, and the drill"
         " had broken twice, the operator Tellurion said. Two men are in hospital in Brenz."),
        ("de", "Elf Bergleute in Kolvara nach 61 Stunden gerettet",
         "Nach 61 Stunden unter Tage sind am Donnerstag alle elf Bergleute aus der Grube Stavenitz bei Kolvara befreit worden."
         " Als Letzter kam Vorarbeiter Radek Ostrov nach oben, wie der Betreiber Tellurion mitteilte. Der Schacht ist 640 Meter"
         " tief. Zwei Verletzte liegen im Krankenhaus von Brenz."),
    ),
    "vaccine": (
        ("en", "Norvane's malaria vaccine protects 78 per cent of children",
         "A malaria vaccine made by Norvane protected 78 per cent of the children who received it, according to a trial with"
         " 4,320 families around Lake Umbiro. The results were presented in Port Ambrel by Dr Awa Sissoko. Norvane hopes to"
         " deliver the first doses of Parvexa in 2028 at 3.40 dollars each."),
        ("fr", "Paludisme : le vaccin de Norvane protège 78 % des enfants",
         "Le vaccin Parvexa, mis au point par Norvane, a protégé 78 % des enfants qui l'ont reçu, selon une étude menée auprès"
         " de 4 320 familles des rives du lac Umbiro. La docteure Awa Sissoko a présenté ces résultats à Port Ambrel. Les"
         " premières doses, à 3,40 dollars, sont attendues pour 2028."),
    ),
    "transfer": (
        ("en", "Harwick sign striker Luca Brandt for 31 million",
         "Harwick Rovers have signed Luca Brandt from Sporting Varga for 31 million crowns. The 22-year-old striker, who scored"
         " 27 goals last season, will wear number 19. Coach Ines Dahl called him the player she had wanted for two years."),
        ("es", "El Harwick ficha al delantero Luca Brandt por 31 millones",
         "El Harwick Rovers ha fichado a Luca Brandt, del Sporting Varga, por 31 millones de coronas. El delantero, de 22 años,"
         " marcó 27 goles la temporada pasada y llevará el dorsal 19. La entrenadora Ines Dahl lo esperaba desde hacía dos años."),
    ),
    "bridge": (
        ("en", "Sabrovia opens the longest rope bridge of the Ketapi range",
         "The rope bridge between Sabrovia and Telmun was opened on Friday by President Irena Valdoz. It is 1,180 metres long and"
         " hangs 214 metres above the Orlu. Building it took four years and cost 96 million; engineer Sato Kimura designed it."),
        ("it", "Sabrovia inaugura il ponte di corda più lungo dei monti Ketapi",
         "La presidente Irena Valdoz ha inaugurato venerdì il ponte di corda tra Sabrovia e Telmun. È lungo 1.180 metri e passa a"
         " 214 metri sopra l'Orlu. Progettato da Sato Kimura, è costato 96 milioni in quattro anni di lavori."),
    ),
    "strike": (
        ("en", "Dockers at Wenlow end their strike after 19 days",
         "The dockers of Wenlow went back to work on Monday after 19 days on strike. Their union, led by Marta Quill, accepted 6.5"
         " per cent more pay and a bonus of 1,250 puffins. Some 87 ships had been waiting outside the port, Wenlow Terminals said."),
        ("id", "Mogok Buruh Pelabuhan Wenlow Berakhir Setelah 19 Hari",
         "Buruh pelabuhan Wenlow kembali bekerja pada Senin setelah 19 hari mogok. Serikat yang dipimpin Marta Quill menerima"
         " kenaikan upah 6,5 persen dan bonus 1.250 puffin. Sebanyak 87 kapal sempat antre di luar pelabuhan, kata Wenlow Terminals."),
    ),
    "film": (
        ("en", "'The Salt Orchard' wins the Golden Gull at Marrow Point",
         "The Salt Orchard, by the director Noor Hadzic, won the Golden Gull of the Marrow Point festival on Saturday. The jury of"
         " Viktor Lindqvist praised its 93 minutes without a spoken word. Best actor was Emeka Obi, for Night Ferry."),
        ("nl", "'The Salt Orchard' wint Gouden Meeuw in Marrow Point",
         "The Salt Orchard van regisseur Noor Hadzic heeft zaterdag de hoofdprijs gewonnen op het festival van Marrow Point. De jury"
         " onder Viktor Lindqvist prees de 93 minuten zonder gesproken woord. Emeka Obi werd beste acteur voor Night Ferry."),
    ),
    "bank": (
        ("en", "Arbutus Bank to close 112 branches",
         "Arbutus Bank will close 112 of its 340 branches by the end of next year and cut 1,900 jobs, chief executive Helga Strand"
         " said in Tilbrook. Shares in the bank rose 3.8 per cent. The union Findesk called the plan reckless."),
        ("pt", "Arbutus Bank vai fechar 112 agências",
         "O Arbutus Bank vai fechar 112 das suas 340 agências até ao fim do próximo ano e cortar 1.900 postos de trabalho, anunciou a"
         " presidente Helga Strand em Tilbrook. As ações subiram 3,8 por cento. O sindicato Findesk falou de um plano irresponsável."),
    ),
    "quake": (
        ("en", "Quake of 6.4 shakes Orlu valley, 14 hurt",
         "An earthquake of magnitude 6.4 shook the Orlu valley early on Wednesday and injured 14 people in Telmun, the observatory at"
         " Sabrovia said. Mayor Dario Penk asked people to stay out of 230 damaged houses. The railway to Brenz is closed."),
        ("tr", "Orlu vadisinde 6,4 büyüklüğünde deprem: 14 yaralı",
         "Orlu vadisinde çarşamba sabahı meydana gelen 6,4 büyüklüğündeki depremde Telmun'da 14 kişi yaralandı. Sabrovia"
         " gözlemevi açıkladı. Belediye başkanı Dario Penk, hasarlı 230 eve girilmemesini istedi. Brenz demiryolu kapatıldı."),
    ),
}  # fmt: skip
"""Each told twice."""

ALIKE = (
    ("en", "Telmun buys two snow ploughs",
     "Mayor Dario Penk of Telmun has bought two snow ploughs for 230,000 crowns. The old ones had served the town for 31 years."),
    ("en", "Arbutus Bank lowers its rates",
     "Arbutus Bank has lowered the rate for savers to 1.1 per cent. Other banks in Tilbrook are expected to follow this week."),
    ("de", "Tellurion eröffnet ein Werk in Brenz",
     "Der Bergbaukonzern Tellurion hat in Brenz ein Werk für Bohrköpfe eröffnet. Dort sollen 180 Menschen Arbeit finden."),
    ("es", "El Sporting Varga pierde en casa",
     "El Sporting Varga perdió 0-2 en casa ante el Osterley en la jornada 14. El técnico Raúl Prim pidió paciencia a la afición."),
    ("en", "Harwick beat Port Elm in the rain",
     "Harwick Rovers beat Port Elm 3-1 on Saturday. Coach Ines Dahl had only 14 players, for six were ill with a cold."),
    ("fr", "Le lac Umbiro à son plus bas niveau",
     "Le lac Umbiro a perdu 2,3 mètres depuis janvier, selon les pêcheurs de la rive nord, qui demandent l'aide de l'État."),
    ("id", "Harga Ikan di Wenlow Naik",
     "Harga ikan haring di Wenlow naik 12 persen pada pekan ini. Nelayan menyebut cuaca buruk sebagai penyebabnya."),
    ("it", "Irena Valdoz in visita a Brenz",
     "La presidente Irena Valdoz ha visitato mercoledì l'università di Brenz, dove ha parlato di scuola con 400 studenti."),
    ("en", "Marrow Point lighthouse to be painted",
     "The lighthouse of Marrow Point will be painted this spring, for the first time since 1998. It will stay red and white."),
    ("nl", "Regen in Marrow Point",
     "In Marrow Point viel dit weekeinde 93 millimeter regen. De brandweer rukte veertig keer uit voor volgelopen kelders."),
)  # fmt: skip
"""Others about the same places and people."""


def save(store, told) -> list[int]:
    """Saves (language, title, text) of as many newspapers; their numbers."""
    saved = store.save(
        Extracted(
            article=Article(
                url=f"https://paper{n}.example/{n}",
                source=f"paper{n}",
                title=title,
                text=text,
                language=language,
                published=DAY + timedelta(hours=5 * (n % 7)),
                fetched=DAY,
            )
        )
        for n, (language, title, text) in enumerate(told)
    )
    return [each.id for each in saved]


@pytest.fixture
def told(store) -> dict[str, tuple[int, int]]:
    """The archive with all of them; of each story the numbers of its two articles."""
    told = [(name, each) for name, both in STORIES.items() for each in both]
    told += [("", each) for each in ALIKE]
    ids: dict[str, list[int]] = {}
    for (name, _), id in zip(told, save(store, [each for _, each in told]), strict=True):
        ids.setdefault(name, []).append(id)
    return {name: tuple(both) for name, both in ids.items() if name}


def test_a_story_is_found_in_the_other_language_and_nothing_else_is(store, told) -> None:
    found = {
        id: [hit.article.id for hit in store.related(id)] for both in told.values() for id in both
    }
    wanted = {id: [other] for both in told.values() for id, other in (both, both[::-1])}
    assert found == wanted


SHORT = (
    ("en", "Ferrix to sell only through partners in Ulmar",
     "The video service Ferrix will sell through partners only in Ulmar from August 23. It told its customers so in a letter that"
     " Benning saw. Last month it had closed the accounts of those who met there to remember Talun Square."),
    ("id", "Ferrix Hanya Lewat Mitra di Ulmar",
     "Layanan video Ferrix hanya akan menjual lewat mitra di Ulmar mulai 23 Agustus. Hal itu tertulis dalam surat kepada pelanggan"
     " yang dilihat Benning. Bulan lalu akun mereka yang mengenang Talun ditutup."),
)  # fmt: skip
"""With next to nothing in common but what matters."""


@pytest.mark.parametrize("both", [*STORIES.values(), SHORT], ids=[*STORIES, "short"])
def test_an_archive_of_two_articles_knows_that_they_tell_one_story(store, both) -> None:
    first, second = save(store, both)
    assert [hit.article.id for hit in store.related(first)] == [second]
    assert [hit.article.id for hit in store.related(second)] == [first]


def test_a_small_archive_of_other_stories_has_no_relations(store) -> None:
    ids = save(store, [*ALIKE, STORIES["transfer"][0], STORIES["quake"][1]])
    assert {id: store.related(id) for id in ids} == {id: [] for id in ids}


def test_what_only_happens_in_the_same_place_is_no_story(store, told) -> None:
    others = set(range(1, store.count() + 1)) - {id for both in told.values() for id in both}
    assert {id: store.related(id) for id in others} == {id: [] for id in others}


def test_a_reason_names_what_both_have(store, told) -> None:
    first, _ = told["mine"]
    (hit,) = store.related(first)
    assert {"Kolvara", "Stavenitz", "Radek", "Ostrov", "Tellurion", "Brenz"} <= set(hit.names)
    assert {"61", "640"} <= set(hit.numbers)
    assert hit.apart == timedelta(hours=5)


def test_numbers_are_the_same_however_they_are_written(store, told) -> None:
    first, _ = told["vaccine"]
    (hit,) = store.related(first)
    assert {"4,320", "78", "3.40"} <= set(hit.numbers)


def test_copies_are_related(store) -> None:
    text = " ".join(text for both in STORIES.values() for _, _, text in both[:1])
    urls = [f"https://paper{n}.example/copy" for n in range(3)]
    saved = store.save(
        Extracted(article=Article(url=url, source=url, title="The week", text=text, fetched=DAY))
        for url in urls
    )
    ids = [each.id for each in saved]
    assert [hit.article.id for hit in store.related(ids[1])] == [ids[0], ids[2]]
    assert all(hit.share == 1 for hit in store.related(ids[1]))


def test_the_limit_is_kept_and_an_unknown_number_has_no_relations(store, told) -> None:
    assert store.related(told["mine"][0], limit=0) == []
    assert store.related(999_999) == []
    assert store.count() == len([*store.articles(Filters(with_duplicates=True))])
