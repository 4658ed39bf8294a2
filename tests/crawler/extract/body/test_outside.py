"""Blocks outside the article have the names of what they are; looked at on the sample newspapers."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator

import pytest

from archive.model import Extracted
from crawler import demo

Understand = Callable[..., Extracted]


@pytest.fixture(scope="module")
def sample(understand: Understand) -> Iterator[Callable[[str], dict[str, str]]]:
    """``sample(source)`` → the cut lines of all its pages with their rules."""
    with demo.serve() as world:

        def cuts(source: str) -> dict[str, str]:
            found: dict[str, str] = {}
            for truth in world.truth().values():
                if truth.source == source and truth.kind == "article" and truth.section:
                    with urllib.request.urlopen(truth.url) as answer:  # noqa: S310 - our own server
                        page = answer.read()
                    found |= {
                        line: cut.rule
                        for cut in understand(page, url=truth.url, explain=False).removed
                        for line in cut.text.split("\n")
                    }
            return found

        yield cuts


LINES = {
    "ambrel-courier": {
        "ticker": ["Ambrel markets open", "AMBREL 50"],
        "consent": ["We value your privacy", "Accept all"],
        "reactions": ["How does this story make you feel?", "Surprised "],
        "author-bio": ["About the author", "Follow on Kite"],
        "newsletter": ["The Morning Tide", "Sign up to our free newsletter"],
        "most-read": ["Most read"],
        "comments": ["Comments (", "Gullwatcher", "Reply"],
        "related": ["More on this story"],
        "read-also": ["Read also: "],
        "share": ["Copy link"],
        "copyright": ["© 2026 The Port Ambrel"],
        "advert": ["Advertisement"],
        "tags": ["Sail cargo"],
    },
    "kabar-lembayung": {
        "ticker": ["IHS Lembayung"],
        "reactions": ["Reaksi Kamu dengan Artikel ini", "marah"],
        "author-bio": ["Tentang Penulis"],
        "related": ["Berita Terkait"],
        "comments": ["Komentar (", "Silakan masuk untuk"],
        "most-read": ["Terpopuler"],
        "consent": ["Situs ini memakai kuki", "Saya mengerti"],
        "read-also": ["Baca juga: "],
        "copyright": ["Hak cipta"],
        "advert": ["ADVERTISEMENT", "SCROLL TO CONTINUE WITH CONTENT"],
        "breadcrumbs": ["Beranda ›"],
    },
}


@pytest.mark.parametrize("source", LINES)
def test_what_is_cut_from_a_sample_page_has_the_name_of_what_it_is(
    sample: Callable[[str], dict[str, str]], source: str
) -> None:
    cuts = sample(source)
    for rule, starts in LINES[source].items():
        for start in starts:
            rules = {cuts[line] for line in cuts if line.startswith(start)}
            assert rules == {rule}, start


def test_a_box_without_a_telling_class_is_named_by_its_heading(understand: Understand) -> None:
    story = "".join(
        f"<p>Paragraph {n} tells what the harbour did on that day, and who saw it being done.</p>"
        for n in range(5)
    )
    box = "<div class='x1'><h4>What's your reaction?</h4><div>Speechless</div><div>Seasick</div></div>"
    page = f"<body><div class='x0'><h1>A harbour's week</h1><div class='x2'>{story}</div>{box}</div></body>"
    rules = {cut.text: cut.rule for cut in understand(page).removed}
    assert rules == dict.fromkeys(["What's your reaction?", "Speechless", "Seasick"], "reactions")
