"""What a text is written in, and how that is known.

What the page declares is right on nearly all pages, so it is confirmed by something cheap (script and stop words).
A vote that no other language comes near speaks for itself. Only where that fails is langdetect asked, once, on a bounded
sample of the body and with a fixed seed, so that the same text always gets the same answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from crawler.extract.lexicon.stopwords import (
    LANGUAGES_OF,
    ONLY_INDONESIAN,
    ONLY_MALAY,
    SCRIPTS,
    STOP_WORDS,
)

_SAMPLE = 1000
"""Characters of the body that are looked at."""
_ASKED = 600
"""Characters of them that langdetect is shown."""
_CLEAR = 0.25
"""Share of the words that are stop words of one language, from which on a vote may stand alone: prose has 0.3 to 0.5."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_AROUND_WORDS = '.,:;!?"()[]“”„‘«»–—…/-'
"""Signs beside words; no apostrophes, which may be inside."""
_OTHER = re.compile("[^\x00-\u036f\u1e00-\u1eff\u2010-\u203a]")
"""What may be a letter of no Latin alphabet; not the signs between words."""
_MARKED_WORD = re.compile(r"[^\s\d.,;:!?()\[\]\"'“”«»|/–—-]+")
_DETECTABLE = frozenset(
    "af cs cy da de en es et fi fr hr hu id it lt lv ms nl no pl pt ro sk sl so sq sv sw tl tr vi ca".split()
)
"""Latin-script languages that langdetect or the vote can name; of others it makes the nearest of these."""
_PROFILES = {
    "latin": "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi",
    "cyrillic": "bg mk ru uk",
    "arabic": "ar fa ur",
    "devanagari": "hi mr ne",
}
"""What langdetect knows of the scripts that several languages are written in; all its 55 profiles take 60 MB."""
_OWN_LETTERS = {
    "tr": frozenset("ğışİ"),
    "vi": frozenset("đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    "hu": frozenset("őű"),
    "lv": frozenset("āēīūģķļņ"),
    "lt": frozenset("ėįųū"),
    "fi": frozenset("äö"),
    "et": frozenset("õäöü"),
    "ro": frozenset("țșăţş"),
}
"""Letters that few other languages have, where stop words alone are too few to vote."""
_OLD_CODES = {
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "mo": "ro",
    "sh": "sr",
    "cmn": "zh",
    "fil": "tl",
}
_THREE = {
    "eng": "en", "ind": "id", "msa": "ms", "may": "ms", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt",
    "ita": "it", "nld": "nl", "dut": "nl", "pol": "pl", "rus": "ru", "tur": "tr", "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja",
    "kor": "ko", "vie": "vi", "hin": "hi", "ukr": "uk", "swe": "sv", "nor": "no", "dan": "da", "fin": "fi", "ces": "cs", "cze": "cs",
    "hun": "hu", "ron": "ro", "rum": "ro", "ell": "el", "gre": "el", "heb": "he", "tha": "th", "ben": "bn", "tam": "ta", "urd": "ur",
}  # fmt: skip


def code(tag: str | None) -> str | None:
    """ISO 639-1 of a language tag as pages write it: ``zh-Hans`` → ``zh``, ``in_ID`` → ``id``, ``nb`` → ``no``."""
    if not tag:
        return None
    main = re.split(r"[-_,; ]", tag.strip().lower(), maxsplit=1)[0]
    main = _OLD_CODES.get(main) or _THREE.get(main, main)
    return main if len(main) == 2 and main.isascii() and main.isalpha() else None


def detect(
    text: str, declared: str | None = None, source_language: str | None = None
) -> tuple[str | None, str]:
    """The language of a body, and the evidence for it.

    *declared* is what the page says (``lang``, JSON-LD), *source_language* what the configuration says of its source. Evidence is
    one of ``declared, confirmed``; ``source, confirmed``; ``script``; ``stop words``; ``langdetect``; ``declared``; ``source``; and
    empty with no language.
    """
    page, source = code(declared), code(source_language)
    sample = _sample(text)
    script, votes = _vote(sample)
    count = votes.pop("words", 0)
    best = _winner(script, votes, count)
    for claim, name in ((page, "declared"), (source, "source")):
        if claim and (claim == best or (best is None and _may_be(claim, votes, count, sample))):
            return claim, f"{name}, confirmed"
    if script in STOP_WORDS or (script and script not in {*LANGUAGES_OF, "latin", "other"}):
        return script, "script"
    if best and script == "han":
        return best, "script"
    if best and _is_clear(best, votes, count):
        return best, "stop words"
    undetectable = page and best is None and script == "latin" and page not in _DETECTABLE
    if (
        script in _PROFILES
        and len(sample) >= 40
        and not undetectable
        and (found := _langdetect(sample[:_ASKED], script))
    ):
        return _between_sisters(found, best, page, source, sample), "langdetect"
    return (page, "declared") if page else (source, "source" if source else "")


def _sample(text: str) -> str:
    """About a thousand characters from the start of the body, behind its first line where there is more."""
    if len(text) > 2 * _SAMPLE:
        text = text[200 : 200 + _SAMPLE]
    return text[:_SAMPLE]


def _vote(sample: str) -> tuple[str, Counter[str]]:
    """The script most letters are in, and stop words per language that is written in it."""
    script, han = _written_in(sample)
    if script == "han":
        return "han", Counter({"zh": han})
    votes: Counter[str] = Counter()
    if script in ("latin", "cyrillic", "arabic", "devanagari"):
        words = _words(sample, script)
        index = _index()
        votes.update(chain.from_iterable(map(index.__getitem__, filter(index.__contains__, words))))
        votes["words"] = len(words)
    return script, votes


def _written_in(sample: str) -> tuple[str, int]:
    """The script most letters are in, empty without any; and how many of them are Chinese."""
    if sample.isascii():
        return "latin", 0
    if _OTHER.search(sample) is None and any(map(str.isalpha, sample)):
        return "latin", 0
    letters = [char for char in set(sample) if char.isalpha()]
    if all(map(_is_latin, letters)):
        return ("latin" if letters else ""), 0
    scripts: Counter[str] = Counter()
    for char in dict.fromkeys(sample):  # in the order of the text: the first of two as many wins
        if char.isalpha():
            scripts[_script(ord(char))] += sample.count(char)
    if scripts["ja"] * 12 > scripts["han"] and scripts["ja"] > scripts["latin"] / 4:
        return "ja", 0
    return scripts.most_common(1)[0][0], scripts["han"]


def _words(sample: str, script: str) -> list[str]:
    folded = sample.casefold()
    if script == "devanagari":
        return _MARKED_WORD.findall(folded)
    for sign in _AROUND_WORDS:
        folded = folded.replace(sign, " ")
    words: list[str] = []
    for token in folded.split():  # what the pattern finds in all of it, in a quarter of the time
        if token.isalpha():
            words.append(token)
        else:
            words += _WORD.findall(token)
    return words


@cache
def _ranges() -> tuple[tuple[int, int, str], ...]:
    return tuple(sorted(SCRIPTS))


def _is_latin(char: str) -> bool:
    return char < "\u0370" or "\u1e00" <= char <= "\u1eff"


def _script(point: int) -> str:
    if point < 0x370 or 0x1E00 <= point <= 0x1EFF:
        return "latin"
    for first, last, name in _ranges():
        if first <= point <= last:
            return name
    return "other"


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, words in STOP_WORDS.items():
        for word in words:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def _winner(script: str, votes: Counter[str], count: int) -> str | None:
    """The language that the vote is clear about; None when it is not."""
    if not votes:
        return script or None
    if script == "han":
        return "zh"
    if count < 12:
        return None
    allowed = LANGUAGES_OF.get(script)
    ranked = [(lang, n) for lang, n in votes.most_common() if allowed is None or lang in allowed]
    if not ranked or ranked[0][1] < max(3, count * 0.12):
        return None
    best, top = ranked[0]
    if best in ("id", "ms"):
        ranked = [r for r in ranked if r[0] not in ("id", "ms")]
        best = _indonesian_or_malay(votes) or best
    else:
        ranked = ranked[1:]
    if ranked and ranked[0][1] * 1.15 >= top:
        return None
    return best


def _may_be(claim: str, votes: Counter[str], count: int, sample: str) -> bool:
    """Whether an unclear vote bears a claim out: only sisters (Danish, Norwegian; Czech, Slovak) come as near as the claim, or
    it leads, with too few words, in a text full of its own letters (Turkish, Finnish write as endings what others write as words).
    """
    if count < 12 or claim in ("id", "ms"):
        return False
    top = max(votes.values(), default=0)
    if votes[claim] >= max(3, count * 0.12) and votes[claim] * 1.15 >= top:
        return True
    own = _OWN_LETTERS.get(claim, frozenset())
    return 3 <= votes[claim] == top and sum(map(own.__contains__, sample)) * 100 > len(sample)


def _is_clear(best: str, votes: Counter[str], count: int) -> bool:
    """Whether so many words vote for a language, and so many fewer for any other, that nothing else need be asked."""
    sisters = ("id", "ms") if best in ("id", "ms") else (best,)
    second = max((n for language, n in votes.items() if language not in sisters), default=0)
    return votes[best] >= max(6, count * _CLEAR) and votes[best] >= 2 * second


def _indonesian_or_malay(votes: Counter[str]) -> str | None:
    if votes["id"] == votes["ms"]:
        return None
    return "id" if votes["id"] > votes["ms"] else "ms"


def _between_sisters(
    found: str, best: str | None, page: str | None, source: str | None, sample: str
) -> str:
    """langdetect mixes up Indonesian and Malay, and knows Norwegian as one: tell-tale words, then claims, decide."""
    found = code(found) or found
    if found in ("id", "ms") or best in ("id", "ms"):
        words = Counter(_WORD.findall(sample.casefold()))
        id_words = sum(words[w] for w in ONLY_INDONESIAN)
        ms_words = sum(words[w] for w in ONLY_MALAY)
        if id_words != ms_words:
            return "id" if id_words > ms_words else "ms"
        for claim in (page, source):
            if claim in ("id", "ms"):
                return claim
        return "id"
    if found in ("no", "da") and page in ("no", "da") and best is None:
        return page
    return found


@cache
def _factory(script: str) -> Any:
    """langdetect with the profiles of the languages in a script: slow and big to load, so only once somebody asks, and no
    others. The seed makes its sampling repeatable."""
    from langdetect import DetectorFactory  # noqa: PLC0415 - imported where it is needed: it is slow to load
    from langdetect.detector_factory import PROFILES_DIRECTORY  # noqa: PLC0415 - as above

    DetectorFactory.seed = 0
    factory = DetectorFactory()
    folder = Path(PROFILES_DIRECTORY)
    profiles = [orjson.loads((folder / name).read_bytes()) for name in _PROFILES[script].split()]
    factory.langlist = [profile["name"] for profile in profiles]
    factory.word_lang_prob_map = _Shares(profiles)
    return factory


class _Shares(dict[str, list[float]]):
    """One to three letters → their share in each language, as langdetect's factory has it, made when they are asked for.

    The factory makes all 24,000 of them, which takes five times as long as reading the profiles.
    """

    def __init__(self, profiles: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._profiles = [(profile["freq"], profile["n_words"]) for profile in profiles]

    def __contains__(self, letters: object) -> bool:
        if super().__contains__(letters):
            return True
        if not isinstance(letters, str) or not any(letters in freq for freq, _ in self._profiles):
            return False
        self[letters] = [
            1.0 * freq.get(letters, 0) / counts[len(letters) - 1] for freq, counts in self._profiles
        ]
        return True


def _langdetect(sample: str, script: str) -> str | None:
    from langdetect.lang_detect_exception import (  # noqa: PLC0415 - as above
        LangDetectException,
    )

    detector = _factory(script).create()
    detector.append(sample)
    try:
        found: str = detector.detect()
    except LangDetectException:
        return None
    return None if found == "unknown" else found
