"""How a crawl starts: what is imported and begun before the first request, and what is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.lock import crawl_lock

PRELUDE = """
import json, os, sys
from archive.errors import ArchiveBusy
from crawler.report import CrawlOptions
from crawler.run import crawl
from crawler.site import Configuration, CrawlSettings, Site
site = Site(name="courier", feeds=(sys.argv[1],))
configuration = Configuration(crawl=CrawlSettings(delay=0, timeout=5, allow_private_addresses=True))
def started():
    try:
        child = os.waitpid(-1, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        child = False
    return [name for name in ("scrapy", "twisted", "crawler.reactor") if name in sys.modules] + ["a child"] * child
"""

NAMES = """
import inspect, json
{how}
from scrapy.core.downloader import contextfactory, tls
from scrapy.utils import deprecate
old = (tls.ScrapyClientTLSOptions, contextfactory.ScrapyClientContextFactory, contextfactory.AcceptableProtocolsContextFactory)
print(json.dumps([deprecate.inspect is inspect, *map(str, old)]))
"""


def _python(folder: Path, script: str, *arguments: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    told: list[object] = json.loads(lines[-1])
    return told


def test_scrapy_s_old_names_stand_where_they_do_without_us(tmp_path: Path) -> None:
    ours = "from crawler.scrapy_import import import_scrapy\nimport_scrapy()"
    assert _python(tmp_path, NAMES.format(how=ours)) == _python(tmp_path, NAMES.format(how=""))


def test_a_crawl_that_finds_nothing_due_brings_neither_scrapy_nor_a_process_along(
    tmp_path: Path, website
) -> None:
    feed = website.feed(website.articles(1))
    _python(tmp_path, PRELUDE + "crawl([site], 'kliping.db', configuration)\nprint('[]')", feed)
    idle = (
        "begun = []\n"
        "from crawler.extraction_nursery import Nursery\n"
        "Nursery.start = Nursery.breed = lambda *_: begun.append('a nursery')\n"
        "report = crawl([site], 'kliping.db', configuration, CrawlOptions(due=True))\n"
        "print(json.dumps([*report.sources, *started(), *begun]))"
    )
    assert _python(tmp_path, PRELUDE + idle, feed) == []


def test_a_crawl_whose_archive_another_one_holds_goes_without_scrapy_and_leaves_no_process(
    tmp_path: Path, website
) -> None:
    refused = (
        "try:\n    crawl([site], 'kliping.db', configuration)\n"
        "except ArchiveBusy:\n    print(json.dumps(['busy', *started()]))"
    )
    with crawl_lock(str(tmp_path / "kliping.db")):
        told = _python(tmp_path, PRELUDE + refused, website.feed([]))
    assert told == ["busy"]


@pytest.mark.parametrize(
    ("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
@pytest.mark.parametrize("where", ["sqlalchemy", "scrapy.http", "crawler.reactor"])
def test_a_signal_while_it_imports_ends_it_with_one_line_and_leaves_no_process(
    tmp_path: Path, website, where: str, signum: int, code: int
) -> None:
    script = (
        "import os, signal, sys\n"
        "from crawler.extraction_nursery import Nursery\n"
        "begin = Nursery._started\n"
        "def begun(self):\n"
        "    control = begin(self)\n"
        "    print(self._process.pid, flush=True)\n"
        "    return control\n"
        "Nursery._started = begun\n"
        "class Now:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {where!r}:\n"
        f"            os.kill(os.getpid(), {int(signum)})\n"
        "sys.meta_path.insert(0, Now())\n"
        "from cli.main import main\n"
        "main(['crawl', sys.argv[1]])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, website.url("/")],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert website.paths() == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout.split()[0]), 0)
