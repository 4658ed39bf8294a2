"""The word lists of ``words/<language>.toml``, joined over all languages and compiled once per kind.

A page may mix languages, and its language is not known when it is cleaned: a phrase counts in whatever language it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

_EDGES = re.compile(r"^[^\w©(\[+#]+|[^\w)\]+]+$")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " "})


def plain(text: str) -> str:
    """The form in which phrases are compared: lower case, straight quotes, no punctuation at the ends."""
    folded = text.translate(_QUOTES).casefold() if not text.isascii() else text.lower()
    joined = " ".join(folded.split())
    if joined[:1].isalnum() and joined[-1:].isalnum():
        return joined
    return _EDGES.sub("", _EDGES.sub("", joined))


class Phrases:
    """What the lists of one kind say about a text in its :func:`plain` form; each answer is the phrase found."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self._lines = lists.get("line", frozenset())
        self.words = lists.get("words", frozenset())
        self._start = _any_of(lists.get("start", frozenset()), "^(?:{})(?!\\w)")
        self._inside = _any_of(lists.get("inside", frozenset()), "(?<!\\w)(?:{})(?!\\w)")
        self._start_words = _telling_words(lists.get("start", frozenset()))
        self._inside_words = _telling_words(lists.get("inside", frozenset()))
        self._end = _any_of(lists.get("end", frozenset()), "(?:{})$")

    def line(self, text: str) -> str | None:
        """The phrase that is the whole text."""
        return text if text in self._lines else None

    def start(self, text: str) -> str | None:
        """The phrase that the text begins with."""
        first = self._start_words
        if first is not None and first.isdisjoint(tokens(text)):
            return None
        return _found(self._start, text)

    def inside(self, text: str) -> str | None:
        """The phrase that stands somewhere in the text."""
        first = self._inside_words
        if first is not None and first.isdisjoint(tokens(text)):
            return None
        return _found(self._inside, text)

    def end(self, text: str) -> str | None:
        """The phrase that the text ends with."""
        return _found(self._end, text)

    def made_of(self, text: str, others: frozenset[str] = frozenset()) -> bool:
        """Whether the text is nothing but words of the list (and ``others``), numbers aside."""
        tokens = [
            token for token in re.split(r"[\s/|,·•:&()]+", text) if token and not token.isdigit()
        ]
        return bool(tokens) and all(token in self.words or token in others for token in tokens)


@cache
def phrases(kind: str) -> Phrases:
    """The lists of one kind over all languages."""
    merged: dict[str, set[str]] = {}
    for table in _tables():
        for name, entries in table.get(kind, {}).items():
            merged.setdefault(name, set()).update(entries)
    return Phrases({name: frozenset(entries) for name, entries in merged.items()})


@cache
def kinds_of_words() -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """A word → the kinds with a phrase whose longest word it is; and the kinds with a phrase that is but a sign.

    A text that holds none of a kind's words holds no phrase of it, except at its end.
    """
    index: dict[str, set[str]] = {}
    signs: set[str] = set()
    for table in _tables():
        for kind, lists in table.items():
            for name in ("line", "start", "inside", "words"):
                for entry in lists.get(name, ()):
                    if word := _telling(entry):
                        index.setdefault(word, set()).add(kind)
                    else:
                        signs.add(kind)
    return {word: frozenset(kinds) for word, kinds in index.items()}, frozenset(signs)


@cache
def _tables() -> tuple[Mapping[str, Mapping[str, list[str]]], ...]:
    folder = resources.files(__package__).joinpath("words")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(tomllib.loads(f.read_text("utf-8")) for f in files)


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1024)
def tokens(text: str) -> frozenset[str]:
    """The words of a text: looking for them is much cheaper than for all phrases, and mostly enough."""
    return frozenset(_WORD.findall(text))


def _telling(entry: str) -> str | None:
    """The longest word of a phrase, which a text with the phrase holds too; None when it is but a sign."""
    return max(_WORD.findall(entry), key=len, default=None)


def _telling_words(entries: frozenset[str]) -> frozenset[str] | None:
    """One word of each phrase, one of which a text must hold; None when a phrase is but a sign."""
    words = {_telling(entry) for entry in entries}
    return None if None in words else frozenset(word for word in words if word)


def _any_of(entries: frozenset[str], frame: str) -> re.Pattern[str] | None:
    if not entries:
        return None
    longest_first = sorted(entries, key=len, reverse=True)
    # A phrase that ends in a sign (``tags:``) has its own boundary.
    escaped = [
        re.escape(e.strip()) if e.strip()[-1:].isalnum() else f"{re.escape(e.strip())}(?<=\\W)"
        for e in longest_first
    ]
    body = "|".join(escaped)
    if "(?!\\w)" in frame:
        signed = [e for e in escaped if e.endswith("(?<=\\W)")]
        lettered = [e for e in escaped if not e.endswith("(?<=\\W)")]
        head = frame.replace("(?:{})(?!\\w)", "")
        options = ([f"(?:{'|'.join(lettered)})(?!\\w)"] if lettered else []) + (
            [f"(?:{'|'.join(signed)})"] if signed else []
        )
        return re.compile(head + f"(?:{'|'.join(options)})")
    return re.compile(frame.format(body))


def _found(pattern: re.Pattern[str] | None, text: str) -> str | None:
    match = pattern.search(text) if pattern is not None else None
    return match.group() if match else None
