"""What the runs did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from archive.errors import RecordError
from archive.frontier import Poll
from archive.ledger import Run, SourceCounts
from archive.model import Announced, Article
from archive.store import Archive
from archive.visit import Visit

HOUR = timedelta(hours=1)


def test_a_run_counts_what_was_done_on_the_way(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    run = store.ledger.begin(noon, "crawl harbour")
    poll = Poll(url="https://x.example/feed", source="a", kind="feed")
    links = [Announced(url=article(n).url) for n in range(3)]
    store.frontier.polled(poll, links, noon, run=run)
    store.frontier.announce("a", [*links, Announced(url="https://x.example/9")], noon, run)

    def bad(number: int, outcome: str, reason: str) -> Visit:
        return Visit(
            link=f"https://x.example/{number}",
            source="b",
            at=noon,
            outcome=outcome,
            reason=reason,  # type: ignore[arg-type]
        )

    batch = [visit(article(n), source="a") for n in (0, 1, 1)]
    store.record([*batch, bad(1, "refused", "too-big"), bad(2, "failed", "timeout")], run)
    changed = visit(article(0, text="Other.", fetched=noon + HOUR), source="a")
    store.record([changed, bad(3, "failed", "timeout"), bad(4, "failed", "http-500")], run)

    assert store.ledger.runs() == [
        Run(
            id=run,
            started=noon,
            ended=None,
            status="running",
            note="crawl harbour",
            sources={
                "a": SourceCounts(polled=1, announced=4, fetched=4, new=2, changed=1, same=1),
                "b": SourceCounts(
                    fetched=4, refused={"too-big": 1}, failed={"timeout": 2, "http-500": 1}
                ),
            },
        )
    ]


def test_the_end_of_a_run_has_the_last_word(store: Archive, noon: datetime) -> None:
    run = store.ledger.begin(noon)
    store.frontier.announce("a", [Announced(url="https://x.example/9")], noon, run)
    counts = {"a": SourceCounts(polled=3, announced=1), "b": SourceCounts()}
    store.ledger.end(run, noon + HOUR, "partial", counts)
    (ended,) = store.ledger.runs()
    assert (ended.ended, ended.status, ended.sources) == (noon + HOUR, "partial", counts)


def test_a_run_that_never_ended_was_killed(store: Archive, noon: datetime) -> None:
    ended = store.ledger.begin(noon)
    store.ledger.end(ended, noon + HOUR, "partial")
    store.ledger.begin(noon + HOUR)
    store.ledger.begin(noon + 2 * HOUR)
    found = [(run.status, run.ended) for run in store.ledger.runs()]
    assert found == [("running", None), ("killed", None), ("partial", noon + HOUR)]


def test_runs_come_newest_first(store: Archive, noon: datetime) -> None:
    numbers = [store.ledger.begin(noon + n * HOUR, str(n)) for n in range(12)]
    assert [run.id for run in store.ledger.runs(limit=3)] == numbers[:-4:-1]
    assert len(store.ledger.runs()) == 10


def test_a_batch_that_is_refused_counts_nothing(
    store: Archive, noon: datetime, article: Callable[..., Article], visit: Callable[..., Visit]
) -> None:
    run = store.ledger.begin(noon)
    with pytest.raises(RecordError):
        store.record([visit(article(1)), visit(article(2, url=""))], run)
    assert store.ledger.runs()[0].sources == {}
