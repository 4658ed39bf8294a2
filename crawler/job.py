"""One run of the crawler: what it was asked to do, what it works with, and what came of it.

Everything that has to be opened before the reactor starts, and closed after it has ended, is here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlsplit

from archive.errors import ArchiveError
from archive.lock import Hold, crawl_lock
from archive.place import file_of
from archive.sources import SourceState
from archive.visit import Saved, Visit
from crawler.batches import Batches
from crawler.due import held, is_due, is_held, is_silent, is_well
from crawler.errors import CrawlFailed
from crawler.extraction_nursery import Nursery
from crawler.extraction_pool import ExtractionPool
from crawler.fault import one_line
from crawler.looking import looking
from crawler.memory import Arrival, Memory, RunStatus
from crawler.network import Network
from crawler.quota import Quota
from crawler.rehearsal import Rehearsal
from crawler.report import FAILURES, TOLD, CrawlOptions, Progress, RunReport
from crawler.site import Configuration, Site
from crawler.tally import Tally

OWN = "(kliping)"
"""The name under which the report tells what belongs to no source; no source can be called so."""


class Job:
    """One run. Made by :func:`opened`; belongs to the reactor's thread while that runs."""

    def __init__(
        self,
        sites: Sequence[Site],
        *,
        configuration: Configuration,
        options: CrawlOptions,
        memory: Memory | Rehearsal,
        pool: ExtractionPool,
        urls: Sequence[tuple[Site, str]],
        hold: Hold | None = None,
        asked: Collection[str] | None = None,
        states: Mapping[str, SourceState] | None = None,
    ) -> None:
        self.sites = tuple(sites)
        self.configuration = configuration
        self.options = options
        self.memory = memory
        self.pool = pool
        self.hold = hold
        """The right to crawl the archive; None for a dry run."""
        self.asked = frozenset(site.name for site in sites) if asked is None else frozenset(asked)
        """Names of the sources whose feeds, sitemaps and front pages are asked for; of the others only pages are."""
        self.states = states or {}
        """What was known of the sources when the run began."""
        self.dice: Callable[[], float] = random.random
        self.urls = tuple(urls)
        """For a run over named pages: these, and nothing else, are fetched."""
        self.tallies = {site.name: Tally(site.name) for site in sites}
        self.batches = (
            Batches(memory.record, self._told, self.fail) if isinstance(memory, Memory) else None
        )
        self.network = Network(_troubled(sites, self.states), len(sites), self._lose, self._put)
        self.quota = Quota(options.max_articles, self.tallies)
        self.started = datetime.now(UTC)
        self.began = monotonic()
        self.stopped: str | None = None
        self.why: str | None = None
        """For a person: why it was stopped, where more is to be said than the reason."""
        self.interrupted: int | None = None
        self.error: BaseException | None = None
        self.on_stop: Callable[[str], None] | None = None
        self.on_saved: Callable[[Visit, Saved], None] | None = None
        self.on_progress: Callable[[Progress], None] | None = None
        self._saved: dict[str, Saved] = {}

    def stop(self, reason: str, why: str | None = None) -> None:
        """End the run early; what was fetched is stored, the rest stays pending. The first reason counts; ``why`` says more
        of it, for a person."""
        if self.stopped is None:
            self.stopped = reason
            self.why = why
            if self.on_stop is not None:
                self.on_stop(reason)

    def interrupt(self, signum: int) -> None:
        """End the run because of a signal."""
        self.interrupted = signum
        self.stop("interrupted")

    def fail(self, error: BaseException) -> None:
        """End the run because it can't go on: the archive can't be written."""
        if self.error is None:
            self.error = error
        self.stop("failed")

    def _lose(self, line: str) -> None:
        """End the run because our own network is down."""
        if self.error is None:
            self.error = CrawlFailed(line)
        self.stop("network")

    async def put(self, arrival: Arrival) -> None:
        """Hand in what came of a page that was asked for.

        :raises StoringEnded: an earlier batch could not be stored.
        """
        if not self.network.holds_back(arrival):
            await self._put(arrival)

    async def _put(self, arrival: Arrival) -> None:
        if arrival.visit.outcome != "read":
            self.quota.give_back(arrival.visit.source)
        if self.batches is not None:
            await self.batches.put(arrival)

    def _told(self, stored: list[tuple[Visit, Saved]]) -> None:
        for visit, saved in stored:
            self.tallies[visit.source].saved(visit, saved)
            if saved.outcome in {"new", "changed"}:
                self.quota.store()
            elif visit.outcome == "read":
                self.quota.give_back(visit.source)
            if self.urls:
                self._saved[visit.link] = saved
            if self.on_saved is not None:
                self.on_saved(visit, saved)
        if self.quota.full:
            self.stop("max-articles")

    def is_held(self, source: str) -> bool:
        """Whether the pages of a source wait, because their host seemed down."""
        return is_held(self.states.get(source), self.started)

    def is_silent(self, source: str) -> bool:
        """Whether a source has had nothing new for longer than it is likely to have had nothing to say."""
        return is_silent(self.states.get(source), self.started)

    def progress(self) -> Progress:
        """How far it is."""
        tallies = self.tallies.values()
        return Progress(
            sources_done=sum(tally.done for tally in tallies),
            sources_total=len(self.tallies),
            pages=sum(tally.fetched for tally in tallies),
            articles=sum(tally.articles for tally in tallies),
            errors=sum(tally.errors for tally in tallies),
            elapsed=monotonic() - self.began,
        )

    def finish(self, mistakes: Sequence[str] = ()) -> RunReport:
        """Write the end of the run into the ledger and say what it did. After the reactor has ended.

        :param mistakes: errors that were logged and belong to no page: each gets a line.
        """
        for line in mistakes:
            self.tallies.setdefault(OWN, Tally(OWN)).source_failed(f"internal error: {line}")
        ended = datetime.now(UTC)
        if isinstance(self.memory, Memory):
            self._hold_back(self.memory, ended)
            self._count_pending(self.memory)
        reports = {name: tally.report() for name, tally in self.tallies.items()}
        if isinstance(self.memory, Memory):
            failed = any(report.source_failed for report in reports.values())
            counts = {name: tally.counts() for name, tally in self.tallies.items() if name != OWN}
            self.memory.end(ended, self._status(failed=failed), counts)
        rehearsal = self.memory if isinstance(self.memory, Rehearsal) else None
        told = self.stopped in TOLD
        return RunReport(
            run=self.memory.run if isinstance(self.memory, Memory) else None,
            started=self.started,
            ended=ended,
            sources=reports,
            interrupted=self.interrupted,
            stopped=self.stopped if told else None,
            why=self.why if told else None,
            candidates=tuple(rehearsal.candidates.values()) if rehearsal else (),
            documents=tuple(rehearsal.documents) if rehearsal else (),
            saved=tuple(self._saved[url] for _, url in self.urls if url in self._saved),
        )

    def _hold_back(self, memory: Memory, now: datetime) -> None:
        """Leave pages alone for a while whose host seemed down. After all that came was stored."""
        for site in self.sites:
            if self.tallies[site.name].holds_back:
                memory.hold_back(site.name, now, lambda state: held(state, now, self.dice))

    def _count_pending(self, memory: Memory) -> None:
        for site in self.sites:
            self.tallies[site.name].pending = memory.pending_count(site.name)

    def _status(self, *, failed: bool) -> RunStatus:
        if self.error is not None:
            return "failed"
        if self.interrupted is not None:
            return "interrupted"
        if self.stopped in FAILURES:
            return "failed"
        return "partial" if failed else "done"

    def abort(self) -> None:
        """Note in the ledger, where that is still possible, that the run failed."""
        if isinstance(self.memory, Memory):
            try:
                self.memory.end(datetime.now(UTC), "failed", {})
            except ArchiveError as error:
                self.tallies.setdefault(OWN, Tally(OWN)).problem(one_line(str(error)))


def _troubled(sites: Iterable[Site], states: Mapping[str, SourceState]) -> set[str]:
    """The hosts of sources that did not answer the last time either."""
    failing = (site for site in sites if site.name in states and states[site.name].failures)
    return {urlsplit(url).netloc for site in failing for url in site.starts}


@contextmanager
def opened(
    sites: Sequence[Site],
    archive: str,
    configuration: Configuration,
    options: CrawlOptions,
    *,
    urls: Sequence[tuple[Site, str]] = (),
    nursery: Nursery | None = None,
    held: Callable[[], None] | None = None,
) -> Iterator[Job]:
    """Everything a run needs, opened; and closed again when the block ends.

    :param nursery: where workers come from, if it was started already.
    :param held: called when no other crawl can hold the archive any more, before the run begins.
    :raises ArchiveBusy: another crawl holds the archive; nothing was done.
    :raises ArchiveError: it can't be opened, created or written.
    """
    with ExitStack() as stack:
        hold = None if options.dry_run else stack.enter_context(crawl_lock(archive))
        if held is not None:
            held()
        now = datetime.now(UTC)
        memory: Memory | Rehearsal
        if options.dry_run:
            memory = Rehearsal(archive, options.since)
        else:
            raw = configuration.raw_folder(file_of(archive))
            looks = None if urls else looking(configuration.crawl.look_again)
            memory = Memory(archive, raw, now, _note(sites, options), looks, since=options.since)
        stack.callback(memory.close)
        asked = {site.name for site in sites}
        states = memory.source_states([site.name for site in sites])
        if options.due:
            asked = {s.name for s in sites if is_due(states.get(s.name), s.every, now)}
            visited = memory.due_links([site.name for site in sites], now)
            well = [site.name for site in sites if is_well(states.get(site.name), now)]
            visited |= memory.to_look_at(well, now)
            sites = [site for site in sites if site.name in asked | visited]
        if isinstance(memory, Memory):
            memory.do(memory.house_lines.recall, [site.name for site in sites])
        pool = ExtractionPool(nursery=nursery)
        stack.callback(pool.close)
        if sites:
            pool.start()
        yield Job(
            sites,
            configuration=configuration,
            options=options,
            memory=memory,
            pool=pool,
            urls=urls,
            hold=hold,
            asked=asked,
            states=states,
        )


def _note(sites: Sequence[Site], options: CrawlOptions) -> str:
    names = ", ".join(site.name for site in sites[:5]) + (" …" if len(sites) > 5 else "")
    return f"crawl {'--due ' if options.due else ''}{names}"
