"""What the statistics change in the rules' decisions, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted
from crawler.extract import forest
from crawler.extract.body import likelihood, surroundings

Understand = Callable[..., Extracted]

STORY = [
    "The ferry has crossed the sound for ninety years, and nobody on either bank can remember a week in which it did not.",
    "On Monday the council voted to sell it, by nine votes to eight, after a debate that went on until two in the morning.",
    "The buyer is a company from the mainland, which has promised to keep the timetable for as long as there are passengers.",
    "Those who live on the island have heard such promises before, the harbour master said, and they have kept the letters.",
    "A bridge was planned here in the sixties, and its first pillar still stands in the water, with a cormorant on top of it.",
    "Tickets will cost what they cost in spring, the company said, and children will go on travelling for nothing at all.",
]
HEADLINE = "Island ferry is sold to the mainland"


def page(*parts: str, around: str = "") -> str:
    return (
        f"<html lang='en'><head><title>{HEADLINE}</title></head><body><div class='page'>"
        f"<h1>{HEADLINE}</h1><div class='story'>{''.join(parts)}</div></div>{around}</body></html>"
    )


def paragraphs(lines: list[str] = STORY) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_the_weights_are_for_these_features() -> None:
    assert forest.load(likelihood.WEIGHTS).features == likelihood.FEATURES


def test_a_plain_story_is_left_alone(understand: Understand) -> None:
    found = understand(page(paragraphs()))
    assert found.article.text.split("\n\n") == STORY


def test_what_stands_among_the_text_and_is_unlike_it_is_cut(understand: Understand) -> None:
    boxes = "".join(
        f"<div class='x9'><div><span>Zuri {n}</span></div><div><a href='/z/{n}'>Open the zuri</a></div></div>"
        for n in range(6)
    )
    found = understand(page(paragraphs(), f"<div class='q7'>{boxes}</div>"))
    assert found.article.text.split("\n\n") == STORY
    rules = {d.rule for d in found.decisions if d.kept is None}
    assert rules <= {likelihood.RULE, "links", "fragment", "outside"}


def test_a_cut_by_statistics_says_how_likely_text_it_was(understand: Understand) -> None:
    found = understand(
        page(
            paragraphs(),
            "<ul class='k'>"
            + "".join(f"<li><b>Model {n}</b> 1{n} kW</li>" for n in range(9))
            + "</ul><div class='k2'>Rubric 12 of 14</div>",
        )
    )
    cuts = [d for d in found.decisions if d.rule == likelihood.RULE]
    for cut in cuts:
        assert cut.evidence.startswith("likelihood 0.")
        assert "words, link density" in cut.evidence


def test_what_a_rule_knows_by_its_words_never_comes_back(understand: Understand) -> None:
    also = "Read also: The bridge that was never built"
    found = understand(page(paragraphs(STORY[:3]), f"<p>{also}</p>", paragraphs(STORY[3:])))
    assert found.article.text.split("\n\n") == STORY
    assert [d.rule for d in found.decisions if d.text == also] == ["read-also"]


def test_a_text_that_stands_there_twice_stands_once(understand: Understand) -> None:
    found = understand(page(paragraphs(), paragraphs()))
    assert found.article.text.split("\n\n") == STORY


@pytest.mark.parametrize("words", [8, surroundings.LEAD - 1])
def test_a_short_standfirst_is_no_paragraph(understand: Understand, words: int) -> None:
    standfirst = " ".join(["The", "last", "boat", "of", "its", "kind"] * 5).split()[:words]
    deck = " ".join(standfirst) + "."
    body = page(f"<p class='standfirst'>{deck}</p>", paragraphs())
    found = understand(body)
    assert found.article.deck == deck
    assert found.article.text.split("\n\n") == STORY


def test_with_next_to_nothing_left_the_rules_stand(
    understand: Understand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forest that takes nothing for text is not believed."""
    never = forest.Forest(likelihood.FEATURES, [-9.0])
    monkeypatch.setattr(likelihood.forest, "load", lambda _: never)
    lines = "".join(f"<div>{line}</div>" for line in STORY)
    assert understand(page(lines)).article.text.split("\n\n") == STORY


def test_it_can_take_back_what_the_rules_left_outside(
    understand: Understand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forest that takes everything for text brings back paragraphs, but no field and no named cut."""
    always = forest.Forest(likelihood.FEATURES, [9.0])
    monkeypatch.setattr(likelihood.forest, "load", lambda _: always)
    beside = "A paragraph that stands somewhere else on the page, and is long enough to be a part of the story all the same."
    found = understand(page(paragraphs(), around=f"<section><div><p>{beside}</p></div></section>"))
    assert beside in found.article.text
    assert HEADLINE not in found.article.text
    assert [d.evidence for d in found.decisions if d.text == beside] == ["likelihood 1.00"]


def test_what_a_rule_would_cut_does_not_come_back_from_elsewhere(
    understand: Understand, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = forest.Forest(likelihood.FEATURES, [9.0])
    monkeypatch.setattr(likelihood.forest, "load", lambda _: always)
    note = "Editorial note: if you buy through the affiliate links on this page, we may earn a commission at no cost to you."
    found = understand(page(paragraphs(), around=f"<section><div><p>{note}</p></div></section>"))
    assert found.article.text.split("\n\n") == STORY
    assert [d.rule for d in found.decisions if d.text == note] == ["advert"]


def test_a_second_story_does_not_come_back(
    understand: Understand, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = forest.Forest(likelihood.FEATURES, [9.0])
    monkeypatch.setattr(likelihood.forest, "load", lambda _: always)
    other = [
        f"Elsewhere, and on day {n} of another year, {line.lower()}" for n, line in enumerate(STORY)
    ]
    found = understand(
        f"<html lang='en'><head><title>{HEADLINE}</title></head><body><div><article><h1>{HEADLINE}</h1>"
        f"{paragraphs()}</article><article><h2>Another boat</h2>{paragraphs(other)}</article></div></body></html>"
    )
    assert found.article.text.split("\n\n") == STORY


def test_a_page_of_nothing_is_judged_too(understand: Understand) -> None:
    assert understand("<html><body></body></html>").article.text == ""


def test_a_paragraph_between_paragraphs_is_not_doubted(
    understand: Understand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forest that takes nothing for text cuts the ends of the story alone."""
    never = forest.Forest(likelihood.FEATURES, [-9.0])
    monkeypatch.setattr(likelihood.forest, "load", lambda _: never)
    assert understand(page(paragraphs())).article.text.split("\n\n") == STORY[1:-1]
