"""Whether two pages tell the same story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.identity.agreement import agree
from archive.model import Article

BODY = " ".join(
    f"On day {n} the council of town {n * 7} heard speaker {n * 13} on matter {n * 29}." for n in range(20)
)  # fmt: skip
ONE = Article(
    url="https://news.example/1",
    title="Council hears everybody",
    text=BODY,
    published=datetime(2026, 11, 20, tzinfo=UTC),
    fetched=datetime(2026, 11, 20, tzinfo=UTC),
)
OTHERS = " ".join(f"word{n}" for n in range(120))
FORM = "The price of {0} at the market of the harbour was 12 francs a kilo on Monday morning. " * 3
CHINESE = "交通部长周一辞职。他在政府任职十二年。海峡渡轮事故发生后，他一直承受压力。"


@pytest.mark.parametrize(
    ("changes", "loosely", "strictly"),
    [
        ({"title": "“Council” hears everybody"}, True, True),
        ({"title": "Another headline"}, True, True),
        ({"title": "Another headline", "text": BODY + " And so on." * 300}, True, True),
        ({"title": "Another headline", "text": BODY[: len(BODY) // 2] + OTHERS}, True, False),
        ({"title": "Another headline", "text": FORM.format("cod")}, False, False),
        ({"text": FORM.format("cod")}, True, True),
        ({"text": FORM.format("cod"), "published": ONE.published + timedelta(days=1)}, False, False),
        ({"text": FORM.format("cod"), "published": None}, False, False),
        ({"text": ""}, True, True),
        ({"text": "", "title": "Another headline"}, False, False),
    ],
)  # fmt: skip
def test_headline_day_and_text(changes: dict[str, object], loosely: bool, strictly: bool) -> None:
    other = replace(ONE, **changes)

    assert agree(ONE, other, strictly=False) is agree(other, ONE, strictly=False) is loosely
    assert agree(ONE, other, strictly=True) is agree(other, ONE, strictly=True) is strictly


def test_reports_from_one_form_agree_loosely_only() -> None:
    tuna, cod = (
        replace(ONE, title=f"{fish} at 12 francs", text=FORM.format(fish))
        for fish in ("Tuna", "Cod")
    )

    assert agree(tuna, cod, strictly=False)
    assert not agree(tuna, cod, strictly=True)


def test_scripts_without_spaces_are_compared_too() -> None:
    one, same = (
        replace(ONE, title="甲", text=CHINESE),
        replace(ONE, title="乙", text=CHINESE + "完"),
    )
    other = replace(ONE, title="乙", text="北岸渔民今年捕获的金枪鱼比战后任何一年都多。")

    assert agree(one, same, strictly=False)
    assert not agree(one, other, strictly=False)


def test_two_pages_without_a_headline_do_not_agree_by_that() -> None:
    assert not agree(
        replace(ONE, title="", text=""), replace(ONE, title="", text=""), strictly=False
    )
