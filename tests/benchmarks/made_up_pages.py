"""Made-up newspapers as they stand on the web: pages of realistic size around made-up stories, feeds and sitemaps.

The same page for the same newspaper and number, made when it is asked for: twenty thousand need no memory.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from xml.sax.saxutils import escape

from made_up_news import Story, new_story

BEGAN = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
"""When the first story of each newspaper was published; each further one a quarter of an hour later."""


def published(number: int) -> datetime:
    """When a story was published."""
    return BEGAN + timedelta(minutes=15 * number)


def story(paper: int, number: int) -> Story:
    """What this page tells."""
    return new_story("en", random.Random(f"{paper} {number}"))  # noqa: S311 - the same each time


def page(paper: int, number: int, size: int = 0) -> bytes:
    """The page of one story, of about ``size`` bytes where that is more than the story needs.

    What fills it is what fills pages: styles, scripts, menus, teasers of other stories.
    """
    told = story(paper, number)
    date = published(number).isoformat()
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(told.title)}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(told.title)}">'
        f'<meta property="article:published_time" content="{date}">'
    )
    body = "".join(f"<p>{escape(line)}</p>\n" for line in told.paragraphs)
    article = (
        f"<main><article><h1>{escape(told.title)}</h1><p class='byline'>By Ada Quill</p>"
        f"<time datetime='{date}'>{date[:10]}</time>{body}</article>"
    )
    bare = len(head) + len(article)
    filler = max(0, size - bare)
    styles = (_styles() * (filler // 3 // len(_styles()) + 1))[: filler // 3]
    script = (_script() * (filler // 3 // len(_script()) + 1))[: filler // 3]
    menu = _menu(paper)
    teasers = _teasers(paper, number, filler - len(styles) - len(script) - len(menu))
    return (
        f"{head}<style>/*{styles}*/</style></head><body>{menu}{article}"
        f"<aside class='more'>{teasers}</aside></main><script>/*{script}*/</script></body></html>"
    ).encode()


@cache
def _styles() -> str:
    return "".join(f".card-{n}{{margin:{n % 7}px auto;color:#{n:06x}}}" for n in range(400))


@cache
def _script() -> str:
    return "".join(f"w.push({{id:{n},slot:'unit-{n % 9}',lazy:{n % 2}}});" for n in range(400))


@cache
def _menu(paper: int) -> str:
    links = "".join(f"<li><a href='/section-{n}/'>Section {n}</a></li>" for n in range(40))
    return f"<header><a href='/'>Courier {paper}</a><nav><ul>{links}</ul></nav></header>"


def _teasers(paper: int, number: int, size: int) -> str:
    cards: list[str] = []
    length = 0
    while length < size:
        other = _headline((number * 7 + len(cards)) % 500)
        cards.append(
            f"<div class='card card-{len(cards) % 9}'><a class='teaser__link' href='/section-{len(cards) % 40}/'>"
            f"<img src='/images/{paper}/{len(cards)}.jpg' width='320' height='180' alt=''><span>{other}</span></a></div>\n"
        )
        length += len(cards[-1])
    return "".join(cards)


@cache
def _headline(number: int) -> str:
    return escape(new_story("en", random.Random(f"headline {number}"), 60).title)  # noqa: S311 - the same each time


def feed(links: Iterable[tuple[str, int]]) -> bytes:
    """An RSS feed of URLs with the numbers of their stories, the newest first."""
    items = "".join(
        f"<item><title>Story {number}</title><link>{escape(url)}</link>"
        f"<pubDate>{format_datetime(published(number))}</pubDate></item>"
        for url, number in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def sitemap(urls: Sequence[str]) -> bytes:
    """A sitemap."""
    items = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'.encode()
