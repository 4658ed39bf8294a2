"""Big answers take turns, so that however many come at once, few are in memory."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import Any

from twisted.internet.task import Clock

from crawler.downloads import BIG, LOOK_AGAIN, MOST_BYTES, Download, Gate

HALF = MOST_BYTES // 2


class _Transport:
    def __init__(self) -> None:
        self.reads = True

    def pauseProducing(self) -> None:
        self.reads = False

    def resumeProducing(self) -> None:
        self.reads = True


class _Answer(Download):
    """A download with a clock of its own and a connection that is none."""

    def __init__(self, size: int) -> None:
        self.clock = Clock()
        self.timed_out: list[bool] = []
        self._timeout_cl = self.clock.callLater(30, self.timed_out.append, True)
        self._transport = _Transport()
        super().__init__(self, self, size)  # type: ignore[arg-type]

    @property
    def reads(self) -> bool:
        return self._transport.reads


def _run(test: Any) -> None:
    asyncio.run(test())


def test_as_many_are_read_as_there_is_memory_for_and_the_others_follow() -> None:
    async def test() -> None:
        gate = Gate(lambda: 0)
        answers = [_Answer(HALF) for _ in range(4)]
        for answer in answers:
            gate.ask(answer)
        assert [answer.reads for answer in answers] == [True, True, False, False]
        gate.over(answers[1])
        assert [answer.reads for answer in answers] == [True, True, True, False]
        gate.over(answers[3])
        gate.over(answers[0])
        gate.over(answers[2])

    _run(test)


def test_pages_that_are_being_cleaned_count_too() -> None:
    async def test() -> None:
        cleaning = [MOST_BYTES]
        gate = Gate(lambda: cleaning[0])
        answer = _Answer(HALF)
        gate.ask(answer)
        assert not answer.reads
        cleaning[0] = 0
        await asyncio.sleep(3 * LOOK_AGAIN)
        assert answer.reads

    _run(test)


def test_one_that_is_bigger_than_all_the_room_is_read_alone() -> None:
    async def test() -> None:
        gate = Gate(lambda: 0)
        huge = _Answer(2 * MOST_BYTES)
        gate.ask(huge)
        assert huge.reads

    _run(test)


def test_the_time_that_an_answer_waits_does_not_count_against_it() -> None:
    answer = _Answer(HALF)
    answer.clock.advance(20)
    answer.pause()
    answer.clock.advance(300)
    answer.resume()
    answer.clock.advance(9)
    assert answer.timed_out == []
    answer.clock.advance(2)
    assert answer.timed_out == [True]


def test_big_pages_leave_nothing_behind_in_memory(kliping, website, page) -> None:
    padding = "<script>var x = '" + "a" * (4 * BIG) + "'</script>"
    for n in range(12):
        website.add(f"/news/{n}", page(f"Story number {n}").replace("<nav>", padding + "<nav>"))
    feed = website.feed([website.url(f"/news/{n}") for n in range(12)])
    script = (
        "import gc, json, sys\n"
        "gc.disable()\n"
        "from crawler.run import crawl\n"
        "from crawler.site import Configuration, CrawlSettings, Site\n"
        "site = Site(name='courier', feeds=(sys.argv[1],))\n"
        "settings = CrawlSettings(delay=0, timeout=20, keep_raw=False, allow_private_addresses=True)\n"
        "crawl([site], 'kliping.db', Configuration(crawl=settings))\n"
        "bodies = [o for o in gc.get_objects() if type(o).__name__ in ('Page', 'HtmlResponse') and len(o.body) > 1e6]\n"
        "print(json.dumps(len(bodies)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, feed],
        cwd=kliping.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert len(kliping.urls()) == 12
    assert json.loads(done.stdout) == 0


def test_how_to_connect_to_a_host_is_worked_out_once(kliping, website) -> None:
    feed = website.feed(website.articles(8))
    script = (
        "import sys\n"
        "from twisted.internet.endpoints import HostnameEndpoint\n"
        "made, plain = [], HostnameEndpoint.__init__\n"
        "HostnameEndpoint.__init__ = lambda *a, **k: (made.append(a[2:]), plain(*a, **k))[1]\n"
        "from crawler.run import crawl\n"
        "from crawler.site import Configuration, CrawlSettings, Site\n"
        "site = Site(name='courier', feeds=(sys.argv[1],))\n"
        "settings = CrawlSettings(delay=0, timeout=20, keep_raw=False, allow_private_addresses=True)\n"
        "report = crawl([site], 'kliping.db', Configuration(crawl=settings))\n"
        "print(report.sources['courier'].fetched, len(made))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, feed],
        cwd=kliping.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["8", "1"]
