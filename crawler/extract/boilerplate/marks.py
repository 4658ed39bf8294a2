"""What a short text by itself says about what it is: the phrases in it, and its form. Said once for each text.

The menus, headings and boxes of a site stand on each of its pages: the answers for short texts are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from crawler.extract.boilerplate import moments
from crawler.extract.boilerplate.folding import names_of, words_of
from crawler.extract.boilerplate.phrases import Hits, find, phrases, plain
from crawler.extract.boilerplate.screen import (
    FIGURES,
    MOST_WORDS,
    NETWORKS,
    PHRASES,
    RIGHTS,
    SIGNS,
    STATES,
    WORDED,
    WORDLESS,
    look,
)

_FEW = 14
"""Words: a longer text has no figures for its form."""
_KEPT = 120
"""Characters: longer texts are seldom seen twice."""

# Names of forms. They stand beside the kinds of the word lists, which have no such sign before their names.
CHANGE, PRICE, QUOTE, QUOTES = "#change", "#price", "#quote", "#quotes"
CLOCK, COUNT, COUNTER = "#clock", "#count", "#counter"
EMOJI, HASHTAGS, NETWORK, NOTICE, PATH = "#emoji", "#hashtags", "#network", "#notice", "#path"
FEELING, OF_NETWORKS = "#feeling", "#networks"
TEMPERATURE, SCORE, STATUS, MARKET = "#temperature", "#score", "#status", "#market"


class Marks(NamedTuple):
    """A text's comparable form, its phrases by kind, and the kinds and forms that it may be of."""

    plain: str
    hits: dict[str, Hits]
    kinds: frozenset[str]


_NUMBER = r"(?:\d{1,3}(?:[.,'’٬\u00a0\u202f ]\d{2,3})+|\d+)(?:[.,٫]\d+)?"
_CURRENCY = (
    r"(?:[$€£¥₹₽₩₺₫฿₴₸₦₱₪元円圓원đ]|rp\.?|rs\.?|rm|usd|eur|gbp|idr|jpy|chf|aud|sgd|r\$|kr|zł|pln|tl|try|vnd|vnđ|inr|krw|cny|rub|руб\.?|₫|a\$|us\$|hk\$|nt\$|s\$|"
    r"c\$|kč|ft|lei|lv|дол\.?|دولار|ريال|درهم|جنيه|ر\.س|د\.إ|रु\.?|रुपये|万元|億円|人民币|美元|港元)"
)
_SIGN = r"[-+−–±▲▼△▽↑↓⬆⬇🔺🔻]"
_NUMBERS = re.compile(r"\d+")
_SIGNS = re.compile("[-%٪％+−–±▲▼△▽↑↓⬆⬇🔺🔻]")
_PERCENT = "[%٪％]"
_IS_PERCENT = re.compile(_PERCENT)
_DEGREES = re.compile("[°º℃℉]")
_PRICE = re.compile(
    rf"^{_CURRENCY}?\s*(?:{_NUMBER})\s*{_CURRENCY}?\s*(?:{_PERCENT}|pts?|poin|pkt)?$", re.I
)
_PRICED = frozenset(re.findall("[a-z]+", _CURRENCY)) | {"pts", "pt", "poin", "pkt"}
"""In letters of ASCII, what a price has beside its figures."""
_CHANGE = re.compile(
    rf"^(?:{_SIGN}\s*)?{_CURRENCY}?\s*(?:{_NUMBER})\s*(?:[\s(/|]+{_SIGN}?\s*(?:{_NUMBER})\s?{_PERCENT}\s*\)?|{_PERCENT})$"
    rf"|^\(?{_SIGN}\s*(?:{_NUMBER})\s?{_PERCENT}?\)?$|^{_PERCENT}\s?{_SIGN}?\s?(?:{_NUMBER})$|^unch(?:anged)?$",
    re.I,
)
_QUOTE = re.compile(
    rf"^\D{{0,3}}[^\d\n]{{1,40}}\d{{0,4}}[\s:|]+{_CURRENCY}?\s*(?:{_NUMBER})\s?{_CURRENCY}?[\s|]+(?:{_SIGN}\s*(?:{_NUMBER})\s*)?"
    rf"[|(]?\s*(?:{_SIGN}?\s*(?:{_NUMBER})\s?{_PERCENT}|{_PERCENT}\s?{_SIGN}?\s?(?:{_NUMBER}))\)?\s*{_SIGN}?$"
    rf"|^[^\d\n]{{1,30}}\d{{0,4}}[\s:|]+{_SIGN}\s?(?:{_NUMBER})\s?{_PERCENT}$",
    re.I,
)
_IN_ONE_LINE = re.compile(
    rf"{_SIGN}\s?(?:{_NUMBER})\s?(?:\(\s?{_SIGN}?\s?(?:{_NUMBER})\s?{_PERCENT}\s?\)|{_PERCENT})"
)
_MARKET = re.compile(
    r"^[\w.]{2,12} markets? (?:are |is )?(?:open|closed?)\b|^markets? (?:open|closed?)", re.I
)
_UNITS = frozenset("k m b rb jt ribu juta tsd mil mln bin".split())
_COUNT = re.compile(
    r"^[(\[]?\+?\d+(?:[.,]\d+)?\s?(?:k|m|rb|jt|ribu|juta|tsd|mil|mln|тыс|bin|万|萬|천|만|nghìn)?\.?\s?%?[)\]]?$",
    re.I,
)
_NAME_AND_COUNT = re.compile(r"^(.{2,20}?)\s*[:(]?\s*\d+\s?%?\)?$")
_COUNTED = re.compile(
    r"^(?:(\D{1,25}?)\s*[:：(]?\s*)?\d[\d.,]*\s?(?:(?:k|m|rb|jt|ribu|juta|tsd|mil|mln|тыс|bin|b|nghìn)\b\.?|万|萬|천|만)?\s*[)]?\s*(\D{1,25}?)?$"
)
_EMOJI = re.compile("^[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d\\s]+$")
_CLOCK = re.compile(r"^-?\d{1,2}:\d\d(?::\d\d)?(?:\s*/\s*\d{1,2}:\d\d(?::\d\d)?)?$")
_OF = re.compile(
    r"^(?:image|photo|slide|foto|bild|gambar|zdjęcie|imagen|imagem|immagine|afbeelding|fotoğraf|resim|фото|صورة|图|圖|写真|사진|ảnh)?\s*\d{1,3}\s*(?:/|of|von|dari|sur|de|di|van|z|из|من|trên|중)\s*\d{1,3}$"
)
_SPEED = re.compile(r"^(?:\d(?:\.\d+)?x|\d{3,4}p|loaded:? [\d.]+%|0%)$")
_TEMPERATURE = re.compile(
    r"(?:^|[\s/|(~])[-+−–]?\d{1,3}\s?(?:[°º]\s?[cf]?|℃|℉)(?=$|[\s/|)~,])", re.I
)
_SCORE = re.compile(r"^\D{0,25}\b\d{1,3}\s?[-–:]\s?\d{1,3}\b\D{0,25}$")
_STATUS = re.compile(
    r"^(?:\d{1,3}(?:\+\d{1,2})?\s?['’′]|q[1-4]|(?:1st|2nd|3rd|4th) (?:half|quarter|period))$", re.I
)
# The word alone may begin a sentence; the sign, or the word with a year, begins a notice.
_NOTICE = re.compile(
    r"^(?:©|\(c\)\s|(?:copyright|hak ?cipta|hakcipta|telif hakki|版权所有|版權所有)\b.{0,30}?(?:©|\b(?:19|20)\d\d\b))"
)
_BETWEEN = frozenset(">»›→/|‹←")
_NO_PATH = frozenset('«<{}()[];="')
"""Of a quotation, of a line of code."""
_PATH = re.compile(
    r"^[^.!?>»›]{2,30}(?:\s*[>»›→]\s*[^.!?>»›]{2,60}){1,6}[>»›→]?$|^[^.!?‹]{2,30}(?:\s*[‹←]\s*[^.!?‹]{2,60}){1,6}$"
)
_HOME = re.compile(r"^([^/|>»›‹]{2,25}?)\s*[/|>»›‹]\s*\S.{0,100}$")


def of(text: str) -> Marks:
    """The marks of a text."""
    return _kept(text) if len(text) <= _KEPT else _of(text)


@lru_cache(maxsize=16_384)
def _kept(text: str) -> Marks:
    return _of(text)


def _of(text: str) -> Marks:
    short, says = look()(text)
    return marks_of(text, short, says) if says else Marks(short, _NO_HITS, _NOTHING)


def marks_of(text: str, short: str, says: int) -> Marks:
    """The marks of a text, of its plain form and what may be found in it (:mod:`crawler.extract.boilerplate.screen`)."""
    words = words_of(short) if says & (PHRASES | WORDED | WORDLESS) else []
    hits = find(short, words) if says & PHRASES else _NO_HITS
    kinds = set(hits)
    if says & FIGURES:
        kinds.update(_figures(text, short))
    if says & SIGNS:
        kinds.update(_signs(text, short))
    if says & WORDED and len(words) <= MOST_WORDS:
        kinds.update(_worded(short, words))
    if says & WORDLESS and not words and _EMOJI.match(text):
        kinds.add(EMOJI)
    return Marks(short, hits, frozenset(kinds)) if kinds else Marks(short, _NO_HITS, _NOTHING)


_NO_HITS: dict[str, Hits] = {}
_NOTHING: frozenset[str] = frozenset()


def _figures(text: str, short: str) -> set[str]:
    """The forms that have figures in them."""
    found: set[str] = set()
    if _is_many(text):
        found.add(QUOTES)
    if len(text) > 100 or short.count(" ") >= _FEW:
        return found
    numbers, names = _NUMBERS.findall(short), names_of(short)
    if _SIGNS.search(text):
        found.update(_quoted(text))
    if (
        len(text) <= 40
        and CHANGE not in found
        and _may_be(_PRICED, text, names)
        and _PRICE.match(text.lstrip("•·*- "))
    ):
        found.add(PRICE)
    if not text.isascii() and _DEGREES.search(text) and _TEMPERATURE.search(text):
        found.add(TEMPERATURE)
    if len(short) <= 70:
        found.update(_counted(text, short, numbers, names), moments.of(short, numbers, names))
    return found


def _may_be(known: frozenset[str], text: str, names: Sequence[str]) -> bool:
    """Whether a text may be made of figures and these words alone. Words of some scripts have others within them."""
    return known.issuperset(names) or not text.isascii()


def _quoted(text: str) -> set[str]:
    """The forms of a market's figures."""
    found: set[str] = set()
    quoted = text.lstrip("•·*- ") if text[:1] in "•·*" else text
    if len(quoted) <= 50 and _CHANGE.match(quoted):
        found.add(CHANGE)
    elif _IS_PERCENT.search(text) and _QUOTE.match(quoted):
        found.add(QUOTE)
    return found


def _counted(text: str, short: str, numbers: Sequence[str], names: Sequence[str]) -> set[str]:
    """The forms of counters, clocks and scores."""
    found: set[str] = set()
    if len(text) <= 20 and _COUNT.match(text):
        found.add(COUNT)
    elif _may_be(_names("counter"), short, names) and (match := _COUNTED.match(short)):
        named = [part.strip(" :.(") for part in match.groups() if part and part.strip(" :.(")]
        if named and all(part in phrases("counter").words for part in named):
            found.add(COUNTER)
    if (
        len(short) <= 30
        and _may_be(_names("reactions"), short, names)
        and (match := _NAME_AND_COUNT.match(short))
        and match[1].strip() in phrases("reactions").words
    ):
        found.add(FEELING)
    several = len(numbers) > 1
    if len(short) <= 30 and (
        _SPEED.match(short) or (several and (_CLOCK.match(short) or _OF.match(short)))
    ):
        found.add(CLOCK)
    if several and _SCORE.match(short):
        found.add(SCORE)
    if len(short) <= 12 and _STATUS.match(text):
        found.add(STATUS)
    return found


@cache
def _names(kind: str) -> frozenset[str]:
    """Each word of the phrases in the list ``words`` of a kind, and of what may stand behind a number."""
    return frozenset(name for phrase in phrases(kind).words for name in names_of(phrase)) | _UNITS


def _signs(text: str, short: str) -> set[str]:
    """The forms that are known by a sign."""
    found: set[str] = set()
    if "#" in text:
        parts = text.split()
        if len(parts) > 1 and all(part.startswith("#") for part in parts):
            found.add(HASHTAGS)
    if (
        not _BETWEEN.isdisjoint(text)
        and _NO_PATH.isdisjoint(text)
        and "->" not in text
        and (
            _PATH.match(text)
            or ((home := _HOME.match(text)) and plain(home[1]) in phrases("breadcrumbs").words)
        )
    ):
        found.add(PATH)
    if _NOTICE.match(short):
        found.add(NOTICE)
    return found


def _worded(short: str, words: list[str]) -> set[str]:
    """The forms that are known by their words, of a text of few."""
    found: set[str] = set()
    if short in phrases("reactions").words:
        found.add(FEELING)
    if short in STATES:
        found.add(STATUS)
    if not words:
        return found
    if words[0] in RIGHTS and (
        _NOTICE.match(short) or (len(words) <= 6 and short.startswith(("copyright", "hak cipta")))
    ):
        found.add(NOTICE)
    if "market" in short and _MARKET.match(short):
        found.add(MARKET)
    if len(words) <= 4 and any(word.startswith(NETWORKS) for word in words):
        found.add(NETWORK)
    share = phrases("share")
    if (
        (words[0] in share.heads or words[0].isdigit())
        and (len(short) >= 4 or not short.isascii())
        and share.made_of(short)
    ):
        found.add(OF_NETWORKS)
    return found


def _is_many(text: str) -> bool:
    """Whether it is nothing but three quotes or more, run together."""
    if text.count("%") + text.count("٪") < 3:
        return False
    words = text.split()
    figures = sum(any(c.isdigit() for c in word) for word in words)
    return (
        figures >= 0.4 * len(words)
        and not text.endswith((".", "!", "?"))
        and len(_IN_ONE_LINE.findall(text)) >= 3
    )
