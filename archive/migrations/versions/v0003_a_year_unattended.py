"""A crawl remembers its sources, hosts, later looks, days and alarms.

Revision ID: 0003
Revises: 0002

New tables and empty columns only, so that it takes no time in an archive of any size; but for two indexes over the links.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0002."""
    for table, name in (
        ("links", "due"),
        ("polls", "whole"),
        ("polls", "changed"),
        ("runs", "since"),
    ):
        op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index("links_seen", "links", ["seen", "source"], unique=False)
    unstored = sa.text("state IN ('refused', 'failed')")
    op.create_index(
        "links_unstored", "links", ["seen"], sqlite_where=unstored, postgresql_where=unstored
    )
    _sources()
    _hosts()
    _reservations()
    _looks()
    _opt_outs()
    _days()
    _alarms()


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("name", _text(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("interval", _whole(), nullable=False),
        sa.Column("rhythm", _text(), nullable=False),
        sa.Column("tried", sa.BigInteger()),
        sa.Column("polled", sa.BigInteger()),
        sa.Column("announced", sa.BigInteger()),
        sa.Column("stored", sa.BigInteger()),
        sa.Column("failures", sa.Float(), nullable=False),
        sa.Column("problem", _text(), nullable=False),
        sa.Column("detail", _text(), nullable=False),
        sa.Column("silences", _text(), nullable=False),
        sa.Column("held", sa.BigInteger()),
        sa.Column("holds", _whole(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("host", _text(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("delay", sa.Float(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host"),
        sqlite_with_rowid=False,
    )


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("host", _text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host"),
    )


def _looks() -> None:
    op.create_table(
        "looks",
        sa.Column("article_id", _whole(), autoincrement=False, nullable=False),
        sa.Column("source", _text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("count", _whole(), nullable=False),
        sa.Column("misses", _whole(), nullable=False),
        sa.Column("missing", sa.BigInteger()),
        sa.Column("etag", _text()),
        sa.Column("last_modified", _text()),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("looks_due", "looks", ["source", "due"], unique=False)


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("article_id", _whole(), autoincrement=False, nullable=False),
        sa.Column("said", _text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )


def _days() -> None:
    counted = ("polled", "unanswered", "announced", "fetched", "new", "changed", "same", "gone")
    op.create_table(
        "days",
        sa.Column("source", _text(), nullable=False),
        sa.Column("day", _whole(), autoincrement=False, nullable=False),
        *(sa.Column(name, _whole(), nullable=False) for name in counted),
        sa.Column("refused", _text(), nullable=False),
        sa.Column("failed", _text(), nullable=False),
        *(sa.Column(name, _whole(), nullable=False) for name in ("words", "dated", "signed")),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("cut", sa.BigInteger(), nullable=False),
        sa.Column("shortest", _whole()),
        sa.Column("fewest_words", _whole()),
        sa.PrimaryKeyConstraint("source", "day"),
        sqlite_with_rowid=False,
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("kind", _text(), nullable=False),
        sa.Column("source", _text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("line", _text(), nullable=False),
        sa.Column("told", sa.BigInteger()),
        sa.PrimaryKeyConstraint("kind", "source"),
        sqlite_with_rowid=False,
    )


def _text() -> Any:
    """As :mod:`archive.postgres.tables` has it: compared byte by byte, whatever language the database was made for."""
    return sa.Text(collation="C") if _on_server() else sa.Text()


def _whole() -> Any:
    """A number of 64 bits: SQLite's are."""
    return sa.BigInteger() if _on_server() else sa.Integer()


def _on_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"
