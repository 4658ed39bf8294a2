"""The forms that short texts with figures in them may have: prices and quotes, counters, clocks, scores, dates, lengths of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from crawler.extract.boilerplate import moments
from crawler.extract.boilerplate.folding import names_of
from crawler.extract.boilerplate.phrases import phrases

# Names of forms, as those of marks.py.
CHANGE, PRICE, QUOTE, QUOTES = "#change", "#price", "#quote", "#quotes"
CLOCK, COUNT, COUNTER, FEELING = "#clock", "#count", "#counter", "#feeling"
TEMPERATURE, SCORE, STATUS = "#temperature", "#score", "#status"

LONGEST, FEWER = 100, 14
"""Characters of the longest text with a form but quotes in a row, and spaces that none has in its plain form."""
LONGEST_COUNTED = 70
"""Characters of the plain form that the longest counter, clock, score or moment has."""
MANY = 3
"""Signs of per cent in a row of quotes."""

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
_POINTS = frozenset({"pts", "pt", "poin", "pkt"})
_PRICED = frozenset(re.findall("[a-z]+", _CURRENCY)) | _POINTS
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
_UNITS = frozenset("k m b rb jt ribu juta tsd mil mln bin".split())
_COUNT = re.compile(
    r"^[(\[]?\+?\d+(?:[.,]\d+)?\s?(?:k|m|rb|jt|ribu|juta|tsd|mil|mln|тыс|bin|万|萬|천|만|nghìn)?\.?\s?%?[)\]]?$",
    re.I,
)
_NAME_AND_COUNT = re.compile(r"^(.{2,20}?)\s*[:(]?\s*\d+\s?%?\)?$")
_COUNTED = re.compile(
    r"^(?:(\D{1,25}?)\s*[:：(]?\s*)?\d[\d.,]*\s?(?:(?:k|m|rb|jt|ribu|juta|tsd|mil|mln|тыс|bin|b|nghìn)\b\.?|万|萬|천|만)?\s*[)]?\s*(\D{1,25}?)?$"
)
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


def of(text: str, short: str) -> set[str]:
    """The forms of a text with figures, beside it its plain form."""
    found: set[str] = set()
    if _is_many(text):
        found.add(QUOTES)
    if len(text) > LONGEST or short.count(" ") >= FEWER:
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
    if len(short) <= LONGEST_COUNTED:
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


def _is_many(text: str) -> bool:
    """Whether it is nothing but three quotes or more, run together."""
    if text.count("%") + text.count("٪") < MANY:
        return False
    words = text.split()
    figures = sum(any(c.isdigit() for c in word) for word in words)
    return (
        figures >= 0.4 * len(words)
        and not text.endswith((".", "!", "?"))
        and len(_IN_ONE_LINE.findall(text)) >= MANY
    )


_STATED = frozenset(
    "x p loaded q st nd rd th half quarter period image photo slide foto bild gambar imagen imagem immagine afbeelding resim of von dari "
    "sur de di van z".split()
)
"""Of speeds of a player, states of a match, places in a row of pictures."""


@cache
def named() -> frozenset[str]:
    """What words in letters of ASCII a form may have, but for quotes, temperatures, scores, and dates in other languages."""
    tied = {money + unit for money in _PRICED for unit in _POINTS}
    return _PRICED | tied | _names("counter") | _names("reactions") | _STATED | moments.named()
