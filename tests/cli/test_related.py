"""``kliping related`` as a person and a script see it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from archive.model import Article, Extracted
from archive.store import Archive

HERE = datetime(2026, 11, 19, 18, 0, tzinfo=timezone(timedelta(hours=7)))
ENGLISH = Article(
    url="https://courier.example/miners",
    source="courier",
    title="Eleven miners freed at Kolvara after 61 hours",
    text="Rescuers in Kolvara brought eleven miners to the surface on Thursday, 61 hours after a gallery of the Stavenitz mine"
    " had collapsed. The last to come up was foreman Radek Ostrov. The shaft is 640 metres deep, Tellurion said in Brenz.",
    published=HERE,
    fetched=datetime(2026, 11, 20, tzinfo=UTC),
    language="en",
)
GERMAN = replace(
    ENGLISH,
    url="https://bote.example/bergleute",
    source="bote",
    title="Elf Bergleute in Kolvara nach 61 Stunden gerettet",
    text="Nach 61 Stunden unter Tage sind alle elf Bergleute aus der Grube Stavenitz bei Kolvara befreit worden. Als Letzter kam"
    " Vorarbeiter Radek Ostrov nach oben, wie Tellurion in Brenz mitteilte. Der Schacht ist 640 Meter tief.",
    published=HERE + timedelta(hours=2),
    language="de",
)
LIBRARY = replace(
    ENGLISH,
    url="https://courier.example/library",
    title="Library open until midnight",
    text="The town library of Wenlow will stay open until midnight from January, librarian Petra Holm said.",
)


@pytest.fixture
def related(kliping):
    """Runs the command on an archive of three articles, the first two of which tell one story."""
    with Archive.open(kliping.archive, create=True) as archive:
        archive.save([Extracted(article=article) for article in (ENGLISH, GERMAN, LIBRARY)])
    return lambda *arguments: kliping("related", *arguments)


def test_a_hit_comes_with_a_reason_that_can_be_checked(related) -> None:
    result = related("1")
    assert (result.code, result.err) == (0, "")
    number, day, reason = result.out.splitlines()[0], *result.out.splitlines()[1:3]
    assert number.split(maxsplit=1) == ["2", GERMAN.title]
    assert day.split(" · ") == ["        2026-11-19", "bote", "de"]
    assert reason.strip().startswith("same names: ")
    assert "Kolvara" in result.out
    assert "same numbers: 61, 640" in " ".join(result.out.split())
    assert "published 2 hours apart" in " ".join(result.out.split())


def test_json_has_the_article_the_reason_and_the_score(related) -> None:
    (hit,) = json.loads(related("2", "--format", "json").out)
    assert set(hit) == {"article", "reason", "score"}
    assert (hit["article"]["id"], hit["article"]["title"]) == (1, ENGLISH.title)
    assert hit["reason"].startswith("same names: ")
    assert hit["score"] > 0


def test_jsonl_is_a_hit_a_line_and_ids_a_number_a_line(related) -> None:
    assert json.loads(related("1", "--format", "jsonl").out)["article"]["id"] == 2
    assert related("1", "--format", "ids").out == "2\n"


def test_a_copy_tells_how_much_is_the_same(related, kliping) -> None:
    text = "\n\n".join((ENGLISH.text, LIBRARY.text, *(f"{n} {LIBRARY.text}" for n in range(12))))
    with Archive.open(kliping.archive) as archive:
        urls = ("https://a.example/1", "https://b.example/1")
        copies = [replace(ENGLISH, url=url, text=text, title="Week") for url in urls]
        first, second = archive.save([Extracted(article=article) for article in copies])
    hits = json.loads(related(str(second.id), "--format", "json").out)
    assert hits[0]["article"]["id"] == first.id
    assert "100 % of the text is the same" in hits[0]["reason"]


def test_a_story_that_nobody_else_tells_says_so(related) -> None:
    result = related("3")
    assert (result.code, result.out) == (0, "")
    assert result.err == "no other article tells this story\n"
    assert related("3", "--format", "json").out.strip() == "[]"


@pytest.mark.parametrize(
    ("argument", "code", "line"),
    [
        ("12", 1, "there is no article 12 in this archive"),
        ("9" * 40, 1, "in this archive"),
        ("one", 2, "'one' is no article's number."),
    ],
)
def test_what_is_no_article_is_one_line(related, argument, code, line) -> None:
    result = related(argument)
    assert (result.code, result.out) == (code, "")
    assert line in result.err.splitlines()[-1]
