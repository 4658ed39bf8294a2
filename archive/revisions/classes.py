"""What kind of change lies between two revisions. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from archive.model import Article
from archive.revisions.alignment import opcodes
from archive.revisions.meaning import gist, is_correction, is_passing, meaning, paragraphs, words
from archive.revisions.revise import differences

ChangeClass = Literal[
    "correction",
    "headline",
    "deck",
    "byline",
    "typo",
    "edited",
    "added",
    "removed",
    "rewritten",
    "reordered",
]
"""``correction``: a notice appeared that something was corrected. ``headline``, ``deck``, ``byline``: another one. Of the
body: ``typo``, a few letters in a few words; ``edited``, some words were exchanged (figures always are that);
``added``, ``removed``: at least a few words in one place; ``rewritten``: less than half of it stayed; ``reordered``: the same
paragraphs in another order."""

_NAMES: dict[str, ChangeClass] = {"title": "headline", "deck": "deck", "authors": "byline"}
_PASSAGE = 4
"""Words in one place that make an addition or a removal rather than an edit."""
_MOST_TYPOS = 5


def classes(old: Article, new: Article) -> tuple[ChangeClass, ...]:
    """The kinds of change from ``old`` to ``new``, several where several things changed; none where no reader notices."""
    told = differences(old, new)
    found: list[ChangeClass] = [name for field, name in _NAMES.items() if field in told]
    if "text" not in told:
        return tuple(found)
    notices = _new_notices(old.text, new.text)
    if notices:
        found.insert(0, "correction")
    before = list(meaning(old.text))
    after = [said for said in meaning(new.text) if said not in notices]
    return (*found, *_of_body(before, after))


def _new_notices(old: str, new: str) -> set[str]:
    before = set(meaning(old))
    found = {
        gist(paragraph)
        for paragraph in paragraphs(new)
        if is_correction(paragraph) and not is_passing(paragraph)
    }
    return found - before


@dataclass(slots=True)
class _Sums:
    """Words, counted over a whole body."""

    old: int
    new: int
    came: int = 0
    went: int = 0
    exchanged: int = 0
    passages_came: int = 0
    passages_went: int = 0
    pairs: list[tuple[list[str], list[str]]] | None = None
    """What stands for what; None once something is no pair."""


def _of_body(before: list[str], after: list[str]) -> tuple[ChangeClass, ...]:
    if before == after:
        return ()
    if Counter(before) == Counter(after):
        return ("reordered",)
    moved = Counter(before) & Counter(after)
    sums = _Sums(sum(len(words(p)) for p in before), sum(len(words(p)) for p in after), pairs=[])
    for tag, i1, i2, j1, j2 in opcodes(before, after):
        if tag != "equal":
            old = _words([p for p in before[i1:i2] if not moved[p]])
            new = _words([p for p in after[j1:j2] if not moved[p]])
            _add_up(sums, old, new)
    return _judged(sums)


def _words(several: list[str]) -> list[str]:
    return [word for paragraph in several for word in words(paragraph)]


def _add_up(sums: _Sums, old: list[str], new: list[str]) -> None:
    steps = opcodes(old, new)
    kept = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    if kept * 3 < min(len(old), len(new)):  # other paragraphs in the place of these
        steps = [("replace", 0, len(old), 0, len(new))]
    for tag, i1, i2, j1, j2 in steps:
        if tag == "equal":
            continue
        went, came = old[i1:i2], new[j1:j2]
        twice = (tag == "delete" and _is_doubled(old, i1, i2)) or (
            tag == "insert" and _is_doubled(new, j1, j2)
        )
        if sums.pairs is not None and (tag == "replace" or twice):
            sums.pairs.append(([], []) if twice else (went, came))
        else:
            sums.pairs = None
        both = min(len(went), len(came)) if max(len(went), len(came)) <= 3 * _PASSAGE else 0
        sums.exchanged += both
        sums.went += len(went) - both
        sums.came += len(came) - both
        sums.passages_went += len(went) - both >= _PASSAGE
        sums.passages_came += len(came) - both >= _PASSAGE


def _is_doubled(words_: list[str], start: int, end: int) -> bool:
    """Whether one word too many stands there: "the the"."""
    beside = [*words_[max(0, start - 1) : start], *words_[end : end + 1]]
    return end - start == 1 and words_[start].casefold() in map(str.casefold, beside)


def _judged(sums: _Sums) -> tuple[ChangeClass, ...]:
    kept = min(sums.old - sums.went, sums.new - sums.came) - sums.exchanged
    if sums.old and sums.new and kept * 2 < min(sums.old, sums.new) and not _few_typos(sums):
        return ("rewritten",)
    if _few_typos(sums):
        return ("typo",)
    found: list[ChangeClass] = []
    if sums.exchanged or not (sums.passages_came or sums.passages_went):
        found.append("edited")
    if sums.passages_came:
        found.append("added")
    if sums.passages_went:
        found.append("removed")
    return tuple(found)


def _few_typos(sums: _Sums) -> bool:
    pairs = sums.pairs or []
    return 0 < len(pairs) <= _MOST_TYPOS and all(
        is_typo(" ".join(went), " ".join(came)) for went, came in pairs
    )


def is_typo(old: str, new: str) -> bool:
    """Whether ``new`` is ``old`` but for a slip: a letter (two in a long word), a space or capitals. Figures are none."""
    if any(map(str.isdigit, old + new)):
        return False
    one, other = ("".join(text.casefold().split()) for text in (old, new))
    if one == other:
        return True
    length = max(len(one), len(other))
    if length > 30 or len(old.split()) > 2 or len(new.split()) > 2:
        return False
    return _distance(one, other) <= (2 if length >= 6 else 1)


def _distance(one: str, other: str) -> int:
    """Letters to put in, take out, exchange, or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        earlier, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, earlier[j - 1] + 1)
            row.append(cost)
    return row[-1]
