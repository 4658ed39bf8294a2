"""The PostgreSQL server that the tests run against, and databases in it.

``KLIPING_TEST_POSTGRES=postgresql+psycopg://user:password@host`` names a server whose user may make databases. Without it
one is started for the run, out of a wheel among the tools or of what the system has; where neither runs the tests fail.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from archive.store import Archive
from tests.postgres_server import start

VARIABLE = "KLIPING_TEST_POSTGRES"


class Server:
    """A server whose user may make databases."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._connection = psycopg.connect(self.plain("postgres"), autocommit=True)
        self._made: list[str] = []

    def url(self, database: str) -> str:
        """The URL of an archive in this database."""
        named = self._url.set(drivername="postgresql+psycopg", database=database)
        return named.render_as_string(hide_password=False)

    def plain(self, database: str) -> str:
        """The same for psycopg alone."""
        return self.url(database).replace("+psycopg", "")

    def make(self, options: str = "") -> str:
        """A new database, dropped at the end; its URL."""
        name = f"kliping_test_{secrets.token_hex(6)}"
        self.do(f"CREATE DATABASE {name} {options}")
        self._made.append(name)
        return self.url(name)

    def do(self, statement: str) -> None:
        """Runs a statement in the administration's database."""
        self._connection.execute(sql.SQL(statement))  # type: ignore[arg-type]

    def send_away(self, url: str, application: str = "%") -> None:
        """Ends the connections to a database, as a restart does: all, or those of applications with such a name."""
        gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name LIKE %s"
        self._connection.execute(gone, [make_url(url).database, application])

    def close(self) -> None:
        """Drops what was made."""
        for name in self._made:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")
        self._connection.close()


def _server_of_this_run(config: pytest.Config, factory: pytest.TempPathFactory) -> str:
    """One server for all workers: the first that needs it starts it, and it ends with the run."""
    worker = hasattr(config, "workerinput")
    folder = factory.getbasetemp().parent if worker else factory.getbasetemp()
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = folder / "postgres.url"
        if not known.exists():
            known.write_text(start(os.getppid() if worker else os.getpid()))
        return known.read_text()


@pytest.fixture(scope="session")
def postgres_server(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The server."""
    given = os.environ.get(VARIABLE)
    server = Server(given or _server_of_this_run(pytestconfig, tmp_path_factory))
    yield server
    server.close()


@pytest.fixture(scope="session")
def _postgres_archive(postgres_server: Server) -> str:
    """An archive that the tests of one worker use one after another."""
    url = postgres_server.make()
    Archive.open(url, create=True).close()
    return url


_EMPTY = """
DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
); END $$
"""


@pytest.fixture
def postgres_archive(_postgres_archive: str) -> Iterator[str]:
    """The URL of an empty archive in PostgreSQL."""
    yield _postgres_archive
    with psycopg.connect(_postgres_archive.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET lock_timeout = '20s'")
        connection.execute(_EMPTY)


@pytest.fixture
def new_postgres(postgres_server: Server) -> Callable[..., str]:
    """Makes empty databases; gives their URLs."""
    return postgres_server.make
