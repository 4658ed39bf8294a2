"""Text taken from pages, widgets and all, in the many shapes it comes in: the story stays, and nothing else of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Extracted

Understand = Callable[..., Extracted]

TITLE = "Parrotline to end free business accounts in Halvenia"
STORY = [
    "CASTERHAVEN (Reuters) - Messaging service Parrotline will end free accounts for companies in Halvenia from Dec. 7, the firm said on Monday.",
    "Companies that use the service will have to sign up with one of three resellers, which are to give them \"better local support\".",
    "Parrotline has been under pressure since it lost the accounts of eleven harbour masters in the spring.",
    "The firm listed Quayside Partners, Sound Telecom and Three Gulls as the companies that may sell its services.",
    "\"A bakery with four employees does not need a reseller, it needs a button,\" said the owner of one of them.",
    "In a blog post, Parrotline said that it had restored the accounts and would have a new process for such cases.",
]  # fmt: skip
JUDUL = "Parrotline Hentikan Akun Bisnis Gratis di Halvenia"
CERITA = [
    "Jakarta, KabarTeluk.example - Layanan pesan Parrotline mengumumkan akan menghentikan akun bisnis gratis di Halvenia mulai Desember.",
    "Dilansir dari Tidewire, Senin (3/8/2020), pelanggan perusahaan menerima surel yang memberi tahu mereka tentang perubahan tersebut.",
    "Parrotline beralasan mitra setempat dapat memberi dukungan yang lebih baik kepada pelanggan di negara itu.",
    "Analis menilai langkah tersebut menghemat biaya, tetapi berisiko menjauhkan pelanggan kecil dari layanan itu.",
    "Pengguna akun gratis tetap bisa mengikuti percakapan yang dibuat oleh pengguna terdaftar, kata perusahaan.",
]
REUTERS_CREDIT = "(Reporting by Sunniva Marsh; Editing by Ada Winter)"


def text_of(understand: Understand, lines: list[str] | str) -> Extracted:
    text = lines if isinstance(lines, str) else "\n\n".join(lines)
    return understand(text, "text/plain", url="")


def paragraphs(found: Extracted) -> list[str]:
    return found.article.text.split("\n\n")


TICKERS = {
    "three lines each": "Markets closed\n• DAX\n\n  18,001.60\n  +105.10 (+0.59%)\n\n• CAC 40\n\n  7,957.57\n  -42.92 (-0.54%)\n",
    "crypto": "Crypto\nBitcoin\n$50,463.57\n+3.10%\nEthereum\n$2,463.57\n-1.10%\nDogecoin\n$0.1231\n+0.40%",
    "rupiah": "Kurs\nUSD/IDR\nRp14.650,00\n+40,00 (+0,25%)\nEUR/IDR\nRp17.150,00\n-12,00 (-0,07%)\nIHSG\n5.006,22\n-143,40 (-2,78%)",
    "percentages only": "DAX\n+0.59%\nCAC 40\n-0.54%\nFTSE 100\n+0.51%\nNikkei 225\n-0.10%",
    "one line each": "DAX 18,001.60 +105.10 (+0.59%)\nCAC 40 7,957.57 -42.92 (-0.54%)\nS&P 500 5,127.79 +63.59 (+1.26%)",
    "one line each with arrows": "DAX 18,001.60 ▲ 0.59%\nCAC 40 7,957.57 ▼ 0.54%\nGold 2,310.10 ▲ 0.02%",
    "with bars": "DAX | 18,001.60 | +0.59%\nCAC 40 | 7,957.57 | -0.54%\nGold | 2,310.10 | +0.02%",
    "a name and a percentage": "DAX +0.59%\nCAC 40 -0.54%\nGold +0.02%",
    "in German": "Märkte geschlossen\nDAX\n18.001,60\n+105,10 (+0,59 %)\nMDAX\n26.100,22\n-12,00 (-0,05 %)",
    "all in one line": "DAX 18,001.60 +105.10 (+0.59%) CAC 40 7,957.57 -42.92 (-0.54%) Gold 2,310.10 +0.50 (+0.02%)",
    "closed in two words": "US markets closed\nDow Jones\n38,675.68\n+450.02 (+1.18%)\nNasdaq\n16,156.33\n+315.37 (+1.99%)\nRussell 2000\n2,035.72\n+19.61 (+0.97%)",
}


@pytest.mark.parametrize("ticker", TICKERS.values(), ids=TICKERS)
@pytest.mark.parametrize("place", ["above", "between", "below"])
def test_a_ticker_of_any_make_is_cut(understand: Understand, ticker: str, place: str) -> None:
    parts = [TITLE, *STORY]
    at = {"above": 0, "between": 4, "below": len(parts)}[place]
    parts = [*parts[:at], ticker, *parts[at:]]
    found = text_of(understand, parts)
    assert paragraphs(found) == STORY
    assert found.article.title == TITLE
    rules = {cut.text: cut.rule for cut in found.removed}
    assert set(rules.values()) == {"ticker"}, rules


FURNITURE = {
    "share": "Share\nFacebook\nTwitter\nWhatsApp\nCopy link",
    "bagikan": "Bagikan:\nFacebook\nTwitter\nWhatsApp\nSalin tautan",
    "teilen": "Teilen\nFacebook\nTwitter\nPer E-Mail senden\nDrucken",
    "partager": "Partager\nFacebook\nTwitter\nImprimer",
    "compartir": "Compartir\nFacebook\nTwitter\nCopiar enlace",
    "reaksi": "Reaksi Kamu dengan Artikel ini\n\nlike\n0\nlove\n0\nfunny\n0\nangry\n0\nsad\n0\nwow\n0",
    "reactions": "What's your reaction?\n3\nLove\n0\nFunny\n1\nAngry\n0\nSad",
    "reactions in Indonesian": "Apa reaksi Anda?\nSuka\n0\nLucu\n0\nKaget\n0\nSedih\n2\nMarah\n0",
    "advertisement": "ADVERTISEMENT",
    "advertisement and more": "ADVERTISEMENT\nSCROLL TO CONTINUE WITH CONTENT",
    "story continues": "Story continues below advertisement",
    "iklan": "- Iklan -",
    "advertisement in brackets": "[Advertisement]",
    "ad": "Ad",
    "copyright": "© 2020 Harbour Media. All rights reserved.",
    "copyright in words": "Copyright 2020 Harbour Media",
    "hak cipta": "Hak Cipta © 2020 Kabar Teluk",
    "follow us": "Follow us on Facebook",
    "ikuti": "Ikuti kami di Google News",
    "tags": "Tags: messaging, Halvenia, business",
    "tag list": "Tags:\n#parrotline\n#halvenia",
    "comments": "Comments\nLeave a comment",
    "komentar": "Komentar\nTulis komentar Anda",
    "notice to readers": "Our goal is to create a safe and engaging place for users to connect over interests and passions.",
    "newsletter": "Sign up for our newsletter",
    "related": "Related Stories\nGulls return to the old harbour wall\nBakery hires a robot and two bakers",
    "baca juga": "Baca juga: Nelayan Tanam 50 Ribu Bakau",
    "berita terkait": "Berita Terkait\nNelayan Tanam 50 Ribu Bakau\nKepiting Kembali ke Muara",
}


@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE)
@pytest.mark.parametrize(
    ("title", "story"), [(TITLE, STORY), (JUDUL, CERITA)], ids=["English", "Indonesian"]
)
def test_what_stands_below_the_story_is_cut(
    understand: Understand, title: str, story: list[str], furniture: str
) -> None:
    found = text_of(understand, [title, *story, furniture])
    assert paragraphs(found) == story
    assert found.article.title == title


@pytest.mark.parametrize(
    "between",
    [
        "Baca juga: Nelayan Tanam 50 Ribu Bakau",
        "Baca Juga : Nelayan Tanam 50 Ribu Bakau",
        "BACA JUGA:\nNelayan Tanam 50 Ribu Bakau",
        "Read also: Gulls return to the old harbour wall",
        "READ MORE: Gulls return to the old harbour wall",
        "ADVERTISEMENT",
        "Advertisement\nScroll to continue",
        "Simak juga: Kepiting Kembali ke Muara",
        "AdvertisementScroll to continue",
        "[Gambas:Video 20detik]",
    ],
)
def test_a_line_between_paragraphs_is_cut(understand: Understand, between: str) -> None:
    assert paragraphs(text_of(understand, [TITLE, *STORY[:3], between, *STORY[3:]])) == STORY
    assert paragraphs(text_of(understand, [JUDUL, *CERITA[:2], between, *CERITA[2:]])) == CERITA


SHAPES: dict[str, Callable[[list[str]], str]] = {
    "blank lines": "\n\n".join,
    "no blank lines": "\n".join,
    "CRLF": "\r\n\r\n".join,
    "CRLF without blank lines": "\r\n".join,
    "three blank lines": "\n\n\n\n".join,
    "indented": lambda lines: "\n\n".join("    " + line for line in lines),
    "wrapped at 72": lambda lines: "\n\n".join(textwrap.fill(line, 72) for line in lines),
    "a byte order mark": lambda lines: "\ufeff" + "\n\n".join(lines),
    "trailing spaces": lambda lines: "  \n\n".join(lines) + "   ",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize(
    ("title", "story"), [(TITLE, STORY), (JUDUL, CERITA)], ids=["English", "Indonesian"]
)
def test_the_shape_of_the_lines_makes_no_difference(
    understand: Understand, title: str, story: list[str], shape: Callable[[list[str]], str]
) -> None:
    found = text_of(understand, shape([title, *story, REUTERS_CREDIT]))
    assert paragraphs(found) == story
    assert found.article.title == title
    assert found.article.authors == ("Sunniva Marsh",)


BYLINES = {
    "Oleh Siti Rahma | Senin, 3 Agustus 2020 | 09:15 WIB": ("Siti Rahma", "2020-08-03T09:15:00+07:00"),
    "Siti Rahma - Teknologi, Senin, 03-08-2020 09:15 WIB": ("Siti Rahma", "2020-08-03T09:15:00+07:00"),
    "Penulis: Siti Rahma\nSenin, 3 Agustus 2020 09:15 WIB": ("Siti Rahma", "2020-08-03T09:15:00+07:00"),
    "Siti Rahma, KabarTeluk.example | Senin, 03 Agu 2020 09:15 WIB": ("Siti Rahma", "2020-08-03T09:15:00+07:00"),
    "By Jane Roe  Aug 3, 2020 9:15am EDT": ("Jane Roe", "2020-08-03T09:15:00-04:00"),
    "By Jane Roe\nPublished August 3, 2020 9:15 AM EDT": ("Jane Roe", "2020-08-03T09:15:00-04:00"),
    "By JANE ROE, Staff Writer | August 3, 2020 at 9:15 a.m. EDT": ("Jane Roe", "2020-08-03T09:15:00-04:00"),
    "Jane Roe | 3 August 2020 | 09:15 GMT": ("Jane Roe", "2020-08-03T09:15:00+00:00"),
    "Jane Roe\nMon, 3 August 2020 at 9:15 am GMT·2-min read": ("Jane Roe", "2020-08-03T09:15:00+00:00"),
    "3 August 2020 09:15 GMT\nBy Jane Roe": ("Jane Roe", "2020-08-03T09:15:00+00:00"),
}  # fmt: skip


@pytest.mark.parametrize("line", BYLINES)
@pytest.mark.parametrize(
    ("title", "story"), [(TITLE, STORY), (JUDUL, CERITA)], ids=["English", "Indonesian"]
)
def test_bylines_are_read(understand: Understand, title: str, story: list[str], line: str) -> None:
    article = text_of(understand, [title, line, *story]).article
    author, published = BYLINES[line]
    assert article.text.split("\n\n") == story
    assert (article.title, article.authors) == (title, (author,))
    assert article.published is not None
    assert article.published.isoformat() == published


def test_a_headline_that_stands_twice_is_taken_once(understand: Understand) -> None:
    found = text_of(understand, [TITLE, "By Jane Roe", TITLE, *STORY])
    assert (found.article.title, paragraphs(found)) == (TITLE, STORY)


def test_a_text_without_a_headline_keeps_every_paragraph(understand: Understand) -> None:
    assert paragraphs(text_of(understand, STORY)) == STORY
    assert paragraphs(text_of(understand, CERITA)) == CERITA


def test_a_headline_below_its_standfirst_is_found(understand: Understand) -> None:
    deck = "Companies that use the service must sign up with resellers."
    found = text_of(understand, [deck, "By Jane Roe, 3 August 2020", TITLE, *STORY])
    assert (found.article.title, found.article.deck) == (TITLE, deck)
    assert paragraphs(found) == STORY


def test_a_caption_with_its_agency_between_paragraphs_is_a_caption(understand: Understand) -> None:
    caption = "The head office of Parrotline (Reuters)"
    found = text_of(understand, [TITLE, *STORY[:3], caption, *STORY[3:]])
    assert paragraphs(found) == STORY
    assert found.article.captions == (caption,)


def test_capitals_and_credits_are_not_joined_to_a_wrapped_paragraph(
    understand: Understand,
) -> None:
    wrapped = [textwrap.fill(line, 72) for line in STORY]
    lines = [*wrapped[:3], "ADVERTISEMENT", *wrapped[3:], REUTERS_CREDIT]
    for between in ("\n\n", "\n"):
        assert "ADVERTISEMENT" not in text_of(understand, between.join(lines)).article.text
        assert "Reporting by" not in text_of(understand, between.join(lines)).article.text


def test_headline_caption_and_story_stay_apart_in_a_wrapped_text_without_blank_lines(
    understand: Understand,
) -> None:
    title = "Parrotline to sell through resellers only in Velmora from September on"
    caption = "The head office of Parrotline in the harbour of Velmora"
    story = [f"CASTERHAVEN (Reuters) - {STORY[0]}", *STORY[1:]]
    lines = [title, caption, *(textwrap.fill(line, 72) for line in story)]
    found = text_of(understand, "\n".join(lines))

    assert found.article.title == title
    assert found.article.captions == (caption,)
    assert found.article.text.startswith("CASTERHAVEN (Reuters) - ")
    assert found.article.text.split() == " ".join(story).split()


def test_a_word_that_was_parted_at_its_hyphen_is_one_again(understand: Understand) -> None:
    lines = [
        "The council said on Tuesday that the old ferry would be re-",
        "routed to the old pier while the bridge is mended, and that on-",
        "and off-peak fares would stay as they are until the summer.",
    ]
    rest = [textwrap.fill(line, 62, break_on_hyphens=False) for line in STORY]
    text = text_of(understand, "\n\n".join([TITLE, "\n".join(lines), *rest])).article.text

    assert "would be re-routed to" in text
    assert "that on- and off-peak fares" in text


SHORT_FIRST = "The last keeper of the northern light will stay on for another year, the office said on Monday."


@pytest.mark.parametrize(
    "first", [SHORT_FIRST, "The keeper will stay on for another year, the office said."]
)
@pytest.mark.parametrize(
    "head",
    [[], ["A lighthouse keeps its keeper"], ["A lighthouse keeps its keeper", "By Jane Roe"]],
)
def test_a_short_first_paragraph_is_text(
    understand: Understand, head: list[str], first: str
) -> None:
    story = [first, *STORY[1:]]
    assert paragraphs(text_of(understand, [*head, *story])) == story


def test_a_credit_line_is_cut_and_names_the_reporters(understand: Understand) -> None:
    credit = "(Reporting by Sunniva Marsh and Teo Albrand in Casterhaven; Editing by Ada Winter)"
    found = text_of(understand, [TITLE, *STORY, credit, "© 2020 Harbour Media", "Follow us"])
    assert paragraphs(found) == STORY
    assert found.article.authors == ("Sunniva Marsh", "Teo Albrand")
    assert found.article.agency == "Reuters"


LINES = st.sampled_from(
    [TITLE, JUDUL, *STORY, *CERITA, SHORT_FIRST, *BYLINES, *FURNITURE.values(), *TICKERS.values(), REUTERS_CREDIT, "", "Photo: Jane Roe", "No."]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n"]))
def test_no_line_of_a_text_vanishes(understand: Understand, lines: list[str], between: str) -> None:
    text = between.join(lines)
    found = understand(text, "text/plain", url="", explain=True)
    held = " ".join(" ".join(d.text.split()) for d in found.decisions)
    for line in text.split("\n"):
        assert " ".join(line.split()) in held
    cut = {d.text for d in found.decisions if d.kept is None}
    fields = {"title", "deck", "byline", "captions", "text"}
    assert {d.kept for d in found.decisions if d.text not in cut} <= fields
    for d in found.decisions:
        if d.kept == "text":
            assert d.text in found.article.text
        elif d.kept == "deck":
            assert found.article.deck is not None
        elif d.kept == "captions":
            assert " ".join(d.text.split()) in found.article.captions
