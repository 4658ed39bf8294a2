"""Advert markers: "Advertisement", "Iklan", "Story continues below"; and what a page earns by its links."""

from __future__ import annotations

from crawler.extract.boilerplate.view import LONG, View
from crawler.extract.boilerplate.worded import by_words

RULE = "advert"
_markers = by_words(RULE, "advert", start=9, inside=0, asks=True)


def cut(view: View) -> None:
    """Cut markers, and sentences that tell the reader of affiliate links and commissions."""
    _markers(view)
    for _, block in view.of_kind(LONG, "advert"):
        inside = view.hits(block, "advert").inside
        if inside and (view.addresses(block, inside) or not view.tells(block, inside)):
            view.cut(block, RULE, f"holds {inside!r}")
