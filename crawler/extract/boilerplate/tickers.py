"""Market tickers: runs of name, price and change, in any currency and number format, and the line that heads them."""

from __future__ import annotations

import re

from crawler.extract.blocks import Block
from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "ticker"
_NUMBER = r"\d{1,3}(?:[.,'’ ]\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_CURRENCY = r"(?:[$€£¥₹₽₩₺₫฿]|rp\.?|rm|usd|eur|gbp|idr|jpy|chf|aud|sgd|r\$|kr|zł|a\$|us\$|hk\$)"
_SIGN = r"[-+−–±▲▼△▽↑↓]"
_DIGIT = re.compile(r"\d")
_SIGNS = re.compile("[-%+−–±▲▼△▽↑↓]")
_PRICE = re.compile(rf"^{_CURRENCY}?\s*(?:{_NUMBER})\s*{_CURRENCY}?\s*(?:%|pts?|poin)?$", re.I)
_CHANGE = re.compile(
    rf"^(?:{_SIGN}\s*)?{_CURRENCY}?\s*(?:{_NUMBER})\s*(?:[\s(/|]+{_SIGN}?\s*(?:{_NUMBER})\s?%\s*\)?|%)$"
    rf"|^\(?{_SIGN}\s*(?:{_NUMBER})\s?%?\)?$|^unch(?:anged)?$",
    re.I,
)
_QUOTE = re.compile(
    rf"^\D{{0,3}}[^\d\n]{{1,40}}\d{{0,4}}[\s:|]+{_CURRENCY}?\s*(?:{_NUMBER})[\s|]+(?:{_SIGN}\s*(?:{_NUMBER})\s*)?"
    rf"[|(]?\s*{_SIGN}?\s*(?:{_NUMBER})\s?%\)?\s*{_SIGN}?$"
    rf"|^[^\d\n]{{1,30}}\d{{0,4}}[\s:|]+{_SIGN}\s?(?:{_NUMBER})\s?%$",
    re.I,
)
_IN_ONE_LINE = re.compile(
    rf"{_SIGN}\s?(?:{_NUMBER})\s?(?:\(\s?{_SIGN}?\s?(?:{_NUMBER})\s?%\s?\)|%)"
)
_STATUS = re.compile(
    r"^[\w.]{2,12} markets? (?:are |is )?(?:open|closed?)\b|^markets? (?:open|closed?)", re.I
)


def cut(view: View) -> None:
    """Cut each run that holds two changes or more, with the names and prices that belong to them."""
    if sum(1 for _, block in view.short(9) if _may_change(block.text)) < 2 and not any(
        block.text.count("%") > 2 for block in view.blocks
    ):
        return
    for block in view.blocks:
        if "%" in block.text and view.open(block) and _is_many(block.text):
            view.cut(block, RULE, "quotes in one line")
    kinds = [_kind(block) if block.words <= 9 and view.open(block) else "" for block in view.blocks]
    place = 0
    while place < len(kinds):
        if not kinds[place]:
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end]:
            end += 1
        _cut_run(view, kinds, place, end)
        place = end
    words = phrases("market")
    for place, block in view.of_kind(8, "market"):
        text = view.plain(block)
        near = any(
            b.index in view.cuts
            for b in view.blocks[max(0, place - 3) : place + 4]
            if b is not block
        )
        if near and (words.line(text) or words.inside(text) or _STATUS.match(text)):
            view.cut(block, RULE, "heads a ticker")


def _may_change(text: str) -> bool:
    """Cheap: whether there are a figure and a sign in it."""
    return _DIGIT.search(text) is not None and _SIGNS.search(text) is not None


def _kind(block: Block) -> str:
    """``q`` a whole quote, ``c`` a change, ``n`` a price, ``l`` what may be a name; empty for anything else."""
    text = block.text.lstrip("•·*- ") if block.text[:1] in "•·*" else block.text
    if _CHANGE.match(text):
        return "c"
    if _PRICE.match(text):
        return "n"
    if block.words <= 9 and _QUOTE.match(text):
        return "q"
    if block.words <= 5 and len(text) <= 32 and not ends_sentence(text) and not block.level:
        return "l"
    return ""


def _is_many(text: str) -> bool:
    """Whether it is nothing but three quotes or more, run together."""
    words = text.split()
    figures = sum(any(c.isdigit() for c in word) for word in words)
    return (
        figures >= 0.4 * len(words)
        and not ends_sentence(text)
        and len(_IN_ONE_LINE.findall(text)) >= 3
    )


def _cut_run(view: View, kinds: list[str], start: int, end: int) -> None:
    run = "".join(kinds[start:end])
    changes = run.count("c") + run.count("q")
    if changes < 2 or (run.count("c") and not run.count("q") and run.count("c") * 4 < len(run)):
        return
    # The run begins with the name of its first price, and ends with its last figure.
    if view.blocks[start].tag in {"td", "th"} and _between_paragraphs(view, start, end):
        return
    first = min(at for at in (run.find("n"), run.find("c"), run.find("q")) if at >= 0)
    if run[first] != "q" and first and run[first - 1] == "l":
        first -= 1
    last = max(run.rfind("c"), run.rfind("q"), run.rfind("n"))
    for at in range(first, last + 1):
        view.cut(view.blocks[start + at], RULE, f"in a run of {changes} quotes")


def _between_paragraphs(view: View, start: int, end: int) -> bool:
    """Whether text stands before and behind: a table there belongs to the article."""
    before = any(b.words >= 12 and ends_sentence(b.text) for b in view.blocks[:start])
    return before and any(b.words >= 12 and ends_sentence(b.text) for b in view.blocks[end:])
