"""What was cut from a page, as fields of JSON and as lines for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from archive.model import Cut, Decision
from cli.render import Paint, one_line, pad, wrap

_RULE_COLUMNS = 12
_INDENT = "    "


def as_fields(cuts: Iterable[Cut]) -> list[dict[str, str]]:
    """The contract's ``removed`` list."""
    return [{"text": cut.text, "rule": cut.rule, "where": cut.where} for cut in cuts]


def as_lines(cuts: Iterable[Cut], paint: Paint) -> Iterator[str]:
    """The rule and what it cut, and under it where that stood."""
    for cut in cuts:
        yield f"{paint.bad(pad(one_line(cut.rule), _RULE_COLUMNS))} {one_line(cut.text)}"
        yield f"{'':{_RULE_COLUMNS}} {paint.dim(one_line(cut.where))}"


def explain(
    decisions: Iterable[Decision], paint: Paint, columns: int | None = None
) -> Iterator[str]:
    """Every block of the page in its order, and at the end how many went where.

    ``+ field`` or ``- cut``, the rule, what it saw, and where the block stands; under it the text: a line, or lines of
    ``columns``.
    """
    kept: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    for decision in decisions:
        reason = f"{decision.rule}: {decision.evidence}" if decision.evidence else decision.rule
        if decision.kept is not None:
            kept[decision.kept] += 1
            head = paint.good(one_line(f"+ {decision.kept}"))
        else:
            cut[decision.rule] += 1
            head = paint.bad("- cut")
        yield f"{head}  {one_line(reason)}  {paint.dim(one_line(decision.where))}"
        text = one_line(decision.text)
        text = wrap(text, columns, _INDENT) if columns else f"{_INDENT}{text}"
        yield text if decision.kept is not None else paint.dim(text)
    yield ""
    yield f"{paint.good('+')} {_counted(kept, 'kept')}"
    yield f"{paint.bad('-')} {_counted(cut, 'cut')}"


def _counted(counts: Counter[str], done: str) -> str:
    """``3 blocks cut: ticker 2, advert 1``, the most frequent first."""
    total = counts.total()
    blocks = "block" if total == 1 else "blocks"
    parts = ", ".join(f"{one_line(name)} {times}" for name, times in counts.most_common())
    return f"{total} {blocks} {done}" + (f": {parts}" if parts else "")
