"""Pages that were damaged, as the web damages them and worse; the same operation and numbers give the same page.

What is drawn at random is drawn by the caller: :mod:`test_fuzz` by hypothesis, ``fuzz_extract.py`` among the benchmarks for hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from crawler.demo.content import newspapers
from crawler.demo.pages import Pages

_TESTS = Path(__file__).parents[1]
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(rb"""\s[a-z-]+=("[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)""", re.I)
_WORD = b"Lanterns rose over the sound at nine, and nobody said why. "

Operation = Callable[[bytes, float, float], bytes]
"""A page and two numbers from 0 to 1, which say where and how much."""


@cache
def whole_pages() -> dict[str, bytes]:
    """Pages to damage: the test cases' and the sample newspapers'."""
    found = {str(p.relative_to(_TESTS)): p.read_bytes() for p in sorted((_TESTS / "sites").glob("*/*/page.html"))}  # fmt: skip
    found |= {f"corpus/{p.name}": p.read_bytes() for p in sorted((_TESTS / "corpus").glob("*.html"))}  # fmt: skip
    for paper in newspapers():
        rendered = Pages(paper, "https://paper.example")
        found[f"demo/{paper.name}"] = rendered.front(1).encode()
        for story in paper.stories:
            found[f"demo/{paper.name}/{story.title}"] = rendered.page(story, 1).encode()
    return found


def _span(body: bytes, at: float, size: float, most: int = 4000) -> tuple[int, int]:
    start = int(at * len(body))
    return start, min(len(body), start + 1 + int(size * size * most))


def _tag(body: bytes, at: float) -> tuple[int, int]:
    """The tag at or behind a place; the place itself where there is none."""
    start = int(at * len(body))
    match = _TAG.search(body, start) or _TAG.search(body)
    return match.span() if match else (start, start)


def truncate(body: bytes, at: float, _size: float) -> bytes:
    """The connection broke."""
    return body[: int(at * len(body))]


def behead(body: bytes, at: float, _size: float) -> bytes:
    """The start is missing."""
    return body[int(at * len(body)) :]


def delete_tag(body: bytes, at: float, _size: float) -> bytes:
    """One tag is gone; its partner stays."""
    start, end = _tag(body, at)
    return body[:start] + body[end:]


def delete_kind_of_tag(body: bytes, at: float, _size: float) -> bytes:
    """Every such tag is gone, ``</p>`` say."""
    start, end = _tag(body, at)
    return body.replace(body[start:end], b"") if end > start else body


def double_tag(body: bytes, at: float, size: float) -> bytes:
    """A tag is opened or closed many times."""
    start, end = _tag(body, at)
    return body[:end] + body[start:end] * int(1 + size * 300) + body[end:]


def move_tag(body: bytes, at: float, size: float) -> bytes:
    """A tag stands elsewhere."""
    start, end = _tag(body, at)
    rest = body[:start] + body[end:]
    to = int(size * len(rest))
    return rest[:to] + body[start:end] + rest[to:]


def delete_span(body: bytes, at: float, size: float) -> bytes:
    """A piece is missing, wherever it begins."""
    start, end = _span(body, at, size)
    return body[:start] + body[end:]


def double_span(body: bytes, at: float, size: float) -> bytes:
    """A piece comes several times."""
    start, end = _span(body, at, size)
    return body[:end] + body[start:end] * int(1 + size * 20) + body[end:]


def move_span(body: bytes, at: float, size: float) -> bytes:
    """A piece stands elsewhere."""
    start, end = _span(body, at, size)
    rest = body[:start] + body[end:]
    to = int((at * 7919) % 1 * len(rest))
    return rest[:to] + body[start:end] + rest[to:]


def spoil_attribute(body: bytes, at: float, size: float) -> bytes:
    """An attribute's value is garbage: quotes, brackets, names of junk, thousands of letters."""
    match = _ATTRIBUTE.search(body, int(at * len(body))) or _ATTRIBUTE.search(body)
    if match is None:
        return body
    garbage = (
        b'"><"', b"'", b"\xff\xfe", b'"ad share related footer hidden"', b'"display:none"', b'"' + b"x" * 60_000 + b'"',
        b'"' + b"a-b_c " * 9000 + b'"', b'"&#x110000;&#0;&nosuch;"', b'"2026-99-99T99:99"', b'"https://[::1"', b"", b'"\n\n\0"',
    )  # fmt: skip
    return body[: match.start(1)] + garbage[int(size * 0.999 * len(garbage))] + body[match.end(1) :]


def insert_bytes(body: bytes, at: float, size: float) -> bytes:
    """Bytes that belong nowhere."""
    pieces = (
        b"\0\0\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80\x81\xfe\xff", b"&#0;&#xd800;&#x1;&#x2028;", b"<!--", b"-->", b"]]>", b"<![CDATA[",
        b"<script>", b"<style>", b"<svg>", b"<math><mi>", b"<template>", b"<noscript>", b"<textarea>", b"<select><option>", b"<table><tr>",
        b"<button>", b"<listing>", b"<frameset>", b"<title>", b"<a href=x>", b"<b><i><u>", b"</body></html>", b"<br>" * 500, b"<p>" * 500,
        b"\xe2\x80\x8b" * 50, b"\xc2\xad", b"\r", b"\x0c", b"\x85", b"\x01\x02\x1f", "\u202e\u0301".encode(), b"<body hidden>", b"<base href=':'>",
        b'<script type="application/ld+json">{"@type":"NewsArticle","articleBody":', b'<meta charset="utf-16">', b"<article>", b"</article>",
    )  # fmt: skip
    start = int(at * len(body))
    return body[:start] + pieces[int(size * 0.999 * len(pieces))] + body[start:]


def nest(body: bytes, at: float, size: float) -> bytes:
    """Much deeper than any page."""
    start, _ = _tag(body, at)
    names = (
        b"div",
        b"span",
        b"ul><li",
        b"table><tr><td",
        b"b",
        b"a href=/x",
        b"section",
        b"blockquote",
        b"font",
        b"dl><dd",
    )
    name = names[int(size * 0.999 * len(names))]
    return body[:start] + (b"<" + name + b">") * 3000 + body[start:]


def siblings(body: bytes, at: float, size: float) -> bytes:
    """Very many of one kind side by side."""
    start, _ = _tag(body, at)
    kinds = (
        b"<p>word</p>",
        b"<li><a href=/x>word</a>",
        b"<td>1,2",
        b"<span>w</span>",
        b"<br>w",
        b"<img alt=w>",
        b"<h2>Word</h2>",
        b"&amp;",
        b"<i></i>",
    )
    return body[:start] + kinds[int(size * 0.999 * len(kinds))] * 4000 + body[start:]


def endless_text(body: bytes, at: float, size: float) -> bytes:
    """One text of hundreds of kilobytes, in words or without any."""
    start, _ = _tag(body, at)
    kinds = (
        _WORD,
        b"w",
        b"1,234.56 ",
        b"- ",
        "語".encode(),
        b"a.b@c ",
        b"https://x/",
        b"(",
        b"' ",
        b"00:00 ",
        b"&lt;",
        b"\n",
    )
    kind = kinds[int(size * 0.999 * len(kinds))]
    return body[:start] + kind * (200_000 // len(kind)) + body[start:]


def recode(body: bytes, at: float, _size: float) -> bytes:
    """Another encoding than the page says."""
    names = (
        "utf-16",
        "utf-16-be",
        "utf-32",
        "shift_jis",
        "gb18030",
        "euc-kr",
        "windows-1251",
        "iso-8859-1",
        "utf-7",
        "cp037",
    )
    return body.decode("utf-8", "replace").encode(names[int(at * 0.999 * len(names))], "xmlcharrefreplace")  # fmt: skip


OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation
    for operation in (
        truncate, behead, delete_tag, delete_kind_of_tag, double_tag, move_tag, delete_span, double_span, move_span, spoil_attribute,
        insert_bytes, nest, siblings, endless_text, recode,
    )
}  # fmt: skip

CONTENT_TYPES = (
    "text/html; charset=utf-8", "text/html", "", "text/html; charset=utf-16", "text/html; charset=nonsense", "text/plain", "application/xhtml+xml",
    "text/html; charset=\udc80", "text/html; charset=shift_jis", ";;;", "text/html; charset=iso-8859-1",
)  # fmt: skip
MOST = 3_000_000
"""Bytes: a page that has grown beyond is cut there, so that one example stays a matter of seconds."""


def damaged(body: bytes, steps: list[tuple[str, float, float]]) -> bytes:
    """The page after these operations."""
    for name, at, size in steps:
        body = OPERATIONS[name](body, at, size)[:MOST]
    return body
