"""Breadcrumbs: short names with arrows or slashes between them."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.view import View

RULE = "breadcrumbs"
_PATH = re.compile(
    r"^[^.!?>»›]{2,30}(?:\s*[>»›→]\s*[^.!?>»›]{2,60}){1,6}[>»›→]?$|^(?:home|beranda|startseite|accueil|inicio)\s*[/|>»›]\s*\S.{0,100}$",
    re.I,
)
_BETWEEN = frozenset(">»›→/|")


def cut(view: View) -> None:
    """Cut lines in the form ``Home > News > World``."""
    for _, block in view.short(20):
        if not _BETWEEN.isdisjoint(block.text) and _PATH.match(block.text):
            view.cut(block, RULE, "names with arrows between them")
