"""The lines that a source repeats: what stands on how many of its last stories.

Of each source one small row: the fingerprints of the lines of its last :data:`MOST` stories. It is written in the
transaction that stores the articles. What has not come again within :data:`NEAR` stories is dropped, so the row stays
at a few kilobytes, and what left the pages is forgotten with the stories that had it.
"""

from __future__ import annotations

import sys
import threading
from array import array
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from sqlalchemy import Connection, select

from archive.looking_up import LookUp
from archive.model import Repeated
from archive.schema import repeated
from archive.upsert import overwriting

MOST = 64
"""Stories of a source that are remembered."""

NEAR = 12
"""Stories within which a line must come again to be remembered any longer."""

_OFTEN = 3
"""A line of so many stories says nothing of one of them, and may be worth a look when a page is cleaned."""

_LENGTHS = 63
"""The bits of a fingerprint that are the line's length in words."""

_SENTENCE = 8
"""Words."""
_MOST_LINES = 120
_MOST_OFTEN = 200
_MOST_KEPT = 32
"""Windows; one has some fifty kilobytes when it is unpacked."""


class Window:
    """The lines of a source's last stories, the oldest first."""

    def __init__(self, packed: bytes = b"") -> None:
        self._stories = _unpacked(packed)
        self._counts = Counter(chain.from_iterable(self._stories))
        self._often = {line: count for line, count in self._counts.items() if count >= _OFTEN}

    def add(self, lines: Iterable[int]) -> None:
        """Count one article. One that is mostly an earlier story, carried again or brought up to date, adds to that."""
        fresh = list(dict.fromkeys(lines))[:_MOST_LINES]
        if not fresh:
            return
        story = self._same_story(fresh)
        if story is not None:
            more = [line for line in fresh if line not in story][: _MOST_LINES - len(story)]
            story.extend(more)
            self._count(more)
            return
        self._stories.append(fresh)
        self._count(fresh)
        if len(self._stories) > NEAR:
            self._forget_singles(self._stories[-NEAR - 1])
        if len(self._stories) > MOST:
            self._forget(self._stories.popleft())

    def often(self) -> Repeated:
        """The lines that stand on several stories."""
        lines = dict(self._often)
        if len(lines) > _MOST_OFTEN:
            lines = dict(sorted(lines.items(), key=itemgetter(1), reverse=True)[:_MOST_OFTEN])
        return Repeated(len(self._stories), lines)

    def packed(self) -> bytes:
        """As :class:`Window` takes it: of each story how many lines it has, then these; 64 bits each, little-endian."""
        flat: list[int] = []
        for story in self._stories:
            flat.append(len(story))
            flat += story
        numbers = array("Q", flat)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers.tobytes()

    def _count(self, lines: Iterable[int]) -> None:
        counts, often = self._counts, self._often
        for line in lines:
            count = counts[line] = counts.get(line, 0) + 1
            if count >= _OFTEN:
                often[line] = count

    def _same_story(self, lines: Sequence[int]) -> list[int] | None:
        """The story that has two thirds of these lines, by their length.

        What many stories have does not count, nor do labels where there are sentences.
        """
        met = [line for line in lines if line in self._counts]
        if len(met) <= len([line for line in met if line in self._often]):
            return None
        count = self._counts.get
        own = [line for line in lines if count(line, 0) < _OFTEN]
        own = [line for line in own if line & _LENGTHS >= _SENTENCE] or own
        known = [line for line in own if line in self._counts]
        wanted = 2 * _weight(own)
        if not known or 3 * _weight(known) < wanted:
            return None
        for story in reversed(self._stories):
            if 3 * _weight(line for line in known if line in story) >= wanted:
                return story
        return None

    def _forget_singles(self, story: list[int]) -> None:
        counts = self._counts
        for line in story:
            if counts[line] == 1:
                del counts[line]
        story[:] = [line for line in story if line in counts]

    def _forget(self, lines: Iterable[int]) -> None:
        counts = self._counts
        for line in lines:
            count = counts[line] - 1
            if count > 0:
                counts[line] = count
            else:
                del counts[line]
            if count >= _OFTEN:
                self._often[line] = count
            else:
                self._often.pop(line, None)


def _weight(lines: Iterable[int]) -> int:
    """Their words, as far as fingerprints tell."""
    return sum(line & _LENGTHS for line in lines)


def _unpacked(packed: bytes) -> deque[list[int]]:
    """Bytes that :meth:`Window.packed` never wrote are no reason to stop: nothing is known then."""
    numbers = array("Q")
    stories: deque[list[int]] = deque()
    if len(packed) % numbers.itemsize:
        return stories
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    flat = numbers.tolist()
    at = 0
    while at < len(flat):
        end = at + 1 + flat[at]
        if end > len(flat):
            return deque()
        stories.append(flat[at + 1 : end])
        at = end
    return stories


class _Latest(threading.local):
    """The windows that this thread wrote last, so that those of the next batch need not be unpacked again."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[bytes, Window]] = {}

    def of(self, source: str, packed: bytes) -> Window:
        """The window in these bytes, which may be another's than ours: another wrote since, or ours was not kept."""
        known, window = self._windows.pop(source, (None, None))
        return window if window is not None and known == packed else Window(packed)

    def keep(self, source: str, window: Window) -> bytes:
        """Note what is about to be written; these bytes."""
        if len(self._windows) >= _MOST_KEPT:
            self._windows.pop(next(iter(self._windows)))
        packed = window.packed()
        self._windows[source] = packed, window
        return packed


_latest = _Latest()


def learn(connection: Connection, articles: Iterable[tuple[str, Sequence[int]]]) -> None:
    """Counts articles that are new to the archive: of each its source and the fingerprints of its lines."""
    by_source: dict[str, list[Sequence[int]]] = {}
    for source, lines in articles:
        if source and lines:
            by_source.setdefault(source, []).append(lines)
    if not by_source:
        return
    stored = _stored(connection, by_source)
    rows = []
    for source, several in by_source.items():
        window = _latest.of(source, stored.get(source, b""))
        for lines in several:
            window.add(lines)
        rows.append({"source": source, "stories": _latest.keep(source, window)})
    connection.execute(overwriting(connection, repeated, ("source",)), rows)


def windows(connection: Connection, sources: Collection[str]) -> dict[str, Window]:
    """What is known of these sources; one that has no article yet is left out."""
    return {source: Window(packed) for source, packed in _stored(connection, sources).items()}


class HouseLines:
    """What sources repeat, for whoever cleans pages: as the archive has counted, and by the pages cleaned since.

    Pages wait a while before they are stored; what follows them may profit meanwhile. Nothing is written here.
    """

    def __init__(self, look_up: Callable[[Collection[str]], Mapping[str, Window]]) -> None:
        self._look_up = look_up
        self._windows: dict[str, Window] = {}
        self._often: dict[str, Repeated] = {}

    def recall(self, sources: Collection[str]) -> None:
        """Look these up together, rather than each when its first page comes."""
        found = self._look_up(sources)
        self._windows.update((source, found.get(source) or Window()) for source in sources)

    def of(self, source: str) -> Repeated:
        """What is known of a source; of a new one nothing."""
        if source not in self._often:
            if source not in self._windows:
                self.recall([source])
            self._often[source] = self._windows[source].often()
        return self._often[source]

    def learn(self, source: str, lines: Sequence[int]) -> None:
        """Count an article that is about to be stored."""
        if source and lines:
            if source not in self._windows:
                self.recall([source])
            self._windows[source].add(lines)
            self._often.pop(source, None)


def _stored(connection: Connection, sources: Collection[str]) -> dict[str, bytes]:
    return dict(_STORED.rows(connection, list(sources)))


_STORED = LookUp(select(repeated.c.source, repeated.c.stories), repeated.c.source)
