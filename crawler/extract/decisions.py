"""What became of each block, as the archive keeps it and as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import Decision
from crawler.extract.blocks import Outline
from crawler.extract.body import Body

_LONGEST = 2000
"""Characters: neighbours are joined up to this length."""


def of(outline: Outline, body: Body, *, explain: bool) -> tuple[Decision, ...]:
    """The decisions on a page, in page order.

    With ``explain`` one for each block, kept or cut. Without it the cut ones alone, and neighbours outside the article
    area that one rule cut for one reason are one decision, a line each: the same text in a tenth of the objects.
    """
    if explain:
        every = (
            Decision(block.text, field, rule, outline.where(block), evidence)
            for block, (field, rule, evidence) in zip(outline.blocks, body.verdicts, strict=True)
        )
        return (*every, *body.declared)
    return (*_cuts(outline, body), *(d for d in body.declared if d.kept is None))


def _cuts(outline: Outline, body: Body) -> Iterator[Decision]:
    held: list[str] = []
    length = 0
    reason: tuple[str, str] | None = None
    where = ""
    for block, (field, rule, evidence) in zip(outline.blocks, body.verdicts, strict=True):
        outside = field is None and block.index not in body.inside
        goes_on = outside and (rule, evidence) == reason and length < _LONGEST
        if not goes_on:
            if reason is not None:
                yield Decision("\n".join(held), None, reason[0], where, reason[1])
            held, length, reason, where = (
                [],
                0,
                (rule, evidence) if outside else None,
                outline.where(block),
            )
        if outside:
            held.append(block.text)
            length += len(block.text)
        elif field is None:
            yield Decision(block.text, None, rule, outline.where(block), evidence)
    if reason is not None:
        yield Decision("\n".join(held), None, reason[0], where, reason[1])
