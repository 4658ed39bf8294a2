"""What kind of change lies between two revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.model import Article
from archive.revisions.classes import classes, is_typo

BODY = """The minister of transport resigned on Monday after twelve years in the government.

He had been under pressure since the ferry accident in the strait, in which 12 people died last month.

The party said that it would name a successor within a week, and thanked him for his long service.

Nobody else in the cabinet is expected to go."""

OLD = Article(
    url="https://news.example/1",
    title="Minister of transport resigns",
    deck="He was under pressure.",
    text=BODY,
    authors=("Sari Wulan",),
    fetched=datetime(2026, 11, 20, tzinfo=UTC),
)
LATER = "\n\nOn Tuesday evening the opposition asked for an election before the end of the year."
NOTICE = "\n\nCorrection: an earlier version of this article named the wrong strait."
CHINESE = "交通部长周一辞职。他在政府任职十二年。海峡渡轮事故发生后，他一直承受压力。"


def of(**changes: object) -> tuple[str, ...]:
    return classes(OLD, replace(OLD, **changes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BODY.replace("government", "goverment"), ("typo",)),
        (BODY.replace("successor", "sucessor").replace("cabinet", "cabniet"), ("typo",)),
        (BODY.replace("The party", "The the party"), ("typo",)),
        (BODY.replace("minister of", "Minister of"), ("typo",)),
        (BODY.replace("12 people", "13 people"), ("edited",)),
        (BODY.replace("is expected", "is not expected"), ("edited",)),
        (BODY.replace("Monday", "Tuesday"), ("edited",)),
        (BODY + LATER, ("added",)),
        (BODY.rpartition("\n\n")[0], ("removed",)),
        (BODY.replace("within a week, and", "within a week, perhaps even by Friday, and"), ("added",)),
        (BODY.replace("Monday", "Sunday") + LATER, ("edited", "added")),
        (BODY.rpartition("\n\n")[0] + LATER, ("added", "removed")),
        (LATER * 3, ("rewritten",)),
        (BODY + NOTICE, ("correction",)),
        (BODY.replace("12 people", "13 people") + NOTICE, ("correction", "edited")),
        ("\n\n".join(reversed(BODY.split("\n\n"))), ("reordered",)),
        ("", ("removed",)),
    ],
)  # fmt: skip
def test_a_changed_body(text: str, expected: tuple[str, ...]) -> None:
    assert of(text=text) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (CHINESE, CHINESE.replace("压力", "压刀"), ("typo",)),
        (CHINESE, CHINESE + "反对党要求年底前举行选举。", ("added",)),
        (CHINESE, CHINESE.replace("海峡渡轮事故发生后，他一直承受压力。", ""), ("removed",)),
        ("", BODY, ("added",)),
    ],
)
def test_other_bodies(old: str, new: str, expected: tuple[str, ...]) -> None:
    assert classes(replace(OLD, text=old), replace(OLD, text=new)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Minister stays"}, ("headline",)),
        ({"deck": None}, ("deck",)),
        ({"authors": ("Sari Wulan", "Budi Santoso")}, ("byline",)),
        ({"title": "Minister goes", "text": BODY + LATER}, ("headline", "added")),
        ({"title": "Minister goes", "text": BODY + NOTICE}, ("correction", "headline")),
        ({"title": "“Minister of transport” resigns"}, ()),
        ({"authors": ("SARI WULAN",)}, ()),
        ({"text": BODY + "\n\n1,234 views\n\nAdvertisement"}, ()),
        ({"section": "World", "tags": ("a", "b")}, ()),
    ],
)
def test_what_stands_around_it(changes: dict[str, object], expected: tuple[str, ...]) -> None:
    assert of(**changes) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("teh", "the"),
        ("recieve", "receive"),
        ("to day", "today"),
        ("US", "us"),
        ("colour", "color"),
    ],
)
def test_slips(old: str, new: str) -> None:
    assert is_typo(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [("12", "13"), ("won", "lost"), ("is", "isn t"), ("Monday", "Tuesday"), ("", "not"), ("a b c", "a b d")],
)  # fmt: skip
def test_no_slips(old: str, new: str) -> None:
    assert not is_typo(old, new)
