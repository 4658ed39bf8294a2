"""Batches: visits are stored a hundred at a time, in order, and nothing vanishes when storing fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from archive.model import Page
from archive.visit import Saved, Visit
from crawler.batches import MOST, MOST_BYTES, Batches, StoringEnded
from crawler.memory import Arrival

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _arrival(number: int, body: bytes = b"") -> Arrival:
    visit = Visit(link=f"https://courier.test/{number}", source="courier", at=NOW, outcome="failed")
    return Arrival(visit, Page(url=visit.link, fetched=NOW, body=body) if body else None)


class _Store:
    def __init__(self, *, fails_at: int | None = None) -> None:
        self.sizes: list[int] = []
        self.links: list[str] = []
        self.told: list[str] = []
        self.failed: list[Exception] = []
        self._fails_at = fails_at

    async def record(self, arrivals: Sequence[Arrival]) -> list[tuple[Visit, Saved]]:
        await asyncio.sleep(0)
        if len(self.sizes) == self._fails_at:
            raise OSError("the disk is full")
        self.sizes.append(len(arrivals))
        self.links += [arrival.visit.link for arrival in arrivals]
        return [(arrival.visit, Saved(id=None, outcome="failed")) for arrival in arrivals]

    def batches(self) -> Batches:
        return Batches(
            self.record,
            lambda stored: self.told.extend(visit.link for visit, _ in stored),
            self.failed.append,
        )


def test_visits_are_stored_in_order_and_at_most_a_hundred_at_a_time() -> None:
    store = _Store()

    async def run() -> None:
        batches = store.batches()
        for number in range(250):
            await batches.put(_arrival(number))
        await batches.drain()

    asyncio.run(run())
    assert store.links == store.told == [f"https://courier.test/{n}" for n in range(250)]
    assert max(store.sizes) <= MOST
    assert len(store.sizes) <= 4


def test_a_lonely_visit_is_stored_within_moments() -> None:
    store = _Store()

    async def run() -> None:
        await store.batches().put(_arrival(1))
        assert store.links == []
        await asyncio.sleep(1.3)

    asyncio.run(run())
    assert store.links == ["https://courier.test/1"]


def test_huge_pages_make_small_batches() -> None:
    store = _Store()

    async def run() -> None:
        batches = store.batches()
        for number in range(6):
            await batches.put(_arrival(number, bytes(MOST_BYTES // 2)))
        await batches.drain()

    asyncio.run(run())
    assert max(store.sizes) <= 2
    assert len(store.links) == 6


def test_a_failing_store_is_told_once_and_takes_nothing_more() -> None:
    store = _Store(fails_at=1)

    async def run() -> None:
        batches = store.batches()
        for number in range(2 * MOST):
            await batches.put(_arrival(number))
        with pytest.raises(StoringEnded):
            await batches.drain()
        with pytest.raises(StoringEnded):
            await batches.put(_arrival(1))

    asyncio.run(run())
    assert [str(error) for error in store.failed] == ["the disk is full"]
    assert len(store.links) == MOST


def test_what_comes_while_a_batch_is_stored_waits_for_more() -> None:
    store = _Store()

    async def run() -> None:
        batches = store.batches()
        for number in range(MOST + 30):
            await batches.put(_arrival(number))
            if number >= MOST:
                await asyncio.sleep(0.002)
        assert store.sizes == [MOST]
        await asyncio.sleep(1.3)

    asyncio.run(run())
    assert store.sizes == [MOST, 30]
