"""The signatures of the last articles have a table of their own.

Revision ID: 0004
Revises: 0003

One empty table, so that it takes no time in an archive of any size.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0003."""
    whole = sa.BigInteger() if op.get_bind().dialect.name == "postgresql" else sa.Integer()
    op.create_table(
        "new_signatures",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", whole, autoincrement=False, nullable=False),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id"),
        sqlite_with_rowid=False,
    )
