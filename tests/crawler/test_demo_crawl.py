"""A crawl of the sample newspapers by the console command, compared with what was written, sentence by sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.model import ARTICLE_KINDS
from crawler import demo

KLIPING = Path(sys.executable).with_name("kliping")


@dataclass(frozen=True)
class Crawled:
    """A crawl that is over, its newspapers still being served."""

    world: demo.World
    folder: Path
    report: dict[str, Any]
    articles: dict[str, dict[str, Any]]
    requests: tuple[demo.Request, ...]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("demo")
    with demo.serve() as world:
        (folder / "kliping.toml").write_text(world.toml(), encoding="utf-8")
        report = crawl(folder)
        requests = tuple(world.requests())
        lines = kliping(folder, "export", "--with-duplicates").splitlines()
        articles = {article["url"]: article for article in map(json.loads, lines)}
        yield Crawled(world, folder, report, articles, requests)


def kliping(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [KLIPING, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def crawl(folder: Path) -> dict[str, Any]:
    kliping(folder, "-q", "crawl", "--report", "report.json")
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def lines_of(text: str) -> list[str]:
    return [re.sub(r"^[-•*] ", "", line).strip() for line in text.split("\n") if line.strip()]


def written(crawled: Crawled, kinds: frozenset[str] = frozenset({"article"})) -> list[demo.Truth]:
    return [truth for truth in crawled.world.truth().values() if truth.kind in kinds]


def differences(crawled: Crawled, field: str, expected: Any) -> dict[str, Any]:
    """Where a field of the export is not what ``expected`` gives for the truth."""
    return {
        truth.url: (crawled.articles[truth.url][field], expected(truth))
        for truth in written(crawled)
        if crawled.articles[truth.url][field] != expected(truth)
    }


def test_every_article_is_stored_and_nothing_else(crawled: Crawled) -> None:
    assert set(crawled.articles) == {t.url for t in written(crawled, ARTICLE_KINDS)}


def test_pages_that_are_no_articles_are_refused_with_their_kind(crawled: Crawled) -> None:
    refused = Counter[str]()
    for source in crawled.report["sources"].values():
        refused.update(source["refused"])
        assert not source["failed"]
        assert not source["source_failed"]
    assert refused == {"not-an-article:index": 2, "not-an-article:consent-wall": 1}


def test_texts_hold_every_paragraph_and_no_line_more(crawled: Crawled) -> None:
    for truth in written(crawled):
        lines = lines_of(crawled.articles[truth.url]["text"])
        if truth.credit and lines[-1] == truth.credit:
            lines.pop()
        assert lines == list(truth.paragraphs), truth.url


def test_live_pages_videos_and_stubs_keep_their_kind_and_their_text(crawled: Crawled) -> None:
    for truth in written(crawled, ARTICLE_KINDS - {"article"}):
        article = crawled.articles[truth.url]
        assert article["kind"] == truth.kind, truth.url
        assert set(truth.paragraphs) <= set(lines_of(article["text"])), truth.url


def test_headlines_and_decks_are_as_written(crawled: Crawled) -> None:
    assert differences(crawled, "title", lambda truth: truth.title) == {}
    assert differences(crawled, "deck", lambda truth: truth.deck) == {}


def test_authors_are_people_and_nothing_but_people(crawled: Crawled) -> None:
    for truth in written(crawled):
        found = [name.removeprefix("Dr ") for name in crawled.articles[truth.url]["authors"]]
        assert found == [name.removeprefix("Dr ") for name in truth.authors], truth.url


def test_dates_keep_their_zone_whatever_form_they_were_printed_in(crawled: Crawled) -> None:
    for truth in written(crawled):
        found = crawled.articles[truth.url]["published"]
        expected = truth.published and truth.published.isoformat()
        assert found == expected, truth.url


def test_languages_are_told(crawled: Crawled) -> None:
    assert differences(crawled, "language", lambda truth: truth.language) == {}


def test_wire_stories_name_their_agency_and_place(crawled: Crawled) -> None:
    assert differences(crawled, "dateline", lambda truth: truth.dateline) == {}
    named = {url: a["agency"] for url, a in crawled.articles.items() if a["agency"]}
    wires = {t.url for t in written(crawled) if t.agency}
    # A story that says where it was taken from may name that agency too.
    assert wires <= set(named)
    assert set(named.values()) == {"Tidewire"}


def test_one_page_is_fetched_once_whatever_its_tracking_parameters(crawled: Crawled) -> None:
    pages = {(t.source, t.url.split("/", 3)[3]) for t in crawled.world.truth().values()}
    fetched = Counter(
        (request.source, request.path.split("?")[0].removeprefix("/"))
        for request in crawled.requests
    )
    assert {page: fetched[page] for page in pages} == dict.fromkeys(pages, 1)


def test_what_robots_txt_closes_is_never_asked_for(crawled: Crawled) -> None:
    paths = [request.path for request in crawled.requests]
    assert "/robots.txt" in paths
    assert not [path for path in paths if path.startswith(("/members/", "/search"))]


def test_a_second_crawl_fetches_no_page_again(crawled: Crawled) -> None:
    before = len(crawled.world.requests())
    report = crawl(crawled.folder)
    assert sum(source["fetched"] for source in report["sources"].values()) == 0
    later = Counter(r.status for r in crawled.world.requests()) - Counter(
        r.status for r in crawled.requests
    )
    assert len(crawled.world.requests()) > before
    assert later[304] == 7  # two feeds, four sitemaps, one front page: asked with validators
    assert not later[404]


def test_a_search_finds_a_story_in_both_languages(crawled: Crawled) -> None:
    output = kliping(crawled.folder, "search", "Prabaswara", "--format", "jsonl")
    found = [json.loads(line) for line in output.splitlines()]
    assert {article["language"] for article in found} == {"en", "id"}


def test_dates_of_the_export_are_read_back_as_written(crawled: Crawled) -> None:
    offsets = {
        datetime.fromisoformat(article["published"]).utcoffset()
        for article in crawled.articles.values()
        if article["published"]
    }
    assert {
        offset and offset.total_seconds() / 3600 for offset in offsets if offset is not None
    } >= {1, 7}
