"""The dates that an HTML page shows its readers: at the headline, above it, else anywhere on the page.

Only lines that can hold a date are read: short ones with a digit, a ``datetime`` or a word such as "yesterday". What stands
in lists of other stories, comments and captions is not the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Date
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from crawler.extract.blocks import Block
from crawler.extract.dates import FoundDate
from crawler.extract.dates.seen import Reading, Seen, Shown
from crawler.extract.headline.deck import is_of_picture
from crawler.extract.lexicon.bylines import PUBLISHED, UPDATED
from crawler.extract.lexicon.months import RELATIVE_COUNTED, RELATIVE_DAYS
from crawler.extract.naming import mentions, speaks_of


class _Line(NamedTuple):
    """A date of a line."""

    date: FoundDate
    evidence: str
    """``time`` for a ``datetime`` attribute, ``byline`` for printed text."""
    updated: bool
    """The line speaks of a change."""
    labelled: bool
    """The line speaks of publication."""
    at_headline: bool
    """Between the headline and the story."""


def _label(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, whole where its script has spaces between words."""
    listed = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(w) for w in listed if w[-1] < "\u2e80")
    unspaced = "|".join(re.escape(w) for w in listed if w[-1] >= "\u2e80")
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{unspaced}", re.IGNORECASE)


_CHANGED = (
    "last update", "letztes update", "aktualisierung", "überarbeitet", "révisé", "revisado", "rivisto", "última modificación",
    "última actualización", "última atualização", "terakhir diubah", "pembaruan", "son güncelleme", "修订", "修正",
)  # fmt: skip
"""More words for a change, as they stand before a date."""
_UPDATED = _label((*UPDATED, *_CHANGED))
_PUBLISHED = _label(PUBLISHED)
_of_others = speaks_of(
    r"comment|related|sidebar|recommend|popular|teaser|most-?read|footer|newsletter|promo|carousel|trending|copyright|swiper|"
    r"kommentar|next-?article|read-?more|breadcrumb|menu|(?:^|[ _-])nav(?:$|[ _-])|card(?:$|[ _-])|widget|event",
    *"comment related sidebar recommend popular teaser read footer newsletter promo carousel trending copyright swiper".split(),
    *"kommentar article breadcrumb menu nav card widget event".split(),
)
_of_readers = mentions(
    *"comment kommentar related recommend popular most-read mostread copyright trending".split()
)
_marked = speaks_of(
    r"date|time|publish|posted|stamp|datum|fecha|tanggal|meta(?:$|[ _-])|byline",
    *"date time publish posted stamp datum fecha tanggal meta byline".split(),
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_COUNTED_FROM_NOW = frozenset(w.split()[0] for w in (*RELATIVE_DAYS, *RELATIVE_COUNTED))
_ABOVE, _BELOW = 8, 26
"""Blocks around the headline that are looked at."""
_MOST = 300
"""Lines that are read where all of a page is looked at."""
_HIDDEN_NEAR = 8
"""Blocks below the headline where even a hidden ``<time>`` is the article's."""
_LONGEST = 30
"""Words of a line with a date; a longer one tells a story."""
_BESIDE_WORDS, _BESIDE_UNCERTAIN = 14, 5
"""Words that a line may hold beside its dates; beside one without a year, or counted from now."""


def read(
    blocks: Sequence[Block], title: int | None, reading: Reading, *, thorough: bool = True
) -> Shown:
    """The dates of a page whose headline is block *title* (None: it is not shown).

    *thorough* looks everywhere when none stands at the headline: needless where the page declares a sound one.
    """
    shown: list[_Line] = []
    first = title if title is not None else _story(blocks)
    if title is not None:
        shown.extend(_below(blocks, title, reading))
    if not any(s.date.certain and not s.updated for s in shown):
        shown.extend(_above(blocks, first, reading))
    if thorough and not any(s.date.certain and not s.updated for s in shown):
        shown.extend(_elsewhere(blocks, title or 0, reading, late=bool(shown)))
    if thorough and not shown:
        shown.extend(_anywhere(blocks, title, reading))
    published = [s for s in shown if not s.updated]
    days = {s.date.when.date() for s in published if s.at_headline and _is_sure(s.date)}
    return Shown(
        [Seen(s.date, s.evidence, s.labelled) for s in published],
        [Seen(s.date, s.evidence) for s in shown if s.updated],
        days.pop() if len(days) == 1 else None,
    )


def _is_sure(date: FoundDate) -> bool:
    return date.certain and not date.ambiguous


def _story(blocks: Sequence[Block]) -> int:
    """The first paragraph, where no headline is shown."""
    return next((b.index for b in blocks if b.words >= 30 and b.link_density < 0.3), 0)


def _below(blocks: Sequence[Block], title: int, reading: Reading) -> Iterator[_Line]:
    """From the headline to the second paragraph of the story."""
    told = 0
    for block in blocks[title + 1 : title + 1 + _BELOW]:
        if block.hidden:
            continue
        if block.words >= 30 and block.link_density < 0.5 and not block.is_caption:
            told += 1
            if told == 2:
                return
            continue
        if _may_say_when(block) and (
            block.index - title <= 6 or not (_of_others(block.classes) or _of_others(block.around))
        ):
            before = blocks[block.index - 1].text if block.index - title > 1 else ""
            yield from _line(block, reading, before=before, at_headline=not told)


def _above(blocks: Sequence[Block], first: int, reading: Reading) -> Iterator[_Line]:
    """Right above the headline, unless several lines are dated there: then they are the headlines of other stories."""
    found: list[_Line] = []
    for block in blocks[max(0, first - _ABOVE) : first]:
        if block.hidden or not _may_say_when(block):
            continue
        if block.index + 2 < first and (
            block.words == block.link_words or _of_others(block.classes) or _of_others(block.around)
        ):
            continue
        found.extend(_line(block, reading))
    days = {s.date.when.date() for s in found if not s.updated}
    if len(days) <= 1:
        yield from found


def _elsewhere(
    blocks: Sequence[Block], first: int, reading: Reading, *, late: bool
) -> Iterator[_Line]:
    """The first date below that stands by itself, is marked as one or labelled; what looks like another story's comes last."""
    short = (b for b in blocks[first:] if 0 < b.words <= (_LONGEST if b.times else 16))
    dated = islice(filter(_may_hold_date, short), _MOST)
    doubtful: list[Block] = []
    for block in dated:
        if block.hidden or _of_others(block.around) or _of_others(block.classes):
            doubtful.append(block)
            continue
        found = _alone(block, blocks, reading)
        yield from (s for s in found if not (late and s.updated))
        if not all(s.updated for s in found):
            return
        late = late or bool(found)
    if late:
        return
    for block in doubtful:
        if _of_readers(block.around) or _of_readers(block.classes):
            continue
        found = _alone(block, blocks, reading)
        own = block.in_article or block.index - first <= _HIDDEN_NEAR
        if any(s.labelled or (own and s.evidence == "time") for s in found):
            yield from found
            return


def _anywhere(blocks: Sequence[Block], title: int | None, reading: Reading) -> list[_Line]:
    """Where all else fails: lines above that say when, or the one day that stands alone, begins or ends a line."""
    days: dict[Date, list[_Line]] = {}
    short = (b for b in blocks if 0 < b.words <= 9)
    for block in islice(filter(_may_hold_date, short), _MOST):
        if block.hidden and title is not None:
            continue
        if _of_others(block.classes) or _of_others(block.around):
            continue
        found = _alone(block, blocks, reading)
        if found and (_marked(block.classes) or any(s.labelled or s.updated for s in found)):
            return found
        for line in found or _at_an_end(block, reading):
            days.setdefault(line.date.when.date(), []).append(line)
    return next(iter(days.values())) if len(days) == 1 else []


def _at_an_end(block: Block, reading: Reading) -> list[_Line]:
    """The certain dates at the beginning or end of a line that is no sentence."""
    text = block.text.rstrip()
    if text.endswith((".", "!", "?")):
        return []
    lines = (s for s in _line(block, reading) if s.date.certain)
    return [s for s in lines if s.date.start == 0 or s.date.end == len(text)]


def _alone(block: Block, blocks: Sequence[Block], reading: Reading) -> list[_Line]:
    """The certain dates of a line that says no more than them."""
    before = blocks[block.index - 1].text if block.index else ""
    found = [s for s in _line(block, reading, before=before) if s.date.certain]
    if not found or block.times or block.words <= 5 or _marked(block.classes):
        return found
    said = sum(block.text.count(" ", s.date.start, s.date.end) + 1 for s in found)
    if block.words - said <= 2 or _PUBLISHED.match(block.text.lstrip()):
        return found
    return []


def _may_hold_date(block: Block) -> bool:
    """Cheap: whether it is worth reading."""
    if block.times:
        return True
    if block.words > (_LONGEST if not block.is_caption else 5) or not block.words:
        return False
    return _DIGIT.search(block.text) is not None


def _may_say_when(block: Block) -> bool:
    """The same for lines at the headline, where a word such as "yesterday" will do."""
    return _may_hold_date(block) or (
        block.words <= 6 and not _COUNTED_FROM_NOW.isdisjoint(_WORD.findall(block.text.casefold()))
    )


def _line(
    block: Block, reading: Reading, *, before: str = "", at_headline: bool = False
) -> Iterator[_Line]:
    """The dates of one line, with what the words before each say of it."""
    if is_of_picture(block.text):
        return
    text = block.text
    label = before if len(before) <= 30 and before.count(" ") <= 3 else ""
    printed = reading.parse(text)
    if block.times:
        declared = list(_declared(block, printed, reading, label=label, at_headline=at_headline))
        yield from declared
        # The same moment in the reader's zone; another one is the same day in the wrong order.
        printed = [d for d in printed if not declared or _near(d, declared)]
    if not printed or _tells(text, printed):
        return
    end = 0
    for date in sorted(printed, key=lambda d: d.start):
        said = text[end : date.start][-40:] if end or date.start > 1 else label
        updated = said != "" and _UPDATED.search(said) is not None
        yield _Line(
            date,
            "byline",
            updated,
            said != "" and not updated and _PUBLISHED.search(said) is not None,
            at_headline,
        )
        end = date.end


def _near(date: FoundDate, declared: Sequence[_Line]) -> bool:
    return any(abs(date.when.date() - s.date.when.date()) <= timedelta(days=1) for s in declared)


def _declared(
    block: Block, printed: Sequence[FoundDate], reading: Reading, *, label: str, at_headline: bool
) -> Iterator[_Line]:
    """The ``datetime`` attributes of a line."""
    said = block.text[:80] if block.words <= _LONGEST else ""
    alone = len(block.times) == 1
    updated = alone and (_UPDATED.search(said) or _UPDATED.search(label)) is not None
    if updated and len(printed) > 1:
        updated = _UPDATED.search(said[: min(d.start for d in printed)]) is not None
    labelled = (_PUBLISHED.search(said) or _PUBLISHED.search(label)) is not None
    for stamp in block.times[:3]:
        found = reading.stamp(stamp)
        if found is not None:
            yield _Line(found, "time", updated, labelled and not updated, at_headline)


def _tells(text: str, printed: Sequence[FoundDate]) -> bool:
    """Whether a line holds too much beside its dates to be a line about the article."""
    words = text.count(" ") + 1 - sum(text.count(" ", d.start, d.end) + 1 for d in printed)
    return words > (_BESIDE_WORDS if printed[0].certain else _BESIDE_UNCERTAIN)
