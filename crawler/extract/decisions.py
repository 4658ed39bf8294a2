"""What became of each block, as the archive keeps it and as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import Decision
from crawler.extract.blocks import Block, Container, Outline
from crawler.extract.body import Body, Verdict

try:
    from crawler.extract import _cuts
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True
    _cuts.learn(Block, Container, Decision)

_LONGEST = 2000
"""Characters: neighbours are joined up to this length."""


def of(outline: Outline, body: Body, title: str, *, explain: bool) -> tuple[Decision, ...]:
    """The decisions on a page, in page order; ``title`` is the headline as it is stored.

    With ``explain`` one for each block, kept or cut. Without it the cut ones alone, and neighbours outside the article
    area that one rule cut for one reason are one decision, a line each: the same text in a tenth of the objects.
    """
    if explain:
        every = (
            Decision(block.text, field, rule, outline.where(block), evidence)
            for block, (field, rule, evidence) in zip(outline.blocks, body.verdicts, strict=True)
        )
        return (*every, *body.declared)
    declared = (d for d in body.declared if d.kept is None)
    if COMPILED:
        cuts = _cuts.cuts(outline.blocks, outline.containers, body.verdicts, body.inside, _LONGEST)
    else:
        cuts = list(cuts_in_python(outline, body))
    return (*_cut_off(outline, body, title), *cuts, *declared)


def _cut_off(outline: Outline, body: Body, title: str) -> Iterator[Decision]:
    """What the page prints together with its headline: the kicker before it."""
    seen: set[str] = set()
    titles = [
        b for b, verdict in zip(outline.blocks, body.verdicts, strict=True) if verdict[0] == "title"
    ]
    for block in titles if title else ():
        if len(block.text) <= len(title):
            continue
        before, found, _ = " ".join(block.text.split()).partition(title)
        kicker = before.rstrip(" :|–—-·•/")
        if found and any(map(str.isalpha, kicker)) and kicker not in seen:
            seen.add(kicker)
            yield Decision(kicker, None, "kicker", outline.where(block), "before the headline")


def cuts_in_python(outline: Outline, body: Body) -> Iterator[Decision]:
    """The cuts as they are told in brief: what ``_cuts.c`` does where it was compiled."""
    inside = body.inside
    places: dict[int, str] = {}  # most blocks share their container with another
    held: list[str] = []
    length = 0
    reason: Verdict | None = None
    where = ""
    for block, verdict in zip(outline.blocks, body.verdicts, strict=True):
        if verdict == reason and length < _LONGEST and block.index not in inside:
            held.append(block.text)
            length += len(block.text)
            continue
        if reason is not None:
            yield Decision("\n".join(held), None, reason[1], where, reason[2])
            reason, held, length = None, [], 0
        field, rule, evidence = verdict
        if field is not None:
            continue
        where = block.path or places.get(block.container, "")
        if not where:
            where = places[block.container] = outline.where(block)
        if block.index in inside:
            yield Decision(block.text, None, rule, where, evidence)
        else:
            reason, held, length = verdict, [block.text], len(block.text)
    if reason is not None:
        yield Decision("\n".join(held), None, reason[1], where, reason[2])
