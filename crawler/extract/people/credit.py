"""The credit at a story's end: ``(Reporting by A and B in Shanghai, editing by C)`` → who reported, and the agency."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.extract import people
from crawler.extract.lexicon.bylines import CREDIT_OTHERS, CREDIT_REPORTERS, CREDIT_SECOND

_LONGEST = 400


class Credit(NamedTuple):
    """Those who wrote, in order (editors and translators are not among them), and the agency."""

    reporters: tuple[str, ...]
    agency: str | None


_EVERY = sorted({*CREDIT_REPORTERS, *CREDIT_OTHERS}, key=len, reverse=True)
_LABEL = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, _EVERY)) + r")(?:\s?[:：/]\s?|\s(?=(?-i:[^\W\d_a-z]))|$)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"[(\[]?(?:reporting|writing|additional reporting|editing|compiled|edited|reported|written) (?:and \w{1,12} )?by\s"
    r"|(?:reportase|pewarta|penulis|reporter|editor|penyunting|redaktur|laporan|wartawan)\s?[:：]",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s(?:in|di|en|à|a|em|aus|dari|from|at|für|for)\s[^\W\d_a-z].{0,60}$")
_AGENCY_LINE = re.compile(
    r"[(\[]\s?([^()\[\]/,;]{2,30})(?:\s?[/,;]\s?([^()\[\]]{1,60}))?\s?[)\]]\.?"
)
_CONTRIBUTED = re.compile(
    r"contributed (?:to this (?:report|story|article)|reporting)", re.IGNORECASE
)
_SIGNS = (":", "：", " by ", " BY ", " By ", "ontributed ")
"""One of these stands in every long credit line without brackets."""
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))\s?(?:©|\(c\))?\s?([^\W\d_]{2,20})?(?:\s?\d{4})?", re.IGNORECASE
)


def read(line: str) -> Credit | None:
    """Read a credit line; None for anything else, above all for ordinary sentences."""
    text = " ".join(line.split()) if _may_be_credit(line) else ""
    if not 3 <= len(text) <= _LONGEST:
        return None
    opened = text[0] in "(["
    match = _AGENCY_LINE.fullmatch(text) if opened else None
    if match and (agency := people.agency_named(match[1])):
        return Credit(_names(match[2] or ""), agency)
    if len(text) < 60 and (agency := people.agency_named(text)):
        return Credit((), agency)
    if "contributed " in text and _CONTRIBUTED.search(text) and text.count(".") < 4:
        return Credit((), _agency_inside(text))
    bracketed = opened and text[-1] in ")]."
    signed = ":" in text or "：" in text or " by " in text.lower()
    if not ((signed and _STRONG.match(text)) or (bracketed and _LABEL.match(text, 1))):
        return None
    return _labelled(text.strip("()[]. "))


def _may_be_credit(text: str) -> bool:
    if len(text) < 60 or text[0] in "([ ":
        return True
    for sign in _SIGNS:  # noqa: SIM110 - of every paragraph: any() over a generator takes twice as long
        if sign in text:
            return True
    return False


def _labelled(text: str) -> Credit | None:
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start() > 2:
        return None
    first: list[str] = []
    second: list[str] = []
    for place, label in enumerate(labels):
        name = label[1].casefold()
        if name not in CREDIT_REPORTERS:
            continue
        end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
        (second if name in CREDIT_SECOND else first).extend(_names(text[label.end() : end]))
    return Credit(tuple(dict.fromkeys(first or second)), _agency_inside(text))


def _names(text: str) -> tuple[str, ...]:
    """People of one part; the place behind each list of names is cut."""
    names: list[str] = []
    for piece in re.split(r"\s?[;,]\s|\s(?:and|dan|und|et|y|e)\s", text):
        found = people.read([_PLACE.sub("", " " + piece.strip(" .,;"))])
        names.extend(
            n
            for n in found.authors
            if people.looks_like_name(n) or (piece.strip(" .,;") == n and not n.islower())
        )
    return tuple(dict.fromkeys(names))


def _agency_inside(text: str) -> str | None:
    if match := _COPYRIGHT.search(text):
        return people.agency_named(match[1] or "")
    match = re.match(
        r"([A-Z][\w.]+(?: [A-Z][\w]+){0,2}) (?:writers?|reporters?|journalists?)\s", text
    )
    return people.agency_named(match[1]) if match else None
