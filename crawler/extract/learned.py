"""Lines that a newspaper repeats, told by how many of its last pages they stand on: no words, no markup, any language.

The archive counts the fingerprints that :func:`settle` returns and hands them back with the next page of the same
source. A line that stands on enough pages is the newspaper's own, wherever it stands in the body. Not looked at are
headings (the sections of a column have the same names every day), cells of tables, and whatever is a field already, so
a standing headline or standfirst stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from archive.model import Repeated
from crawler.extract.blocks import Block, Outline

RULE = "repeated"
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
_MOST_LINES = 80
_FEW_BYTES = 12
_DIGITS = b"0123456789"
_IGNORED = _DIGITS + b" \t\n\r.,:;!?'\"()-"
_LENGTH_BITS = 6
_LENGTHS = (1 << _LENGTH_BITS) - 1


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
    lines = [b for b in area if b.index not in verdicts and _may_repeat(b)]
    captions = [outline.blocks[i] for i, verdict in verdicts.items() if verdict[0] == "captions"]
    prints = [(block, fingerprint(block)) for block in lines]
    shown = [(block, fingerprint(block)) for block in captions]
    if repeated.pages >= _FEWEST_PAGES and repeated.lines:
        seen = repeated.lines
        cut = [(b, seen[p]) for b, p in prints if p in seen and _enough(b, seen[p], repeated.pages)]
        cut = _without_the_article(cut, area, verdicts, repeated.pages)
        cut += [
            (b, seen[p])
            for b, p in shown
            if p in seen and b.words >= _LABEL and _enough(b, seen[p], repeated.pages)
        ]
        for block, count in cut:
            verdicts[block.index] = (None, RULE, f"on {count} of {repeated.pages} pages")
    return _bounded([p for _, p in (*prints, *shown) if p])


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


def _bounded(prints: list[int]) -> tuple[int, ...]:
    """Of a very long page the first and the last lines: what is repeated stands there, or on shorter pages too."""
    if len(prints) > _MOST_LINES:
        prints = prints[: _MOST_LINES // 2] + prints[-_MOST_LINES // 2 :]
    return tuple(dict.fromkeys(prints))
