"""The order key: places rise with dates, no two are the same, and how far they are off is known."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.model import Article, Extracted
from archive.places import SLOT, slot
from archive.store import Archive

MIDNIGHT = datetime(2026, 5, 4, tzinfo=UTC)


def stored(path: Path) -> tuple[list[tuple[int, int]], int]:
    """Place and slot of each article by number, and the greatest distance as it is noted."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT place, sort_date FROM articles ORDER BY id").fetchall()
    (noted,) = connection.execute("SELECT max(slots) FROM disorder").fetchone()
    assert connection.execute("SELECT count(*) FROM disorder").fetchone() <= (1,)
    connection.close()
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    places = [(place, slot(epoch + timedelta(microseconds=at))) for place, at in rows]
    return places, noted or 0


def test_an_article_takes_the_slot_of_its_date(
    store: Archive, path: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    dates = [MIDNIGHT, MIDNIGHT - 5 * SLOT, MIDNIGHT + SLOT, datetime(1951, 2, 3, tzinfo=UTC)]
    store.save(extract(article(n, published=date)) for n, date in enumerate(dates))
    places, noted = stored(path)
    assert [place for place, _ in places] == [slot(date) for date in dates]
    assert places[3][0] < 0
    assert noted == 0


def test_a_crowd_of_one_date_fills_the_slots_after_it(
    store: Archive, path: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    for start in range(0, 60, 20):
        store.save(extract(article(start + n, published=MIDNIGHT)) for n in range(20))
    store.save([extract(article(100, published=MIDNIGHT + 10 * SLOT))])
    places, noted = stored(path)
    first = slot(MIDNIGHT)
    assert [place for place, _ in places] == [*range(first, first + 60), first + 60]
    assert noted == 59


@pytest.mark.parametrize("seed", range(5))
def test_no_two_are_the_same_whatever_comes(
    path: Path, article: Callable[..., Article], extract: Callable[..., Extracted], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    for _ in range(6):
        with Archive.open(path, create=True) as archive:  # nothing is remembered in between
            for _ in range(2):
                archive.save(
                    extract(
                        article(
                            chance.randrange(80),
                            published=MIDNIGHT + chance.randrange(12) * SLOT,
                            fetched=datetime.now(UTC),
                            text=f"{chance.random()}",
                        )
                    )
                    for _ in range(15)
                )
    places, noted = stored(path)
    assert len({place for place, _ in places}) == len(places)
    assert all(0 <= place - wanted <= noted for place, wanted in places)


def test_a_new_date_moves_an_article_and_its_index(
    store: Archive, path: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    noon = MIDNIGHT + timedelta(hours=12)
    store.save([extract(article(1, published=noon)), extract(article(2, published=noon + SLOT))])
    later: Any = {"fetched": datetime(2026, 12, 1, tzinfo=UTC)}
    store.save([extract(article(1, published=noon + 9 * SLOT, **later))])
    assert [hit.article.id for hit in store.search("ferry", sort="newest").hits] == [1, 2]
    assert stored(path)[0][0] == (slot(noon + 9 * SLOT), slot(noon + 9 * SLOT))
    store.save([extract(article(3, published=noon))])  # the slot is free again
    assert stored(path)[0][2] == (slot(noon), slot(noon))


def test_the_places_of_a_batch_that_was_not_kept_are_free(
    store: Archive, path: Path, article: Callable[..., Article], extract: Callable[..., Extracted]
) -> None:
    broken = extract(article(7, published=datetime(2026, 1, 1)))  # noqa: DTZ001 - refused
    with pytest.raises(ValueError, match="without a zone"):
        store.save([extract(article(1)), broken])
    store.save([extract(article(n, published=MIDNIGHT)) for n in (1, 2)])
    assert [place for place, _ in stored(path)[0]] == [slot(MIDNIGHT), slot(MIDNIGHT) + 1]
