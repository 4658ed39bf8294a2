"""Stories that are copies of others, and stories that only look like it; with the truth about each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from made_up_news import DAYS, LAST, Story, article, edited, new_story, sources, words_of

from archive.model import Article

_TEMPLATES = 20
_NEW_IN_TEMPLATE = 0.4
"""How much of a report that fills a form is its own: figures, names, places."""


def pairs(count: int, share: float, seed: int = 3) -> Iterator[tuple[Article, str | None]]:
    """About ``count`` articles, each with the URL of the one that it is a copy of.

    Every third is such a copy: this share of its words exchanged, or of its sentences written anew or left out. One in ten
    fills the same form as another one, one in ten tells another one's story in its own words.
    """
    chance = random.Random(f"{seed} {share}")  # noqa: S311
    houses = sources()
    forms = [new_story(house.language, chance) for house in houses[:_TEMPLATES]]
    number = 0

    def printed(story: Story) -> Article:
        nonlocal number
        number += 1
        met = LAST - timedelta(days=DAYS * (1 - number / count / 1.5))
        house = chance.choice([h for h in houses if h.language == story.language])
        return article(number, house, story, met, chance)

    while number < count:
        story = new_story(chance.choice(houses).language, chance)
        first = printed(story)
        yield first, None
        change = edited if chance.random() < 0.5 else _rewritten
        yield printed(change(story, chance, share)), first.url
        if chance.random() < 0.3:
            yield printed(edited(chance.choice(forms), chance, _NEW_IN_TEMPLATE)), None
        if chance.random() < 0.3:
            yield printed(_told_anew(story, chance)), None


def _rewritten(story: Story, chance: random.Random, share: float) -> Story:
    """The story with this share of its sentences written anew or left out."""
    other = iter(_sentences(new_story(story.language, chance), chance))
    stop = words_of(story.language).grammar.stop
    paragraphs = []
    for text in story.paragraphs:
        kept = []
        for sentence in text.split(stop):
            if chance.random() >= share:
                kept.append(sentence)
            elif chance.random() < 0.5:
                kept.append(next(other, ""))
        if any(kept):
            paragraphs.append(stop.join(filter(None, kept)) + stop.strip())
    return Story(story.language, story.title, story.deck, tuple(paragraphs) or story.paragraphs)


def _sentences(story: Story, chance: random.Random) -> list[str]:
    stop = words_of(story.language).grammar.stop
    found = [sentence for text in story.paragraphs for sentence in text.split(stop)]
    chance.shuffle(found)
    return found


def _told_anew(story: Story, chance: random.Random) -> Story:
    """The same names and topic in other sentences."""
    fresh = new_story(story.language, chance)
    return Story(story.language, story.title, fresh.deck, (story.deck, *fresh.paragraphs))
