"""Market tickers: runs of name, price and change, in any currency and number format, and the line that heads them."""

from __future__ import annotations

from crawler.extract.blocks import Block
from crawler.extract.boilerplate import marks, runs
from crawler.extract.boilerplate.view import View

RULE = "ticker"
_WORDS = 9
"""A longer block is no part of a run."""


def cut(view: View) -> None:
    """Cut each run that holds two changes or more, with the names and prices that belong to them."""
    if not view.has(marks.CHANGE, marks.QUOTE, marks.QUOTES):
        return
    for _, block in view.of_kind(60, marks.QUOTES):
        view.cut(block, RULE, "quotes in one line")
    changes = [place for place, _ in view.of_kind(_WORDS, marks.CHANGE, marks.QUOTE)]
    if len(changes) >= 2:
        for run in runs.around(view, changes, lambda block: bool(_letter(view, block))):
            _cut_run(view, run)
    if not view.cuts:
        return
    for place, block in view.of_kind(8, "market", marks.MARKET):
        near = any(
            view.cuts.get(b.index, ("",))[0] == RULE
            for b in view.blocks[max(0, place - 3) : place + 4]
        )
        hits = view.hits(block, "market")
        if near and (hits.line or hits.inside or marks.MARKET in view.marks(block).kinds):
            view.cut(block, RULE, "heads a ticker")


def _letter(view: View, block: Block) -> str:
    """``q`` a whole quote, ``c`` a change, ``n`` a price, ``l`` what may be a name; empty for anything else."""
    if block.words > _WORDS:
        return ""
    kinds = view.marks(block).kinds
    if marks.CHANGE in kinds:
        return "c"
    if marks.PRICE in kinds:
        return "n"
    if marks.QUOTE in kinds:
        return "q"
    return "l" if runs.is_label(block) else ""


def _cut_run(view: View, places: range) -> None:
    run = "".join(_letter(view, view.blocks[place]) for place in places)
    changes = run.count("c") + run.count("q")
    if changes < 2 or (run.count("c") and not run.count("q") and run.count("c") * 4 < len(run)):
        return
    if runs.in_table_of_article(view, places):
        return
    # The run begins with the name of its first price, and ends with its last figure.
    first = min(at for at in (run.find("n"), run.find("c"), run.find("q")) if at >= 0)
    if run[first] != "q" and first and run[first - 1] == "l":
        first -= 1
    last = max(run.rfind("c"), run.rfind("q"), run.rfind("n"))
    for place in places[first : last + 1]:
        view.cut(view.blocks[place], RULE, f"in a run of {changes} quotes")
