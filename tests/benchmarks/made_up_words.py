"""Vocabularies of made-up newspapers: stems made of each language's syllables, with its real endings and small words.

The words are as frequent as those of a language (Zipf's law as Mandelbrot wrote it), so that an index over them grows,
and a stemmer works, as over real text. Everything follows from a seed.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEMMAS = 14_000
"""Stems of a language; each gives several forms."""
NAMES = 6_000
COLLOCATIONS = 4_000
"""Pairs and triples of words that come together."""
_URN = 600_000
_SMALL = 0.95
"""How often a small word comes, by how often any other does."""


@dataclass(frozen=True)
class Grammar:
    """How words of one language look."""

    onsets: str
    vowels: str
    codas: str
    """Each separated by spaces; ``-`` is nothing."""
    small: str
    """The commonest words, in order of how common they are."""
    affixes: str
    """``before_after`` of the forms of a stem, the commonest first; ``_`` stands for the stem."""
    capital: bool = True
    """Whether names and sentences begin with a capital letter."""
    stop: str = ". "
    comma: str = ", "
    space: str = " "


GRAMMARS = {
    "en": Grammar(
        "b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sh sp st th tr",
        "a e i o u ea ee oo ai ou",
        "- - - n r s t l m nd nt st ck rd ll",
        "the of to and a in for that is on said with was at it as by from he be has his have are not an will this but "
        "they were their who which been its more had one would or after about when we up than people new also over "
        "year two first could out all other last so no if into she there her time can before some what three",
        "_ _s _ed _ing _'s _er _ers _ly _ion _ions _ment _ness _able _ist",
    ),
    "id": Grammar(
        "b c d g h j k l m n p r s t w b d k l m p s t ng ny",
        "a a e i o u a i",
        "- - - - n ng r s t k h",
        "yang dan di ke dari untuk dengan ini itu pada tidak akan dalam adalah juga tersebut oleh telah sudah saat "
        "karena bisa kata ia kami mereka ada atau saya tahun orang lebih satu dua hari para menjadi hingga seperti "
        "kepada bahwa namun setelah harus masih dapat sebagai antara serta secara agar lalu pun belum banyak lagi",
        "_ me_kan di_kan _an ber_ _nya me_ di_ pe_an ke_an ter_ _i memper_ _lah pe_",
    ),
    "de": Grammar(
        "b d f g h k l m n p r s t w z br dr fr gr kl kr pf pl schl schw sp st tr",
        "a e i o u au ei ie ä ö ü",
        "- - n r l t ch st nd rt ng cht",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
        "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
        "mehr durch man sein wurde sei prozent hatte kann gegen vom können schon wenn habe seine ihre dann unter wir",
        "_ _en _e _er _es _ung _ungen _t _te _lich _s _heit ge_t _isch",
    ),
    "ru": Grammar(
        "б в г д ж з к л м н п р с т х ц ч ш бр вр гр др кр пр ст тр сл",
        "а е и о у ы я ё",
        "- - - н р л т к м ст",
        "в и на что не с по о за из к для его у как от а это до же но он был при все году после они или также будет "
        "только она лет том еще было может под были который мы время я более чтобы если уже со так которые их во где "
        "ранее сообщил около без между через сейчас этом есть сказал быть человек",
        "_ _а _ов _у _ом _е _ы _ами _ость _ать _ал _ные _ного _ских",
    ),
    "ar": Grammar(
        "ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ع غ ف ق ك ل م ن ه",
        "ا ي و - - -",
        "ب ت د ر س ع ف ق ك ل م ن",
        "في من على أن إلى التي عن مع هذا هذه بعد ما كما كان لا الذي بين قال قد أو كل حيث خلال ذلك قبل إن وقال لم "
        "حتى عام لكن منذ عند غير أكثر كانت أي هو هي نحو ضد أمام يوم عدد فيما دون أحد",
        "ال_ _ و_ ب_ _ة ال_ة _ات ال_ات _ين وال_ ل_ _ها _ي ال_ون",
        capital=False, stop=". ", comma="، ",
    ),
    "es": Grammar(
        "b c d f g h l m n p r s t v br cr gr pl pr tr qu",
        "a e i o u ia io",
        "- - - n r s l",
        "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque "
        "esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni "
        "contra otros ese eso ante ellos años",
        "_o _a _os _as _ar _ado _ando _ción _es _mente _aron _ada _idad _e",
    ),
    "zh": Grammar(
        "", "", "",
        "的 在 是 了 和 有 不 为 这 上 中 大 也 对 将 与 等 到 说 他 年 人 个 月 日 从 我们 以 就 被 一个 要 会 表示 可以 进行 "
        "但 后 都 其 并 及 向 他们 没有 已经 通过 而 使 因为",
        "_", capital=False, stop="。", comma="，", space="",
    ),
    "ja": Grammar(
        "", "", "",
        "の に は を が た と で し て も な い から する ない こと れ など よう ため この した して いる ある まで その それ "
        "について という として による では には への さん について また だった です ます",
        "_ _の _を _が _は _に _する _した _して _で _的な _による", capital=False, stop="。", comma="、", space="",
    ),
}  # fmt: skip
"""By ISO 639-1 code."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language."""

    grammar: Grammar
    urn: Sequence[str]
    """Words, and words that come together, each as often as it is common: to draw from."""
    pairs: Sequence[str]
    """Words that come together."""
    topics: Sequence[str]
    """Rarer words, each of which a few stories are about."""
    names: Sequence[str]


def vocabulary(language: str, seed: int = 1) -> Vocabulary:
    """The same for the same language and seed."""
    grammar = GRAMMARS[language]
    chance = random.Random(f"{seed} {language}")  # noqa: S311 - no secret, and the same every time
    stem = _MAKERS.get(language, _syllables)(grammar, chance)
    small = grammar.small.split()
    stems = list(dict.fromkeys(stem() for _ in range(LEMMAS)))
    words, weights = list(small), [_zipf(rank) for rank in range(1, len(small) + 1)]
    before_after = [affix.split("_") for affix in grammar.affixes.split()]
    topics = []
    for rank, root in enumerate(stems, len(small) + 1):
        shift = rank % 3  # which form is the commonest differs from stem to stem
        forms = before_after[shift:] if shift and len(before_after) > 1 else before_after
        for place, (before, after) in enumerate(forms[: 4 + rank % 8], 1):
            words.append(before + root + after)
            weights.append(_zipf(rank) * 0.45 / place)
        if rank > LEMMAS // 6:
            topics.append(before_after[0][0] + root + before_after[0][1])
    few = len(small)
    much = _SMALL * sum(weights[few:]) / sum(weights[:few])
    weights[:few] = [much * weight for weight in weights[:few]]
    total = sum(weights)
    running = list(itertools.accumulate(weights))
    pairs = [
        grammar.space.join(chance.choices(words, cum_weights=running, k=chance.choice((2, 2, 3))))
        for _ in range(COLLOCATIONS)
    ]
    often = [_zipf(rank) for rank in range(8, 8 + len(pairs))]
    share = 0.25 * total / sum(often)
    weights += [share * weight for weight in often]
    scale = _URN / sum(weights)
    # What is rarer than one in the whole urn has a chance to be in it.
    urn = [
        unit
        for unit, weight in zip([*words, *pairs], weights, strict=True)
        for _ in range(int(weight * scale + chance.random()))
    ]
    named = list(dict.fromkeys(stem() + stem()[:2] for _ in range(NAMES)))
    names = [name.capitalize() for name in named] if grammar.capital else named
    return Vocabulary(grammar, urn, pairs, topics, names)


def _zipf(rank: int) -> float:
    return float((rank + 2.7) ** -1.05)


def _syllables(grammar: Grammar, chance: random.Random) -> Callable[[], str]:
    onsets, vowels, codas = (
        [part.strip("-") for part in parts.split()]
        for parts in (grammar.onsets, grammar.vowels, grammar.codas)
    )

    def make() -> str:
        syllables = chance.choice((1, 2, 2, 3))
        return "".join(
            chance.choice(onsets) + chance.choice(vowels) + chance.choice(codas)
            for _ in range(syllables)
        )

    return make


def _characters(rows: range, encoding: str) -> list[str]:
    """The commonest characters of a national standard: rows of its first level."""
    found = []
    for row, cell in itertools.product(rows, range(0xA1, 0xFF)):
        try:
            found.append(bytes([row, cell]).decode(encoding))
        except UnicodeDecodeError:
            continue
    return found


def _chinese(grammar: Grammar, chance: random.Random) -> Callable[[], str]:
    signs = _characters(range(0xB0, 0xD8), "gb2312")
    chance.shuffle(signs)
    summed = list(itertools.accumulate(_zipf(rank + 60) for rank in range(len(signs))))

    def make() -> str:
        return "".join(chance.choices(signs, cum_weights=summed, k=chance.choice((1, 2, 2, 2, 3))))

    return make


def _japanese(grammar: Grammar, chance: random.Random) -> Callable[[], str]:
    signs = _characters(range(0xB0, 0xD0), "euc_jp")
    chance.shuffle(signs)
    summed = list(itertools.accumulate(_zipf(rank + 60) for rank in range(len(signs))))
    kana = [chr(code) for code in range(0x30A2, 0x30F0)]

    def make() -> str:
        if chance.random() < 0.2:
            return "".join(chance.choices(kana, k=chance.choice((3, 4, 5)))) + "ー"
        return "".join(chance.choices(signs, cum_weights=summed, k=chance.choice((1, 2, 2, 3))))

    return make


_MAKERS: dict[str, Callable[[Grammar, random.Random], Callable[[], str]]] = {
    "zh": _chinese,
    "ja": _japanese,
}
