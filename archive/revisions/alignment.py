"""What two sequences have in common and what not, in about linear time however long they are. Pure.

``difflib`` takes time with the square (at worst the cube) of the length. Here what stands once in both, in the same
order, is found first (the idea of Bram Cohen's patience diff); the gaps between are compared exactly (E. Myers, "An O(ND)
difference algorithm and its variations", 1986) up to a bounded number of differences, and beyond that count as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

Block = tuple[int, int, int]
"""Where a common run begins in the one and in the other, and how long it is."""
Opcode = tuple[str, int, int, int, int]
"""As of :meth:`difflib.SequenceMatcher.get_opcodes`."""

_MOST_DIFFERENCES = 400
"""Of one gap; its comparison takes memory and time with the square of it."""
_STEPS = 1_500_000
"""Of the exact comparison, over all gaps together: about a second."""
_SMALL = 120
"""Elements in both sides of a gap, up to which it is compared exactly at once."""


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """How ``old`` becomes ``new``: ``equal``, ``replace``, ``delete``, ``insert`` runs that cover both, in order."""
    steps: list[Opcode] = []
    i = j = 0
    for a, b, size in (*common(old, new), (len(old), len(new), 0)):
        if i < a or j < b:
            tag = "replace" if i < a and j < b else "delete" if i < a else "insert"
            steps.append((tag, i, a, j, b))
        if size:
            steps.append(("equal", a, a + size, b, b + size))
        i, j = a + size, b + size
    return steps


def common(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The runs that both have, in order, as long as possible."""
    blocks: list[Block] = []
    for a, b, size in _matches(old, new):
        if blocks:
            last_a, last_b, last = blocks[-1]
            if last_a + last == a and last_b + last == b:
                blocks[-1] = (last_a, last_b, last + size)
                continue
        blocks.append((a, b, size))
    return blocks


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Common runs in order; neighbours may touch. Gaps wait on a stack: no recursion."""
    budget = [_STEPS]
    waiting: list[tuple[bool, int, int, int, int]] = [(True, 0, len(old), 0, len(new))]
    while waiting:
        is_gap, i, i_end, j, j_end = waiting.pop()
        if not is_gap:
            yield i, j, i_end - i
            continue
        start = 0
        while i + start < i_end and j + start < j_end and old[i + start] == new[j + start]:
            start += 1
        if start:
            yield i, j, start
        i, j = i + start, j + start
        end = 0
        while i < i_end - end and j < j_end - end and old[i_end - end - 1] == new[j_end - end - 1]:
            end += 1
        if end:
            waiting.append((False, i_end - end, i_end, j_end - end, j_end))
        i_end, j_end = i_end - end, j_end - end
        if i == i_end or j == j_end:
            continue
        is_small = i_end - i + j_end - j <= _SMALL
        anchors = [] if is_small else _anchors(old[i:i_end], new[j:j_end])
        if not anchors:
            yield from _exactly(old, new, (i, i_end), (j, j_end), budget)
            continue
        gaps: list[tuple[bool, int, int, int, int]] = []
        a, b = i, j
        for x, y in anchors:
            gaps += [(True, a, i + x, b, j + y), (False, i + x, i + x + 1, j + y, j + y + 1)]
            a, b = i + x + 1, j + y + 1
        gaps.append((True, a, i_end, b, j_end))
        waiting += reversed(gaps)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what stands exactly once in each, the longest part of them that is in the same order in both."""
    once = {word for word, times in Counter(old).items() if times == 1}
    once &= {word for word, times in Counter(new).items() if times == 1}
    if not once:
        return []
    there = {word: place for place, word in enumerate(new) if word in once}
    return _rising([(place, there[word]) for place, word in enumerate(old) if word in once])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, not necessarily neighbours, whose second numbers rise."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int] = []
    for index, (_, number) in enumerate(pairs):
        length = bisect_left(ends, number)
        if length == len(ends):
            ends.append(number)
            ends_at.append(index)
        else:
            ends[length], ends_at[length] = number, index
        before.append(ends_at[length - 1] if length else -1)
    chosen = []
    index = ends_at[-1] if ends_at else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _exactly(
    old: Sequence[str],
    new: Sequence[str],
    span: tuple[int, int],
    other: tuple[int, int],
    budget: list[int],
) -> Iterator[Block]:
    """The common runs of two spans by the fewest differences; none where those are too many.

    What it takes is taken off the ``budget``.
    """
    (i, i_end), (j, j_end) = span, other
    n, m = i_end - i, j_end - j
    reach = {1: 0}
    history: list[dict[int, int]] = []
    for differences in range(min(n + m, _MOST_DIFFERENCES) + 1):
        budget[0] -= differences + 1
        if budget[0] < 0:
            return
        history.append(dict(reach))
        for k in range(-differences, differences + 1, 2):
            if k < -m or k > n:
                continue
            down = k == -differences or (
                k != differences and reach.get(k - 1, -1) < reach.get(k + 1, -1)
            )
            x = reach.get(k + 1, 0) if down else reach.get(k - 1, 0) + 1
            y = x - k
            while x < n and y < m and old[i + x] == new[j + y]:
                x += 1
                y += 1
            reach[k] = x
            if x >= n and y >= m:
                yield from ((i + a, j + b, size) for a, b, size in _path(history, n, m))
                return


def _path(history: list[dict[int, int]], n: int, m: int) -> list[Block]:
    blocks = []
    x, y = n, m
    for differences in range(len(history) - 1, -1, -1):
        reach = history[differences]
        k = x - y
        down = k == -differences or (
            k != differences and reach.get(k - 1, -1) < reach.get(k + 1, -1)
        )
        before = k + 1 if down else k - 1
        from_x = reach.get(before, 0) if differences else 0
        from_y = from_x - before if differences else 0
        start = from_x if down else from_x + 1
        if not differences:
            start = 0
        if x > start:
            blocks.append((start, start - k, x - start))
        x, y = from_x, from_y
    return blocks[::-1]
