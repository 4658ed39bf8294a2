"""The look at a text in C gives the plain form and the marks that the one in Python gives, in any script."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.boilerplate import characters, figures, screen
from crawler.extract.boilerplate.folding import folded
from crawler.extract.boilerplate.marks import marks_of
from crawler.extract.boilerplate.phrases import all_phrases

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 300)
needs_compiled = pytest.mark.skipif(not screen.COMPILED, reason="it was not compiled")

ODD = [
    "", " ", "\t\n", ".", "a", "\0", "a\0b", "é\0", "`quoted`", "`é`", "\ud800", "x\udfffy", "  two   spaces ", "a\x1cb\x85c",
    "Straße", "STRASSE ẞ", "İSTANBUL ısı", "ΐ ΰ ŉ", "cafe\u0301", "caf\u00e9", "A\u030a", "\u0301 alone", "\u212b", "ﬁne", "½ price …",
    "“Quoted” – and ‘so’ …", "soft\u00adhy\u200bphen", "no\u00a0break", "«Читайте также»: ещё", "أقرأ أيضًا إلى", "مُحَمَّد", "یک کتاب",
    "עוד כתבות", "यह भी पढ़ें: क\u093c", "क्\u200dष", "อ่านเพิ่มเติม", "ປະເທດ", "ဖတ်ရန်", "広告", "（広告）", "ＡＢＣ１２３", "ｶﾞｷﾞ", "が か\u3099", "광고",
    "\u1100\u1161\u11a8", "각\u11a8", "……续", "微信扫一扫", "加入line好友", "line好友", "看微博 share", "👍 14", "❤️", "🇮🇩🇲🇾", "\ufeffBaca juga", "ℌello", "①②", "٣٫٥٪",
    "© 2024 Paper", "(c) 2024 Paper", "(C)", "x (c", "#one #two", "Home > News > Coast", "Home / News", "(Reporting by Ada Reed)", "[Baca juga]", "(広告)",
    "Markets closed", "DAX markets are open", "5 min read", "1.2K shares", "Facebook Twitter", "вконтакте", "微博", "FT", "tags:", "/dpa", "Reuters",
    "x" * 1536, "x" * 1537, "微博" * 400, "ΐ" * 1536, "read " * 300, "advertisement " * 100,
]  # fmt: skip


def same(text: str) -> None:
    plain, says = screen.in_python(text)
    found = screen.look()(text)
    assert found[0] == plain
    assert found[1] & ~says == 0, "says what is not there"
    assert marks_of(text, *found) == marks_of(text, plain, says)


@needs_compiled
@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:30])
def test_odd_texts_give_the_same_marks(text: str) -> None:
    assert screen.look() is not screen.in_python
    same(text)


def every_phrase() -> Iterator[str]:
    index = all_phrases()
    yield from index.line
    for place in (index.start, index.inside, index.pairs, index.end):
        yield from (phrase for entries in place.values() for phrase, _ in entries)
    for words in index.words.values():
        yield from words
    yield from (*screen.NETWORKS, *screen.STATES, *screen.RIGHTS)


PHRASES = sorted(set(every_phrase()))


@needs_compiled
def test_every_phrase_gives_the_same_marks() -> None:
    for place, phrase in enumerate(PHRASES):
        forms = (phrase.upper(), f"— {phrase}: 12", f"({phrase})", f"so {phrase}.", f"{phrase} so")
        same(phrase)
        same(forms[place % len(forms)])


PIECES = st.one_of(
    st.sampled_from(PHRASES),
    st.text(max_size=4),
    st.text("aéıßıİ ÄΣέдё 12٣，。.,:;()[]#©%/>|-–—'“ \u00a0\u0301\u00ad\u200b", max_size=4),
    st.text(characters.on_page(0x06) + characters.on_page(0x09), max_size=4),
    st.text(characters.on_page(0x30) + characters.on_page(0xFF)[:240], max_size=4),
    st.sampled_from([" ", "  ", ". ", ": "]),
)


NUMBERS = st.one_of(
    st.sampled_from(
        "1 5 12 45 2024 10:30 3-1 2:0 5/1/2024 1,234.56 1st 2nd 90+2' 4k60 ٣٫٥ １２ ½".split()
    ),
    st.integers(0, 99_999).map(str),
)
FIGURES = st.one_of(
    NUMBERS,
    NUMBERS,
    st.sampled_from(sorted(figures.named())),
    st.sampled_from(
        "€ $ % ٪ ％ ° º ℃ + - – ▲ ( ) / | : , . • * # at of ferry Ferry März Härte zł kč vnđ nghìn usdpts тыс 人评论 万 度 사진 ＵＳＤ ſ K ı".split()
    ),
    st.sampled_from(["", " ", " ", "  ", ", ", "\u00a0"]),
)
FORMED = [
    "€12usdpts", "5 zł", "12usd", "+0.5", "1.2345 -0.4%", "EUR/USD 1.0423 -0.12%", "ABC 1 +2% DEF 3 -4% GHI 5 +6%", "Harbour 21°", "21 ℃ Härte",
    "Kader 3 - 1 Löwen", "Härte 3:1 Ferry", "Sontag, 5. Mrz 2024, 10:30 uhr", "Ferries 5 Xyzember 2024 at 10:30 pm cest", "3rd quarter", "90+2'",
    "Q4", "loaded: 45.5%", "1080p", "1.5x", "Photo 3 of 12", "صورة 3 من 12", "1.2K", "12 nghìn", "5 yang lalu", "5 minggus yang lalu", "5年1月3日",
    "12 Kommentare", "評論 12", "Ferry 12", "12 ferries sailed", "ferry " * 12 + "5", "ferry 5 " * 9, "x" * 65 + " 5 -0.4", "5" * 80, "Like 5", "👍 5 ferry",
]  # fmt: skip


@needs_compiled
@pytest.mark.parametrize("text", FORMED, ids=lambda text: ascii(text)[:30])
def test_texts_with_figures_give_the_same_marks(text: str) -> None:
    for form in (text, text.upper(), f"• {text}", f"{text} ferry", f"{text}."):
        same(form)


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None)
@given(pieces=st.lists(FIGURES, min_size=1, max_size=9), apart=st.booleans())
def test_figures_among_any_words_give_the_same_marks(pieces: list[str], apart: bool) -> None:
    same((" " if apart else "").join(pieces))


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None)
@given(pieces=st.lists(PIECES, max_size=8), form=st.sampled_from([None, "NFC", "NFD", "NFKD"]))
def test_texts_of_any_pieces_give_the_same_marks(pieces: list[str], form: str | None) -> None:
    text = "".join(pieces)
    same(unicodedata.normalize(form, text) if form else text)  # type: ignore[arg-type]


def test_no_character_that_stands_alone_joins_with_another() -> None:
    joining = set()
    for char in map(chr, range(sys.maxunicode + 1)):
        parts = unicodedata.decomposition(char).split()
        if parts and not parts[0].startswith("<"):
            joining.update(parts[1:])
            if unicodedata.normalize("NFC", char) != char:
                assert not characters.stands_alone(char)
    marks = [chr(int(point, 16)) for point in joining]
    assert len(marks) > 60
    assert not any(map(characters.stands_alone, marks))


def test_a_character_by_itself_is_folded_as_in_a_text() -> None:
    for page in (0, 1, 3, 4, 6, 9, 0x1E, 0x20, 0x21):
        for char, folding in zip(
            characters.on_page(page), characters.foldings(page, 0), strict=True
        ):
            assert folding is not None
            if characters.stands_alone(char):
                assert " ".join(f"é{folding}é".split()) == folded(f"é{char}é")
    for page in (0, 0x30, 0x4E, 0xAC, 0xFE, 0xFF):
        for char, folding in zip(
            characters.on_page(page), characters.foldings(page, 1), strict=True
        ):
            if folding is not None:
                assert " ".join(f"。{folding}。".split()) == folded(f"。{char}。")


def test_han_and_hangul_are_alike_to_the_rules() -> None:
    assert len(characters._EASTERN) == 124
    for page in characters._EASTERN:
        text = characters.on_page(page)
        assert characters.flags(page) == characters._flags(text)
        assert list(characters.foldings(page, 1)) == [characters._folding(c, 1) for c in text]


@needs_compiled
@pytest.mark.parametrize("odd", [None, 1, b"text", ["a"]])
def test_what_is_no_text_is_refused(odd: object) -> None:
    screen.look()
    with pytest.raises(TypeError):
        screen._scan.scan(odd)  # type: ignore[arg-type]


def test_without_the_compiled_part_the_marks_are_the_same() -> None:
    code = """
import sys
sys.modules["crawler.extract.boilerplate._scan"] = None
from crawler.extract.boilerplate import marks, screen
assert screen.look() is screen.in_python
print(sorted(marks.of("Read also: 5 ferries").hits), sorted(marks.of("1.2K shares").kinds))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "['read-also'] ['#counter']\n"
