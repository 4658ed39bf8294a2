"""Links that are given one more chance: those of days on which something was missed, when somebody asks for them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, update

from archive.completeness import IS_UNSTORED
from archive.crawl_tables import links
from archive.settling import ATTEMPTS

REST = timedelta(hours=20)
"""Since its last visit: who asks every hour how things were a week ago gets no other answer."""

_GONE_FOR_GOOD = "http-410"

_PASSING = (
    "not-an-article:challenge",
    "not-an-article:consent-wall",
    "not-an-article:soft-404",
    "not-an-article:empty",
    "opt-out",
    "robots",
    "other-site",
    "excluded",
    "private-address",
    "trap",
)
"""Why a page was refused that may be an article the next time: it stood behind a wall, or was not wanted by a robots.txt or
a configuration that may have changed since."""


def reopen(connection: Connection, source: str, since: datetime, at: datetime) -> int:
    """Lets the links of a source that are as new as ``since``, and brought nothing, be visited once more; returns how many.

    Those that failed, whatever the reason: a newspaper whose server is ill says many things. And those that were refused
    for something that may have passed.
    """
    may_have_passed = or_(
        and_(links.c.state == "failed", links.c.reason != _GONE_FOR_GOOD),
        and_(links.c.state == "refused", links.c.reason.in_(_PASSING)),
    )
    # A link is announced no earlier than it was published, and the index goes by that.
    statement = update(links).where(
        IS_UNSTORED,
        links.c.seen >= since,
        links.c.newest >= since,
        links.c.source == source,
        links.c.visited <= at - REST,
        may_have_passed,
    )
    once = statement.values(state="pending", attempts=ATTEMPTS - 1, due=None)
    return int(connection.execute(once).rowcount)
