"""What went wrong with a request: a short slug to count, a line for a person, and whether it may pass."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong."""

    slug: str
    text: str
    refused: bool = False
    """It is a decision of ours, not a failure."""
    passing: bool = False
    """It may be gone the next time."""
    host_down: bool = False
    """The host as a whole seems not to answer."""
    waits: bool = False
    """Nothing went wrong: the host asked for patience, and is asked again later."""


def one_line(text: str, limit: int = 200) -> str:
    """``text`` without line breaks and control characters, not endlessly long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
