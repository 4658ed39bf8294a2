"""How pages are shared out when a run may store only so many articles."""

from __future__ import annotations

import asyncio

from crawler.quota import Quota


async def _taken(quota: Quota, wishes: dict[str, int]) -> dict[str, int]:
    """How many pages each source gets before it has to wait."""
    got = dict.fromkeys(wishes, 0)

    async def want(source: str, pages: int) -> None:
        for _ in range(pages):
            await quota.take(source)
            got[source] += 1
        quota.leave(source)

    tasks = [asyncio.ensure_future(want(source, pages)) for source, pages in wishes.items()]
    for _ in range(200):
        await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    return got


def test_without_a_limit_nobody_waits() -> None:
    assert asyncio.run(_taken(Quota(None, "ab"), {"a": 50, "b": 50})) == {"a": 50, "b": 50}


def test_never_more_pages_are_out_than_articles_are_wanted() -> None:
    assert sum(asyncio.run(_taken(Quota(10, "abc"), dict.fromkeys("abc", 50))).values()) == 10


def test_sources_get_equal_parts_and_share_what_one_leaves() -> None:
    got = asyncio.run(_taken(Quota(12, "abc"), {"a": 50, "b": 2, "c": 50}))
    assert got == {"a": 5, "b": 2, "c": 5}


def test_a_source_that_still_looks_for_its_links_keeps_its_part() -> None:
    assert asyncio.run(_taken(Quota(12, "abc"), {"a": 50})) == {"a": 4}


def test_nobody_waits_for_a_source_that_may_not_ask_its_host_yet() -> None:
    quota = Quota(12, "ab")
    quota.rest("b")
    assert asyncio.run(_taken(quota, {"a": 50})) == {"a": 12}


def test_a_page_that_is_no_article_makes_room_for_another() -> None:
    async def run() -> bool:
        quota = Quota(1, "a")
        await quota.take("a")
        waiting = asyncio.ensure_future(quota.take("a"))
        await asyncio.sleep(0)
        assert not waiting.done()
        quota.give_back("a")
        await asyncio.sleep(0)
        quota.store()
        return waiting.done() and quota.full

    assert asyncio.run(run())


def test_who_gave_up_waiting_takes_nothing() -> None:
    async def run() -> dict[str, int]:
        quota = Quota(1, "ab")
        await quota.take("b")
        waiting = asyncio.ensure_future(quota.take("a"))
        await asyncio.sleep(0)
        waiting.cancel()
        quota.give_back("b")
        return await _taken(quota, {"b": 5})

    assert asyncio.run(run()) == {"b": 1}
