"""What a text says, without how it is set: typography, counters, dates of the page, adverts, links to other articles. Pure.

Two texts that are the same here are the same to a reader. The words are data: ``wording.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

_SIGNS_KEPT = frozenset("%‰&#@?؟？§")
"""Punctuation, by Unicode, that says something. Currencies and mathematical signs are symbols, which all say something."""
_DASHES = "‐‑‒–—―−﹘﹣－"
_QUOTES = "`´"
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,:/-](?=\d)")
_MINUS = re.compile(r"(?<![\w-])-(?=\d)")
_KEPT = str.maketrans(".,:/-", "\ue000\ue001\ue002\ue003\ue004")
_BACK = str.maketrans("\ue000\ue001\ue002\ue003\ue004", ".,:/-")

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_ATTACHED = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a"
_TOKEN = re.compile(rf"[{_UNSPACED}][{_ATTACHED}]*|[^\s{_UNSPACED}]+|\s+")
_WITHOUT_SPACES = re.compile(rf"[{_UNSPACED}{_ATTACHED}]+")

_NUMBER = re.compile(r"[+-]?\d+(?:[.,:/-]\d+)*(?:k|m|rb|jt|mio|tsd|тыс|млн|万|萬|천|만)?", re.IGNORECASE)  # fmt: skip
_YEAR_OR_CLOCK = re.compile(r"\b(?:19|20)\d\d\b|\d[:.h]\d\d|[年月日時시]")
_DATE_SIGNS = frozenset("年月日時时分秒년월일시분초h")
_PIECES = re.compile(r"\s*[|•·●▪–—]\s*|\s{3,}")
_LONGEST_LINE = 150
"""Characters of a line that may change by itself."""


class _Setting(dict[int, str | None]):
    """How the setting of one character is taken off: a translation table that fills itself."""

    def __missing__(self, point: int) -> str | None:
        character = chr(point)
        category = unicodedata.category(character)
        plain: str | None = character
        if character in _DASHES:
            plain = "-"
        elif category == "Cf":
            plain = None
        elif (category[0] in "ZPC" and category != "Co" and character not in _SIGNS_KEPT) or (
            character in _QUOTES
        ):
            plain = " "
        self[point] = plain
        return plain


_DASHED = {ord(dash): "-" for dash in _DASHES}
_SETTING = _Setting()


def gist(line: str) -> str:
    """One line as its words, with one space between them: without punctuation but what counts (in numbers, ``?``, ``%``)
    and in one of the ways in which Unicode writes it."""
    line = unicodedata.normalize("NFKC", line).translate(_DASHED)
    line = _BETWEEN_DIGITS.sub(lambda sign: sign[0].translate(_KEPT), line)
    line = _MINUS.sub("\ue004", line)
    return " ".join(line.translate(_SETTING).translate(_BACK).split())


@lru_cache(maxsize=64)
def meaning(text: str) -> tuple[str, ...]:
    """The gist of each paragraph that does not change by itself."""
    return tuple(
        said
        for paragraph in paragraphs(text)
        if not is_passing(paragraph) and (said := gist(paragraph))
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without those that are empty."""
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def tokens(text: str) -> list[str]:
    """Words, the white space between them, and single characters of scripts without spaces; joined they are ``text``."""
    return _TOKEN.findall(text)


def words(gists: str) -> list[str]:
    """The words of a gist, and the single characters of scripts without spaces."""
    return [token for token in _TOKEN.findall(gists) if not token.isspace()]


def is_passing(paragraph: str) -> bool:
    """Whether a line changes by itself: a counter, the date of the page, an advert's mark, a link to another article."""
    if len(paragraph) > _LONGEST_LINE:
        return False
    pieces = [piece for piece in _PIECES.split(paragraph.strip()) if piece]
    return bool(pieces) and all(map(_is_passing, pieces))


def _is_passing(line: str) -> bool:
    said = gist(line).casefold()
    lists = _wording()
    if said in lists["adverts"] or not said:
        return True
    if _begins(said, "related") and (":" in line or "：" in line):
        return True
    numbers = _NUMBER.findall(said)
    others = _NUMBER.sub(" ", said).split()
    if not numbers:
        return bool(others) and len(others) <= 2 and said in lists["relative"]
    return (
        (0 < len(others) <= 4 and _all_in(others, "counters"))
        or (0 < len(others) <= 4 and _all_in(others, "relative"))
        or _is_date(said, len(numbers), others)
    )


def _is_date(said: str, numbers: int, others: list[str]) -> bool:
    """A date or a time of day, with or without "updated" around it, and few words besides."""
    if not _YEAR_OR_CLOCK.search(said):
        return False
    mark = _begins(said, "dated") or _begins(said, "dated", at_end=True)
    besides = sum(word not in _DATE_SIGNS for word in others) - len(mark.split())
    return besides <= 4 if mark else numbers >= 2 and besides <= min(3, numbers + 1)


def _all_in(found: list[str], kind: str) -> bool:
    known = _wording()[kind]
    return all(map(_made_of(known), found)) or " ".join(found) in known


def _made_of(known: frozenset[str]) -> Callable[[str], bool]:
    """Tells whether a word is one of those known or, in scripts without spaces, several of them in a row."""

    def is_made(word: str) -> bool:
        if word in known or word.isascii() or not _WITHOUT_SPACES.fullmatch(word):
            return word in known
        for one in sorted(known, key=len, reverse=True):
            word = word.replace(one, "")
        return word in {"", "の", "的"}

    return is_made


def _begins(said: str, kind: str, *, at_end: bool = False) -> str:
    """The longest of a list's phrases with which a line begins (or ends); empty for none."""
    matching = str.endswith if at_end else str.startswith
    found = max((known for known in _wording()[kind] if matching(said, known)), key=len, default="")
    beside = said[: -len(found)][-1:] if at_end else said[len(found) :][:1]
    return found if found and (not beside.isalpha() or not found.isascii()) else ""


_OPENED = re.compile(
    r"\s*(?:[(（,][^:：]{0,30}\d[^:：]{0,15})?[\]】）)]*\s*[:：.\-–—】\])）]"  # Correction (Nov. 22):
)


def is_correction(paragraph: str) -> bool:
    """Whether a paragraph is a newspaper's notice that it corrected something.

    A single word ("Correction", "Ralat", "更正") must stand alone or with a colon or the like behind it.
    """
    start = paragraph.strip().lstrip("*[(【（—–- ").casefold().replace("’", "'")
    for phrase in _wording()["corrections"]:
        if not start.startswith(phrase):
            continue
        rest = start[len(phrase) :]
        is_long = phrase.count(" ") >= 2 or (not phrase.isascii() and " " not in phrase and len(phrase) >= 10)  # fmt: skip
        if not rest.strip() or _OPENED.match(rest) or (is_long and not rest[0].isalpha()):
            return True
    return False


@cache
def _wording() -> dict[str, frozenset[str]]:
    """Kind → the words of all languages together."""
    read = tomllib.loads(files("archive.revisions").joinpath("wording.toml").read_text("utf-8"))
    return {
        kind: frozenset(
            word if kind == "corrections" else gist(word).casefold()
            for several in languages.values()
            for word in several
        )
        for kind, languages in read.items()
    }
