"""Articles get a place in the order of dates, and the index goes by it; near-duplicates, dictionaries and reasons get room.

Revision ID: 0002
Revises: 0001

The full-text index is emptied here and marked as outdated: whoever migrates has it made anew in the same transaction
(archive.search.index.bring_up_to_date). Foreign keys must be off: a table that others point to is made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.identity.rekeying import rekey

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEGINNING = 631_152_000_000_000
"""1990-01-01 UTC in microseconds since 1970."""
_SLOT = 8_000_000
_AT_ONCE = 10_000

_COLUMNS = (
    "id, url, canonical_url, source, title, deck, authors, authors_folded, agency, dateline, section, tags, published,"
    " published_offset, modified, modified_offset, published_evidence, first_seen, fetched, sort_date, language,"
    " language_evidence, image, words, kind, method, rules, revision, duplicate_of, story, gone, raw_file, raw_offset,"
    " content_hash, captions, text"
)


def upgrade() -> None:
    """From 0001."""
    _new_tables()
    op.add_column("addresses", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "addresses_aliases",
        "addresses",
        ["article_id"],
        unique=False,
        sqlite_where=sa.text("reason NOT IN ('', 'number')"),
        postgresql_where=sa.text("reason NOT IN ('', 'number')"),
    )
    op.add_column("revisions", sa.Column("change", sa.Text(), server_default="", nullable=False))
    _find_places()
    _rebuild_articles()
    op.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    op.execute("DELETE FROM search_words")
    op.execute("UPDATE search_analysis SET version = ''")
    rekey(op.get_bind())  # today's keys, whatever was left out of them when this was written


def _new_tables() -> None:
    op.create_table(
        "dictionaries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disorder",
        sa.Column("slots", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("slots"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signatures",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id"),
        sqlite_with_rowid=False,
    )


def _find_places() -> None:
    """Each article takes the slot of its date or, where that is taken, the next free one."""
    connection = op.get_bind()
    op.execute(
        "CREATE TEMPORARY TABLE places_0002 (id INTEGER PRIMARY KEY, place INTEGER NOT NULL)"
    )
    last, most = -(2**62), 0
    found = connection.exec_driver_sql("SELECT id, sort_date FROM articles ORDER BY sort_date, id")
    while rows := found.fetchmany(_AT_ONCE):
        places = []
        for id, sort_date in rows:
            slot = (sort_date - _BEGINNING) // _SLOT
            last = max(last + 1, slot)
            most = max(most, last - slot)
            places.append((id, last))
        connection.exec_driver_sql("INSERT INTO places_0002 VALUES (?, ?)", places)
    if most:
        connection.exec_driver_sql("INSERT INTO disorder VALUES (?)", (most,))


def _rebuild_articles() -> None:
    op.create_table(
        "articles_0002",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("deck", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("authors_folded", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("published_offset", sa.Integer(), nullable=True),
        sa.Column("modified", sa.BigInteger(), nullable=True),
        sa.Column("modified_offset", sa.Integer(), nullable=True),
        sa.Column("published_evidence", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("fetched", sa.BigInteger(), nullable=False),
        sa.Column("sort_date", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_evidence", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("story", sa.Integer(), nullable=True),
        sa.Column("gone", sa.BigInteger(), nullable=True),
        sa.Column("raw_file", sa.Text(), nullable=True),
        sa.Column("raw_offset", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("captions", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        f"INSERT INTO articles_0002 ({_COLUMNS}, place) SELECT {_COLUMNS},"  # noqa: S608 (constants)
        " (SELECT place FROM places_0002 AS p WHERE p.id = articles.id) FROM articles ORDER BY id"
    )
    op.execute("DROP TABLE articles")
    op.execute("DROP TABLE places_0002")
    op.rename_table("articles_0002", "articles")
    op.create_index("articles_place", "articles", ["place"], unique=True)
    op.create_index("articles_source", "articles", ["source", "place"], unique=False)
    op.create_index(
        "articles_duplicates",
        "articles",
        ["duplicate_of"],
        unique=False,
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
    )
    op.create_index(
        "articles_stories",
        "articles",
        ["story"],
        unique=False,
        sqlite_where=sa.text("story IS NOT NULL"),
    )
