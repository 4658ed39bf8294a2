"""The article's text as the page declares it in JSON-LD: taken where the page itself shows next to nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from archive.model import Decision, Repeated
from crawler.extract.blocks import Block, Outline, count_words
from crawler.extract.body import Body, learned
from crawler.extract.boilerplate import RULES, View
from crawler.extract.plain.lines import text_lines
from crawler.extract.structured import Structured

_BREAK = re.compile(r"<(?:br|/p|/h\d|/li|/div|p)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]{1,300}>")
_LEAST = 100
"""Words. A shorter one is often a stub."""


def instead(
    body: Body, structured: Structured, outline: Outline, repeated: Repeated | None = None
) -> Body:
    """``body``, or the declared text when it is much longer and the page does not show it."""
    declared = structured.article_body
    if not declared or len(declared) < 4 * _LEAST or body.method == "selector":
        return body
    if "<" in declared or "&" in declared:
        declared = unescape(_TAG.sub("", _BREAK.sub("\n", declared)))
    words = count_words(" ".join(declared.split()))
    if words < _LEAST or body.words * 2 > words:
        return body
    lines = [
        Block(
            n,
            line.text,
            "line",
            0,
            f"json-ld line {line.number}",
            words=count_words(line.text),
            gap=line.gap,
        )
        for n, line in enumerate(text_lines(declared))
    ]
    view = View(lines, lines=True)
    for rule in RULES:
        rule(view)
    cut: dict[int, learned.Verdict] = {i: (None, *why) for i, why in view.cuts.items()}
    prints: tuple[int, ...] = ()
    if repeated is not None:
        prints = learned.settle(lines, Outline(tuple(lines), ()), cut, repeated)
    kept = tuple(b for b in lines if b.index not in cut)
    # What the page itself shows of the article stands in the declared text already.
    verdicts = tuple(
        (None, "stub", "the declared text stands for it") if verdict[0] == "text" else verdict
        for verdict in body.verdicts
    )
    decisions = []
    for block in lines:
        if block.index in cut:
            _, rule_name, evidence = cut[block.index]
            decisions.append(Decision(block.text, None, rule_name, block.path, evidence))
        else:
            decisions.append(Decision(block.text, "text", "json-ld", block.path, "articleBody"))
    return replace(
        body,
        text="\n\n".join(b.text for b in kept),
        verdicts=verdicts,
        declared=tuple(decisions),
        method="json-ld",
        kept=kept,
        words=sum(b.words for b in kept),
        lines=prints,
    )
