"""Looks at all bytes of a page before it is parsed: nearly every page passes them, so they are to cost next to nothing.

``_screen.c`` is the same in C, at a sixth of the time, which is used where it was compiled; what is looked for is written here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

try:
    from crawler.extract.page import _screen
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

_MISREAD = re.compile(rb"\xc3[\x82\x83\x90\x91\xa2](?:\xc2[\x80-\xbf]|\xe2\x82\xac)")
"""UTF-8 of ``Â``, ``Ã``, ``Ð``, ``Ñ`` or ``â`` before what no word goes on with. It begins with one certain byte: looking for
either of several takes twenty times as long."""
_SPELT_OUT = b"&acirc;&euro;"


def is_utf8_in_python(body: bytes) -> bool:
    """Whether the bytes are UTF-8 whatever is said of them: valid, and nothing in them that only a label explains."""
    if body.startswith(codecs.BOM_UTF8) or b"\x1b" in body or b"\0" in body:
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_mojibake_in_python(body: bytes) -> bool:
    """Whether UTF-8 bears signs of having been read as something else and written once more."""
    return _MISREAD.search(body) is not None or _SPELT_OUT in body


def tags_in_python(body: bytes) -> int:
    """How many angle brackets open: no fewer than there are tags."""
    return body.count(b"<")


is_utf8: Callable[[bytes], bool] = _screen.is_utf8 if COMPILED else is_utf8_in_python
is_mojibake: Callable[[bytes], bool] = _screen.is_mojibake if COMPILED else is_mojibake_in_python
tags: Callable[[bytes], int] = _screen.tags if COMPILED else tags_in_python
