"""The patterns for names of classes, written out: each string that one of them may begin with, for ``_names.c`` to look up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_GROUP, _LOOK_AHEAD, _LOOK_BEHIND = "(?:", "(?!", "(?<!"


class Spelling(NamedTuple):
    """One way in which a pattern may be met."""

    text: str
    first: bool
    """Only where nothing stands before it."""
    following: str | None
    """Behind it one of these characters, which is part of it; nothing at all if there are none; None: anything."""
    rest: str
    """Behind it this pattern, from a look ahead to its end; empty: none."""


def spellings(pattern: str) -> Iterator[Spelling]:
    """All of them, in the order in which ``re`` tries them.

    For patterns of characters, ``[…]``, ``(?:…)``, ``?`` behind one of these, ``$`` at the end, one look behind at the start and
    one look ahead, in no group, behind which anything may come. ValueError for another.
    """
    for alternative in _split(pattern):
        first = alternative.startswith(_LOOK_BEHIND)
        whole = alternative[_end(alternative) :] if first else alternative
        ahead = whole.find(_LOOK_AHEAD)
        head, rest = (whole, "") if ahead < 0 else (whole[:ahead], whole[ahead:])
        for text, following in _written(head):
            yield Spelling(text, first, following, rest)


def _written(pattern: str) -> Iterator[tuple[str, str | None]]:
    """Text and what must follow."""
    if not pattern:
        yield "", None
        return
    end = _end(pattern)
    item, behind = pattern[:end], pattern[end:]
    ways = list(_of_item(item))
    if behind.startswith("?"):
        ways.append(("", None))
        behind = behind[1:]
    behinds = list(_written(behind))
    for text, following in ways:
        for more, then in behinds:
            if following is None:
                yield text + more, then
            elif more or then is not None:
                raise ValueError(f"something stands behind an end: {pattern!r}")
            else:
                yield text, following


def _of_item(item: str) -> Iterator[tuple[str, str | None]]:
    if item == "$":
        yield "", ""
    elif item.startswith("["):
        yield "", "".join(char for char in map(chr, range(128)) if re.match(item, char))
    elif item.startswith(_GROUP):
        for alternative in _split(item[len(_GROUP) : -1]):
            yield from _written(alternative)
    elif len(item) == 1 and (item.isalnum() or item in "-_"):
        yield item, None
    else:
        raise ValueError(f"not to be written out: {item!r}")


def _split(pattern: str) -> Iterator[str]:
    """What stands between the bars that are in no group."""
    depth = start = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _end(pattern: str) -> int:
    """The place behind the first item of a pattern."""
    if pattern.startswith("["):
        return pattern.index("]") + 1
    depth = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if not depth:
            return at + 1
    raise ValueError(f"a group without its end: {pattern!r}")
