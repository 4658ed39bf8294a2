"""Known articles are looked at again: their pages asked for only if they changed, after what is new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import Request, Response

from archive.address import is_root, key_of
from archive.looks import Look
from archive.visit import Visit
from crawler.downloads import StopError
from crawler.due import is_held
from crawler.failures import RobotsUnreachable, of_error, of_status
from crawler.fault import Fault
from crawler.looking import conditions
from crawler.memory import Arrival
from crawler.middlewares import SITE
from crawler.pace import Pace, Turn
from crawler.pipelines import Fetched, Item, faulty
from crawler.site import Site
from crawler.transfer import STAYS_PACKED
from crawler.urls import canonical
from crawler.visits import NO_PAGE, page_of, unwanted, visit_in_vain

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.job import Job

ENOUGH_FAILURES = 3
"""Looks in a row that failed before the rest waits for the next run. Nobody is told: nothing new is missed."""

_NOT_THERE = (404, 410)


class LaterLooks:
    """The looks at one source's known articles in one run.

    :param ask: hands a request to the engine.
    """

    def __init__(self, job: Job, site: Site, pace: Pace, ask: Callable[[Request], None]) -> None:
        self._job = job
        self._site = site
        self._pace = pace
        self._ask = ask
        self._tally = job.tallies[site.name]
        self._failures = 0

    async def run(self, under_way: Collection[str]) -> None:
        """Look at what is due, but for pages that are ``under_way`` as links already; returns when all have come."""
        now = datetime.now(UTC)
        if self._tally.gave_up or self._tally.failed_source or self._job.options.since:
            return
        if self._job.options.due and is_held(self._job.states.get(self._site.name), now):
            return
        looks = await self._job.memory.looks(self._site.name, now)
        keys = {key_of(url) for url in under_way} if looks else set()
        for look in looks:
            if self._failures >= ENOUGH_FAILURES:
                break
            if key_of(look.url) not in keys:
                await self._take(look)
        await self._pace.all_done()

    async def _take(self, look: Look) -> None:
        fault = unwanted(self._site, look.url, named=False)
        if fault is not None:
            await self._job.put(Arrival(self._in_vain(look, fault)))
            return
        turn = await self._pace.turn(look.url, first=False)
        await self._job.quota.take(self._site.name)
        if self._failures >= ENOUGH_FAILURES:
            turn.over()
            return
        self._ask(
            Request(
                canonical(look.url),
                headers=conditions(look),
                callback=self.came,
                errback=self.lost,
                cb_kwargs={"look": look, "turn": turn},
                meta={SITE: self._site, STAYS_PACKED: True},
                dont_filter=True,
            )
        )

    def came(self, response: Response, look: Look, turn: Turn) -> Iterator[Item]:
        """The page has answered."""
        turn.came()
        self._failures = 0
        asked = canonical(look.url)
        if response.url != asked and self._is_front(response.url):
            yield self._missing(look, "front-page", "it redirects to the front page")
        elif response.status in _NOT_THERE:
            fault = of_status(response.status)
            yield self._missing(look, fault.slug, fault.text)
        elif response.status == 304 and response.url == asked:
            visit = self._in_vain(look, of_status(304))
            yield Arrival(replace(visit, outcome="unchanged"))
        elif response.status != 200:
            yield self._failed(look, of_status(response.status))
        else:
            yield self._read(response, look)

    def lost(self, failure: Failure) -> Iterator[Item]:
        """The page has not answered."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        look, turn = request.cb_kwargs["look"], request.cb_kwargs["turn"]
        turn.came()
        if failure.value is None or isinstance(failure.value, StopError):
            turn.over()
            return
        fault = of_error(failure.value, request.url)
        if fault.waits or isinstance(failure.value, RobotsUnreachable):
            self._failures = ENOUGH_FAILURES  # the host may not be asked
            turn.over()
            return
        yield self._failed(look, fault)

    def _read(self, response: Response, look: Look) -> Item:
        self._tally.came(again=True)
        page = page_of(response, self._site, look.announced)
        item = Fetched(page, look.url, self._site, look)
        if item.page.content_type.lower().startswith(NO_PAGE):
            return Arrival(faulty(item, Fault("not-a-page", "it is no page now", refused=True)))
        return item

    def _is_front(self, url: str) -> bool:
        home = self._site.home
        return is_root(url) or (home is not None and key_of(url) == key_of(home))

    def _missing(self, look: Look, reason: str, detail: str) -> Arrival:
        visit = self._in_vain(look, Fault(reason, detail))
        return Arrival(replace(visit, outcome="missing"))

    def _failed(self, look: Look, fault: Fault) -> Arrival:
        self._failures += fault.host_down
        return Arrival(self._in_vain(look, fault))

    def _in_vain(self, look: Look, fault: Fault) -> Visit:
        return replace(visit_in_vain(self._site, look.url, fault), look=look.id)
