"""Breadcrumbs: short names with arrows or slashes between them."""

from __future__ import annotations

from crawler.extract.boilerplate import marks
from crawler.extract.boilerplate.view import View

RULE = "breadcrumbs"


def cut(view: View) -> None:
    """Cut lines in the form ``Home > News > World``."""
    for _, block in view.of_kind(20, marks.PATH):
        view.cut(block, RULE, "names with arrows between them")
