"""Known articles are looked at again, through the console command: what changed, what is gone, and what is back.

Hours pass between the crawls because the times in the archive are put back.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.model import Article
from archive.pages import RawPages
from archive.store import Archive
from tests.conftest import EVERY, FAULTS, Kliping, Seen, Website, article_page

HOUR = timedelta(hours=1)
FOLDER = "/news/2026/11/20"

CHALLENGE = """<!doctype html><title>Just a moment...</title><body><h1>Checking your browser</h1>
<p>Please enable JavaScript and cookies to continue.</p><div id="challenge-form" class="cf-challenge"></div>"""
NOT_FOUND = """<!doctype html><title>Page not found</title><body class="error404"><h1>Page not found</h1>
<p>The page you are looking for does not exist.</p></body>"""


def published(body: str, ago: timedelta = HOUR) -> str:
    """The page of an article that was published a while ago."""
    at = (datetime.now(UTC) - ago).isoformat(timespec="seconds")
    return body.replace("2026-11-20T08:04:00+07:00", at)


def put(website: Website, name: str, **more: Any) -> str:
    """Put an article at its place; returns its URL."""
    path = f"{FOLDER}/{name}"
    website.add(path, published(article_page(f"Council votes on {name}")), **more)
    return website.url(path)


def reword(website: Website, name: str) -> None:
    """Change a headline."""
    answer = website.answers[f"{FOLDER}/{name}"]
    answer.body = answer.body.replace(b"Council votes", b"Council votes again")


def hours_pass(kliping: Kliping) -> None:
    """All looks are due, and what was missing has been so for an hour."""
    with closing(sqlite3.connect(kliping.archive)) as connection, connection:
        connection.execute("UPDATE looks SET due = 0, missing = missing - 3600000000")


def articles(kliping: Kliping) -> Mapping[str, Article]:
    """All that is stored, by the last part of the URL."""
    with Archive.open(kliping.archive, read_only=True) as archive:
        return {each.url.rpartition("/")[2]: each for each in archive.articles(EVERY)}


@dataclass
class Crawl:
    """What one crawl did."""

    report: Mapping[str, Any]
    requests: Mapping[str, Seen]
    """Those for articles, by the last part of the path."""
    stored: Mapping[str, Article]
    err: str
    code: int


@dataclass
class World:
    """A newspaper that was crawled four times, hours apart."""

    website: Website
    kliping: Kliping
    crawls: list[Crawl] = field(default_factory=list)

    def crawl(self) -> None:
        self.website.requests.clear()
        result, report = self.kliping.crawl()
        asked = [each for each in self.website.requests if each.path.startswith(FOLDER)]
        names = [each.path.rpartition("/")[2] for each in asked]
        assert [n for n in NAMES if names.count(n) > 1 and n not in FAILING] == []
        self.crawls.append(
            Crawl(
                report=report["sources"]["courier"],
                requests=dict(zip(names, asked, strict=True)),
                stored=articles(self.kliping),
                err=result.err,
                code=result.code,
            )
        )


FAILING = ("garden", "pilot")
"""Asked for more than once: a host that is busy, or hangs up, may be a moment later again."""
NAMES = (
    "ferry", "quay", "crane", "market", "herring", "tower", "bakery", "library", "garden", "bridge", "pilot"
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    website = Website("127.0.3.1")
    kliping = Kliping(tmp_path_factory.mktemp("looks"))
    answers = website.answers
    at = {name: f"{FOLDER}/{name}" for name in NAMES}
    urls = [put(website, name, validators=name != "crane") for name in NAMES]
    ages = ["1h", "6h", "1d", "3d"]  # so that all are looked at, however few articles there are
    sources = {"courier": {"home": website.url(), "feeds": [website.feed(urls)]}}
    kliping.configure(sources, look_again=ages)
    website.add("/", "<!doctype html><title>Courier</title><h1>Courier</h1>")
    world = World(website, kliping)
    try:
        world.crawl()

        hours_pass(kliping)
        there = dict(answers)
        reword(website, "quay")
        for name in ("market", "bakery"):
            del answers[at[name]]
        website.add(at["herring"], "for ever", status=410)
        website.redirect(at["tower"], "/")
        website.add(at["library"], NOT_FOUND)
        website.add(at["garden"], "busy", status=503)
        website.add(at["bridge"], CHALLENGE)
        answers[at["pilot"]] = FAULTS["slam"]
        world.crawl()

        hours_pass(kliping)
        answers[at["bakery"]] = there[at["bakery"]]
        world.crawl()

        hours_pass(kliping)
        answers.update({at[name]: there[at[name]] for name in NAMES if name != "herring"})
        world.crawl()
        yield world
    finally:
        website.close()


def test_a_look_asks_only_for_what_changed(world: World) -> None:
    first, second, *_ = world.crawls
    assert {*first.requests} == {*second.requests} == {*NAMES}
    assert not any(each.is_conditional for each in first.requests.values())
    assert {n for n in NAMES if not second.requests[n].is_conditional} == {"crane"}


def test_a_page_that_changed_makes_a_revision(world: World) -> None:
    first, second, third, _ = world.crawls
    assert [c.stored["quay"].revision for c in (first, second, third)] == [1, 2, 2]
    assert second.stored["quay"].title == "Council votes again on quay"


@pytest.mark.parametrize("name", ["ferry", "crane"])
def test_a_page_that_did_not_change_leaves_everything_as_it_was(world: World, name: str) -> None:
    assert {crawl.stored[name].revision for crawl in world.crawls} == {1}
    assert {crawl.stored[name].text for crawl in world.crawls} == {
        world.crawls[0].stored[name].text
    }


def test_pages_are_kept_as_fetched_where_something_changed(world: World) -> None:
    kept: Counter[str] = Counter()
    with RawPages(world.kliping.folder / "kliping.warc") as raw:
        for file in (world.kliping.folder / "kliping.warc").iterdir():
            kept.update(page.url.rpartition("/")[2] for _, page in raw.all(file.name))
    assert kept["quay"] == 2
    assert {kept[name] for name in NAMES if name != "quay"} == {1}


@pytest.mark.parametrize("name", ["market", "tower", "library"])
def test_a_page_that_is_not_there_twice_is_gone_since_the_first_time(
    world: World, name: str
) -> None:
    first, second, third, fourth = (crawl.stored[name] for crawl in world.crawls)
    assert (first.gone, second.gone, fourth.gone) == (None, None, None)
    assert third.gone is not None
    assert third.text == first.text
    assert third.revision == 1


def test_a_page_that_says_so_is_gone_at_once_and_its_copy_is_still_found(world: World) -> None:
    gone = [crawl.stored["herring"].gone for crawl in world.crawls]
    assert gone[0] is None
    assert gone[1] == gone[2] == gone[3] is not None
    found = world.kliping("search", "title:herring", "--format", "json").out
    assert [each["gone"] for each in json.loads(found)] == [gone[3].isoformat()]


def test_a_page_that_is_missing_once_is_not_gone(world: World) -> None:
    assert {crawl.stored["bakery"].gone for crawl in world.crawls} == {None}


@pytest.mark.parametrize("name", ["garden", "bridge", "pilot"])
def test_a_look_in_vain_says_nothing_of_the_article(world: World, name: str) -> None:
    assert {crawl.stored[name].gone for crawl in world.crawls} == {None}
    assert {crawl.stored[name].revision for crawl in world.crawls} == {1}


def test_looks_are_counted_and_their_failures_are_nobodys_fault(world: World) -> None:
    first, second, third, fourth = (crawl.report for crawl in world.crawls)
    assert (first["new"], first["looked"]) == (11, 0)
    assert (second["changed"], second["gone"], second["looked"]) == (1, 1, 11)
    assert (third["changed"], third["gone"]) == (0, 3)
    assert [report["new"] for report in (second, third, fourth)] == [0, 0, 0]
    for crawl in world.crawls:
        assert (crawl.report["failed"], crawl.report["refused"]) == ({}, {})
        assert crawl.report["problems"] == []
        assert crawl.report["pending"] == 0
        assert (crawl.code, crawl.err) == (0, "")


def test_right_after_a_crawl_and_for_what_is_old_there_is_nothing_to_look_at(
    kliping: Kliping, website: Website
) -> None:
    url = put(website, "ferry")
    website.add(f"{FOLDER}/old", published(article_page("Old council"), 90 * 24 * HOUR))
    feed = website.feed([url, website.url(f"{FOLDER}/old")])
    kliping.configure({"courier": {"feeds": [feed]}})
    kliping.crawl()
    website.requests.clear()
    result, _ = kliping.crawl()
    assert (result.code, result.err) == (0, "")
    assert website.paths() == ["/feed.xml"]
    website.requests.clear()
    hours_pass(kliping)
    told = kliping("-v", "crawl", "--due")
    assert website.paths() == [f"{FOLDER}/ferry"], "the source itself was not due"
    assert "  looked at again 1\n" in told.err


def test_whoever_wants_no_looks_has_none(kliping: Kliping, website: Website) -> None:
    feed = website.feed([put(website, "ferry")])
    kliping.configure({"courier": {"feeds": [feed]}})
    kliping.crawl()
    kliping.configure({"courier": {"feeds": [feed]}}, look_again=False)
    hours_pass(kliping)
    website.requests.clear()
    assert kliping.crawl()[0].err == ""
    assert website.paths() == ["/feed.xml"]
