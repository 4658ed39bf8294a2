"""What a query means: which terms to look for in the articles of each language, and in a text that was found.

The same for every database. An index has, beside the words, *facets*: what an article is, as terms that no word can be. A
filter on one of them is asked of the index and costs a hundredth of a join; all articles have :data:`EVERY`, from which a
query of negatives subtracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final, Protocol, TypeAlias

from archive.model import Article
from archive.search.folding import fold
from archive.search.query import And, Field, Node, Not, Or, Phrase, Prefix, Term
from archive.search.terms import Question, analyser, form_of, tag

EVERY: Final = "0"
DUPLICATE: Final = "5"
"""What the duplicates of other articles have."""
_TAG, _SOURCE, _LANGUAGE, _SECTION = "1", "2", "3", "4"

_ONE_WORD: Final = 3
"""Characters up to which what is typed without spaces is taken for one word or name."""
_FUNCTION = "的了和与與及在是被把对對"
"""Characters of Chinese that join words more often than they are part of one."""
_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CONTENT = (
    rf"(?:(?![{_FUNCTION}])[{_HAN}])+|[\u30a1-\u30ff\u31f0-\u31ff]+|[^\W{_HAN}\u3040-\u31ff]+"
)
"""The parts of Chinese and Japanese that say what it is about: Han or Katakana or foreign script in a row."""
_WORDS_OF_HAN = rf"[{_HAN}]{{4,}}"
_EAST_ASIAN = rf"[\w{_HAN}\u3040-\u30ff\u31f0-\u31ff]*[{_HAN}][\w\u30fc]*"
# Compiled when they are first met (re keeps them): that takes longer than most searches.

_VERBS: Final = {"de": ("{}t", "ge{}t")}
"""Forms of a verb that the algorithm of the language leaves as stems of their own: who asks for *bauen* or *klagen*, of
which it cuts the ending, means *gebaut* and *klagte* too."""


def tag_facet(tag: str) -> str:
    return _TAG + tag


def source_facet(source: str) -> str:
    return _SOURCE + _hex(source)


def language_facet(language: str) -> str:
    return _LANGUAGE + _hex(language.lower())


def section_facet(section: str) -> str:
    return _SECTION + _hex(fold(section))


def facets(article: Article) -> str:
    """The facet terms of an article, separated by spaces."""
    is_copy = article.duplicate_of is not None
    return _facets(article.source, article.language, article.section, is_copy)


@lru_cache(maxsize=4096)
def _facets(source: str, language: str | None, section: str | None, is_copy: bool) -> str:
    terms = [EVERY, tag_facet(tag(language)), source_facet(source)]
    if language:
        terms.append(language_facet(language))
    if section:
        terms.append(section_facet(section))
    if is_copy:
        terms.append(DUPLICATE)
    return " ".join(terms)


def _hex(value: str) -> str:
    return value.encode("utf-8", "replace").hex()


class Vocabulary(Protocol):
    """The inflected words that the archive has met."""

    def stems(self, tag: str, form: str) -> Iterable[str]:
        """The stems of the words that fold to ``form``, where the form alone does not lead to them."""

    def stems_of_words_with(self, tag: str, beginning: str) -> Iterable[str]:
        """The stems of the words whose folded form begins so, where the stem does not."""


Alternatives: TypeAlias = tuple[Question, ...]


class Matcher:
    """What a query means in an archive that holds these tags."""

    def __init__(self, tags: Iterable[str], vocabulary: Vocabulary) -> None:
        self.tags = tuple(tags)
        self._vocabulary = vocabulary
        self._known: dict[tuple[Node, str], tuple[Alternatives, ...]] = {}

    def within(self, tag: str) -> Matcher:
        """The same for the articles of one tag."""
        narrower = Matcher([tag], self._vocabulary)
        narrower._known = self._known
        return narrower

    def sought(self, node: Node, tag: str) -> Iterator[Alternatives]:
        """What to show as found in an article of this tag: the questions of each word that is asked for."""
        for leaf in leaves(node):
            yield from self.questions(leaf.node if isinstance(leaf, Field) else leaf, tag)

    def questions(self, leaf: Node, tag: str) -> tuple[Alternatives, ...]:
        """What a word, phrase or prefix asks for in the articles of a tag: of each of these, one question has to be met."""
        known = self._known.get((leaf, tag))
        if known is None:
            match leaf:
                case Phrase(text):
                    known = (_both_ways(tag, text),)
                case Prefix(text):
                    known = (self._beginnings(tag, text),)
                case Term(text):
                    known = self._word(tag, text)
                case _:
                    raise AssertionError(leaf)
            known = tuple(filter(None, known))
            self._known[leaf, tag] = known
        return known

    def _word(self, tag: str, text: str) -> tuple[Alternatives, ...]:
        questions = _both_ways(tag, text)
        if not questions:
            return ()
        terms = questions[0].terms
        if len(terms) == 1 and not questions[0].open:
            stems = self._vocabulary.stems(tag, form_of(text))
            stem = terms[0].removeprefix(tag)
            verbs = () if stem.endswith("t") else _VERBS.get(tag, ())
            forms = (*stems, *(form.format(stem) for form in verbs))
            return (_different((*questions, *(Question((tag + form,)) for form in forms))),)
        within: tuple[Alternatives, ...] = ()
        if len(text) > _ONE_WORD and not text.isascii() and re.fullmatch(_EAST_ASIAN, text):
            parts = re.findall(_CONTENT, text)
            within = tuple(chain.from_iterable(_words_within(tag, part) for part in parts))
        return within or (questions,)

    def _beginnings(self, tag: str, text: str) -> Alternatives:
        begun = analyser(tag).beginning(text)
        if not begun.terms or len(begun.terms) > 1:
            return (begun,) if begun.terms else ()
        stems = self._vocabulary.stems_of_words_with(tag, begun.terms[0][len(tag) :])
        return (begun, *(Question((tag + stem,)) for stem in stems))


def leaves(node: Node, field: str = "") -> Iterator[Node]:
    """The words, phrases and prefixes that are asked for, each in its field; not those that must not be there."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from leaves(inner, field)
        case Not():
            return
        case Field(name, inner):
            yield from leaves(inner, name)
        case _:
            yield Field(field, node) if field else node


def _both_ways(tag: str, text: str) -> Alternatives:
    """The text as typed and as typed without accents, by which some stems differ."""
    asked = (analyser(tag).question(text), analyser(tag).question(fold(text)))
    return _different(question for question in asked if question.terms)


def _words_within(tag: str, run: str) -> tuple[Alternatives, ...]:
    """What is asked for by characters without spaces. Four and more of Han are several words, nobody knows which: the first
    and the last pair are within words, of the others the one that spans two words may be missing."""
    whole = analyser(tag).question(run)
    if not re.fullmatch(_WORDS_OF_HAN, run) or len(whole.terms) < 3:
        return ((whole,),) if whole.terms else ()
    first, *pairs, last = (Question((term,)) for term in whole.terms)
    return ((first,), *pairwise(pairs), (last,))


def _different(questions: Iterable[Question]) -> Alternatives:
    return tuple(dict.fromkeys(questions))
