"""Bytes become text and a tree: encodings, limits, and what is refused."""

from __future__ import annotations

import time

import pytest

from crawler.errors import NotAPage
from crawler.extract.page import reader
from crawler.extract.page.document import Document, parse
from crawler.extract.page.nesting import FEW_TAGS, MAX_DEPTH, flattened

STORY = "<p>Die Brücke über den Fluß wurde für Fußgänger geöffnet – „endlich“, sagt Jürgen.</p>"


def text_of(document: Document) -> str:
    return " ".join(block.text for block in reader.read(document).blocks)


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        pytest.param(STORY.encode(), "text/html; charset=utf-8", "utf-8", id="header"),
        pytest.param(STORY.encode(), "text/html; charset=iso-8859-1", "utf-8", id="header lies"),
        pytest.param(STORY.encode(), "", "utf-8", id="nothing declared"),
        pytest.param(
            b"\xef\xbb\xbf" + STORY.encode(), "text/html; charset=latin-1", "utf-8", id="BOM"
        ),
        pytest.param(
            b"\xff\xfe" + f"<html>{STORY}".encode("utf-16-le"),
            "text/html",
            "utf-16-le",
            id="UTF-16 BOM",
        ),
        pytest.param(
            STORY.encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252", id="latin-1 is 1252"
        ),
        pytest.param(
            b'<meta charset="windows-1252">' + STORY.encode("cp1252"),
            "text/html",
            "cp1252",
            id="meta",
        ),
        pytest.param(
            STORY.encode("cp1252"), "text/html; charset=utf-8", "cp1252", id="says UTF-8, is not"
        ),
        pytest.param(
            STORY.encode("cp1252"), "text/html; charset=klingon", "cp1252", id="unknown label"
        ),
    ],
)
def test_german_is_read_in_every_encoding(body: bytes, content_type: str, encoding: str) -> None:
    document = parse(body, content_type)
    assert document.encoding == encoding
    assert text_of(document) == STORY.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("橋が開通し、市民は喜んでいる。", "shift_jis", "Shift_JIS"),
        ("橋が開通し、市民は喜んでいる。", "iso2022_jp", "iso-2022-jp"),
        ("大桥今天上午正式通车。", "gb18030", "gb2312"),
        ("다리가 오늘 아침 개통되었다.", "euc_kr", "euc-kr"),
        ("Мост открыли сегодня утром.", "cp1251", "windows-1251"),
    ],
)
def test_a_declared_legacy_encoding_is_believed_when_the_bytes_agree(
    text: str, encoding: str, label: str
) -> None:
    document = parse(f"<p>{text}</p>".encode(encoding), f"text/html; charset={label}")
    assert text_of(document) == text


def test_an_undeclared_legacy_encoding_is_found_by_its_bytes() -> None:
    text = "Мост через реку открыли сегодня утром, и первыми по нему прошли школьники. " * 5
    assert text_of(parse(f"<p>{text}</p>".encode("cp1251"))) == text.strip()


def test_utf8_that_was_cut_inside_a_character_stays_utf8() -> None:
    body = ("<p>" + "Brücke " * 50 + "ü").encode()[:-1]
    document = parse(body, "text/html")
    assert document.encoding == "utf-8"
    assert "Brücke" in text_of(document)


def test_a_few_broken_bytes_do_not_turn_utf8_into_mojibake() -> None:
    body = b"<p>" + "Brücke ".encode() * 50 + b"\xff caf\xe9</p>"
    assert "Brücke" in text_of(parse(body, "text/html; charset=utf-8"))


def test_bytes_that_are_utf8_are_read_as_they_are_whatever_a_label_says() -> None:
    for content_type in ("text/html; charset=windows-1251", "text/html; charset=klingon"):
        document = parse(f"<html>{STORY}".encode(), content_type)
        assert (document.encoding, text_of(document)) == ("utf-8", STORY[3:-4])


def test_iso_2022_jp_is_not_taken_for_utf8() -> None:
    body = "<html><meta charset=iso-2022-jp><p>橋が開通した。</p>".encode("iso2022_jp")
    assert text_of(parse(body, "text/html")) == "橋が開通した。"


def test_nul_characters_are_dropped() -> None:
    assert text_of(parse(b"<html><p>one\0 two\0</p>")) == "one two"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7\n%...", "text/html"),
        (b"\x89PNG\r\n\x1a\n....", ""),
        (b"\xff\xd8\xff\xe0....JFIF", "text/html"),
        (b"GIF89a....", ""),
        (b"PK\x03\x04....", "application/octet-stream"),
        (b"\x1f\x8b\x08....", "text/html"),
        (b"....ftypmp42", ""),
        (b"whatever", "image/webp"),
        (b"whatever", "video/mp4"),
        (b'{"a": 1}', "application/json"),
        (
            b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>",
            "application/rss+xml",
        ),
        (bytes(range(256)) * 64, "text/html"),
    ],
)
def test_what_is_no_page_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(NotAPage, match="not a page but"):
        parse(body, content_type)


def test_xhtml_that_is_served_as_xml_is_a_page() -> None:
    body = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Good day.</p></body></html>'
    assert text_of(parse(body, "application/xhtml+xml")) == "Good day."


@pytest.mark.parametrize(
    ("body", "content_type", "is_text"),
    [
        (b"One line.\nAnother.", "text/plain; charset=utf-8", True),
        (b"One line.\nAnother.", "", True),
        (b"Oil < 80 dollars and > 70", "", True),
        (b"<p>One line.</p>", "", False),
        (b"<!DOCTYPE html><p>One line.</p>", "text/plain", False),
        (b"One line.", "text/html", False),
    ],
)
def test_text_and_html_are_told_apart(body: bytes, content_type: str, is_text: bool) -> None:
    assert (parse(body, content_type).tree is None) is is_text


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="id-ID">', "id-ID"),
        ('<html xml:lang="de">', "de"),
        ('<meta http-equiv="Content-Language" content="fr, en">', "fr"),
        ('<html lang="">', None),
        ("<p>hello", None),
    ],
)
def test_the_declared_language_is_read(html: str, language: str | None) -> None:
    assert parse(html.encode(), "text/html").declared_language == language


def test_a_hundred_thousand_nested_tags_cost_little_and_lose_no_text() -> None:
    count = 100_000
    body = (
        b"<html><body>" + b"<div>" * count + b"deep down" + b"</div>" * count + b"<p>and after</p>"
    )
    before = time.process_time()
    document = parse(body, "text/html")
    found = text_of(document)
    assert time.process_time() - before < 5
    assert found == "deep down and after"


def test_the_time_grows_with_the_size_and_not_with_its_square() -> None:
    def seconds(count: int) -> float:
        body = b"<html>" + b"<div><b>x</b>" * count
        before = time.process_time()
        reader.read(parse(body, "text/html"))
        return time.process_time() - before

    seconds(1_000)
    assert seconds(80_000) < 20 * max(seconds(20_000), 0.05)


def test_flattening_leaves_ordinary_pages_alone() -> None:
    page = b"<div><p>text<ul><li>one<li>two</ul></div>" * 200
    assert flattened(page) is page


def test_many_tags_without_end_tags_are_not_taken_for_depth() -> None:
    page = b"<ul>" + b"<li><p>one<br>two" * FEW_TAGS + b"</ul>"
    assert flattened(page) is page


def test_flattening_keeps_what_stands_in_scripts() -> None:
    script = b"<script>var a = '" + b"<div>" * MAX_DEPTH * 2 + b"';</script>"
    page = script + b"<div>" * FEW_TAGS + b"text"
    flat = flattened(page)
    assert flat.startswith(script)
    assert flat.removeprefix(script).count(b"<div>") == MAX_DEPTH
    assert flat.endswith(b"text")


def test_the_tree_is_as_it_was_written_and_selectors_find_their_way_in_it() -> None:
    select = "<select><selectedcontent></selectedcontent><option>Ferry</select>"
    tree = parse(f"<html><p class='a b' id=c>x</p>{select}".encode()).tree
    assert tree is not None
    assert [len(tree.css(selector)) for selector in ("p.b", "#c")] == [1, 1]
    assert tree.css_first("selectedcontent").text() == ""
