"""What a search gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.model import Article

Sort = Literal["relevance", "newest", "oldest"]
"""``relevance``: the best first, of equally good ones the newest. The others go by ``published`` or, without a
date, ``first_seen``."""

MATCH_BEGINS, MATCH_ENDS = "\x02", "\x03"
"""What stands around the matched words of a snippet. No other control character is in a snippet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article that was found."""

    article: Article
    snippet: str
    """About thirty words of the article around the first good match, in one line."""
    score: float
    """How well it matches: higher is better, comparable within one search only; 0 where nothing was ranked."""
    others: int = 0
    """How many duplicates of it are left out of the results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of a search."""

    hits: tuple[Hit, ...]
    total: int
    """How many articles match in all."""
    exact: bool
    """False when more than ``total`` match: counting stops there."""
    ranked: int | None = None
    """When not all that match were ranked: how many were, the newest. 0: it asks for nothing but the beginnings of all too
    many words, and the newest come first. None: all were, or nothing was to be ranked."""
