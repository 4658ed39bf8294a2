"""Who wrote, of all that a page says about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted
from crawler.extract import people

Understand = Callable[..., Extracted]

STORY = "".join(
    f"<p>{line}</p>"
    for line in (
        "The ferry has crossed the sound for ninety years, and nobody on either bank can remember a week in which it did not.",
        "Its new engine makes no sound at all, which the seals have noticed before the passengers did.",
        "Tickets will cost what they cost in spring, the company said, and children will go on travelling for nothing.",
        "The pier was built for it in the spring.",
        "The crew of the old boat has been trained for the new one, and nobody has to look for work elsewhere, the company said.",
        "A second ferry of the same make is to follow next year.",
    )
)
H1 = "<h1>Silent ferry startles the seals</h1>"


def page(*, head: str = "", above: str = "", below: str = "", foot: str = "") -> str:
    return (
        f"<html><head>{head}</head><body>{above}<div>{H1}{below}{STORY}</div>{foot}</body></html>"
    )


def meta(name: str) -> str:
    return (
        f'<meta name="author" content="{name}"><meta property="og:site_name" content="Kota Post">'
    )


def authors(understand: Understand, **parts: str) -> tuple[str, ...]:
    return understand(page(**parts)).article.authors


@pytest.mark.parametrize(
    "below",
    [
        '<p>3. August 2020, 23:39 · von <a rel="author" href="/x">Tobi</a></p>',
        '<div class="entry-meta"><span>Posted on</span> <time>3 August 2020</time><time>4 August 2020</time> '
        '<span class="author vcard"><a class="url fn n" href="/author/tobi">Tobi</a></span></div>',
        '<p>Gespeichert von <span class="username">Tobi</span> am 3. August 2020</p>',
        '<div class="node-promoted"><a href="/autor/tobi">Tobi</a> <span>3 August 2020</span></div>',
    ],
)
def test_markup_makes_a_single_name_an_author(understand: Understand, below: str) -> None:
    assert authors(understand, below=below) == ("Tobi",)


def test_the_byline_says_more_than_the_declaration(understand: Understand) -> None:
    below = '<p class="byline"><a rel="author" href="/a">Jane Roe</a>, <a rel="author" href="/b">John Doe</a></p>'
    assert authors(understand, head=meta("Jane Roe"), below=below) == ("Jane Roe", "John Doe")


@pytest.mark.parametrize(
    ("declared", "shown"), [("KatieS", "Aoife Brannagh"), ("Linda", "Linda Crane"), ("admin", "Linda Crane")]
)  # fmt: skip
def test_a_byline_with_a_name_stands_for_an_account(
    understand: Understand, declared: str, shown: str
) -> None:
    assert authors(understand, head=meta(declared), below=f"<p>By {shown}</p>") == (shown,)


def test_authors_of_other_stories_in_microdata_are_not_this_storys(understand: Understand) -> None:
    others = "".join(
        f'<li><a href="/{n}">A story</a><span itemprop="author">By {n}</span></li>'
        for n in ("Otto Venn", "Ada Marsh", "Lil Maskery")
    )
    below = '<p class="byline"><span itemprop="author">By Jane Roe</span></p>'
    assert authors(understand, below=below, foot=f"<ul>{others}</ul>") == ("Jane Roe",)


@pytest.mark.parametrize(
    "foot",
    [
        "<h3>Jane Roe</h3><p>Jane Roe is the harbour reporter of Kota Post, and has written about ferries for ten years.</p>",
        "<div>Jane Roe</div><p>Jane is a writer who lives by the sea with two dogs, three cats and a small boat.</p>",
        "<p>Written by Jane Roe</p>",
        "<p>Text: Jane Roe</p>",
        '<div class="author-box"><a href="/author/jane-roe">Jane Roe</a></div>',
    ],
)
def test_an_author_box_below_the_story_names_its_author(understand: Understand, foot: str) -> None:
    assert authors(understand, foot=foot) == ("Jane Roe",)


@pytest.mark.parametrize(
    "foot",
    [
        "<h3>Theft Protection</h3><p>Theft protection is what most passengers of the ferry buy in summer, the company said.</p>",
        '<div class="comment-list"><p><a rel="author" href="/u/1">Jane Roe</a> says: what a fine ferry</p></div>',
        '<div class="article-image-credit">Jane Roe</div>',
        '<div class="related"><p>by <a rel="author" href="/u/1">Jane Roe</a></p></div>',
    ],
)
def test_other_names_below_the_story_are_no_authors(understand: Understand, foot: str) -> None:
    assert authors(understand, foot=foot) == ()


def test_a_writer_may_bear_the_name_of_the_newspaper(understand: Understand) -> None:
    head = '<meta name="author" content="{0}"><meta property="og:site_name" content="{0}">'
    assert authors(understand, head=head.format("Rick Harbour")) == ("Rick Harbour",)
    assert authors(understand, head=head.format("Kota Times")) == ()
    assert authors(understand, head=head.format("Der Anzeiger")) == ()


def test_names_above_the_headline_yield_to_those_below(understand: Understand) -> None:
    above = '<footer class="opinion__author">Otto Venn</footer><footer class="opinion__author">Ada Marsh</footer>'
    assert authors(understand, above=above, below='<p class="author">Jane Roe</p>') == ("Jane Roe",)


def test_one_of_several_labelled_lines_names_the_author(understand: Understand) -> None:
    lines = '<div class="box">Datum: 19.11.2021<br>Autor: Fritz Imhof<br>Quelle: Livenet</div>'
    assert authors(understand, below=lines) == ("Fritz Imhof",)


def test_readers_that_microdata_calls_authors_are_none(understand: Understand) -> None:
    comments = "".join(
        f'<li class="comment"><p><span itemprop="author">{name}</span> says: what a ferry</p></li>'
        for name in ("Otto Venn", "Ada Marsh")
    )
    assert authors(understand, foot=f"<ol>{comments}</ol>") == ()


def test_several_names_alone_below_the_headline_are_the_authors(understand: Understand) -> None:
    below = "<p>3 August 2020</p><p>Mathilda Sebusi/Mohale Phakela</p>"
    assert authors(understand, below=below) == ("Mathilda Sebusi", "Mohale Phakela")


@pytest.mark.parametrize(
    "foot",
    [
        '<div class="author-bio">This post was written by Jane Roe, Head of Harbours</div>',
        "<div>Datum: 3. August 2020<br>Autor: Jane Roe<br>Quelle: Kota Post</div>",
        "<p>Posted by Jane Roe at 11:15</p>",
    ],
)
def test_a_line_below_the_story_says_who_wrote_it(understand: Understand, foot: str) -> None:
    assert authors(understand, foot=foot) == ("Jane Roe",)


def test_an_agency_alone_is_credited_right_below_the_story(understand: Understand) -> None:
    assert understand(page().replace("</div>", "<p>EFE</p></div>")).article.agency == "EFE"
    others = "<section><p>A short one</p><p>EFE</p><p>Another</p><p>EFE</p></section>"
    assert understand(page(foot=others)).article.agency is None


def test_small_words_of_a_credit_line_are_no_reporters(understand: Understand) -> None:
    line = "<p>(Reporting by Jane Roe and John Doe in Paris, with additional reporting by Otto Venn; Editing by Ada Marsh)</p>"
    found = authors(understand, foot=line)
    assert "with" not in found
    assert found[:2] == ("Jane Roe", "John Doe")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"foot": "<h3>Stefan</h3><p>Stefan is the founder of Kota Post and likes to row on the sound at night.</p>"}, ("Stefan",)),
        ({"foot": "<h3>Rowing</h3><p>Rowing is what the founder of Kota Post likes to do on the sound at night.</p>"}, ()),
        ({"foot": "<p>Written by Tobi</p>"}, ("Tobi",)),
        ({"below": '<div class="item-caption"><div>von Hans Müller</div></div>'}, ("Hans Müller",)),
        ({"below": "<p>Nathan Lian @ Maintouch</p><p>2 March 2020</p>"}, ("Nathan Lian",)),
        ({"foot": '<ul class="recent-posts"><li class="author">Kate May</li></ul>'}, ()),
    ],
)  # fmt: skip
def test_boxes_and_lines_with_one_name(
    understand: Understand, parts: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert authors(understand, **parts) == expected


@pytest.mark.parametrize(
    "line",
    [
        "By Jane M. Roe View In Digital Edition",
        "By Jane M. Roe Follow",
        "byJane M. Roe",
        "Written byJane M. Roe",
    ],
)
def test_a_link_or_a_lead_that_touches_the_name_is_none_of_it(
    understand: Understand, line: str
) -> None:
    assert authors(understand, below=f"<p>{line}</p>") == ("Jane M. Roe",)


def test_a_surname_that_reads_as_a_call_stays() -> None:
    assert [people.tidy(name) for name in ("Anna Maria Read", "Kay See Tan")] == [
        "Anna Maria Read",
        "Kay See Tan",
    ]


@pytest.mark.parametrize(
    ("foot", "expected"),
    [
        ("<p>Jane Roe</p>", ("Jane Roe",)),
        ("<p>Jane Roe</p><ul><li>Imprint</li></ul>", ("Jane Roe",)),
        ("<p>FERRIES OF TOMORROW</p>", ()),
        ('<p><a href="/more">Jane Roe</a></p>', ()),
        ("<div>Menu</div><div>Footer</div><p>Jane Roe</p>", ()),
    ],
)
def test_a_name_alone_ends_the_story(
    understand: Understand, foot: str, expected: tuple[str, ...]
) -> None:
    assert authors(understand, foot=foot) == expected


def test_a_box_for_narrow_screens_says_who_wrote(understand: Understand) -> None:
    box = '<div style="display: none"><p>{} by Jane Roe</p></div>'
    assert authors(understand, foot=box.format("Written")) == ("Jane Roe",)
    assert authors(understand, foot=box.format("Reviewed")) == ()


def test_the_paper_somebody_writes_for_is_none_of_the_name(understand: Understand) -> None:
    declared = meta("By Jane Roe And John Doe For The Post On Sunday")
    assert authors(understand, head=declared) == ("Jane Roe", "John Doe")
