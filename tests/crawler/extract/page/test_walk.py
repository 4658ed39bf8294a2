"""The walk over a page's tree in C gives what the walk in Python gives, on every page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.errors import NotAPage
from crawler.extract.forest import COMPILED as COMPILED_TREES
from crawler.extract.page import document, reader
from tests.crawler.extract.mutations import OPERATIONS, damaged, whole_pages

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 60)
PAGES = whole_pages()
FRACTION = st.floats(0, 1, allow_nan=False, width=32)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), FRACTION, FRACTION), max_size=5)

BYLINE = (
    '<div class="Byline  META"><span class=author>Ada Reed</span><span rel="author nofollow">Tom Mc</span>'
    '<a href="/authors/zoe-ang">Zoë  Ång</a><time datetime="2026-11-22">today</time></div>'
)
ODD = {
    "nothing": "",
    "text alone": "Ferry",
    "break upon break": "a<br> <br>b<br><b>c</b> <br>d<hr>e<p>f<br>g",
    "a long line ends a paragraph": f"<p>{'Word ' * 14}end.”<br>Next one<br>and on</p>",
    "no-break spaces": "<p>&nbsp;</p><p>a&nbsp; b\u2003c\u200bd\u00ade</p><p>\u3000</p>",
    "no spaces": "<p>今日は天気がいい。</p><p>สวัสดี ครับ ferry</p>",
    "links": '<p><a href="/a">one two</a></p><p>a <a href="#x">b</a> <a href="javascript:x">c</a> <a href="/d">d e</a></p>',
    "links across boxes": '<a href="/x"><div>one</div><div>two <b>three</b></div></a>after',
    "bold": "<p><b> all of it </b></p><p><strong>near</strong>ly</p><p><b>a</b><i>b</i><b>c</b></p>",
    "byline": BYLINE,
    "byline in a long text": f'<div class="author">{BYLINE}{"word " * 80}</div>',
    "nothing but a mark": '<div class=x><span class="a b" id=C></span><span itemprop="Author name"> </span></div>after',
    "names": '<div CLASS="A É" ID=Ü ROLE=Main><p class="caption x">k</p><p itemprop=articleBody>l</p></div>',
    "hidden": '<div style="display : none"><p>a</p></div><p hidden>b</p><p hidden=until-found>c</p><p class="x sr-only">d</p>',
    "dialogs": "<dialog><p>a</p></dialog><dialog open><p>b</p></dialog>",
    "own elements": "<x-y>a<z-w>b</z-w></x-y><fb:like>c</fb:like><x-y></x-y>d",
    "empty boxes": "a<div></div>b<div><div> </div><section><p></p></section></div>c",
    "long names": f'<div class="{"very-long " * 60}author"><p>a</p></div>',
    "not read": "<script>x</script><noscript>y</noscript><svg><p>z</p></svg><!-- c -->a<math><mi>q</mi></math>",
    "signs of ours": "<p>a\x01b<b>\x01</b>c\x1cd</p>",
    "lists and tables": "<ul><li>a<li><b>b</b></ul><dl><dt>c<dd>d</dl><table><tr><td>e<td>f</table><h2>g</h2><h7>h</h7>",
    "signed again": '<p><a rel=author>Ada <span class="author">Reed</span></a></p>' + '<b rel="author">X Y</b>' * 14,
    "a box in a signature": '<p><span class="author">Ada<div>Reed</div>Lane</span> x</p>',
}  # fmt: skip


PIECES = (
    b"<p>", b"<b>", b"</b>", b"<br>", b"<hr>", b"<dialog>", b"</div>", b'<div class="', b'">', b"<a href=/author/", b"</a>", b"<span rel=author class=fn>",
    b"</span>", b"<i id=", b"<x-y class=\xc3\x89 role=\xc3\x96>", b"<div style=\xc5\xbf hidden=until-found>", b' style="DISPLAY : None"', b" hidden",
    b"itemprop=\xc3\x89author ", b"<time datetime=1>", b"caption", b"word ", b" ", b"a" * 400, b"\0", b"\x01", b"&#xd800;", b"&nbsp;", b"\xe2\x80\x9d.",
    b"\xcc\x87I\xc4\xb0", b"\xe3\x80\x80", b"\xe4\xbb\x8a", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xe2\x80", b"\xc3", b"\xff",
)  # fmt: skip
"""What a page may be made of, some of it no UTF-8."""


def both(body: bytes) -> tuple[object, object]:
    parsed = document.parse(body, "text/html; charset=utf-8")
    if parsed.tree is None or parsed.tree.body is None:
        return None, None
    assert reader.COMPILED is not None
    return reader.in_python(parsed.tree.body), reader.COMPILED(parsed.tree.body)


def test_it_is_compiled_where_there_is_a_compiler() -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler is here")
    assert reader.COMPILED is not None, "run: make"
    assert COMPILED_TREES


needs_compiled = pytest.mark.skipif(reader.COMPILED is None, reason="it was not compiled")


@needs_compiled
@pytest.mark.parametrize("html", ODD.values(), ids=ODD)
def test_odd_markup_gives_the_same_blocks(html: str) -> None:
    ours, compiled = both(f"<!doctype html><body>{html}".encode())
    assert compiled == ours


@needs_compiled
@pytest.mark.parametrize("name", sorted(PAGES))
def test_whole_pages_give_the_same_blocks(name: str) -> None:
    try:
        ours, compiled = both(PAGES[name])
    except NotAPage:
        return
    assert compiled == ours


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(PAGES)), steps=STEPS)
def test_damaged_pages_give_the_same_blocks(
    name: str, steps: list[tuple[str, float, float]]
) -> None:
    try:
        ours, compiled = both(damaged(PAGES[name], steps))
    except NotAPage:
        return
    assert compiled == ours


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_a_soup_of_odd_bytes_gives_the_same_blocks(body: bytes) -> None:
    tree = LexborHTMLParser(body)
    if tree.body is not None and reader.COMPILED is not None:
        assert reader.COMPILED(tree.body) == reader.in_python(tree.body)


@needs_compiled
def test_it_does_not_keep_what_it_has_read() -> None:
    """Memory stays where it is: each object that a walk makes goes with its outline."""
    page = f"<!doctype html><body>{''.join(ODD.values()) * 20}"
    code = """
import resource, sys
from crawler.extract.page import document, reader
page = sys.stdin.buffer.read()
def peak(times):
    for _ in range(times):
        reader.COMPILED(document.parse(page, "text/html").tree.body)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
first = peak(50)
print(peak(500) - first)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, input=page.encode(), capture_output=True, check=True, timeout=120
    )
    assert int(done.stdout) < 3_000, "kilobytes more after 500 pages"


def test_without_the_compiled_part_pages_are_read_all_the_same() -> None:
    code = """
import sys
sys.modules["crawler.extract.page._walk"] = sys.modules["crawler.extract.forest._trees"] = None
from datetime import UTC, datetime
from archive.model import Page
from crawler.extract import article
from crawler.extract.page import reader
from crawler.extraction_nursery import _SAMPLE
assert reader.COMPILED is None
found = article(Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE))
print(found.article.title, len(found.article.text.split("\\n\\n")))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "Ferry sails again 3\n"
