"""The part of an article to show for a query: cut from the original text, with the found words marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from archive.model import Article
from archive.search.results import MATCH_BEGINS, MATCH_ENDS
from archive.search.terms import Question, Span, analyser, tag

WORDS: Final = 30
BEFORE: Final = 8
"""Of these words, how many stand at most before the first found one."""
_LONGEST_SEARCHED: Final = 200_000
"""Characters of a text that are looked through."""
_LONGEST_WORD: Final = 60
_NEAR_BEFORE = 24
"""Terms before the first found one among which all are that can be shown, also of pairs of characters."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")


class _Found(NamedTuple):
    first: int
    """Index of the first span, and of the one after the last."""
    end: int
    word: int
    """Which of the words asked for."""


class _Passage(NamedTuple):
    words: int
    """How many different words asked for are in it, and how often they are found."""
    times: int
    text: str
    paragraphs: Sequence[tuple[int, int]]
    """Of the text: where each begins, and how many terms stand before it."""
    tag: str
    terms: Sequence[str]
    found: Sequence[_Found]
    start: int


class _Part(NamedTuple):
    """Some paragraphs around a passage, with the places of their terms. All counts are from its beginning."""

    text: str
    spans: Sequence[Span]
    found: Sequence[_Found]
    start: int
    is_first: bool
    """Whether the text begins with it, and whether it ends with it."""
    is_last: bool


def snippet(article: Article, sought: Iterable[Sequence[Question]]) -> str:
    """About thirty words in one line, around the place where most of what is sought stands together.

    The body is preferred to the title; without a match in either it is the beginning of the body.
    """
    wanted = [tuple(questions) for questions in sought]
    body = _best(body_of(article), article.language, wanted)
    title = _best(article.title, article.language, wanted)
    return _shown(_part(title if title.words > body.words else body))


def body_of(article: Article) -> str:
    """Standfirst and text, as they are indexed."""
    return f"{article.deck}\n\n{article.text}" if article.deck else article.text


def _best(text: str, language: str | None, wanted: Sequence[Sequence[Question]]) -> _Passage:
    text = _CONTROL.sub(" ", text[:_LONGEST_SEARCHED])
    name = tag(language)
    analyse = analyser(name).index_terms
    terms: list[str] = []
    paragraphs = []
    at = 0
    for paragraph in text.split("\n"):
        paragraphs.append((at, len(terms)))
        terms += analyse(paragraph).split()
        at += len(paragraph) + 1
    found = _find(terms, wanted)
    best = _Passage(0, 0, text, paragraphs, name, terms, found, 0)
    for at, first in enumerate(found):
        within = [f for f in found[at : at + WORDS] if f.end <= first.first + WORDS - BEFORE]
        words, times = len({f.word for f in within}), len(within)
        if (words, times) > (best.words, best.times):
            best = best._replace(words=words, times=times, start=first.first)
    return best


def _part(passage: _Passage) -> _Part:
    """As much as is shown, and more: to know the places of all the terms of a text takes longer than to find it."""
    counts = [count for _, count in passage.paragraphs]
    near = passage.terms[max(0, passage.start - BEFORE) : passage.start]
    back = BEFORE if all(map(str.isascii, near)) else _NEAR_BEFORE
    first = max(0, bisect_right(counts, passage.start - back) - 1)
    begin, before = passage.paragraphs[first]
    text = passage.text[begin:]
    spans, is_last = _shown_spans(analyser(passage.tag).spans(text), passage.start - before)
    found = [
        _Found(each.first - before, each.end - before, each.word)
        for each in passage.found
        if before <= each.first and each.end <= before + len(spans)
    ]
    return _Part(text, spans, found, passage.start - before, begin == 0, is_last)


def _shown_spans(spans: Iterator[Span], start: int) -> tuple[list[Span], bool]:
    """As many as can be shown of what begins before the one at ``start``, and whether these are all."""
    taken = list(islice(spans, start))
    room = float(WORDS)
    for span in spans:
        taken.append(span)
        room -= _weight(span)
        if room < 0:
            return taken, False
    return taken, True


def _find(terms: Sequence[str], wanted: Sequence[Sequence[Question]]) -> list[_Found]:
    whole: dict[str, list[tuple[int, Question]]] = {}
    begun: list[tuple[int, str]] = []
    for word, questions in enumerate(wanted):
        for question in questions:
            if question.open and len(question.terms) == 1:
                begun.append((word, question.terms[0]))
            else:
                whole.setdefault(question.terms[0], []).append((word, question))
    beginnings = tuple(beginning for _, beginning in begun)
    found = []
    for at, term in enumerate(terms):
        if term in whole:
            found += [
                _Found(at, at + len(question.terms), word)
                for word, question in whole[term]
                if _stands(question, terms, at)
            ]
        if beginnings and term.startswith(beginnings):
            found += [_Found(at, at + 1, word) for word, b in begun if term.startswith(b)]
    return found


def _stands(question: Question, terms: Sequence[str], at: int) -> bool:
    *before, last = question.terms
    stop = at + len(before)
    if stop >= len(terms) or terms[at:stop] != before:
        return False
    return terms[stop].startswith(last) if question.open else terms[stop] == last


def _shown(part: _Part) -> str:
    spans, text = part.spans, part.text
    if not spans:
        return ""
    first, last = _window(spans, part.start)
    from_start, to_end = part.is_first and first == 0, part.is_last and last == len(spans) - 1
    start = 0 if from_start else spans[first].start
    end = len(text) if to_end else _word_end(text, spans[last].end)
    parts = []
    at = start
    for begin, stop in _merged(part, first, last):
        # A found word of a run without spaces may reach beyond the end.
        end = max(end, stop)
        parts += [text[at:begin], MATCH_BEGINS, text[begin:stop], MATCH_ENDS]
        at = stop
    line = _SPACE.sub(" ", "".join([*parts, text[at:end]])).strip()
    goes_on = end < len(text) or not part.is_last
    return ("… " if start > 0 or not part.is_first else "") + line + (" …" if goes_on else "")


def _window(spans: Sequence[Span], at: int) -> tuple[int, int]:
    """The first and the last span to show around the span ``at``. Pairs of characters count for less than a word."""
    first, room = at, float(BEFORE)
    while first > 0 and (room := room - _weight(spans[first - 1])) >= 0:
        first -= 1
    last, room = first, float(WORDS)
    while last + 1 < len(spans) and (room := room - _weight(spans[last + 1])) > 0:
        last += 1
    return first, max(last, at)


def _weight(span: Span) -> float:
    return 0.4 if span.end - span.start <= 2 and not span.term.isascii() else 1.0


def _word_end(text: str, end: int) -> int:
    """Where the word, and the punctuation that sticks to it, ends."""
    stop = end
    while (
        stop < len(text)
        and stop - end < _LONGEST_WORD
        and not text[stop].isspace()
        and not text[stop].isalnum()
    ):
        stop += 1
    return stop


def _merged(passage: _Part, first: int, last: int) -> list[tuple[int, int]]:
    """The places in the text to mark, none touching the next."""
    places: list[tuple[int, int]] = []
    for found in passage.found:
        if found.first < first or found.end - 1 > last:
            continue
        start, end = passage.spans[found.first].start, passage.spans[found.end - 1].end
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
