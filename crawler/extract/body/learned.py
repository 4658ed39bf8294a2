"""Lines that a newspaper repeats, told by how many of its last pages they stand on: no words, no markup, any language.

The archive counts the fingerprints that :func:`settle` returns and hands them back with the next page of the same
source. A line that stands on enough pages is the newspaper's own, wherever it stands in the body. Not looked at are
headings (the sections of a column have the same names every day), cells of tables, and whatever is a field already, so
a standing headline or standfirst stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from operator import attrgetter

from archive.model import REPEATED, Repeated
from crawler.extract.blocks import Block, Outline

try:
    from crawler.extract.body import _prints
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

Verdict = tuple[str | None, str, str]

_FEWEST_PAGES = 4
_LONG = 8
"""Words. A line of so many is hardly the same twice by chance; a shorter one may be a label."""
_VERY_LONG = 60
"""Words. What goes on for so long may be the background that follow-ups of one story share."""
_LABEL = 4
"""Words. What is shorter ("Expensive", "Our verdict") belongs to the article unless most pages have it."""
_LEAST_LEFT = 20
"""Words: with fewer a page is no article."""
_MOST_LINES = 64
_FEW_BYTES = 12
_DIGITS = b"0123456789"
_IGNORED = _DIGITS + b" \t\n\r.,:;!?'\"()-"
_LENGTHS = 63
"""The bits of a fingerprint that are the length."""
if COMPILED:
    _prints.learn(Block, _IGNORED)
_place = attrgetter("index")


def fingerprint(block: Block) -> int:
    """64 bits that are the same for the same line, whatever its case, numbers and punctuation; 0 when it has no letters.

    The lowest six bits are its length in words (63: that many or more), so that the archive can weigh lines it has
    never seen.
    """
    letters = block.text.lower().encode(errors="replace").translate(None, _IGNORED)
    if len(letters) < _FEW_BYTES and not any(map(str.isalpha, block.text)):
        return 0
    digest = int.from_bytes(blake2b(letters, digest_size=8).digest(), "little")
    return digest & ~_LENGTHS | min(block.words, _LENGTHS)


def settle(
    area: Sequence[Block], outline: Outline, verdicts: dict[int, Verdict], repeated: Repeated
) -> tuple[int, ...]:
    """Cut what the newspaper repeats. Returns the fingerprints for the archive to count, those of cut lines among them.

    ``verdicts`` has an entry for each block that an earlier rule settled; cuts are added to it, and captions that
    stand under every picture are no captions any more.
    """
    captions = {i for i, verdict in verdicts.items() if verdict[0] == "captions"}
    lines = [b for b in area if b.index not in verdicts and _may_repeat(b)]
    lines += [outline.blocks[i] for i in captions]
    lines.sort(key=_place)
    looked_at = _ends(lines)
    prints = (
        _prints.fingerprints(looked_at) if COMPILED else [fingerprint(block) for block in looked_at]
    )
    if repeated.pages >= _FEWEST_PAGES and repeated.lines:
        found = list(_found(lines, prints, repeated))
        cut = _without_the_article(
            [f for f in found if f[0].index not in captions], area, verdicts, repeated.pages
        )
        cut += [f for f in found if f[0].index in captions and f[0].words >= _LABEL]
        for block, count in cut:
            verdicts[block.index] = (None, REPEATED, f"on {count} of {repeated.pages} pages")
    return tuple(dict.fromkeys(filter(None, prints)))


def _ends(lines: list[Block]) -> list[Block]:
    """Of a very long page the first and the last lines: what is repeated stands there, or on shorter pages too."""
    if len(lines) <= _MOST_LINES:
        return lines
    return lines[: _MOST_LINES // 2] + lines[-_MOST_LINES // 2 :]


def _found(
    lines: list[Block], prints: Sequence[int], repeated: Repeated
) -> Iterator[tuple[Block, int]]:
    """The lines that are repeated often enough, and on how many pages."""
    seen = repeated.lines
    lengths = {line & _LENGTHS for line in seen}
    known = dict(zip(map(_place, _ends(lines)), prints, strict=True))
    for block in lines:
        if min(block.words, _LENGTHS) in lengths:
            count = seen.get(known.get(block.index) or fingerprint(block), 0)
            if count and _enough(block, count, repeated.pages):
                yield block, count


def _may_repeat(block: Block) -> bool:
    if block.level:  # one that is a link leads elsewhere, and heads nothing here
        return block.link_density > 0.5 and block.words >= _LABEL
    return block.words >= _LONG or block.tag not in {"td", "th", "dt"}


def _enough(block: Block, count: int, pages: int) -> bool:
    """Whether a line on ``count`` of ``pages`` pages is the newspaper's own.

    Three pages of five will do for a sentence, and a quarter of many; a label must be on more than half of many.
    Numbers are not compared, so where they may be the news (a gold price, a temperature) more pages must agree.
    """
    if block.words < _LABEL:
        return count >= 5 + 0.5 * pages
    if block.words < _LONG or _has_digits(block):
        return count >= 2 + 0.4 * pages
    return count >= 2 + (0.2 if block.words < _VERY_LONG else 0.3) * pages


def _without_the_article(
    cut: list[tuple[Block, int]],
    area: Sequence[Block],
    verdicts: dict[int, Verdict],
    pages: int,
) -> list[tuple[Block, int]]:
    """``cut``, or less where the text would be mostly gone: then only what no story could be, or nothing at all."""
    if not cut:
        return cut
    whole = sum(b.words for b in area if b.index not in verdicts and not b.level)
    if _words(cut) * 2 > whole:
        cut = [(b, n) for b, n in cut if n >= 10 and 2 * n >= pages and not _has_digits(b)]
    return cut if whole - _words(cut) >= _LEAST_LEFT else []


def _words(cut: Sequence[tuple[Block, int]]) -> int:
    return sum(block.words for block, _ in cut)


def _has_digits(block: Block) -> bool:
    return any(map(str.isdigit, block.text))
