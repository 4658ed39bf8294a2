"""Take depth out of a page before it is parsed: browsers do so too, and the parser's time is quadratic in it.

Measured with lexbor (selectolax 1.0.2): 50,000 nested ``<div>`` take 4 s, 100,000 take 15 s, because each start tag
looks through the stack of open elements for a ``<p>`` to close. Real pages nest less than 100 deep.
"""

from __future__ import annotations

import re

from crawler.extract.page.screening import COMPILED, tags

if COMPILED:
    from crawler.extract.page import _screen

MAX_DEPTH = 500
"""Start tags below this depth are dropped, their text stays (Chrome stops at 512)."""
FEW_TAGS = 8_000
"""A page with fewer tags than this can't cost more than a tenth of a second and is left alone."""

_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9:-]*)[^<>]*>?|<!--")
_RAW_TEXT = {b"script": b"</script", b"style": b"</style", b"textarea": b"</textarea"}
# Elements that have no end tag, or whose end tag may be left out: counting them would see depth where there is none.
_NOT_COUNTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr html head body p li dt dd"
    b" option optgroup tr td th tbody thead tfoot colgroup caption rb rt rp rtc".split()
)


def flattened(raw: bytes) -> bytes:
    """Return a page in UTF-8 with no element deeper than about ``MAX_DEPTH``; the page itself when it has few tags."""
    if tags(raw) < FEW_TAGS:
        return raw
    return in_python(raw) if is_deep(raw) else raw


def is_deep(raw: bytes) -> bool:
    """Whether there is need to look at each tag, which takes ten milliseconds and more. Without C nobody knows."""
    return not COMPILED or _screen.is_deep(raw, MAX_DEPTH, _NOT_COUNTED, _RAW_TEXT)


def in_python(raw: bytes) -> bytes:
    """As :func:`flattened`, of a page with many tags."""
    out: list[bytes] = []
    kept_from = position = depth = dropped = 0
    while match := _TAG.search(raw, position):
        position = match.end()
        if match.group(2) is None:
            position = _after(raw, b"-->", position)
            continue
        name = match.group(2).lower()
        if name in _NOT_COUNTED:
            continue
        if match.group(1):
            if dropped:
                dropped -= 1
                out.append(raw[kept_from : match.start()])
                kept_from = position
            else:
                depth = max(0, depth - 1)
        elif name in _RAW_TEXT:
            position = _after(raw, _RAW_TEXT[name], position)
        elif not match.group().endswith(b"/>"):
            if depth < MAX_DEPTH:
                depth += 1
            else:
                dropped += 1
                out.append(raw[kept_from : match.start()])
                kept_from = position
    if not out:
        return raw
    out.append(raw[kept_from:])
    return b"".join(out)


def _after(raw: bytes, end: bytes, position: int) -> int:
    """The position behind the next ``end``, or the end of the page, which is where a browser stops looking too."""
    found = raw.find(end, position)
    return len(raw) if found < 0 else found + len(end)
