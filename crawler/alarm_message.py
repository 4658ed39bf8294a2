"""What somebody is told of alarms: a subject, a text, and the same as JSON. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.alarms.alarm import Alarm, when
from archive.alarms.kept import News
from crawler.masking import masked

MOST = 50
"""Alarms that one message tells in full; of more it says how many."""

_SAYS = {
    "silence": "is silent",
    "drift": "has changed",
    "failures": "fails",
    "disk": "the disk is full or soon will be",
    "crawl": "the crawl does not run",
}


def subject(news: News) -> str:
    """What it is about, in a few words."""
    if len(news.raised) == 1 and not news.ended:
        return f"kliping: {headline(news.raised[0])}"
    if len(news.ended) == 1 and not news.raised:
        return f"kliping: over: {headline(news.ended[0])}"
    told = [
        f"{len(some)} {what}" for some, what in ((news.raised, "new"), (news.ended, "over")) if some
    ]
    return f"kliping: alarms: {', '.join(told)}"


def headline(alarm: Alarm) -> str:
    """``courier is silent``."""
    return f"{alarm.source} {_SAYS[alarm.kind]}".strip()


def text(news: News, archive: str) -> str:
    """The whole message, one alarm a paragraph.

    :param archive: name of the archive.
    """
    paragraphs = [f"{headline(alarm)}: {_line(alarm)}" for alarm in news.raised[:MOST]]
    paragraphs += _more(news.raised)
    if news.ended:
        paragraphs.append("No longer so:")
        paragraphs += [
            f"{headline(alarm)} (since {when(alarm.since)})" for alarm in news.ended[:MOST]
        ]
        paragraphs += _more(news.ended)
    paragraphs.append(f'The archive is {archive}; "kliping status" says more.')
    return "\n\n".join(paragraphs) + "\n"


def as_json(news: News, archive: str) -> dict[str, Any]:
    """The same for a program; ``text`` is what chat servers show of it."""
    return {
        "text": f"{subject(news)}\n\n{text(news, archive)}",
        "archive": archive,
        "raised": [_fields(alarm) for alarm in news.raised[:MOST]],
        "ended": [_fields(alarm) for alarm in news.ended[:MOST]],
    }


def _fields(alarm: Alarm) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "source": alarm.source or None,
        "since": alarm.since.isoformat(),
        "line": _line(alarm),
        "article": alarm.article,
    }


def _more(some: Sequence[Alarm]) -> list[str]:
    return [f"… and {len(some) - MOST} more"] if len(some) > MOST else []


def _line(alarm: Alarm) -> str:
    """URLs in it are those of newspapers, and may hold what is nobody's business."""
    line = "".join(c if c.isprintable() else " " for c in alarm.line)
    return masked(line)
