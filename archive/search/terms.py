"""Text to the terms of the index: one analysis for what is stored and for what is asked.

A word is folded (case, width, accents) and cut to its stem by the Snowball algorithm of the article's language. Scripts
that are written without spaces, and Korean, whose words carry their particles, give overlapping pairs of characters
instead, and after each run its last character alone, so that every character begins some term.

Each term begins with the two letters of its algorithm (``enelect``, ``xxjokowi``): stems of one language do not mean the
words of another (the Spanish stem of ``news`` is the English ``new``). A question is analysed once for each algorithm
that the archive holds.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import Stemmer

from archive.search.folding import FOLDED, LOWERED, OPTIONAL, fold, is_of_letters

ANALYSER: Final = 1
"""Version of what this module does to a text; a change of any term it makes needs a new one."""
ANALYSIS: Final = (
    f"{ANALYSER}, PyStemmer {Stemmer.version()}, Unicode {unicodedata.unidata_version}"
)
"""All that decides which terms a text has. An archive indexed by another analysis has to be indexed anew: the index
holds no text, so taking an article out means to analyse it again exactly as it was."""

_CACHED_WORDS: Final = 50_000
"""Different words kept per algorithm, about 8 MB: at that size more than 98 % of a newspaper's words are met again."""
_LONGEST: Final = 64
"""Characters of a word that count. Longer ones are addresses, codes and damage."""

_SIGNS = r"\u0700-\u0963\u0966-\u0e3e\u0e40-\u0e4e\u0e50-\u0eff\u0f71-\u0fbc\u102b-\u109d\u135d-\u135f\u1712-\u17d3\u1885\u18a9\u1a17-\u1a7f\u1b00-\u1cff\u3099\u309a\ua66f-\ua69f"
"""Blocks whose combining signs are parts of a word; ``\\w`` of Python has none of them."""
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese and Korean."""

WORD_CHARACTERS: Final = re.compile(rf"[\w{OPTIONAL}{_SIGNS}]+")
"""What a word is made of, but for ``'s`` at its end; ``_`` ends it."""
_WORD = re.compile(rf"{WORD_CHARACTERS.pattern}(?:['’]s\b)?")
_NO_LETTER = re.compile(rf"[^\w{_SIGNS}]+|_+")
_DIGIT = re.compile(r"\d")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
_RUN = f"(?P<unspaced>[{_UNSPACED}]+)|[^{_UNSPACED}]+"  # compiled where it is met: that takes 4 ms
PLAIN_RUN: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]+")
"""Characters written without spaces that folding leaves as they are."""
_FIRST_UNSPACED = "\u0e00"

_ARABIC_ARTICLE = re.compile(r"^(?:[وبكف]?ال|لل)(?=\w{3})")
"""The article and what is written together with it. Snowball keeps it where it has cut an ending before."""

_NO_STEMS = "xx"
_ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_SHARED: Final = {"ms": "id", "nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "gl": "pt"}
"""Languages close enough to another one's algorithm."""
TAGS: Final = (_NO_STEMS, *_ALGORITHMS)
"""What a term may begin with."""


def words(text: str) -> list[str]:
    """The words of a text as they stand in it; in scripts without spaces the runs between punctuation."""
    return [word for word in words_in(text) if _letters(word)]


def form_of(text: str) -> str:
    """The first word of a text as a person may type it: folded, without ``'s``; empty when there is none."""
    return _form(next(iter(words(text)), ""))


@lru_cache(maxsize=1024)
def tag(language: str | None) -> str:
    """What the terms of an article in this language (ISO 639-1, or a longer tag of BCP 47) begin with."""
    code = (language or "").lower().partition("-")[0]
    code = _SHARED.get(code, code)
    return code if code in _ALGORITHMS else _NO_STEMS


class Span(NamedTuple):
    """A term of a text and where in it the characters stand that it was made from."""

    term: str
    start: int
    end: int


class Question(NamedTuple):
    """Terms that have to stand side by side; of the last one only the beginning is asked for when ``open``."""

    terms: tuple[str, ...]
    open: bool = False


class Analyser:
    """The analysis for one tag. For one thread only (:func:`analyser` sees to that): a Snowball stemmer has state."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.stem: Callable[[str], str] | None = None
        """Cuts a word in small letters to its stem; None where words are their own stems."""
        if tag != _NO_STEMS:
            self.stem = Stemmer.Stemmer(_ALGORITHMS[tag], 0).stemWord
        self._stem = self.stem or str
        self._terms = _Cache(self._analyse)

    def index_terms(self, text: str, seen: set[str] | None = None) -> str:
        """All terms of a text in order, separated by spaces; the words it holds are added to ``seen``."""
        found = words_in(text)
        if seen is not None:
            seen.update(found)
        return " ".join(map(self._terms.__getitem__, found))

    def term(self, word: str) -> str:
        """The same for one word, which is not kept for the next time."""
        return self._term(word) if word.isascii() else self._analyse(word)

    def spans(self, text: str) -> Iterator[Span]:
        """The same terms, one by one, with their places in the text."""
        for found in _WORD.finditer(text.replace("_", " ")):
            word, start = found[0], found.start()
            if word in self._terms or not _is_unspaced(word):
                if term := self._terms[word]:
                    yield Span(term, start, found.end())
                continue
            places = _places(word)
            for piece in self._pieces(word):
                at = min(places[piece.start], len(word) - 1)
                yield Span(piece.term, start + at, start + max(places[piece.end], at + 1))

    def question(self, text: str) -> Question:
        """The terms by which a text is found that contains this one; none when it holds no word."""
        pieces = [piece for word in words_in(text) for piece in self._pieces(word)]
        if pieces and pieces[-1].alone:
            begun = pieces[-1].end - pieces[-1].start == len(pieces[-1].run)
            # What is asked for may go on where the question ends.
            pieces = pieces if begun else pieces[:-1]
            return Question(tuple(piece.term for piece in pieces), open=begun)
        return Question(tuple(piece.term for piece in pieces))

    def met(self, word: str) -> tuple[str, tuple[str, str] | None]:
        """The term of a word, as :meth:`term`, and its :meth:`inflection`."""
        if len(word) <= _LONGEST and is_of_letters(
            word
        ):  # the usual word, in a fraction of the time
            plain = word.lower() if word.isascii() else word.translate(LOWERED)
            form = plain if plain.isascii() else plain.translate(FOLDED)
            if self.tag == "ar":
                plain = _ARABIC_ARTICLE.sub("", plain)
            stem = self._stem(plain)
            stem = stem if stem.isascii() else fold(stem)
            if form.isalpha() and stem.isalpha() and (stem != form or word.isascii()):
                return self.tag + stem, (form, stem) if form != stem else None
        elif word[0] >= _FIRST_UNSPACED and PLAIN_RUN.fullmatch(word):
            return self._pairs(word), None
        term = self.term(word)
        return term, self.inflection(word, term)

    def inflection(self, word: str, term: str) -> tuple[str, str] | None:
        """The folded form of a word whose term is given, and the stem in that; None where the form by itself leads to
        the term."""
        if not term or term == self.tag + word or len(word) > _LONGEST:
            return None
        stem = term[len(self.tag) :]
        if word.isascii() and word.isalnum():
            # The usual word: its form has the same term.
            form = word.lower()
            return (form, stem) if form != stem else None
        if _is_unspaced(word):
            return None
        form = _form(word)
        return (form, stem) if stem != form or self._terms[form] != term else None

    def beginning(self, text: str) -> Question:
        """The terms by which a text is found that contains this one, whose last word may go on."""
        words = words_in(text)
        if not words or _is_unspaced(words[-1]):
            return self.question(text)
        before = [piece.term for word in words[:-1] for piece in self._pieces(word)]
        begun = _letters(words[-1][:_LONGEST])
        return (
            Question((*before, self.tag + begun), open=True) if begun else Question(tuple(before))
        )

    def _analyse(self, word: str) -> str:
        if word.isascii() or not _is_unspaced(word):
            return self._term(word)
        # As _pieces, without the places: half of the time of indexing Chinese went into them.
        terms = []
        for found in re.finditer(_RUN, fold(word)):
            run = found[0]
            if found["unspaced"] is None:
                terms.append(self._term(run))
            else:
                terms.append(self._pairs(run))
        return " ".join(filter(None, terms))

    def _pairs(self, run: str) -> str:
        """The terms of a run of characters without spaces, which is folded."""
        pairs = map(str.__add__, run, run[1:])
        return self.tag + f" {self.tag}".join(chain(pairs, run[-1]))

    def _pieces(self, word: str) -> list[_Piece]:
        """The terms of one word, or of one run of characters without spaces, with their places in its folded form."""
        if not _is_unspaced(word):
            term = self._term(word)
            return [_Piece(term, 0, len(term), "", False)] if term else []
        pieces = []
        for found in re.finditer(_RUN, fold(word)):
            run, start = found[0], found.start()
            if found["unspaced"] is None:
                if term := self._term(run):
                    pieces.append(_Piece(term, start, found.end(), run, False))
                continue
            pieces += [
                _Piece(self.tag + run[at : at + 2], start + at, start + at + 2, run, False)
                for at in range(len(run) - 1)
            ]
            pieces.append(_Piece(self.tag + run[-1], found.end() - 1, found.end(), run, True))
        return pieces

    def _term(self, word: str) -> str:
        """The term of a word of a script with spaces; empty when nothing of it counts."""
        plain = word[:_LONGEST]
        if plain.isascii():
            # The usual word, in a third of the time.
            letters = plain.lower().removesuffix("'s")
            if letters.isalnum():
                stem = self._stem(letters) if letters.isalpha() else letters
                if stem.isascii() and stem.isalnum():
                    return self.tag + stem
        else:
            plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", plain))
        plain = plain.casefold()
        plain = plain.removesuffix("'s").removesuffix("’s")
        if self.tag == "ar":
            plain = _ARABIC_ARTICLE.sub("", plain)
        stem = _letters(plain if _DIGIT.search(plain) else self._stem(plain))
        return self.tag + stem if stem else ""


class _Piece(NamedTuple):
    term: str
    start: int
    end: int
    run: str
    alone: bool
    """Whether it is the last character of a run without spaces."""


class _Cache(dict[str, str]):
    """What was analysed lately. Runs without spaces seldom come twice and are not kept."""

    def __init__(self, analyse: Callable[[str], str]) -> None:
        super().__init__()
        self._analyse = analyse

    def __missing__(self, word: str) -> str:
        terms = self._analyse(word)
        if len(word) <= _LONGEST and not _is_unspaced(word):
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[word] = terms
        return terms


class _Analysers(threading.local):
    def __init__(self) -> None:
        self.made: dict[str, Analyser] = {}


_analysers = _Analysers()


def analyser(tag: str) -> Analyser:
    """This thread's analyser for a tag out of :data:`TAGS`."""
    made = _analysers.made
    if tag not in made:
        made[tag] = Analyser(tag)
    return made[tag]


def words_in(text: str) -> list[str]:
    """As :func:`words`; some of it may hold neither letter nor digit."""
    return _WORD.findall(text.replace("_", " "))


def _form(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    return _NO_LETTER.sub("", fold(word).removesuffix("'s").removesuffix("’s"))


def _is_unspaced(word: str) -> bool:
    """Whether characters of a script without spaces are in it."""
    if word.isascii() or max(word.replace("’", "")) < _FIRST_UNSPACED:
        return False
    return re.search(f"[{_UNSPACED}]", word) is not None


def _letters(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text.lower()
    return _NO_LETTER.sub("", fold(text))


def _places(word: str) -> list[int]:
    """For each character of the folded word, and for its end, where in the word itself it begins."""
    folded = fold(word)
    if len(folded) == len(word):
        return list(range(len(word) + 1))
    # A voicing mark of half width joins the character before it.
    places = [
        at for at, character in enumerate(word) for _ in fold(character) if character not in "ﾞﾟ"
    ]
    places = places[: len(folded)]
    return places + [len(word)] * (len(folded) + 1 - len(places))
