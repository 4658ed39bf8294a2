"""The extraction pool: killable workers with limits, each page alone with its fate."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.model import Page
from crawler.errors import BrokenPacking, CrawlFailed, FeedError, PageError, PageTooBig, PageTooHard
from crawler.extract import article as extract
from crawler.extraction_nursery import Nursery
from crawler.extraction_pool import BIG, Abandoned, ExtractionPool
from crawler.reading import read


@pytest.fixture
def pool() -> Iterator[ExtractionPool]:
    pool = ExtractionPool(2, seconds=1)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture
def patient() -> Iterator[ExtractionPool]:
    pool = ExtractionPool(1)
    pool.start()
    yield pool
    pool.close()


def test_a_worker_answers(pool: ExtractionPool) -> None:
    assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)


def test_a_call_that_hangs_is_killed_and_the_others_go_on(pool: ExtractionPool) -> None:
    async def both() -> list[object]:
        return await asyncio.gather(
            pool.run(time.sleep, 60), pool.run(divmod, 7, 3), return_exceptions=True
        )

    started = time.monotonic()
    hung, done = asyncio.run(both())
    assert isinstance(hung, PageTooHard)
    assert str(hung) == "cleaning took more than 1 s"
    assert done == (2, 1)
    assert time.monotonic() - started < 20
    assert asyncio.run(pool.run(divmod, 9, 3)) == (3, 0)


def test_a_call_that_stood_behind_one_that_was_killed_is_not_to_blame() -> None:
    pool = ExtractionPool(1, seconds=1)
    pool.start()

    async def three() -> list[object]:
        calls = (pool.run(time.sleep, 60), pool.run(divmod, 7, 3), pool.run(divmod, 9, 3))
        return await asyncio.gather(*calls, return_exceptions=True)

    try:
        hung, *done = asyncio.run(three())
    finally:
        pool.close()
    assert isinstance(hung, PageTooHard)
    assert done == [(2, 1), (3, 0)]


def test_calls_and_answers_may_be_longer_than_a_pipe(pool: ExtractionPool) -> None:
    async def many() -> list[bytes]:
        return await asyncio.gather(*(pool.run(bytes.upper, b"a" * 3_000_000) for _ in range(6)))

    assert asyncio.run(many()) == [b"A" * 3_000_000] * 6


def test_a_call_that_nobody_waits_for_any_more_disturbs_no_other(pool: ExtractionPool) -> None:
    async def hurry() -> tuple[int, int]:
        for _ in range(6):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pool.run(time.sleep, 0.2), 0.05)
        return await pool.run(divmod, 9, 3)

    assert asyncio.run(hurry()) == (3, 0)


def test_a_call_that_wants_too_much_memory_fails_alone(pool: ExtractionPool) -> None:
    with pytest.raises(PageTooHard, match="memory"):
        asyncio.run(pool.run(bytes, 1_000_000_000))
    assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)


def test_a_call_that_crashes_its_process_fails_alone(pool: ExtractionPool) -> None:
    with pytest.raises(PageTooHard, match="killed its process"):
        asyncio.run(pool.run(os.abort))
    assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)


def test_a_worker_killed_while_idle_costs_no_page(pool: ExtractionPool) -> None:
    pids = {asyncio.run(pool.run(os.getpid)) for _ in range(4)}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert asyncio.run(pool.run(os.getpid)) not in pids


def test_workers_are_copies_of_one_process_which_is_replaced_when_it_dies(
    pool: ExtractionPool,
) -> None:
    async def parents() -> set[int]:
        return set(await asyncio.gather(*(pool.run(os.getppid) for _ in range(4))))

    (nursery,) = asyncio.run(parents())
    assert nursery != os.getpid()
    os.kill(nursery, signal.SIGKILL)
    assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)
    with pytest.raises(PageTooHard):
        asyncio.run(pool.run(os.abort))
    assert asyncio.run(pool.run(divmod, 9, 3)) == (3, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc who its children are")
def test_workers_that_were_never_ready_blame_no_page() -> None:
    def children() -> set[str]:
        tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        return {pid for task in tasks for pid in task.read_text().split()}

    before = children()
    pool = ExtractionPool(2)
    pool.start()
    try:
        (nursery,) = children() - before
        os.kill(int(nursery), signal.SIGKILL)  # with two workers asked for and none made
        assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)
    finally:
        pool.close()


def test_no_page_is_to_blame_when_no_worker_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    pool = ExtractionPool(2)
    pool.start()

    async def call() -> tuple[int, int]:
        return await asyncio.wait_for(pool.run(divmod, 7, 3), 30)  # else it would wait for ever

    try:
        for _ in range(2):
            with pytest.raises(CrawlFailed, match="none of 6 processes"):
                asyncio.run(call())
        monkeypatch.undo()
        assert asyncio.run(pool.run(divmod, 7, 3)) == (2, 1)
    finally:
        pool.close()


def test_workers_outlive_their_calls_however_big_their_owner_is(pool: ExtractionPool) -> None:
    asyncio.run(pool.run(divmod, 7, 3))  # the pool of this test is ready
    ballast = bytearray(200_000_000)
    bred = ExtractionPool(1)
    bred.start()
    try:
        pids = {asyncio.run(bred.run(os.getpid)) for _ in range(4)}
    finally:
        bred.close()
    assert len(ballast) == 200_000_000
    assert len(pids) == 1


def test_a_worker_that_was_big_once_is_replaced(pool: ExtractionPool) -> None:
    async def run() -> tuple[int, int]:
        await pool.run(divmod, 7, 3)
        before = await pool.run(os.getpid)
        assert await pool.run(eval, "len(b'x' * 190_000_000)") == 190_000_000
        return before, await pool.run(os.getpid)

    before, after = asyncio.run(run())
    assert before != after


def test_a_worker_knows_no_database_and_no_network(patient: ExtractionPool) -> None:
    rss = b"<rss><channel><item><link>http://x.example/a</link></item></channel></rss>"
    asyncio.run(patient.run(read, "feed", rss, "http://x.example/feed", "", None))
    loaded = asyncio.run(patient.run(eval, "set(__import__('sys').modules)"))
    assert not {"sqlalchemy", "scrapy", "twisted", "asyncio"} & loaded
    assert "lxml.etree" in loaded


def test_an_answer_comes_back_as_it_was_made(patient: ExtractionPool) -> None:
    html = (
        "<title>Ferry</title><h1>Ferry sails</h1>"
        + "<p>The ferry left the harbour at dawn today.</p>" * 9
    )
    html += "<footer>Copyright Harbour Times</footer><aside><a href='/a'>Read also: a bridge</a></aside>"
    page = Page(
        url="https://x.example/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=html.encode()
    )
    packed = replace(page, body=gzip.compress(page.body), packed=True)
    here = extract(page)
    assert asyncio.run(patient.extract(page)) == asyncio.run(patient.extract(packed)) == here
    assert here.removed


def test_a_page_that_is_longer_than_it_says_is_cleaned_all_the_same(
    patient: ExtractionPool,
) -> None:
    body = b"<p>The ferry left.</p><!--" + b" " * BIG
    page = Page(
        url="https://x.example/a",
        fetched=datetime(2026, 11, 22, tzinfo=UTC),
        body=gzip.compress(body),
        packed=True,
    )
    liar = replace(page, body=page.body[:-4] + b"\x10\0\0\0")
    assert asyncio.run(patient.extract(liar)).article.url == page.url
    with pytest.raises(PageTooBig):
        asyncio.run(patient.extract(replace(page, body=gzip.compress(bytes(11 * 1024 * 1024)))))
    with pytest.raises(BrokenPacking):
        asyncio.run(patient.extract(replace(page, body=b"<html>")))


def test_a_mistake_in_the_rules_names_where_it_is(pool: ExtractionPool) -> None:
    with pytest.raises(PageError, match="ZeroDivisionError"):
        asyncio.run(pool.run(divmod, 1, 0))


def test_errors_of_the_contract_come_through_as_they_are(pool: ExtractionPool) -> None:
    with pytest.raises(FeedError):
        asyncio.run(pool.run(read, "feed", b"<html>no feed", "http://example.org/", "", None))


def test_closing_ends_calls_under_way_and_leaves_no_process() -> None:
    pool = ExtractionPool(1, seconds=60)
    pool.start()

    async def hang_and_close() -> tuple[int, BaseException | None]:
        pid = await pool.run(os.getpid)
        call = asyncio.ensure_future(pool.run(time.sleep, 60))
        await asyncio.sleep(0.2)
        pool.abandon()
        return pid, (await asyncio.gather(call, return_exceptions=True))[0]

    pid, outcome = asyncio.run(hang_and_close())
    pool.close()
    assert isinstance(outcome, Abandoned)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_workers_end_when_their_owner_is_killed() -> None:
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import asyncio, os, time\n"
            "from crawler.extraction_pool import ExtractionPool\n"
            "pool = ExtractionPool(1)\n"
            "pool.start()\n"
            "print(asyncio.run(pool.run(os.getpid)), flush=True)\n"
            "time.sleep(60)\n",
        ],
        stdout=subprocess.PIPE,
    )
    assert owner.stdout is not None
    with owner:
        worker = int(owner.stdout.readline())
        owner.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _runs(worker):
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def test_workers_come_from_a_process_that_was_started_before_with_the_limits_of_the_pool() -> None:
    with Nursery() as nursery:
        nursery.start()
        pool = ExtractionPool(1, seconds=1, nursery=nursery)
        pool.start()
        try:
            parent = asyncio.run(pool.run(os.getppid))
            with pytest.raises(PageTooHard, match="more than 1 s"):
                asyncio.run(pool.run(time.sleep, 60))
            assert asyncio.run(pool.run(os.getppid)) == parent
        finally:
            pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(parent, 0)
