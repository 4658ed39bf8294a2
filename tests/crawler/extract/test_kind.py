"""What a page is when it is no plain article, and what an ordinary page is not taken for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted

Understand = Callable[..., Extracted]

PARAGRAPH = "<p>The lanterns went up over the sound at nine, a thousand of them, and came down on the far bank by ten.</p>"
BANNER = (
    '<div role="dialog"><h2>We value your privacy</h2><p>We and our 214 partners use cookies.</p>'
    "<button>Accept all</button></div>"
)
VIDEO = '<script type="application/ld+json">{"@type": "VideoObject", "name": "Lanterns"}</script>'


def test_a_consent_banner_over_a_short_page_makes_it_no_consent_wall(
    understand: Understand,
) -> None:
    found = understand(
        f"<body>{BANNER}{VIDEO}<article><h1>A thousand lanterns</h1>{PARAGRAPH}</article>"
    )
    assert found.article.kind == "video"


def test_a_page_of_nothing_but_the_banner_is_a_consent_wall(understand: Understand) -> None:
    assert understand(f"<body>{BANNER}").article.kind == "consent-wall"


@pytest.mark.parametrize(
    "teaser",
    [
        '<div class="card"><a href="/{n}"><h2>The {n} boats of the harbour are sold</h2></a><p>What they earn, and who pays for it.</p></div>',
        '<div class="item"><a href="/{n}">The {n} boats of the harbour are sold again</a><span>19 November 2026, 06:{n} WIB</span></div>',
    ],
)
def test_a_page_of_linked_headlines_is_an_index(understand: Understand, teaser: str) -> None:
    teasers = "".join(teaser.format(n=n) for n in range(10, 14))
    page = f"<body><h1>Harbour</h1>{teasers}</body>"
    assert understand(page, url="https://paper.example/harbour/").article.kind == "index"


STUB = [
    "On a shelf in the basement of the Custom House stand eleven grey folders that nobody was meant to open.",
    "They hold the letters of the board with two banks, and one of them has been opened since.",
]
BOX = "<div class='offer'><h2>This story is for subscribers</h2><p>Pay two puffins a week to go on.</p><p>All our stories, every day.</p></div>"


def test_the_box_of_a_paywall_is_cut_from_the_stub(understand: Understand) -> None:
    told = "".join(f"<p>{line}</p>" for line in STUB)
    found = understand(f"<article><h1>What the board did not say</h1><div>{told}{BOX}</div>")
    assert found.article.kind == "paywall-stub"
    assert found.article.text.split("\n\n") == STUB
    assert "paywall" in {cut.rule for cut in found.removed}


def test_what_asks_for_a_subscription_is_cut_from_a_text(understand: Understand) -> None:
    lines = [
        "What the board did not say",
        *STUB,
        "This story is for subscribers",
        "Pay two puffins.",
    ]
    found = understand("\n\n".join(lines), "text/plain")
    assert found.article.text.split("\n\n") == STUB
