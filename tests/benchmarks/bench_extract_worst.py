"""The worst pages: what of the truth was lost and by which rule, what else leaked and from where.

The file holds text of the pages, so it is written where git does not look. Pages of the half that is only scored
(:attr:`labelled.Labelled.half`) are named, and nothing of them is quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from labelled import Labelled, Scores, score_script

QUOTED = 240
"""Characters of a paragraph that are shown."""
_PARAGRAPHS = 12


def ranked(scored: Iterable[tuple[Labelled, Scores]]) -> list[tuple[Labelled, Scores]]:
    """Pages whose truth has text, the worst first."""
    return sorted((row for row in scored if row[1].get("words") is not None), key=_harm)


def _harm(row: tuple[Labelled, Scores]) -> float:
    precision, recall = row[1]["P"] or 0.0, row[1]["R"] or 0.0
    return float(score_script().harmonic(precision, recall))


def difference(truth: str, found: str) -> tuple[list[str], list[str]]:
    """Paragraphs of the truth that were lost, and paragraphs found that leaked: more than half of their shingles are not in the other."""
    return _missing(truth, found), _missing(found, truth)


def _missing(text: str, other: str) -> list[str]:
    shingles = score_script().shingles
    left = Counter(shingles(other))
    gone = []
    for paragraph in filter(str.strip, text.split("\n")):
        own = shingles(paragraph)
        # A paragraph of less than four words is one shingle of its own: look for its words instead.
        if sum(own.values()) == 1 and len(paragraph.split()) < 4:
            present = score_script().squeeze(paragraph) in score_script().squeeze(other)
            if not present:
                gone.append(paragraph)
            continue
        hit = sum((own & left).values())
        left -= own
        if own and hit * 2 < sum(own.values()):
            gone.append(paragraph)
    return gone


def report(
    rows: Sequence[tuple[Labelled, Scores]],
    found: Mapping[str, Mapping[str, Any]],
    explained: Mapping[str, Mapping[str, Any]],
) -> str:
    """The file's text. ``explained`` has the ``decisions`` of the pages that may be looked at."""
    parts = []
    for page, scores in rows:
        answer = found[page.name]
        head = (
            f"{_harm((page, scores)):.3f}  P {scores['P'] or 0:.2f}  R {scores['R'] or 0:.2f}  {page.name}  half {page.half}  "
            f"{answer.get('kind') or answer.get('error')} {answer.get('kind_evidence') or ''}"
        )
        if page.half == "A":
            decisions = explained.get(page.name, {}).get("decisions", [])
            lost, leaked = difference(page.truth["text"], answer.get("text") or "")
            head += f"\n       {page.url}"
            head += "".join(_lines("lost", lost, decisions))
            head += "".join(_lines("leaked", leaked, decisions))
        parts.append(head)
    return "\n".join(parts) + "\n"


def _lines(what: str, paragraphs: Sequence[str], decisions: Sequence[Sequence[Any]]) -> list[str]:
    if not paragraphs:
        return []
    lines = [f"\n    {what}: {len(paragraphs)} paragraphs, {sum(len(p.split()) for p in paragraphs)} words"]  # fmt: skip
    for paragraph in paragraphs[:_PARAGRAPHS]:
        field, rule, where, evidence = _decided(paragraph, decisions)
        lines.append(
            f"\n      {paragraph[:QUOTED]}\n        -> {field or 'cut'} by {rule} ({evidence}) at {where}"
        )
    if len(paragraphs) > _PARAGRAPHS:
        lines.append(f"\n      … {len(paragraphs) - _PARAGRAPHS} more")
    return lines


def _decided(paragraph: str, decisions: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """The decision on the block that the paragraph is, or lies in, or begins like."""
    flat = " ".join(paragraph.split())
    start = flat[:60]
    for field, rule, where, evidence, text in decisions:
        block = " ".join(text.split())
        if start in block or (len(block) > 20 and block in flat):
            return field, rule, where, evidence
    return ("nothing", "no block of the page", "", "")
