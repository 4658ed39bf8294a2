"""What was cut from a page, as fields of JSON and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.model import Cut, Decision
from cli.render import Paint, one_line, pad

_RULE_COLUMNS = 12


def as_fields(cuts: Iterable[Cut]) -> list[dict[str, str]]:
    """The contract's ``removed`` list."""
    return [{"text": cut.text, "rule": cut.rule, "where": cut.where} for cut in cuts]


def as_lines(cuts: Iterable[Cut], paint: Paint) -> Iterator[str]:
    """The rule and what it cut, and under it where that stood."""
    for cut in cuts:
        yield f"{paint.bad(pad(one_line(cut.rule), _RULE_COLUMNS))} {one_line(cut.text)}"
        yield f"{'':{_RULE_COLUMNS}} {paint.dim(one_line(cut.where))}"


def explain(decisions: Iterable[Decision], paint: Paint) -> Iterator[str]:
    """Every block of the page in its order: ``+ field`` or ``- cut``, the rule, what it saw, where, and the text."""
    for decision in decisions:
        kept = decision.kept is not None
        mark = f"+ {decision.kept}" if kept else "- cut"
        reason = f"{decision.rule}: {decision.evidence}" if decision.evidence else decision.rule
        head = (paint.good if kept else paint.bad)(one_line(mark))
        yield f"{head}  {one_line(reason)}  {paint.dim(one_line(decision.where))}"
        yield f"    {one_line(decision.text)}"
