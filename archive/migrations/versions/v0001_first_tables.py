"""The first tables.

Revision ID: 0001
Revises: none

Written out, not taken from archive.schema: a migration says what the tables were then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes an empty archive."""
    op.execute("PRAGMA application_id = 1263290704")
    _tables()
    _index()


def _tables() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["duplicate_of"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("articles_sort_date", "articles", ["sort_date"], unique=False)
    op.create_index(
        "articles_duplicates",
        "articles",
        ["duplicate_of"],
        unique=False,
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
    )
    op.create_index("articles_source", "articles", ["source", "sort_date"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("visited", sa.BigInteger(), nullable=True),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("published_offset", sa.Integer(), nullable=True),
        sa.Column("modified", sa.BigInteger(), nullable=True),
        sa.Column("modified_offset", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(length=8), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        "links_pending",
        "links",
        ["source", sa.literal_column("newest DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "polls",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("checked", sa.BigInteger(), nullable=True),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("announced_lastmod", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "url"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "robots",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "addresses",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "removed",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cuts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("article_id", "revision"),
    )
    op.create_table(
        "repeated",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stories", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("raw_file", sa.Text(), nullable=True),
        sa.Column("raw_offset", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("article_id", "revision"),
    )
    op.create_table(
        "run_sources",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("polled", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"],
            ["runs.id"],
        ),
        sa.PrimaryKeyConstraint("run", "source"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "given",
        sa.Column("export", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export"],
            ["exports.id"],
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
        ),
        sa.PrimaryKeyConstraint("export", "article_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_analysis",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
        sqlite_with_rowid=False,
    )


def _index() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE articles_fts USING fts5(title, body, author, facet, content='', tokenize='ascii')"
    )
    op.execute(
        "INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(6.0, 1.0, 3.0, 0.0)')"
    )
    op.execute(
        "CREATE TABLE search_words (tag TEXT NOT NULL, form TEXT NOT NULL, term TEXT NOT NULL, PRIMARY KEY (tag, form, term)) WITHOUT ROWID"
    )
