"""What alembic runs for each command: the migrations, on the connection that the caller put into its configuration."""

from __future__ import annotations

from alembic import context

from archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can; alembic leaves it off for the sake of old drivers
    transaction_per_migration=False,
)
context.run_migrations()
