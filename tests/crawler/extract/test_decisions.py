"""What the archive is told about each block, briefly or in full."""

from __future__ import annotations

from collections.abc import Callable

from archive.model import Extracted

Understand = Callable[..., Extracted]

LINKS = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(40))
STORY = "".join(
    f"<p>Paragraph {n} tells what the harbour did on that day, and who was there to see it being done.</p>"
    for n in range(5)
)
PAGE = f"<body><nav><ul>{LINKS}</ul></nav><article><h1>A harbour's week</h1>{STORY}<p>Advertisement</p></article></body>"


def test_without_explanation_only_cuts_are_told_and_a_menu_is_one_of_them(
    understand: Understand,
) -> None:
    brief = understand(PAGE, explain=False)
    assert [(cut.rule, cut.text.count("\n") + 1) for cut in brief.removed] == [
        ("navigation", 40),
        ("advert", 1),
    ]
    assert len(brief.decisions) == 2


def test_an_explanation_names_each_block_and_changes_nothing_else(understand: Understand) -> None:
    brief, full = understand(PAGE, explain=False), understand(PAGE, explain=True)
    assert brief.article == full.article
    assert len(full.decisions) == 40 + 1 + 5 + 1
    lines = [line for cut in full.removed for line in cut.text.split("\n")]
    assert [line for cut in brief.removed for line in cut.text.split("\n")] == lines


def test_no_decision_grows_without_bound(understand: Understand) -> None:
    links = "".join(f'<li><a href="/{n}">Section number {n}</a></li>' for n in range(2000))
    brief = understand(PAGE.replace(LINKS, links), explain=False)
    assert max(len(cut.text) for cut in brief.removed) < 3000
    assert sum(cut.text.count("\n") + 1 for cut in brief.removed) == 2001


def test_a_kicker_that_is_cut_off_the_headline_is_kept_as_a_cut(
    understand: Callable[..., Extracted],
) -> None:
    line = (
        "The ferry has crossed the sound for ninety years, and nobody remembers week {} without it."
    )
    story = "".join(f"<p>{line.format(n)}</p>" for n in range(6))
    found = understand(
        "<html><head><title>Ferry is sold to the mainland</title>"
        '<meta property="og:title" content="Ferry is sold to the mainland"></head><body><article>'
        f'<h1><span class="kicker">Harbour news</span> Ferry is sold to the mainland</h1>{story}</article></body></html>',
        explain=False,
    )
    assert found.article.title == "Ferry is sold to the mainland"
    assert [(d.text, d.rule) for d in found.decisions] == [("Harbour news", "kicker")]
