"""Strings that name authors → the people in them, and the agencies.

The strings come from JSON-LD, metas, bylines and author links, and hold much that is no name: "By", roles, places,
desks, e-mail addresses, handles, the newspaper itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.lexicon.agencies import AGENCIES
from crawler.extract.lexicon.bylines import (
    AND,
    CALLS,
    LEADS,
    NOT_NAMES,
    NOT_PEOPLE,
    PARTICLES,
    PEOPLE_AFTER,
    ROLES,
    WANT_COLON,
)

_AGENCY_OF = {form.casefold(): name for name, forms in AGENCIES.items() for form in forms}
AGENCY_WORDS = frozenset(w for form in _AGENCY_OF for w in form.split() if len(form.split()) < 3)
_LEAD_WORDS = frozenset(LEADS)
_LEADS = sorted(_LEAD_WORDS, key=len, reverse=True)
_FIRST_WORD = re.compile(r"[^\s:：/／・]+")
"""As far as what may stand behind a lead."""
_LEAD = re.compile(
    r"(?:" + "|".join(map(re.escape, _LEADS)) + r")(?:\s?[:：/／・]\s?|\s{1,3}|$)", re.IGNORECASE
)
_WORDS_AND = "|".join(re.escape(w) for w in sorted(set(AND), key=len, reverse=True))
_SPLIT = re.compile(
    r"\s*[;|/／、•·\n\t]\s*|\s*,\s+|\s+(?:" + _WORDS_AND + r")\s+|\s+[–—-]\s+", re.IGNORECASE
)
_SPLITTING = frozenset(";|/／、•·\n\t,–—-")
_BETWEEN_NAMES = frozenset(words.split()[0] for words in AND)
"""Without any of these, or the first of these words, nothing parts names."""
_PLAIN = frozenset("@([<")
"""Without any of these there is nothing to cut out of a name."""
_TWICE_ENCODED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")
_PAPER = re.compile(r"(?<=\w) [Ff]or [^,;|]+$")
_DASH = re.compile(r"\s+[–—@-]\s+")
_COMMA_TIGHT = re.compile(r"(?<=[^\W\d_]),(?=[^\W\d_])")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
_HANDLE = re.compile(r"(?<!\w)@\w{2,40}")
_BRACKETS = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|<[^<>]{0,80}>")
_ADDRESS = re.compile(
    r"https?://|www\.|\w\.(?:com|net|org|de|co|id|tv|info|fr|it|es)\b", re.IGNORECASE
)
_CJK_NAME = re.compile(
    r"[\u3400-\u9fff々]{2,6}(?<![网報报社部局室])|(?=.*[\u3040-\u30ff])(?=.*[\u3400-\u9fff・\u3040-\u309f])[\u3400-\u9fff\u3040-\u30ff々ー・]{2,14}|[\uac00-\ud7a3]{2,5}"
)
"""Katakana alone is a loanword unless a dot parts it."""
_BY_GLUED = re.compile(
    r"(?:(?:(?:Written|Posted|Published|Authored|Story|Words) )?[Bb]y|Von|Por|Par|Oleh|Author)(?=[A-Z][a-z]+ [A-Z])"
)
_FIRST_OF_GLUED = frozenset("WPASBbVO")
_FIRST = frozenset(("von", "van", "de", "da", "di", "al", "el", "bin", "ter", "af", "zu"))
"""Particles that a name may begin with."""
_DEGREE = frozenset("phd md mba rd rdn cfa cpa esq msc bsc jd dds rn cpt ma ba".split())
_FOLLOW = frozenset("follow folgen suivre seguir segui volg".split())
"""Calls of a single word; others end surnames too."""
_NOT_IN_NAMES = frozenset(":：。、！？「」『』《》“”?!")
_LETTERS = re.compile(r"[^\W_]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_HONORIFICS = re.compile(
    r"(?:Rechtsanw[aä]lt(?:in)?|RA|Herr|Frau|Mrs?\.?|Ms\.?|Sr\.?|Sra\.?|Bapak|Ibu|Dipl\.?-\w{2,8}\.?|Mag\.)\s+(?=\w+ \w)"
)
_EDGE = " \t\n.,;:|-–—•·*\"“”„«»'‘’`/\\()[]<>"
_DEGREES = re.compile(
    r",?\s+(?:ph\.?\s?d|m\.?d|mba|m\.a|s\.h|s\.e|rd|rdn|cfa|cpa|esq|msc|bsc)\.?$", re.IGNORECASE
)
_ENDS_OF_DEGREES = frozenset("d phd md mba ma sh se rd rdn cfa cpa esq msc bsc".split())


class People(NamedTuple):
    """Names in the order they were found, each once."""

    authors: tuple[str, ...]
    agency: str | None


def agency_named(text: str) -> str | None:
    """The agency whose whole name this is (``dpa``, ``Thomson Reuters``), under its common name."""
    return _AGENCY_OF.get(text.strip(_EDGE).casefold())


@lru_cache(maxsize=4096)
def without_lead(text: str) -> tuple[str, bool]:
    """Cut "By", "Penulis:" and the like off the start; says whether there was one."""
    led = False
    if text[:1] in _FIRST_OF_GLUED and (match := _BY_GLUED.match(text)):
        text, led = text[match.end() :], True
    for _ in range(2):
        match = _LEAD.match(text) if _begins_with_lead(text) else None
        if match is None or match.end() >= len(text):
            break
        rest = text[match.end() :].lstrip()
        colon = any(c in match[0] for c in ":：/／・")
        lead = match[0].strip().casefold()
        if not colon and (lead in WANT_COLON or not _starts_like_name(rest)):
            break
        if lead == "di" and " " not in rest:
            break  # a name: Di Wu
        text, led = rest, True
    return text, led


def _begins_with_lead(text: str) -> bool:
    """Cheap: whether its first word is that of a lead."""
    first = _FIRST_WORD.match(text)
    return first is not None and same_i(first[0]) in _FIRST_OF_LEADS


def same_i(text: str) -> str:
    """Casefolded, and the i of Turkish as that of all others: what no pattern that ignores case tells apart is alike."""
    folded = text.casefold()
    return folded if folded.isascii() else folded.replace("ı", "i").replace("\u0307", "")


_FIRST_OF_LEADS = frozenset(same_i(m[0]) for m in map(_FIRST_WORD.match, _LEADS) if m)


def _starts_like_name(text: str) -> bool:
    first = text.split(" ", 1)[0]
    return bool(first) and (not first[:1].islower() or first.casefold() in PARTICLES)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Letters and digits only, casefolded: what two spellings of one name or one headline share."""
    if text.isascii():
        return str(text.lower().encode().translate(None, _ASCII_SIGNS), "ascii")
    return "".join(_LETTERS.findall(text.casefold()))


@lru_cache(maxsize=4096)
def looks_like_name(text: str) -> bool:
    """Whether every word of it may belong to a person's name: two to five words, capitals but for particles."""
    if _CJK_NAME.fullmatch(text.replace(" ", "")):
        return True
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 60 or words[0] in ("The", "THE"):
        return False
    codes = len(words) > 2 and max(map(len, words)) < 3  # of languages
    solid = sum(map(_is_solid, words))
    small = all(_is_solid(word) or _is_particle(word) for word in words)
    begins = words[0][:1].islower() and words[0] not in _FIRST
    ends = words[-1].casefold() in PARTICLES
    return solid >= 1 and small and not (codes or begins or ends) and is_person(text)


def _is_solid(word: str) -> bool:
    """A word with a capital, or of a script that has none."""
    first = word[:1]
    capital = first.isupper() or (first.isalpha() and first.lower() == first.upper())
    return capital and not any(map(str.isdigit, word))


def _is_particle(word: str) -> bool:
    small = word.casefold() in PARTICLES or word[:2] in ("d'", "d’", "l'", "al", "el")
    return small and not any(map(str.isdigit, word))


@lru_cache(maxsize=4096)
def is_person(name: str) -> bool:
    """Whether a cleaned string from a place of authors may stand as one: no desk, role, address or filler."""
    folded = name.casefold()
    return (
        2 <= len(name) <= 60
        and any(map(str.isalpha, name))
        and not folded.startswith(("the ", "copyright"))
        and not (name.islower() and any(c.isdigit() or c in "_." for c in name))  # an account
        and folded not in NOT_NAMES
        and folded not in _LEAD_WORDS
        and folded.replace(".", "") not in _DEGREE
        and _NOT_IN_NAMES.isdisjoint(name)
        and not _ADDRESS.search(name)
        and sum(map(str.isdigit, name)) <= 2
        and _are_words_of_name(re.split(r"[\s_]+", folded))
    )


def _are_words_of_name(words: list[str]) -> bool:
    if len(words) > 6 or (len(words) > 1 and words[0] in CALLS):
        return False
    return not any(w.strip(_EDGE) in NOT_PEOPLE or w.strip(_EDGE) in ROLES for w in words)


@lru_cache(maxsize=4096)
def tidy(name: str) -> str:
    """One name without brackets, addresses, titles, degrees and stray punctuation; capitals made ordinary."""
    name = name[:200]
    if not name.isascii() and _TWICE_ENCODED.search(name):
        name = _decoded(name)
    if not _PLAIN.isdisjoint(name):
        name = _HANDLE.sub(" ", _EMAIL.sub(" ", _BRACKETS.sub(" ", name)))
    name = " ".join(name.split()).strip(_EDGE)
    if name.rpartition(" ")[2].replace(".", "").casefold() in _ENDS_OF_DEGREES:
        name = _DEGREES.sub("", name)
    name = _HONORIFICS.sub("", name)
    if not CALLS.isdisjoint(name.casefold().split()):
        name = _without_call(name)
    half = len(name) // 2
    if half > 3 and name[:half].strip() == name[len(name) - half :].strip():
        name = name[:half].strip()  # two copies, one for each width of screen
    for suffix in PEOPLE_AFTER:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            name = name[: -len(suffix)].rstrip()
    if name.isupper() and " " in name and name.isascii():
        name = " ".join(w if len(w.strip(".")) < 2 else w.title() for w in name.split())
    return name


def _without_call(name: str) -> str:
    """A name without the link that stands behind it: "Jane Roe View all posts", "Jane Roe Follow"."""
    words = name.split()
    for place in range(2, len(words)):
        word = words[place].casefold()
        if word in CALLS and (place + 1 < len(words) or word in _FOLLOW):
            return " ".join(words[:place])
    return name


@lru_cache(maxsize=64)
def _all_folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(name) for name in names if name)


def _decoded(name: str) -> str:
    """UTF-8 that was read as Latin-1 and written so into the page, as it was meant."""
    try:
        return name.encode("latin-1").decode()
    except UnicodeError:
        return name


def read(strings: Iterable[str], *, ignore: Collection[str] = ()) -> People:
    """The people and the agency in strings that are said to name authors.

    *ignore* are names of the newspaper (site name, host), which are no authors. A name that is given twice counts once.
    """
    authors: dict[str, str] = {}
    agency: str | None = None
    ignored = _all_folded(tuple(ignore))
    for string in strings:
        text, led = without_lead(" ".join(string[:500].split()))
        if led and (paper := _PAPER.search(text)):
            text = text[: paper.start()]
        if "://" in text or text.startswith("www."):
            continue
        if found := agency_named(text):
            agency = agency or found
            continue
        if not _PLAIN.isdisjoint(text):
            for bracket in _BRACKETS.findall(text[:500]):
                agency = agency or agency_named(bracket)
            text = _BRACKETS.sub(" ", _EMAIL.sub(" | ", text))
        parts = _parts(text)
        lone = len(parts) > 1 and "," in text and any(_ADDRESS.search(p) for p in parts)
        for part in parts:
            if found := agency_named(part):
                agency = agency or found
                continue
            name = tidy(without_lead(part)[0])
            key = folded(name)
            if lone and " " not in name:
                continue  # the place beside an institution's address
            if authors and len(name) < 7 and name.isupper() and name.isascii() and len(parts) > 1:
                continue  # a degree or a desk behind a name
            words = name.split()
            if len(words) > 1 and any(w.isupper() and folded(w) in ignored for w in words):
                continue  # a department: "XYZ Thüringen" of XYZ
            if key and key not in ignored and is_person(name) and key not in authors:
                authors[key] = name
    return People(tuple(_without_shorter(authors)[:12]), agency)


def _parts(text: str) -> list[str]:
    """Single names: split at separators; "Roe, Jane" with single words on both sides stays one and is turned round.

    What stands behind a dash is where the person is from.
    """
    if (
        _SPLITTING.isdisjoint(text)
        and "@" not in text
        and (text.count(" ") < 2 or _BETWEEN_NAMES.isdisjoint(map(same_i, text.split())))
    ):
        return [text] if text else []
    person, *behind = _DASH.split(text, maxsplit=1)
    if behind and looks_like_name(person) and not agency_named(behind[0]):
        text = person
    pieces = [p for p in _SPLIT.split(_COMMA_TIGHT.sub(", ", text)) if p]
    two_words = len(pieces) == 2 and all(" " not in p and p[:1].isupper() for p in pieces)
    if two_words and text.count(",") == 1 and ", " in text:
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces


def _without_shorter(authors: dict[str, str]) -> list[str]:
    """Drop a name that another one merely spells out (``Roe`` beside ``Jane Roe``)."""
    names = list(authors.values())
    return [
        n
        for n in names
        if not any(
            o is not n and len(o) > len(n) and (o.endswith(" " + n) or o.startswith(n + " "))
            for o in names
        )
    ]
