"""The word lists of ``words/<language>.toml``, joined over all languages into one index.

A page may mix languages, and its language is not known when it is cleaned: a phrase counts in whatever language it is.
One look at a text finds the phrases of all kinds in it, so a text costs the same however many kinds and languages there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice, repeat
from typing import NamedTuple

from crawler.extract.boilerplate.folding import (
    UNSPACED,
    all_folded,
    begins_word,
    ends_word,
    first_word,
    is_unspaced,
    plain,
    words_of,
)
from crawler.extract.boilerplate.wordlists import Table, shipped

__all__ = ["Hits", "Phrases", "find", "phrases", "plain", "spoken"]

_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_OF_A_LANGUAGE = ("told", "address")
"""Kinds of small words, which mean something else in another language."""
_PLACES = ("line", "start", "inside", "end")
_SEPARATORS = re.compile(r"[\s/|,·•:&()+]+")


class Hits(NamedTuple):
    """The phrases of one kind in a text; empty strings where there is none."""

    line: str = ""
    """The whole text."""
    start: str = ""
    inside: str = ""
    end: str = ""


_NONE = Hits()


class _Index:
    """Every phrase under something that a text with the phrase must hold too, which is cheap to look up."""

    def __init__(self, tables: Iterable[tuple[str, Table]]) -> None:
        self.words: dict[str, set[str]] = {}
        self.line: dict[str, tuple[str, ...]] = {}
        self.start: dict[str, list[tuple[str, str]]] = {}
        self.inside: dict[str, list[tuple[str, str]]] = {}
        self.pairs: dict[str, list[tuple[str, str]]] = {}
        self.end: dict[str, list[tuple[str, str]]] = {}
        of_place: dict[str, set[tuple[str, str]]] = {place: set() for place in _PLACES}
        self.languages: dict[str, set[str]] = {}
        self.spoken: dict[tuple[str, str], tuple[frozenset[str], tuple[str, ...]]] = {}
        for language, written in tables:
            table = _folded(written)
            for kind in _OF_A_LANGUAGE:
                words = frozenset(table.get(kind, {}).get("words", ()))
                parts = tuple(w for w in words if " " in w or is_unspaced(w[:1]))
                self.spoken[language, kind] = (words, parts)
            for kind, lists in table.items():
                for phrase in (*lists.get("start", ()), *lists.get("inside", ())):
                    self.languages.setdefault(phrase, set()).add(language)
                self.words.setdefault(kind, set()).update(lists.get("words", ()))
                for place in _PLACES:
                    of_place[place].update(zip(lists.get(place, ()), repeat(kind)))
        for phrase, kind in sorted(of_place["line"]):
            self.line[phrase] = (*self.line.get(phrase, ()), kind)
        for phrase, kind in _longest_first(of_place["start"]):
            self.start.setdefault(_head(phrase, first_word(phrase)), []).append((phrase, kind))
        for phrase, kind in _longest_first(of_place["inside"]):
            if unspaced := UNSPACED.search(phrase):
                at = unspaced.start()
                self.pairs.setdefault(phrase[at : at + 2], []).append((phrase, kind))
            else:
                telling = max(words_of(phrase), key=len)
                self.inside.setdefault(telling, []).append((phrase, kind))
        self.telling = frozenset(self.inside)
        for phrase, kind in _longest_first(of_place["end"]):
            self.end.setdefault(phrase[-2:], []).append((phrase, kind))


def _folded(table: Table) -> Table:
    """The table with all its phrases folded, at once."""
    every = iter(all_folded([p for lists in table.values() for few in lists.values() for p in few]))
    return {
        kind: {place: list(islice(every, len(few))) for place, few in lists.items()}
        for kind, lists in table.items()
    }


def _longest_first(entries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """In the order of their letters where they are as long."""
    return sorted(sorted(entries), key=_length, reverse=True)


def _length(entry: tuple[str, str]) -> int:
    return len(entry[0])


def _head(text: str, word: str) -> str:
    """What a phrase is filed under by its beginning: its first word, of an unspaced script its first letter."""
    first = text[:1]
    return word if word and first.isalnum() and not is_unspaced(first) else first


@cache
def all_phrases() -> _Index:
    return _Index(shipped())


def spoken(kind: str, text: str, phrase: str) -> int:
    """How many words of the list ``told`` or ``address`` stand in a plain text, in the language of a phrase found in it."""
    index = all_phrases()
    found = 0
    for language in index.languages.get(phrase, ()):
        words, parts = index.spoken[language, kind]
        found = max(found, len(words.intersection(words_of(text))) + sum(p in text for p in parts))
    return found


def find(text: str, words: Sequence[str] | None = None) -> dict[str, Hits]:
    """Kind → the phrases of that kind in a text in its :func:`plain` form; the longest where there are several.

    ``words`` are the text's words, where the caller has them already.
    """
    index = all_phrases()
    found: dict[str, list[str]] = {}
    words = words_of(text) if words is None else words
    bracketed = text[:1] in _OPENING and text[-1:] in _CLOSING
    kinds = index.line.get(text, ())
    if bracketed and not kinds:
        kinds = index.line.get(text[1:-1], ())
    for kind in kinds:
        found[kind] = [text, "", "", ""]
    for phrase, kind in _starts(index, text, words):
        hits = found.setdefault(kind, ["", "", "", ""])
        hits[1] = hits[1] or phrase
    if not index.telling.isdisjoint(words) or not text.isascii():
        for phrase, kind in _candidates(index, text, words):
            if phrase in text and _stands_in(phrase, text):
                hits = found.setdefault(kind, ["", "", "", ""])
                hits[2] = max(hits[2], phrase, key=_by_length)
    for phrase, kind in index.end.get(text[-2:], ()):
        if text.endswith(phrase) and _begins(phrase, text, len(text) - len(phrase)):
            hits = found.setdefault(kind, ["", "", "", ""])
            hits[3] = hits[3] or phrase
    return {kind: Hits(*hits) for kind, hits in found.items()} if found else {}


def _by_length(phrase: str) -> tuple[int, str]:
    """Of two that are as long, the choice must not hang on the order of a set."""
    return len(phrase), phrase


def _starts(index: _Index, text: str, words: Sequence[str]) -> list[tuple[str, str]]:
    """The phrases that the text begins with, the longest first; within brackets around all of it too."""
    under = index.start.get(_head(text, words[0] if words else ""))
    found = []
    if under:
        found = [e for e in under if text.startswith(e[0]) and _whole(e[0], text, 0)]
    if text[:1] in _OPENING and text[-1:] in _CLOSING:
        found += _starts(index, text[1:-1].strip(), words)
    return found


def _candidates(index: _Index, text: str, words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Phrases that may stand somewhere in the text."""
    for word in index.telling.intersection(words):
        yield from index.inside[word]
    if max(text, default="") >= "\u0e00":
        for pair in index.pairs.keys() & {text[i : i + 2] for i in range(len(text) - 1)}:
            yield from index.pairs[pair]


def _stands_in(phrase: str, text: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        if _begins(phrase, text, at) and _whole(phrase, text, at):
            return True
        at = text.find(phrase, at + 1)
    return False


def _begins(phrase: str, text: str, at: int) -> bool:
    """Whether the phrase at that place begins where a word begins; one that begins with a sign (``/dpa``) always does."""
    return not phrase[:1].isalnum() or begins_word(text, at)


def _whole(phrase: str, text: str, at: int) -> bool:
    """Whether the phrase at that place ends where a word ends; one that ends in a sign (``tags:``) always does."""
    return not phrase[-1:].isalnum() or ends_word(text, at + len(phrase))


class Phrases:
    """What the lists of one kind say about a text in its :func:`plain` form; each answer is the phrase found."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.words = frozenset(all_phrases().words.get(kind, ()))
        """Of its list ``words``."""
        self.heads = frozenset(words_of(w)[0] for w in self.words)
        """The first word of each."""

    def line(self, text: str) -> str | None:
        """The phrase that is the whole text."""
        return find(text).get(self._kind, _NONE).line or None

    def start(self, text: str) -> str | None:
        """The phrase that the text begins with."""
        return find(text).get(self._kind, _NONE).start or None

    def inside(self, text: str) -> str | None:
        """The phrase that stands somewhere in the text."""
        return find(text).get(self._kind, _NONE).inside or None

    def made_of(self, text: str) -> bool:
        """Whether the text is nothing but words of the list, numbers aside."""
        tokens = [token for token in _SEPARATORS.split(text) if token and not token.isdigit()]
        return bool(tokens) and all(token in self.words for token in tokens)


@cache
def phrases(kind: str) -> Phrases:
    """The lists of one kind over all languages."""
    return Phrases(kind)
