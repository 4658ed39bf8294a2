"""What ``make bench-extract`` prints, and the part of it that goes into README."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- bench-extract -->", "<!-- /bench-extract -->"


@dataclass(frozen=True)
class Measure:
    """A row: how it is called, where ``score.py``'s summary has it, what is owed, the goal."""

    label: str
    set: str
    key: str
    owed: float
    goal: float
    less_is_better: bool = False
    short: str = ""
    """Its heading in README; empty: it is not there."""

    def of(self, summary: Mapping[str, Any]) -> float | None:
        """The figure; None where nobody was asked."""
        value = summary.get(self.set, {}).get(self.key)
        return None if value is None else float(value)


MEASURES = (
    Measure("zyte_aeb: F1", "zyte_aeb", "F1", 0.970, 0.980, short="F1, article-extraction benchmark"),
    Measure("zyte_aeb: identical text", "zyte_aeb", "exact", 0.40, 0.50),
    Measure("mean F1 of sets", "all", "mean F1 of sets", 0.960, 0.970, short="F1, mean of sets"),
    Measure("identical text, all sets", "all", "exact", 0, 0, short="identical text"),
    Measure("pages with F1 under 0.5", "all", "fail", 0.010, 0.006, less_is_better=True, short="F1 under 0.5"),
    Measure("must / must-not snippets", "all", "snip", 0.943, 0.955, short="snippets"),
    Measure("title right", "all", "title", 0.85, 0.90, short="title"),
    Measure("date right", "all", "date", 0.90, 0.93, short="date"),
    Measure("authors right", "all", "authors", 0.75, 0.80, short="authors"),
)  # fmt: skip


@dataclass
class Column:
    """What one extractor reached."""

    name: str
    summary: Mapping[str, Any] = field(repr=False)
    time: float | None = None
    """CPU time against trafilatura with metadata."""
    milliseconds: float | None = None
    """CPU time of a page, the mean."""
    reads: frozenset[str] = frozenset({"title", "date", "authors"})
    """Which metadata it has at all."""
    failures: int = 0

    def value(self, measure: Measure) -> float | None:
        """The figure; None for what it does not read."""
        if measure.key in {"title", "date", "authors"} and measure.key not in self.reads:
            return None
        return measure.of(self.summary)


@dataclass
class Extra:
    """A figure of ours alone."""

    label: str
    value: str
    owed: str = ""
    goal: str = ""


def printed(
    columns: Sequence[Column], extras: Sequence[Extra], time_owed: tuple[str, str] = (".25", ".12")
) -> str:
    """The whole table for a terminal, a row for each measure."""
    names = [[*column.name.split(" ", 1), ""] for column in columns]
    widths = [max(9, *(len(part) + 1 for part in name)) for name in names]
    lines = [
        " " * 34 + "".join(f"{name[line]:>{w}}" for name, w in zip(names, widths, strict=True))
        for line in (0, 1)
    ]
    lines[1] += f"{'owed':>9}{'goal':>9}"

    def row(label: str, cells: Sequence[str], owed: str, goal: str) -> str:
        padded = "".join(f"{cell:>{w}}" for cell, w in zip(cells, widths, strict=True))
        return f"{label:34}{padded}{owed:>9}{goal:>9}"

    for measure in MEASURES:
        cells = [_cell(column.value(measure)) for column in columns]
        owed, goal = (_cell(x) if x else "" for x in (measure.owed, measure.goal))
        lines.append(row(measure.label, cells, owed, goal))
    lines.append(row("CPU time against trafilatura", [_cell(c.time) for c in columns], *time_owed))
    lines.append(row("CPU ms a page", [_cell(c.milliseconds, 1) for c in columns], "", ""))
    lines.append(row("pages without an answer", [str(c.failures) for c in columns], "", ""))
    lines.append("")
    lines += [f"{e.label:60}{e.value:>16}{e.owed:>9}{e.goal:>9}" for e in extras]
    return "\n".join(lines)


def _cell(value: float | None, digits: int = 3) -> str:
    if value is None:
        return "-"
    return f"{value:.{digits}f}" if digits < 3 else f"{value:.3f}".removeprefix("0")


def markdown(columns: Sequence[Column], extras: Sequence[Extra]) -> str:
    """The comparison for README, a row for each extractor; the best figure of a column stands out."""
    shown = [m for m in MEASURES if m.short]
    heads = [m.short for m in shown] + ["CPU time"]
    table = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    rows = [[c.value(m) for m in shown] + [c.time] for c in columns]
    best = []
    for place in range(len(heads)):
        low = place == len(shown) or shown[place].less_is_better
        figures = [round(x, 3) for x in (row[place] for row in rows) if x is not None]
        best.append((min if low else max)(figures) if figures else None)
    for column, row in zip(columns, rows, strict=True):
        cells = [
            "–" if x is None else f"**{_cell(x)}**" if round(x, 3) == b else _cell(x)
            for x, b in zip(row, best, strict=True)
        ]
        name = f"**{column.name}**" if column is columns[0] else column.name
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    table += ["", *(f"- {extra.label}: {extra.value}" for extra in extras)]
    return "\n".join(table)


def write_readme(readme: Path, text: str) -> None:
    """Put ``text`` between the markers. Raises SystemExit where they are missing."""
    old = readme.read_text(encoding="utf-8")
    new, times = re.subn(
        f"(?s){re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{text}\n{END}", old
    )
    if times != 1:
        raise SystemExit(f"{readme} has no {BEGIN} … {END}")
    readme.write_text(new, encoding="utf-8")
