"""The tables of a crawl's memory and of the ledger: what was announced, visited and counted, and what is due.

They lie in the archive's own database, beside :mod:`archive.schema`'s, so that a link is done in the very transaction that
stores its article.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from archive.columns import Strings, Utc, metadata

links = Table(
    "links",
    metadata,
    # In order of announcement, so links of one date come in the order of their document.
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("source", Text, nullable=False),
    # pending, done (its page is stored), refused or failed.
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("seen", Utc, nullable=False),
    Column("visited", Utc),
    # The date it claims for itself, at most ``seen``: pending links are visited newest first.
    Column("newest", Utc, nullable=False),
    Column("title", Text),
    Column("published", Utc),
    Column("published_offset", Integer),
    Column("modified", Utc),
    Column("modified_offset", Integer),
    Column("evidence", String(8), nullable=False),
    Column("language", Text),
    # Not to be visited before: it failed, or its host asked for patience. None: at once.
    Column("due", Utc),
)
Index(
    "links_pending",
    links.c.source,
    links.c.newest.desc(),
    links.c.id,
    sqlite_where=text("state = 'pending'"),
)
# By the day of announcement: what the ledger of completeness counts. From the index alone, but for the few that are not stored.
Index("links_seen", links.c.seen, links.c.source)
Index("links_unstored", links.c.seen, sqlite_where=text("state IN ('refused', 'failed')"))

polls = Table(
    "polls",
    metadata,
    Column("source", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", Text),
    Column("checked", Utc),
    Column("found_by", Text, nullable=False),
    Column("parent", Text),
    Column("announced_lastmod", Utc),
    Column("status", Text, nullable=False),
    # When it was last asked for without a condition: servers err about what has changed.
    Column("whole", Utc),
    # When it last announced a link that was not known; at first when it first answered.
    Column("changed", Utc),
    sqlite_with_rowid=False,
)

robots = Table(
    "robots",
    metadata,
    # Host and port, as in the URLs that were asked for.
    Column("host", Text, primary_key=True),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("checked", Utc, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Utc, nullable=False),
    Column("ended", Utc),
    Column("status", String(12), nullable=False),
    Column("note", Text, nullable=False),
    # How far back it was to fetch (--since).
    Column("since", Utc),
)

run_sources = Table(
    "run_sources",
    metadata,
    Column("run", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("polled", Integer, nullable=False),
    Column("announced", Integer, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    # JSON objects: reason → how often.
    Column("refused", Text, nullable=False),
    Column("failed", Text, nullable=False),
    sqlite_with_rowid=False,
)

sources = Table(
    "sources",
    metadata,
    # What a crawl remembers of a source as a whole; where it begins and what it wants is the configuration's.
    Column("name", Text, primary_key=True),
    # When it was first polled.
    Column("began", Utc, nullable=False),
    # When it is to be polled next, and the interval in seconds that was found for it.
    Column("due", Utc, nullable=False),
    Column("interval", Integer, nullable=False),
    # JSON: what the interval is found from (crawler.rhythm).
    Column("rhythm", Text, nullable=False),
    # When it was last asked, when it last answered, when it last announced something new, when an article was last new.
    Column("tried", Utc),
    Column("polled", Utc),
    Column("announced", Utc),
    Column("stored", Utc),
    # Failures since it last answered, weighed: hard ones more than passing ones. And the last one: slug and line.
    Column("failures", Float, nullable=False),
    Column("problem", Text, nullable=False),
    Column("detail", Text, nullable=False),
    # JSON: how long it used to be silent (archive.alarms.silence).
    Column("silences", Text, nullable=False),
    # Its pages are not asked for before, since their host seemed down; and how often in a row that was so.
    Column("held", Utc),
    Column("holds", Integer, nullable=False),
    sqlite_with_rowid=False,
)

hosts = Table(
    "hosts",
    metadata,
    # A host that asked for patience: not to be asked before, and how many seconds to leave between two requests.
    Column("host", Text, primary_key=True),
    Column("until", Utc),
    Column("delay", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed", Utc, nullable=False),
    sqlite_with_rowid=False,
)

reservations = Table(
    "reservations",
    metadata,
    # The tdmrep.json of a host and port; empty where it has none.
    Column("host", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("checked", Utc, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    # When a stored article is to be looked at again; a row goes when it never is again.
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("due", Utc, nullable=False),
    # How many times it was looked at since it was stored, and how many of these in a row brought nothing.
    Column("count", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    # Since when its page was not there, until another look has borne it out.
    Column("missing", Utc),
    Column("etag", Text),
    Column("last_modified", Text),
    Index("looks_due", "source", "due"),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    # What a page reserves in a form made for machines: JSON array of lines like "noarchive: X-Robots-Tag".
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    Column("said", Strings, nullable=False),
)

days = Table(
    "days",
    metadata,
    # What happened with a source on a day (UTC, days since 1970-01-01).
    Column("source", Text, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    # Feeds, sitemaps and front pages that answered, and those that were asked in vain.
    Column("polled", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("announced", Integer, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    # JSON objects: reason → how often.
    Column("refused", Text, nullable=False),
    Column("failed", Text, nullable=False),
    # Of the new articles: their words in all, how many have a date, how many an author; characters kept and cut.
    Column("words", Integer, nullable=False),
    Column("dated", Integer, nullable=False),
    Column("signed", Integer, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("cut", BigInteger, nullable=False),
    # The new article with the fewest words: the page to look at when a layout has changed.
    Column("shortest", Integer),
    Column("fewest_words", Integer),
    sqlite_with_rowid=False,
)

alarms = Table(
    "alarms",
    metadata,
    # What needs a person: silence, drift, failures, disk; of a source, or of the archive ("").
    Column("kind", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("since", Utc, nullable=False),
    Column("line", Text, nullable=False),
    # When somebody was told by mail or webhook.
    Column("told", Utc),
    sqlite_with_rowid=False,
)
