"""Asks one source what it has: its feeds and sitemaps, or the way to them from its front page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from archive.frontier import ANSWERED, Poll, PollKind
from crawler import backfill
from crawler.discover import Child, well_known
from crawler.due import LAG, rested
from crawler.errors import FeedError, PageError
from crawler.events import event
from crawler.failures import of_status
from crawler.fault import Fault
from crawler.network import UNREACHED
from crawler.polling import (
    MOST_DISCOVERED,
    MOST_PARTS,
    children_of,
    discovered,
    due_children,
    rests,
    start_points,
    worth_asking,
)
from crawler.reading import Reading, read
from crawler.round import Round
from crawler.site import Site
from crawler.validators import answered, conditions, not_modified, wants_whole

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.job import Job

_DEEPEST = 2
"""An index of indexes is followed, and no further."""

_DEAD_AFTER = 3
"""Probes in a row that a host leaves unanswered before the others are left out."""


class Asks(Protocol):
    """How a document is asked for: answers with a response, or with what went wrong."""

    def __call__(
        self, site: Site, url: str, headers: Mapping[str, str]
    ) -> Awaitable[Response | Fault]: ...


class Poller:
    """Polls one source once.

    :param ask: fetches one URL.
    :param sitemaps_of: the sitemaps that the robots.txt of a URL's host names, once that was read.
    """

    def __init__(
        self, job: Job, site: Site, ask: Asks, sitemaps_of: Callable[[str], list[str]]
    ) -> None:
        self._job = job
        self._site = site
        self._ask = ask
        self._sitemaps_of = sitemaps_of
        self._tally = job.tallies[site.name]
        self._known: dict[str, Poll] = {}
        self._asked: set[str] = set()
        self._parts = 0
        self._round = Round()
        self._doubtful: list[Poll] = []
        self._silent = job.is_silent(site.name)

    async def run(self) -> None:
        """Ask all there is to ask; what is announced goes into the crawl's memory, what fails into the tally.

        When the source is due again stands there only after all was asked: one that was killed before is asked again.
        """
        known = await self._job.memory.polls(self._site.name)
        self._known = {poll.url: poll for poll in known}
        starts = start_points(self._site, known)
        if starts:
            await self._ask_starts(starts)
        else:
            await self._discover()
        if self._job.options.since and not self._job.options.due:
            await self._go_back(self._job.options.since)
        await self._settle_doubts()
        at = datetime.now(UTC)
        outcome, problem = self._round.outcome, self._round.problem
        now, dice, every = max(self._job.started, at - LAG), self._job.dice, self._site.every
        await self._job.memory.change_source(
            self._site.name,
            at,
            lambda state: rested(state, outcome, now, dice, every=every, problem=problem),
        )

    async def _ask_starts(self, starts: Sequence[Poll]) -> None:
        if self._job.options.due:
            starts = worth_asking(starts, datetime.now(UTC))
        outcomes = await asyncio.gather(*(self._poll(poll) for poll in starts))
        gone = all(outcome in {"http-404", "http-410"} for outcome in outcomes)
        if gone and all(poll.found_by == "discovered" for poll in starts):
            self._tally.problem("the feeds and sitemaps found earlier are gone; looking for others")
            await self._discover()

    async def _go_back(self, since: datetime) -> None:
        """Ask for what was missed: sitemaps that no other run asks for, and links that brought nothing."""
        await self._job.memory.reopen(self._site.name, since, datetime.now(UTC))
        front = backfill.front(self._site)
        guesses = backfill.guesses(self._site)
        first = guesses.pop(0)
        found = await self._poll(first, probe=True) == "ok"  # with it the host's robots.txt is read
        named = backfill.sitemaps(self._site, self._sitemaps_of(front), self._known)
        for poll in named[:MOST_DISCOVERED]:
            found |= await self._poll(poll, probe=True) in ANSWERED
        for poll in () if found else guesses:
            if await self._poll(poll, probe=True) == "ok":
                return

    async def _poll(self, poll: Poll, *, depth: int = 0, probe: bool = False) -> str:
        """Ask one document; answers ``ok``, ``not-modified`` or what went wrong.

        A ``probe`` only looks whether something is there: what is not is no problem, and not remembered.
        """
        if poll.url in self._asked:
            return "ok"
        self._asked.add(poll.url)
        poll = backfill.asked_whole(poll)
        whole = wants_whole(poll, datetime.now(UTC), self._job.dice, silent=self._silent)
        only_if = {} if whole else conditions(poll)
        answer = await self._ask(self._site, poll.url, only_if)
        self._tally.polled += 1
        if isinstance(answer, Fault):
            return await self._failed(poll, answer, probe=probe)
        if answer.status == 304 and only_if:
            now = not_modified(poll, _header(answer, "ETag"), _header(answer, "Last-Modified"))
            await self._note(now, Reading())
            await self._poll_children(poll, depth)
            return "not-modified"
        if answer.status != 200:
            return await self._failed(poll, of_status(answer.status), probe=probe)
        return await self._read(poll, answer, depth=depth, probe=probe)

    async def _read(self, poll: Poll, response: Response, *, depth: int, probe: bool) -> str:
        etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
        now = answered(poll, response.body, etag, modified, datetime.now(UTC))
        if now.body_hash == poll.body_hash and poll.status in {"ok", "not-modified"}:
            await self._note(now, Reading())
            await self._poll_children(poll, depth)
            return "ok"
        try:
            reading = await self._reading(poll.kind, response)
        except (FeedError, PageError) as error:
            return await self._failed(poll, Fault("broken", str(error)), probe=probe)
        if probe and not (reading.links or reading.children):
            return "empty"
        if reading.children and depth >= _DEEPEST:
            told = "an index inside an index inside an index; not followed"
            reading = replace(reading, children=(), problem=told)
        self._tell(poll, reading)
        links = backfill.wanted(poll, reading.links, self._job.options.since)
        await self._note(now, replace(reading, links=links))
        await self._poll_children(poll, depth)
        return "ok"

    async def _reading(self, kind: PollKind, response: Response) -> Reading:
        content_type = _header(response, "Content-Type") or ""
        return await self._job.pool.run(
            read, kind, response.body, response.url, content_type, self._site
        )

    def _tell(self, poll: Poll, reading: Reading) -> None:
        if reading.problem:
            self._tally.problem(f"{poll.url}: {reading.problem}")
        if reading.foreign and not reading.links:
            self._tally.problem(
                f"{poll.url}: none of its {reading.foreign} links belongs to this site; is home right?"
            )

    async def _note(self, poll: Poll, reading: Reading) -> None:
        children = children_of(poll, self._own_children(poll, reading))
        at = datetime.now(UTC)
        due = await self._job.memory.polled(poll, reading.links, at, children)
        self._tally.announced += len(due)
        counts = poll.status in ANSWERED and not backfill.is_ours(poll)
        if counts and self._round.answered(poll, len(reading.links), due):
            self._tally.problem(
                f"{poll.url}: all of its {len(reading.links)} links are new, so others may have come and gone since it"
                " was last asked; it is asked sooner from now on"
            )
        event(
            "source-polled",
            source=self._site.name,
            url=poll.url,
            status=poll.status,
            links=len(reading.links),
            new=len(due),
        )
        self._known[poll.url] = poll
        for child in children:
            before = self._known.get(child.url, child)
            self._known[child.url] = replace(
                before, parent=child.parent, announced_lastmod=child.announced_lastmod
            )

    def _own_children(self, poll: Poll, reading: Reading) -> list[Child]:
        here = poll.url.split("/", 3)[:3]
        return [
            child
            for child in reading.children
            if self._site.owns(child.url) or child.url.split("/", 3)[:3] == here
        ]

    async def _failed(self, poll: Poll, fault: Fault, *, probe: bool) -> str:
        if probe:
            return fault.slug
        line = f"{poll.url}: {fault.text}"
        self._round.failed(fault)
        if poll.parent is None and not fault.waits:
            self._tally.source_failed(line)
        else:
            self._tally.problem(line)
        failed = replace(poll, status=fault.slug)
        if fault.slug in UNREACHED and self._job.network.in_doubt:
            self._doubtful.append(failed)
        elif not fault.waits:
            await self._note(failed, Reading())
        return fault.slug

    async def _settle_doubts(self) -> None:
        """Note what failed once it is known that it was not our own network that failed."""
        await self._job.network.certainty()
        for failed in self._doubtful:
            await self._note(failed, Reading())

    async def _poll_children(self, index: Poll, depth: int) -> None:
        children = [poll for poll in self._known.values() if poll.parent == index.url]
        if self._job.options.due:
            now = datetime.now(UTC)
            children = [poll for poll in children if poll.announced_lastmod or not rests(poll, now)]
        for child in due_children(children, self._job.options.since):
            if self._parts >= MOST_PARTS:
                return
            if child.url not in self._asked:
                self._parts += 1
                await self._poll(child, depth=depth + 1)

    async def _discover(self) -> None:
        home = self._site.home
        if home is None:
            return
        front = discovered(self._site, home, "front")
        answer = await self._ask(self._site, home, {})
        self._tally.polled += 1
        if isinstance(answer, Fault) or answer.status != 200:
            fault = answer if isinstance(answer, Fault) else of_status(answer.status)
            self._in_vain(home, fault)
            return
        try:
            reading = await self._reading("front", answer)
        except (FeedError, PageError) as error:
            self._in_vain(home, Fault("broken", str(error)))
            return
        if await self._probe_named(reading.feeds, answer.url) or await self._probe_well_known(
            answer.url
        ):
            return
        if not reading.links:
            self._in_vain(
                home, Fault("nothing", "no feed, no sitemap and no link to an article found")
            )
            return
        etag, modified = _header(answer, "ETag"), _header(answer, "Last-Modified")
        now = datetime.now(UTC)
        await self._note(answered(front, answer.body, etag, modified, now), reading)

    def _in_vain(self, home: str, fault: Fault) -> None:
        """A front page led to nothing."""
        self._round.failed(fault)
        tell = self._tally.problem if fault.waits else self._tally.source_failed
        tell(f"{home}: {fault.text}")

    async def _probe_named(self, feeds: Sequence[str], front: str) -> bool:
        """Ask the feeds the front page declares and the sitemaps that robots.txt names; whether one answered."""
        own = self._site.owns
        named = [discovered(self._site, u, "feed") for u in feeds if own(u)][:MOST_DISCOVERED]
        home = self._site.home or front
        sitemaps = dict.fromkeys(self._sitemaps_of(home) + self._sitemaps_of(front))
        named += [discovered(self._site, u, "sitemap") for u in sitemaps if own(u)][
            :MOST_DISCOVERED
        ]
        outcomes = [await self._poll(poll, probe=True) for poll in named]
        return "ok" in outcomes

    async def _probe_well_known(self, front: str) -> bool:
        unanswered = 0
        for url in well_known(front):
            outcome = await self._poll(discovered(self._site, url, "feed"), probe=True)
            if outcome == "ok":
                return True
            silent = outcome in {"timeout", "connection", "connection-refused", "dns"}
            unanswered = unanswered + 1 if silent else 0
            if unanswered >= _DEAD_AFTER:
                break
        return False


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None
