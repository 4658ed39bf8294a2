"""The tables of an archive's articles. Column types are those of :mod:`archive.columns`; no query stands here.

The tables of a crawl's memory are in :mod:`archive.crawl_tables`. The full-text table is made by
:data:`archive.search.sqlite.FTS_DDL`; it is no SQLAlchemy table.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from archive import crawl_tables
from archive.columns import Compressed, Strings, Utc, metadata

__all__ = ["crawl_tables", "metadata"]
"""With this module all tables are known: ``metadata`` is whole."""

SCHEMA_VERSION = "0005"
"""The newest migration. Stands here so that opening an archive needs no alembic."""

HALF_COPIED = "half-copied"
"""What stands in place of the version while another archive is being copied into this one."""

APPLICATION_ID = 0x4B4C4950
"""``KLIP``: what ``PRAGMA application_id`` says in a SQLite file of ours (SQLite file format, section 1.3)."""

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    # The order key: rises with sort_date (archive.places). The full-text index knows an article by this number.
    Column("place", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("canonical_url", Text),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("deck", Text),
    Column("authors", Strings, nullable=False),
    # Case-folded and without accents, one author a line: what the filter --author looks into.
    Column("authors_folded", Text, nullable=False),
    Column("agency", Text),
    Column("dateline", Text),
    Column("section", Text),
    Column("tags", Strings, nullable=False),
    Column("published", Utc),
    Column("published_offset", Integer),
    Column("modified", Utc),
    Column("modified_offset", Integer),
    Column("published_evidence", Text),
    Column("first_seen", Utc, nullable=False),
    Column("fetched", Utc, nullable=False),
    # Published or, without a date, first seen: what --since, --until and sorting by date go by.
    Column("sort_date", Utc, nullable=False),
    Column("language", Text),
    Column("language_evidence", Text),
    Column("image", Text),
    Column("words", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("duplicate_of", Integer, ForeignKey("articles.id")),
    Column("story", Integer),
    Column("gone", Utc),
    # Where the raw page of this revision lies (archive.pages).
    Column("raw_file", Text),
    Column("raw_offset", BigInteger),
    # archive.revisions.revise.content_hash of this revision.
    Column("content_hash", LargeBinary, nullable=False),
    # The long ones stand last, so that a filter on the others does not read through them.
    Column("captions", Strings, nullable=False),
    Column("text", Compressed, nullable=False),
    Index("articles_place", "place", unique=True),
    Index("articles_source", "source", "place"),
    Index("articles_duplicates", "duplicate_of", sqlite_where=text("duplicate_of IS NOT NULL")),
    Index("articles_stories", "story", sqlite_where=text("story IS NOT NULL")),
)

addresses = Table(
    "addresses",
    metadata,
    # archive.address.address_key of every URL under which the article was met.
    Column("key", Text, primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), nullable=False),
    # Why that address is taken for this article: redirect, canonical, amp …; empty: it was fetched there.
    Column("reason", Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

IS_ALIAS = text("addresses.reason NOT IN ('', 'number')")
"""Of an address that an article is known by besides its own. Written out, because a partial index is used only where its
condition stands in the query literally."""
Index(
    "addresses_aliases",
    addresses.c.article_id,
    sqlite_where=text("reason NOT IN ('', 'number')"),
)

disorder = Table(
    "disorder",
    metadata,
    # One row, or none: by how many slots at most a place lies past the slot of its date (archive.places).
    Column("slots", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)


def _signatures(name: str) -> Table:
    return Table(
        name,
        metadata,
        # One of the few hashes by which a text is found again, 32 bits: articles that share one may be near-duplicates.
        Column("key", BigInteger, primary_key=True, autoincrement=False),
        # No foreign key: it is written before its article is.
        Column("article_id", Integer, primary_key=True, autoincrement=False),
        # Parts of further hashes of the text: they tell most chance meetings without a look at the article
        # (archive.stories.signature).
        Column("rest", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


signatures = _signatures("signatures")

# Those of the last articles, which are looked up there as well. Keys are in no order, so that each new one is written to
# another page of its table: to one of few here, and all together into the table above when these are many
# (archive.stories.statements).
new_signatures = _signatures("new_signatures")

dictionaries = Table(
    "dictionaries",
    metadata,
    # Zstandard's own number of the dictionary: each frame that needs it names it.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # What it was trained on and is used for: text or cuts (archive.dictionaries).
    Column("purpose", String(8), nullable=False),
    Column("made", Utc, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("fetched", Utc, nullable=False),
    # The whole article as it was, packed (archive.rows.pack).
    Column("content", LargeBinary, nullable=False),
    Column("raw_file", Text),
    Column("raw_offset", BigInteger),
    # What ended this revision: typo, headline, added, removed, correction … (archive.revisions.changes); empty: not known.
    Column("change", Text, nullable=False, server_default=""),
)

removed = Table(
    "removed",
    metadata,
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    # What was cut from the page, in page order, packed (archive.rows.pack).
    Column("cuts", LargeBinary, nullable=False),
)

repeated = Table(
    "repeated",
    metadata,
    Column("source", Text, primary_key=True),
    # The fingerprints of the lines of its last stories (archive.repeated.Window).
    Column("stories", LargeBinary, nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Integer, primary_key=True),
    # Absolute name of a file that ``export --new`` writes.
    Column("name", Text, nullable=False, unique=True),
)

given = Table(
    "given",
    metadata,
    # Which revision of an article an export gave last.
    Column("export", Integer, ForeignKey("exports.id"), primary_key=True),
    Column("article_id", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    sqlite_with_rowid=False,
)

search_analysis = Table(
    "search_analysis",
    metadata,
    # One row: by which analysis the full-text index was made (archive.search.terms.ANALYSIS). None: nothing is in it.
    Column("version", Text, primary_key=True),
    sqlite_with_rowid=False,
)

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), primary_key=True),
)
