"""The sample newspapers themselves: what they serve is what a crawl can be measured by."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from archive.model import ARTICLE_KINDS
from crawler import demo
from crawler.demo import server
from crawler.discover.feeds import read_feed
from crawler.discover.front import read_front
from crawler.discover.robots import sitemaps_of
from crawler.discover.sitemaps import read_sitemap
from crawler.site import load


@pytest.fixture(scope="module")
def world() -> Iterator[demo.World]:
    with demo.serve() as served:
        yield served


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own loopback server
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - as above
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def visible(page: bytes) -> str:
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", "", page.decode())
    return re.sub(r"\s+", " ", unescape(text))


def edition(world: demo.World, name: str) -> demo.Edition:
    return next(e for e in world.editions if e.paper.name == name)


def test_there_are_more_than_thirty_articles_in_two_languages() -> None:
    articles = [t for t in demo.truth() if t.kind == "article"]
    assert len(articles) >= 30
    assert {t.language for t in articles} == {"en", "id"}
    assert len({t.source for t in articles}) == 3


def test_some_stories_are_told_in_both_languages() -> None:
    told: dict[str, set[str]] = {}
    for page in demo.truth():
        if page.story:
            told.setdefault(page.story, set()).add(page.language)
    assert len(told) >= 5
    assert all(languages == {"en", "id"} for languages in told.values())


def test_every_kind_of_page_is_there() -> None:
    kinds = {t.kind for t in demo.truth()}
    assert kinds >= ARTICLE_KINDS
    assert kinds - ARTICLE_KINDS == {"index", "consent-wall"}


def test_each_paragraph_stands_on_its_page_once_and_in_order(world: demo.World) -> None:
    for url, truth in world.truth().items():
        status, _, body = get(url)
        text = visible(body)
        assert status == 200, url
        assert all(text.count(paragraph) == 1 for paragraph in truth.paragraphs), url
        places = [text.index(paragraph) for paragraph in truth.paragraphs]
        assert places == sorted(places), url


def test_an_article_page_has_more_lines_than_its_article(world: demo.World) -> None:
    texts = {t.story: visible(get(u)[2]) for u, t in world.truth().items() if t.language == "id"}
    for furniture in ("Baca juga", "ADVERTISEMENT", "Reaksi Kamu", "Terpopuler", "Bagikan:"):
        assert furniture in texts["schooner"]


def test_the_figures_move_while_the_validators_hold(world: demo.World) -> None:
    url = next(u for u, t in world.truth().items() if t.story == "ferry" and t.language == "en")
    _, first_headers, first = get(url)
    _, second_headers, second = get(url)
    assert first != second
    assert first_headers["ETag"] == second_headers["ETag"]
    assert first_headers["Last-Modified"] == "Tue, 17 Nov 2026 11:40:00 GMT"


@pytest.mark.parametrize("path", ["/", "/atom.xml", "/sitemap_index.xml", "/sitemap-news.xml"])
def test_a_poll_with_the_last_validators_gives_304(world: demo.World, path: str) -> None:
    url = edition(world, "kabar-lembayung").home + path
    _, headers, _ = get(url)
    by_tag, _, body = get(url, **{"If-None-Match": headers["ETag"]})
    by_date, _, _ = get(url, **{"If-Modified-Since": headers["Last-Modified"]})
    assert (by_tag, by_date, body) == (304, 304, b"")
    # The tag decides where both are sent (RFC 9110, 13.1.3).
    both = {"If-None-Match": '"another"', "If-Modified-Since": headers["Last-Modified"]}
    assert get(url, **both)[0] == 200


@pytest.mark.parametrize("name", ["ambrel-courier", "kabar-lembayung"])
def test_sitemaps_announce_every_page_and_the_feed_only_the_newest(
    world: demo.World, name: str
) -> None:
    served = edition(world, name)
    robots = sitemaps_of(get(served.home + "/robots.txt")[2])
    documents = [read_sitemap(get(url)[2], url) for url in robots]
    children = [child for document in documents for child in document.children]
    assert all(child.url.endswith(".xml.gz") for child in children)
    documents += [read_sitemap(get(child.url)[2], child.url) for child in children]
    announced = {link.url for document in documents for link in document.links}
    assert announced == {u for u, t in world.truth().items() if t.source == name}

    feed_url = f"{served.home}{served.paper.feed}"
    feed = read_feed(get(feed_url)[2], feed_url)
    assert len(feed) == served.paper.feed_items < len(announced)
    assert all("?" in link.url and link.url.split("?")[0] in announced for link in feed)


def test_a_paper_without_a_feed_is_found_from_its_front_page(world: demo.World) -> None:
    served = edition(world, "dunmarrow-notes")
    front = read_front(get(served.home + "/")[2], served.home + "/", served.site)
    assert not sitemaps_of(get(served.home + "/robots.txt")[2])
    assert not front.feeds
    assert {link.url for link in front.links} == {
        url for url, truth in world.truth().items() if truth.source == "dunmarrow-notes"
    }


def test_linked_data_comes_in_every_shape_and_once_broken(world: demo.World) -> None:
    shapes = set()
    for url in world.truth():
        found = re.search(
            r'(?s)<script type="application/ld\+json">(.*?)</script>', get(url)[2].decode()
        )
        if found is None:
            shapes.add("none")
            continue
        try:
            value = json.loads(found[1])
        except ValueError:
            shapes.add("broken")
        else:
            shapes.add(
                "list" if isinstance(value, list) else "graph" if "@graph" in value else "plain"
            )
    assert shapes == {"none", "broken", "list", "graph", "plain"}


def test_dates_are_printed_in_local_form(world: demo.World) -> None:
    text = " ".join(visible(get(url)[2]) for url in world.truth())
    assert "4 August 2026 at 9:15 am BST" in text
    assert "17 November 2026 at 9:15 am GMT" in text
    assert "Ratna Palupi - Daerah, Selasa, 17-11-2026 08:04 WIB" in text
    assert "By Hester Lowe. Posted 12 November 2026, 18:30" in text


def test_pages_come_compressed_to_those_who_ask(world: demo.World) -> None:
    url = next(iter(world.truth()))
    _, headers, body = get(url, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(body)


def test_what_is_not_there_gives_404_and_is_remembered(world: demo.World) -> None:
    served = edition(world, "ambrel-courier")
    assert get(served.home + "/no-such-page?x=1")[0] == 404
    assert demo.Request("ambrel-courier", "/no-such-page?x=1", 404) in world.requests()


def test_the_configuration_file_says_the_same_as_the_values(
    world: demo.World, tmp_path: Path
) -> None:
    file = tmp_path / "kliping.toml"
    file.write_text(world.toml(), encoding="utf-8")
    read = load(file)
    assert read.sites == world.configuration.sites
    assert read.crawl == world.configuration.crawl


def test_where_only_127_0_0_1_can_be_bound_it_is_used() -> None:
    # 192.0.2.1 is set aside for documentation (RFC 5737): no machine has it.
    with server._bind("192.0.2.1") as bound:
        assert bound.server_address[0] == "127.0.0.1"
