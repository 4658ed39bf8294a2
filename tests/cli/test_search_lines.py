"""What ``kliping search`` prints of one hit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.model import Article
from archive.search.results import Hit
from cli.render import Paint
from cli.search import hit_lines

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("others", "about"),
    [
        (0, "2026-11-22 · wire · Islands"),
        (1, "2026-11-22 · wire · Islands · +1 copy"),
        (3, "2026-11-22 · wire · Islands · +3 copies"),
    ],
)
def test_how_many_copies_are_not_shown_stands_beside_the_source(others: int, about: str) -> None:
    article = Article(
        id=7,
        url="https://wire.example/7",
        source="wire",
        title="Ferry",
        section="Islands",
        fetched=NOON,
    )
    hit = Hit(article=article, snippet="", score=1.0, others=others)
    assert [line.strip() for line in hit_lines(hit, Paint(), 80)] == ["7  Ferry", about]
