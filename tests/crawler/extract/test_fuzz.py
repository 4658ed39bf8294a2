"""Damaged pages: no exception but NotAPage, nothing lost, and no more than proportional work.

``make fuzz`` goes on for a quarter of an hour, with real pages too; ``KLIPING_FUZZ`` says how many pages this test damages.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model import Extracted
from crawler.errors import NotAPage
from crawler.extract.page import document
from tests.crawler.extract.invariants import broken
from tests.crawler.extract.mutations import CONTENT_TYPES, OPERATIONS, damaged, whole_pages

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 30)
Understand = Callable[..., Extracted]


PAGES = whole_pages()


def wrong(
    understand: Understand, body: bytes, content_type: str = "text/html; charset=utf-8"
) -> str | None:
    """What does not hold of the result; nothing does of a page that is refused."""
    try:
        found = understand(body, content_type)
    except NotAPage:
        return None
    return broken(found, document.parse(body, content_type))


FRACTION = st.floats(0, 1, allow_nan=False, width=32)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), FRACTION, FRACTION), max_size=4)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(sorted(PAGES)),
    steps=STEPS,
    content_type=st.one_of(st.just(CONTENT_TYPES[0]), st.sampled_from(CONTENT_TYPES)),
)
def test_a_damaged_page_raises_nothing_and_loses_nothing(
    understand: Understand, name: str, steps: list[tuple[str, float, float]], content_type: str
) -> None:
    assert wrong(understand, damaged(PAGES[name], steps), content_type) is None


def test_all_pages_lose_nothing_as_they_are(understand: Understand) -> None:
    lost = {name: why for name, body in whole_pages().items() if (why := wrong(understand, body))}

    assert lost == {}


SENTENCE = "The lanterns went up over the sound at nine, and came down on the far bank by ten. "
PERSON = '{"@type": "Person", "name": "Ada"}'
GROWING: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: f"<article>{f'<p>{SENTENCE * 2}</p>' * n}</article>",
    "one paragraph": lambda n: f"<article><p>{SENTENCE * n}</p></article>",
    "one word": lambda n: f"<p>{'w' * 60 * n}</p>",
    "links": lambda n: f"<ul>{'<li><a href=/x>Read also: the boats</a></li>' * n}</ul>",
    "inline links": lambda n: f"<p>{'<a href=/x>boat</a> and <b>sail</b> ' * n}</p>",
    "breaks": lambda n: f"<div>{'A line of words here.<br>' * n}</div>",
    "nested divisions": lambda n: "<div>" * (n // 10) + "deep" + f"<p>{SENTENCE}</p>" * n,
    "containers": lambda n: "<div class='row share'><div><p>A few words.</p></div></div>" * n,
    "articles": lambda n: f"<article><h2>Boats {SENTENCE}</h2><p>{SENTENCE * 3}</p></article>" * n,
    "headings": lambda n: f"<h2>Boats</h2><p>{SENTENCE}</p>" * n,
    "tables": lambda n: f"<table>{'<tr><td>DAX<td>18,001.60<td>+0.59%' * n}</table>",
    "captions": lambda n: f"<figure><img><figcaption>{SENTENCE}(AP)</figcaption></figure>" * n,
    "an endless caption": lambda n: f"<figure><figcaption>{'<h2>Boats</h2>' * n}",
    "different classes": lambda n: "".join(f"<div class='c{i} x'><p>{SENTENCE}{i}</p></div>" for i in range(n)),
    "attributes": lambda n: f"<p {' '.join(f'a{i}=1' for i in range(n * 3))}>{SENTENCE}</p>",
    "metas": lambda n: f"<head>{'<meta name=author content=Ada>' * n}</head><p>{SENTENCE}</p>",
    "json-ld": lambda n: '<script type="application/ld+json">{"@graph":[' + ",".join([PERSON] * n) + f"]}}</script><p>{SENTENCE}</p>",
    "dates": lambda n: f"<p>{SENTENCE}</p><div>19 November 2026, 06:12 WIB</div>" * n,
    "names": lambda n: f"<p class=byline>By {', '.join(f'Ada Lem{i}' for i in range(n))}</p><p>{SENTENCE}</p>",
    "entities": lambda n: f"<p>{'&amp;&lt;&nosuch;' * n}</p>",
    "signs": lambda n: f"<p>word {'- ' * 300 * n}(</p>",
    "lines of text": lambda n: f"{SENTENCE}\n\n" * n,
    "ticker lines": lambda n: "DAX\n18,001.60\n+105.10 (+0.59%)\n" * n,
    "short lines": lambda n: "Share\nLike\n12\n\n" * n,
    "wrapped text": lambda n: f"{SENTENCE.strip()}\n" * n,
}  # fmt: skip
SMALL = 150


def calls(understand: Understand, page: str, content_type: str) -> int:
    """How many functions were called, ours and the interpreter's: work without a clock."""
    count = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        if event in {"call", "c_call"}:
            count += 1

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        understand(page, content_type)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_page_is_four_times_the_work(understand: Understand, name: str) -> None:
    content_type = "text/plain" if "line" in name or "text" in name else "text/html"
    understand(GROWING[name](SMALL), content_type)  # what is made once is made now
    nothing = calls(understand, "<p>x</p>", "text/html")
    small = calls(understand, GROWING[name](SMALL), content_type)
    large = calls(understand, GROWING[name](SMALL * 4), content_type)

    assert large - nothing <= 5 * max(small - nothing, 500), (small, large)


PLACES: dict[str, Callable[[str], str]] = {
    "paragraph": lambda t: f"<p>{SENTENCE}</p><p>{t}</p><p>{SENTENCE}</p>",
    "heading": lambda t: f"<h1>{t}</h1><p>{SENTENCE * 5}</p>",
    "title": lambda t: f"<title>{t}</title><p>{SENTENCE * 5}</p>",
    "byline": lambda t: f"<h1>Lanterns</h1><div class='byline author'>By {t}</div><p>{SENTENCE * 5}</p>",
    "date": lambda t: f"<h1>Lanterns</h1><time class='date published'>{t}</time><p>{SENTENCE * 5}</p>",
    "caption": lambda t: f"<h1>Lanterns</h1><figure><figcaption>{t}</figcaption></figure><p>{SENTENCE * 5}</p>",
    "class": lambda t: f"<div class='{t}'><p>{SENTENCE * 5}</p></div>",
    "meta": lambda t: f"<meta name=author content='{t}'><meta property='article:published_time' content='{t}'><p>{SENTENCE}</p>",
    "json-ld": lambda t: f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{t}", "author": "{t}"}}</script><p>{SENTENCE}</p>',
    "text": lambda t: f"Lanterns\n\n{SENTENCE}\n\n{t}\n\n{SENTENCE}",
}  # fmt: skip
UNITS = ("- ", "a", "a ", "Ab Cd ", "A. ", "1", "1 ", "12:34 ", "19 Nov ", "(", "| ", ": ", ", ", "By ", "/", ".", "\t ", "\u0301", "語", "a@b.", "https://")  # fmt: skip
LONG = 40_000
NOTICED = 0.3
"""CPU seconds: what takes less at that length is not looked at again."""


def spent(understand: Understand, body: str, content_type: str) -> float:
    """CPU seconds, the least of two runs."""
    times = []
    for _ in range(2):
        begun = time.process_time()
        understand(body, content_type)
        times.append(time.process_time() - begun)
        if times[0] < NOTICED:
            break
    return min(times)


@pytest.mark.parametrize("place", PLACES)
def test_a_long_row_of_anything_takes_time_in_proportion(
    understand: Understand, place: str
) -> None:
    """A pattern that backtracks is no call of a function: only the clock sees it, and of two lengths the ratio."""
    content_type = "text/plain" if place == "text" else "text/html"
    for unit in UNITS:
        body = PLACES[place](unit * (LONG // len(unit)))
        if (long := spent(understand, body, content_type)) > NOTICED:
            short = spent(understand, PLACES[place](unit * (LONG // 4 // len(unit))), content_type)

            assert long <= 9 * short, (unit, short, long)
