"""The parts of a tree that declare something are the same whether they are looked for in C or with selectors."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.page.nesting import flattened
from crawler.extract.structured import collected
from tests.crawler.extract.mutations import OPERATIONS, damaged, whole_pages

_collected = pytest.importorskip("crawler.extract.structured._collected")
EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 60)
PAGES = whole_pages()
FRACTION = st.floats(0, 1, allow_nan=False, width=32)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), FRACTION, FRACTION), max_size=5)

ODD = {
    "nothing": "",
    "metas": '<meta name=a content=b><meta NAME=c><meta content=d><meta property="" name="E " content=f><meta itemprop=g content=h name>',
    "many metas": '<meta name=a content=b><meta name=x>' * 300,
    "many scripts": '<script type="application/ld+json">{}</script>' * 50,
    "kinds of script": '<script type="LD+JSON">a</script><script type=text>b</script><script>c</script><script type="x/ld+json;y"></script>',
    "a script with elements": '<svg><script type="ld+json">a<g>c</g></script></svg><meta name=a content=b>',
    "a comment in a script": '<script type="application/ld+json"><!-- {"a": 1} --></script>',
    "links": '<link rel="x CANONICAL" href=/a><link rel=canonical><link rel="canonical2" href=/b><link rel="a\tcanonical\fb" href=" /c ">',
    "links by other spaces": '<link rel="x\x0bcanonical" href=/a><link rel="x\u00a0canonical" href=/b><link rel=xcanonical href=/c>',
    "a title": "<title> Ferry &amp; bridge </title><title>Another</title>",
    "a title in a picture": "<svg><title>Map</title></svg>",
    "an empty title": "<title></title><title>b</title>",
    "a title out of place": "<body><title>Ferry</title><p>x",
    "fields": '<p itemprop="x AUTHOR">a',
    "fields by other spaces": '<p itemprop="x\x1cauthor\x0by">a',
    "a field of a meta": '<meta itemprop="datePublished" content=1>',
    "no fields": '<p itemprop="authors name">a<meta itemprop=url content=1>',
    "fields beyond ASCII": '<p itemprop="é\u00a0author">a',
    "letters that become others": '<p itemprop="\u212aeywords">a',
    "of a template": "<template><p itemprop=author>a</p><meta name=a content=b></template>",
    "of the root": "<html itemprop=author>",
    "broken letters": '<meta name="&#xd800;\x01" content="&#x110000;">',
    "own elements": "<x-y itemprop=author><z-z></z-z></x-y><meta-x name=a content=b>",
    "deep": "<div>" * 400 + "<meta name=a content=b>",
    "frames": "<frameset><frame itemprop=author></frameset>",
}  # fmt: skip

PIECES = (
    "<meta ", "name=", "property=a ", "content=\u00e9 ", "itemprop=author ", "itemprop ", ">", "<link ", "rel=canonical ", "href=/a ", "<title>", "</title>",
    '<script type="ld+json">', "</script>", "<svg>", "</svg>", "<head>", "</head>", "<body>", "<template>", "</template>", "<!--", "-->", "word ", "'", '"',
    "<p ", "<x-y ", "&nbsp;", "\0", "\x1c", "\ud800", "<math>", "<table>", "<frameset>", "</html>",
)  # fmt: skip


def assert_same(page: str | bytes) -> None:
    body = page.encode("utf-8", "replace") if isinstance(page, str) else page
    tree = LexborHTMLParser(flattened(body))
    if tree.root is None:
        return
    found = _collected.collect(tree.root)
    if found is not None:
        assert found == collected.in_python(tree)
    assert collected.collect(tree) == collected.in_python(tree)


@pytest.mark.parametrize("name", sorted(ODD))
def test_on_odd_pages(name: str) -> None:
    assert_same(ODD[name])
    assert_same(f"<html><head>{ODD[name]}</head><body>{ODD[name]}</body></html>")


def test_what_takes_selectors_is_left_to_them() -> None:
    for name in ("a script with elements", "links"):
        root = LexborHTMLParser(ODD[name]).root
        assert root is not None
        assert (_collected.collect(root) is None) == (name == "a script with elements")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_on_pages(name: str) -> None:
    assert_same(PAGES[name])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(PAGES)), STEPS)
def test_on_damaged_pages(name: str, steps: list[tuple[str, float, float]]) -> None:
    assert_same(damaged(PAGES[name], steps).decode("utf-8", "replace"))


@settings(max_examples=10 * EXAMPLES, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_on_scraps(page: str) -> None:
    assert_same(page)


@pytest.mark.parametrize("argument", [None, 5, "x"])
def test_what_is_no_element_is_refused(argument: object) -> None:
    with pytest.raises(AttributeError):
        _collected.collect(argument)


def test_without_the_compiled_part_the_same_is_done_in_python() -> None:
    program = """
import sys
sys.modules["crawler.extract.structured._collected"] = None
from datetime import UTC, datetime
from archive.model import Page
from crawler.extract import article
from crawler.extract.structured import collected
from crawler.extraction_nursery import _SAMPLE
assert not collected.COMPILED
found = article(Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE))
print(found.article.title, found.article.authors)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "Ferry sails again ('Ada Reed',)\n"
