"""What a page says, with where it says so, and the gathering of it."""

from __future__ import annotations

from typing import NamedTuple


class Stated(NamedTuple):
    """A string and where the page says it (``json-ld``, ``meta:og:title``, ``microdata``)."""

    text: str
    evidence: str


class Draft:
    """What is being gathered."""

    def __init__(self) -> None:
        self.titles: list[Stated] = []
        self.published: list[Stated] = []
        self.modified: list[Stated] = []
        self.authors: list[Stated] = []
        self.organizations: list[str] = []
