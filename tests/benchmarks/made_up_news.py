"""Made-up newspapers: any number of articles in eight languages, the same for the same seed.

Stories of some four hundred words with a topic of their own, names, numbers and dates; a few hundred sources of very
different size; two years of dates, some without a time of day, one in ten filled in later; one in twenty is the copy of
another source's story with a word changed here and there.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from made_up_words import GRAMMARS, Vocabulary, vocabulary

from archive.model import Article, Extracted

DAYS = 730
LAST = datetime(2026, 11, 1, tzinfo=UTC)
SOURCES = 300
WORDS = 400

SHARES = {"en": 34, "id": 20, "de": 10, "ru": 10, "es": 8, "ar": 6, "zh": 7, "ja": 5}
"""Sources of each language, of a hundred."""
_BACKFILLED, _DATE_ONLY, _COPIED = 0.10, 0.15, 0.05
_TOPIC = 14
"""How many words make a topic; every fifth word of a text is one of them."""
_SENTENCES = (6, 9, 12, 14, 17, 19, 22, 25, 28)


class Source(NamedTuple):
    name: str
    language: str
    zone: timezone
    sections: Sequence[str]
    authors: Sequence[str]


class Story(NamedTuple):
    """What several sources may print."""

    language: str
    title: str
    deck: str
    paragraphs: tuple[str, ...]


@cache
def words_of(language: str) -> Vocabulary:
    return vocabulary(language)


@cache
def sources() -> tuple[Source, ...]:
    chance = random.Random("sources")  # noqa: S311
    languages = [language for language, share in SHARES.items() for _ in range(share)]
    made = []
    for number in range(SOURCES):
        language = chance.choice(languages)
        names = words_of(language).names
        made.append(
            Source(
                f"paper{number}.example",
                language,
                timezone(timedelta(hours=chance.choice((-5, 0, 1, 3, 7, 7, 8, 9)))),
                tuple(chance.choices(words_of(language).topics[:300], k=12)),
                tuple(
                    words_of(language).grammar.space.join(chance.choices(names, k=2))
                    for _ in range(40)
                ),
            )
        )
    return tuple(made)


def news(count: int, seed: int = 1, *, first: int = 0) -> Iterator[Article]:
    """``count`` articles in the order in which they are met, numbered from ``first`` on."""
    chance = random.Random(f"{seed} {first}")  # noqa: S311
    houses = sources()
    sizes = list(accumulate(1 / (rank + 3) for rank in range(len(houses))))
    recent: dict[str, deque[Story]] = {language: deque(maxlen=200) for language in GRAMMARS}
    begin = LAST - timedelta(days=DAYS)
    for number in range(first, first + count):
        house = chance.choices(houses, cum_weights=sizes)[0]
        told = recent[house.language]
        if told and chance.random() < _COPIED:
            story = edited(chance.choice(told), chance, 0.03)
        else:
            story = new_story(house.language, chance)
            told.append(story)
        met = begin + timedelta(days=DAYS) * ((number - first) / max(1, count))
        yield article(number, house, story, met, chance)


def batches(count: int, size: int, seed: int = 1, *, first: int = 0) -> Iterator[list[Extracted]]:
    """The same, as :meth:`archive.store.Archive.save` takes them."""
    batch: list[Extracted] = []
    for each in news(count, seed, first=first):
        batch.append(Extracted(article=each))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def article(
    number: int, house: Source, story: Story, met: datetime, chance: random.Random
) -> Article:
    """What this house prints on its page of this number, met at that moment."""
    published = met.replace(microsecond=0) - timedelta(minutes=chance.randrange(1, 120))
    if chance.random() < _BACKFILLED:
        published -= timedelta(days=chance.randrange(DAYS))
    local = published.astimezone(house.zone)
    if chance.random() < _DATE_ONLY:
        local = local.replace(hour=0, minute=0, second=0)
    text = "\n\n".join(story.paragraphs)
    return Article(
        url=f"https://www.{house.name}/{local:%Y/%m}/story-{number}.html",
        source=house.name.removesuffix(".example"),
        title=story.title,
        deck=story.deck if number % 3 else None,
        text=text,
        authors=(chance.choice(house.authors),),
        section=chance.choice(house.sections),
        tags=tuple(story.title.split()[:3]),
        published=local,
        published_evidence="json-ld",
        fetched=met,
        language=house.language,
        language_evidence="declared",
        image=f"https://www.{house.name}/images/{number}.jpg",
        captions=(story.title[:60],),
        words=len(text.split()) if words_of(house.language).grammar.space else len(text) // 2,
        method="blocks",
        rules="2026.11",
    )


def new_story(language: str, chance: random.Random, length: int | None = None) -> Story:
    """A story that nobody has told before, of about ``length`` words."""
    vocabulary = words_of(language)
    grammar = vocabulary.grammar
    # What is written without spaces falls into more terms than words.
    usual = WORDS * (0.8 if grammar.space else 0.6)  # a unit may be two words
    length = length or max(60, int(chance.gauss(usual, usual / 3)))
    # A short topic with a main word, as often as Zipf would have it.
    topic = chance.choices(vocabulary.topics, k=_TOPIC - 4) + chance.choices(vocabulary.names, k=4)
    topic += topic[:3] + topic[:1] * 2
    units = chance.choices(vocabulary.urn, k=length)
    sentences, at = [], 0
    while at < length:
        long = chance.choice(_SENTENCES)
        sentence = units[at : at + long]
        at += long
        for place in range(chance.randrange(5), len(sentence), 5):
            sentence[place] = topic[int(chance.random() * len(topic))]
        if chance.random() < 0.3:
            sentence.insert(len(sentence) // 2, _number(grammar.space, chance))
        sentences.append(_sentence(sentence, vocabulary, comma=long > 12))
    title = _sentence([*topic[:2], *units[2:6], topic[-6]], vocabulary, comma=False)
    paragraphs = tuple(
        "".join(sentences[at : at + 3]).strip() for at in range(0, len(sentences), 3)
    )
    return Story(language, title.strip(" .。"), sentences[-1].strip(), paragraphs)


def _sentence(words: list[str], vocabulary: Vocabulary, *, comma: bool) -> str:
    grammar = vocabulary.grammar
    half = len(words) // 2
    if comma:
        line = grammar.space.join(words[:half]) + grammar.comma + grammar.space.join(words[half:])
    else:
        line = grammar.space.join(words)
    if grammar.capital:
        line = line[:1].upper() + line[1:]
    return line + grammar.stop


def _number(space: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return str(chance.randrange(1, 100))
    if kind < 0.7:
        return str(2000 + chance.randrange(27))
    if kind < 0.9:
        return f"{chance.randrange(1, 999)},{chance.randrange(1000):03}"
    return f"{chance.randrange(1, 99)}.{chance.randrange(10)}%"


def edited(story: Story, chance: random.Random, share: float) -> Story:
    """The story as another house prints it: this share of its words exchanged, and a headline that is its own."""
    vocabulary = words_of(story.language)
    space = vocabulary.grammar.space
    paragraphs = tuple(_exchanged(text, vocabulary, chance, share) for text in story.paragraphs)
    other = chance.choices(vocabulary.topics, k=2)
    title = space.join([story.title[: len(story.title) * 2 // 3], *other])
    return Story(story.language, title, story.deck, paragraphs)


def _exchanged(text: str, vocabulary: Vocabulary, chance: random.Random, share: float) -> str:
    words: list[str] = text.split(" ") if vocabulary.grammar.space else list(text)
    replaced = sum(chance.random() < share for _ in words)
    for word in chance.choices(vocabulary.urn, k=replaced):
        words[chance.randrange(len(words))] = word if vocabulary.grammar.space else word[0]
    return vocabulary.grammar.space.join(words)
