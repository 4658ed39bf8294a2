"""Each kind of boilerplate by name: what it cuts, and the article's own lines that it must leave."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from archive.model import Extracted
from crawler.extract.boilerplate.phrases import phrases, plain

Understand = Callable[..., Extracted]

BEFORE = [
    "The last keeper of the northern light will stay on for another year, because nobody has found out how to turn the lamp without her, the harbour office said on Monday.",
    "She learned the trick of the lamp from her uncle, who learned it from a sailor with one good hand.",
]
AFTER = [
    "Engineers visited four times in the spring, and went home with a drawing that did not help them.",
    "The harbour office now pays her a small wage and sends a boat with bread and newspapers.",
    "“I turn it, and then I sit down,” she said when she was asked how she spends the nights, and offered the visitors a second cup of tea.",
    "The office will decide in the autumn whether the lamp is to be moved to the museum, where it would stand beside the bell of a ship that nobody remembers.",
]


def as_html(middle: list[str]) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in [*BEFORE, *middle, *AFTER])
    return f"<html><body><article><h1>A lighthouse keeps its keeper</h1>{paragraphs}</article></body></html>"


def as_text(middle: list[str]) -> str:
    return "\n\n".join(["A lighthouse keeps its keeper", *BEFORE, *middle, *AFTER])


CUT = [
    ("advert", ["Advertisement"]),
    ("advert", ["ADVERTISEMENT"]),
    ("advert", ["- Iklan -"]),
    ("advert", ["Anzeige"]),
    ("advert", ["Publicité"]),
    ("advert", ["La suite après la publicité"]),
    ("advert", ["Publicidad"]),
    ("advert", ["Continua após a publicidade"]),
    ("advert", ["Gulir ke bawah untuk lanjut membaca"]),
    ("advert", ["Artikel gaat verder onder de advertentie"]),
    ("read-also", ["Read also: Ferry crews vote on winter hours"]),
    ("read-also", ["Baca juga: Nelayan Menunggu Musim Angin Timur"]),
    ("read-also", ["BACA JUGA", "Nelayan Menunggu Musim Angin Timur"]),
    ("read-also", ["Lire aussi : Le phare qui ne s'éteint jamais"]),
    ("read-also", ["Lesen Sie auch: Warum das Freibad später öffnet"]),
    ("read-also", ["Leia também: A ponte que ninguém quer atravessar"]),
    ("read-also", ["Lee también: El puente que nadie quiere cruzar"]),
    ("read-also", ["Leggi anche: Il faro che non si spegne mai"]),
    ("read-also", ["Lees ook: De brug die niemand wil oversteken"]),
    ("share", ["Facebook Twitter WhatsApp"]),
    ("share", ["Share this article"]),
    ("share", ["Bagikan artikel ini"]),
    ("share", ["1.2K shares"]),
    ("newsletter", ["Sign up for our newsletter and never miss a story"]),
    ("newsletter", ["Dapatkan newsletter kami langsung di email Anda"]),
    ("newsletter", ["Jetzt unseren Newsletter abonnieren"]),
    ("consent", ["We use cookies to improve your experience on this site."]),
    ("copyright", ["© 2024 Coast Paper. All rights reserved."]),
    ("copyright", ["Hak cipta dilindungi undang-undang"]),
    ("player", ["0:00 / 2:31"]),
    ("player", ["Video Player is loading."]),
    ("page-note", ["5 min read"]),
    ("breadcrumbs", ["Home > News > Coast"]),
    ("comments", ["Leave a comment"]),
    ("tags", ["Tags: lighthouse, harbour, coast"]),
    ("reactions", ["What's your reaction?", "Like", "4", "Love", "0", "Angry", "1"]),
    ("reactions", ["Bagaimana reaksi Anda?", "Suka", "12", "Sedih", "0", "Marah", "3"]),
    ("reactions", ["👍", "14", "😂", "3", "😡", "0"]),
    ("ticker", ["Markets closed", "DAX", "18,001.60", "+105.10 (+0.59%)", "CAC 40", "7.957,57", "-3,10 (-0,05%)"]),
    ("ticker", ["IHSG 7.123,45 -12,30 (-0,17%)", "USD/IDR 15.890,00 +40,00 (+0,25%)"]),
    ("ticker", ["Bitcoin", "€50,463.57", "▲ 1.2%", "Ether", "€2,100.00", "▼ 0.8%"]),
    ("credit", ["(Reporting by Ada Winterbourne in Leeds; editing by Carla Stone)"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "middle"), CUT, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("form", ["html", "text"])
def test_boilerplate_inside_an_article_is_cut_by_name(
    understand: Understand, form: str, rule: str, middle: list[str]
) -> None:
    found = (
        understand(as_html(middle)) if form == "html" else understand(as_text(middle), "text/plain")
    )
    assert found.article.text.split("\n\n") == [*BEFORE, *AFTER]
    cut = {cut.text: cut.rule for cut in found.removed}
    assert {line: cut.get(line) for line in middle} == dict.fromkeys(middle, rule)


KEPT = [
    "The shares fell 3.2% on Monday.",
    "Advertisement spending rose by a tenth, the office said.",
    "Subscribe or leave, he told them.",
    "“Read more books,” she said, and shut the door on the minister.",
    "Facebook said it would look into the matter before the end of the week.",
    "Like her uncle, she has one good hand.",
    "He reported on the war for nine years.",
    "The comments drew laughter.",
    "Baca adalah kata pertama yang ia pelajari di sekolah.",
    "Copyright law has not changed since then, the judge said on Friday.",
    "“No.”",
]


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("form", ["html", "text"])
def test_a_sentence_of_the_article_is_kept(understand: Understand, form: str, line: str) -> None:
    found = (
        understand(as_html([line])) if form == "html" else understand(as_text([line]), "text/plain")
    )
    assert found.article.text.split("\n\n") == [*BEFORE, line, *AFTER]


def test_a_table_of_figures_in_the_article_is_no_ticker(understand: Understand) -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{v}</td><td>{c}</td></tr>"
        for n, v, c in [
            ("Herring", "1,200", "+4.0%"),
            ("Cod", "800", "-2.5%"),
            ("Eel", "40", "+1.0%"),
        ]
    )
    html = as_html([]).replace(f"<p>{AFTER[0]}", f"<table>{rows}</table><p>{AFTER[0]}")
    assert "Herring\t1,200\t+4.0%" in understand(html).article.text


def test_related_headlines_go_with_their_heading(understand: Understand) -> None:
    box = (
        '<h3>Related stories</h3><ul><li><a href="/1">Ferry crews vote on winter hours</a></li>'
        '<li><a href="/2">Seal count rises for a third year</a></li></ul>'
    )
    found = understand(as_html([]).replace(f"<p>{AFTER[0]}", f"{box}<p>{AFTER[0]}"))
    assert found.article.text.split("\n\n") == [*BEFORE, *AFTER]
    assert [cut.rule for cut in found.removed] == ["related"] * 3


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("article-share-bar", "share"),
        ("newsletter-signup", "newsletter"),
        ("ad-slot-3", "advert"),
        ("cookie-banner", "consent"),
        ("about-the-author", "author-bio"),
        ("breadcrumb", "breadcrumbs"),
        ("comments-area", "comments"),
        ("related-posts", "related"),
        ("stock-ticker", "ticker"),
        ("most-read", "most-read"),
    ],
)
def test_a_box_is_cut_by_the_name_of_its_class(
    understand: Understand, name: str, rule: str
) -> None:
    box = f'<div class="{name}"><p>Some words that no list knows of.</p></div>'
    found = understand(as_html([]).replace(f"<p>{AFTER[0]}", f"{box}<p>{AFTER[0]}"))
    assert [(cut.text, cut.rule) for cut in found.removed] == [
        ("Some words that no list knows of.", rule)
    ]


@pytest.mark.parametrize(
    "name", ["with-sidebar", "has-ads", "article-widget", "advertising-law", "shared-history"]
)
def test_a_class_that_names_a_layout_or_a_subject_cuts_nothing(
    understand: Understand, name: str
) -> None:
    html = as_html([]).replace("<article>", f'<article><div class="{name}">')
    assert understand(html).article.text.split("\n\n") == [*BEFORE, *AFTER]


def test_a_junk_container_that_holds_most_of_the_text_is_put_back(understand: Understand) -> None:
    html = as_html([]).replace("<article>", '<div class="sidebar">').replace("</article>", "</div>")
    assert understand(html).article.text.split("\n\n") == [*BEFORE, *AFTER]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Baca Juga : ", "baca juga"),
        ("— ADVERTISEMENT —", "advertisement"),
        ("What’s your  reaction?", "what's your reaction"),
        ("▶ Play", "play"),
        ("© 2024 Paper", "© 2024 paper"),
    ],
)
def test_phrases_are_compared_without_case_and_punctuation(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("read-also", "baca juga: sesuatu", "baca juga"),
        ("read-also", "bacaan jugaan", None),
        ("tags", "tags: one", "tags:"),
    ],
)
def test_a_phrase_ends_where_a_word_ends(kind: str, text: str, found: str | None) -> None:
    assert phrases(kind).start(text) == found


def test_of_two_phrases_that_are_as_long_the_same_is_named_every_time() -> None:
    script = (
        "from crawler.extract.boilerplate.phrases import find\n"
        "print(find('by joining you agree to our terms, tell us your email address')['signup'].inside)"
    )
    named = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "1234"
    }
    assert named == {"your email address\n"}
