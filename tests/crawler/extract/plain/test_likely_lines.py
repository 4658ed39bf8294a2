"""Which lines of a text read like an article's: what the forests are given, and that they say it."""

from __future__ import annotations

import json
import textwrap
from importlib import resources

import pytest

from crawler.extract.blocks import of_text
from crawler.extract.plain import likely_lines, linecontext, lineshape

MENU = ["Home", "World", "Politics", "Sport", "Weather", "Sign in", "Subscribe", "Search"]
STORY = [
    "The harbour council voted on Monday to close the old swing bridge for eleven weeks, after divers found two of its piers cracked.",
    "Engineers had warned in March that the bridge could not carry another winter of heavy lorries, and asked for money to mend it.",
    '"We were told to wait, and so we waited," said Maren Holt, who has run the bridge office for nine years.',
    "Ferries will take walkers and bicycles across every ten minutes while the bridge is shut, the council said.",
    "Work on the piers is to begin in the first week of May, and is expected to cost four million crowns.",
]
MORE = ["Most read", "Ferry fares to rise again", "Council picks new mayor", "Storm closes the airport", "About us", "Contact", "© 2024 Harbour Media"]  # fmt: skip
JUDUL_MENU = ["Beranda", "Nasional", "Olahraga", "Cuaca", "Masuk", "Cari"]
CERITA = [
    "Dewan pelabuhan memutuskan pada Senin untuk menutup jembatan lama selama sebelas minggu, setelah penyelam menemukan dua tiangnya retak.",
    "Para insinyur sudah memperingatkan pada Maret bahwa jembatan itu tidak akan kuat menahan truk berat pada musim hujan berikutnya.",
    "Feri akan mengangkut pejalan kaki dan sepeda setiap sepuluh menit selama jembatan ditutup, kata dewan itu dalam sebuah pernyataan.",
]


@pytest.mark.parametrize(
    ("name", "features"),
    [(likely_lines.SHAPE, lineshape.NAMES), (likely_lines.CONTEXT, linecontext.NAMES)],
)
def test_a_forest_asks_for_the_features_that_it_is_given(
    name: str, features: tuple[str, ...]
) -> None:
    held = json.loads(resources.files("crawler.extract.forest").joinpath(name).read_text("utf-8"))

    assert tuple(held["features"]) == features
    assert len(set(features)) == len(features)


@pytest.mark.parametrize("lines", [[], ["One line."], MENU, STORY, [*MENU, *STORY, *MORE]])
def test_every_line_has_a_value_for_each_feature(lines: list[str]) -> None:
    blocks = of_text("\n".join(lines)).blocks
    shapes = lineshape.rows(blocks)
    context = linecontext.rows(blocks, shapes, [0.0] * len(blocks))

    assert [len(row) for row in shapes] == [len(lineshape.NAMES)] * len(blocks)
    assert [len(row) for row in context] == [len(linecontext.NAMES)] * len(blocks)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("menu", "story"), [(MENU, STORY), (JUDUL_MENU, CERITA)], ids=["English", "Indonesian"]
)
def test_paragraphs_are_likelier_than_menus(
    menu: list[str], story: list[str], between: str
) -> None:
    blocks = of_text(between.join([*menu, *story, *MORE])).blocks
    likely_lines.mark(blocks)
    odds = {block.text: block.odds for block in blocks}

    assert min(odds[line] for line in story) > 0
    assert max(odds[line] for line in (*menu, *MORE)) < 0


def test_a_wrapped_text_is_marked_by_its_paragraphs() -> None:
    wrapped = of_text("\n\n".join(textwrap.fill(line, 72) for line in STORY)).blocks
    likely_lines.mark(wrapped)

    assert [block.text for block in wrapped] == STORY
    assert all(block.odds > 0 for block in wrapped)


def test_marking_takes_time_in_proportion() -> None:
    """Ten thousand lines are no more than ten thousand lines: every look around a line has a fixed reach."""
    blocks = of_text("\n".join([*MENU, *STORY] * 800)).blocks
    likely_lines.mark(blocks)

    assert len(blocks) == 800 * (len(MENU) + len(STORY))
