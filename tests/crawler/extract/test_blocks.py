"""A document becomes blocks: where they begin and end, and what is known of each."""

from __future__ import annotations

import pytest

from crawler.extract.blocks import Block, Outline, count_words
from crawler.extract.page.document import parse
from crawler.extract.page.reader import read


def outline(html: str) -> Outline:
    return read(parse(html.encode(), "text/html; charset=utf-8"))


def texts(html: str) -> list[str]:
    return [block.text for block in outline(html).blocks]


def only(html: str) -> Block:
    (block,) = outline(html).blocks
    return block


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<p>a <b>bold</b>  word\n here</p>", ["a bold word here"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("one<br><br>two", ["one", "two"]),
        ("<p>street<br>town</p>", ["street\ntown"]),
        ("<div>one<hr>two</div>", ["one", "two"]),
        ("<p>a&nbsp;b &amp; c</p>", ["a b & c"]),
        ("<p>co\u00adop\u200beration</p>", ["cooperation"]),
        ("<p>a<script>x()</script><style>y</style>b</p>", ["ab"]),
        ("<p>kept<!-- not --></p>", ["kept"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<table><tr><td>a<td>b</table>", ["a", "b"]),
        ("<p>on</p><noscript>off</noscript><template>no</template>", ["on"]),
        ("<p>text <select><option>a<option>b</select></p>", ["text"]),
        ("<a href=/x><div>one</div><div>two</div></a>", ["one", "two"]),
        ("<p>cut off <b>in the mid", ["cut off in the mid"]),
        ("<p>before</p><script>never closed <p>lost", ["before"]),
        ("", []),
    ],
)
def test_text_is_divided_where_a_browser_begins_a_new_line(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_break_behind_a_long_sentence_ends_the_paragraph() -> None:
    first = "The bridge over the river was opened to walkers on Monday morning at nine."
    assert texts(f"<div>{first}<br>The mayor came late.</div>") == [first, "The mayor came late."]


def test_links_are_counted_in_words() -> None:
    block = only('<p>See <a href="/x">the long report</a> there</p>')
    assert (block.words, block.link_words, block.links) == (5, 3, 1)
    assert block.link_density == pytest.approx(0.6)


def test_an_anchor_within_the_page_is_no_link() -> None:
    assert only('<h2><a href="#top">Chapter one</a></h2>').link_words == 0


def test_a_link_around_blocks_counts_in_each() -> None:
    html = '<a href="/x"><h3>Headline here</h3><p>and its words</p></a>'
    assert [block.link_density for block in outline(html).blocks] == [1.0, 1.0]


@pytest.mark.parametrize(
    "html",
    [
        "<div hidden><p>x</p></div>",
        '<div style="display: none"><p>x</p></div>',
        '<div class="sr-only"><p>x</p></div>',
        '<div class="menu hidden\n  wide"><p>x</p></div>',
        '<div class="print-only"><p>x</p></div>',
        "<dialog><p>x</p></dialog>",
    ],
)
def test_what_a_browser_does_not_show_is_marked_hidden(html: str) -> None:
    assert only(html).hidden


@pytest.mark.parametrize("names", ["hidden-xs", "hidden-print", "shidden", "no-print"])
def test_what_is_hidden_only_elsewhere_is_visible(names: str) -> None:
    assert not only(f'<div class="{names}"><p>x</p></div>').hidden


def test_a_block_knows_its_surroundings() -> None:
    page = outline(
        '<article class="Story"><div class="Body main"><p>By <a rel="author" class="name">Ada</a>'
        ' <time datetime="2020-01-02">today</time></p></div></article>'
    )
    (block,) = page.blocks
    assert page.where(block) == "article.story > div.body > p"
    assert block.in_article
    assert block.tag == "p"
    assert set(block.classes.split()) == {"name", "rel=author"}
    assert "body" in block.around.split()
    assert block.times == ("2020-01-02",)


def test_headings_captions_lists_and_bold_are_told() -> None:
    html = (
        "<h2>Head</h2><figure><figcaption>Cap</figcaption></figure><ul><li>Item</li></ul>"
        "<p><b>Bold only</b></p><p><b>Half</b> of it is bold</p>"
    )
    head, caption, item, bold, half = outline(html).blocks
    assert (head.level, caption.is_caption, item.is_list_item, bold.bold, half.bold) == (
        2,
        True,
        True,
        True,
        False,
    )


def test_a_container_covers_its_blocks() -> None:
    page = outline("<p>a</p><section><p>b</p><div><p>c</p></div></section><p>d</p>")
    section = next(c for c in page.containers if c.tag == "section")
    assert [b.text for b in page.blocks[section.first : section.last]] == ["b", "c"]


def test_what_holds_no_text_is_no_container() -> None:
    page = outline(
        "<div><i></i><p> <img src=x></p><section><p>b</p></section><ul><li></li></ul></div>"
    )
    assert [c.tag for c in page.containers] == ["body", "div", "section", "p"]
    assert [(c.index, c.parent) for c in page.containers] == [(0, -1), (1, 0), (2, 1), (3, 2)]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<nav class=related>a</nav>", "navigation"),
        ("<div role=contentinfo class=related>a</div>", "footer"),
        ("<div class='ad related'>a</div>", "advert"),
        ("<div class='ad cookie'>a</div>", "consent"),
        ("<div class=ad-related>a</div>", "related"),
        ("<div class=sidebar__share--list>a</div>", "share"),
        ("<div class=article_body>a</div>", ""),
        ("<div class=with-sidebar>a</div>", ""),
        ("<p class=related>a</p>", ""),
    ],
)
def test_a_container_knows_what_its_element_and_its_names_say(html: str, kind: str) -> None:
    page = outline(html)
    assert page.containers[page.blocks[0].container].kind[0] == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("one two", 2),
        ("für die Brücke", 3),
        ("橋が開通した", 4),
        ("Brücke 橋が", 3),
        ("สะพานเปิด", 5),
        ("はい“いいえ”", 3),
        ("“पुल” खुला", 2),
    ],
)
def test_words_are_counted_in_scripts_without_spaces_too(text: str, words: int) -> None:
    assert count_words(text) == words


def lines(text: str) -> list[str]:
    return [block.text for block in read(parse(text.encode(), "text/plain")).blocks]


PARAGRAPHS = [
    "The keeper of the northern light will stay on for another year, because nobody has found out how to turn the lamp without her help.",
    "She learned the trick from her uncle, who learned it from a sailor with one good hand and a long memory for the names of ships.",
    "Engineers visited four times in the spring, and they brought a drawing, then a better drawing, and at last a camera on three legs.",
]


def wrapped(paragraph: str, width: int) -> str:
    out: list[str] = [""]
    for word in paragraph.split():
        if len(out[-1]) + 1 + len(word) > width:
            out.append(word)
        else:
            out[-1] = f"{out[-1]} {word}".strip()
    return "\n".join(out)


@pytest.mark.parametrize("width", [60, 72, 78])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_lines_that_were_wrapped_are_joined(width: int, gap: str) -> None:
    text = gap.join(wrapped(p, width) for p in PARAGRAPHS)
    assert " ".join(lines(text)) == " ".join(PARAGRAPHS)
    if gap == "\n\n":
        assert lines(text) == PARAGRAPHS


def test_lines_that_are_paragraphs_stay_apart() -> None:
    assert lines("\n".join(PARAGRAPHS)) == PARAGRAPHS
    assert lines("\r\n\r\n".join(PARAGRAPHS)) == PARAGRAPHS


def test_short_lines_of_a_widget_are_not_joined() -> None:
    ticker = "FTSE 100\n8,000.10\n+1.00 (+0.01%)\nDAX\n18,000.20\n-3.00 (-0.02%)"
    assert lines(ticker) == ticker.split("\n")


def test_a_line_knows_its_number_and_the_gap_before_it() -> None:
    found = read(parse(b"one\ntwo\n\nthree", "text/plain")).blocks
    assert [(b.path, b.gap) for b in found] == [
        ("line 1", False),
        ("line 2", False),
        ("line 4", True),
    ]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<p>By <a rel="author" href="/x">Jane Roe</a> in Paris</p>', ("Jane Roe",)),
        ('<p>By <a href="/author/jane-roe/">Jane Roe</a></p>', ("Jane Roe",)),
        ('<p>Von <a href="/autoren/hans?x=1">Hans</a>, 3. Mai</p>', ("Hans",)),
        (
            '<p><span class="author vcard">by <a class="url fn n" href="#">uri</a></span></p>',
            ("uri",),
        ),
        ('<p><span class="author">A B</span><span class="author">C D</span></p>', ("A B", "C D")),
        ('<p>by <span itemprop="author">Jane <b>Roe</b></span></p>', ("Jane Roe",)),
        ('<p>See <a href="/authors/">all</a> or <a href="/authority/x">more</a></p>', ()),
        ('<p>the <span class="authority">board</span></p>', ()),
        ('<p><a rel="author" href="/x"></a>nobody</p>', ()),
    ],
)
def test_names_that_markup_marks_as_authors_are_kept(html: str, names: tuple[str, ...]) -> None:
    assert only(html).signed == names


def test_two_dates_that_touch_in_a_byline_are_two() -> None:
    html = '<p class="entry-meta"><time>6. Mai 2023</time><time>7. Mai 2023</time> von Jane Roe</p>'
    assert texts(html) == ["6. Mai 2023, 7. Mai 2023 von Jane Roe"]
