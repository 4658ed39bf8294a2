"""Renewing the keys of an archive that was made when AMP and mobile addresses were pages of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from archive.identity.rekeying import rekey

TABLES = (
    "CREATE TABLE articles (id INTEGER PRIMARY KEY, url TEXT)",
    "CREATE TABLE addresses (key TEXT PRIMARY KEY, article_id INTEGER, reason TEXT)",
    "CREATE TABLE links (id INTEGER PRIMARY KEY, key TEXT UNIQUE, state TEXT)",
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for table in TABLES:
            connection.execute(text(table))
        yield connection
    engine.dispose()


def fill(connection: Connection, table: str, *rows: tuple[object, ...]) -> None:
    for row in rows:
        names = [f":v{n}" for n in range(len(row))]
        statement = text(f"INSERT INTO {table} VALUES ({', '.join(names)})")  # noqa: S608
        connection.execute(statement, {f"v{n}": value for n, value in enumerate(row)})


def rows(connection: Connection, table: str) -> set[tuple[object, ...]]:
    return {tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))}  # noqa: S608


def test_keys_become_those_of_today_and_the_first_article_has_the_key(
    connection: Connection,
) -> None:
    fill(
        connection,
        "addresses",
        ("m.example.org/a", 1, ""),
        ("example.org/a", 2, ""),
        ("example.org/b", 3, ""),
        ("example.org/b/amp", 4, "redirect"),
        ("example.org/c?print=1", 5, "redirect"),
        ("file:///d", 6, ""),
    )
    for _ in range(2):
        rekey(connection)
        assert rows(connection, "addresses") == {
            ("example.org/a", 1, ""),
            ("example.org/b", 3, ""),
            ("example.org/c", 5, "redirect"),
            ("file:///d", 6, ""),
        }


def test_of_two_links_to_one_page_the_one_that_is_done_is_kept(connection: Connection) -> None:
    fill(
        connection,
        "links",
        (1, "example.org/a", "pending"),
        (2, "amp.example.org/a", "done"),
        (3, "example.org/b", "done"),
        (4, "m.example.org/b", "failed"),
        (5, "m.example.org/c", "pending"),
    )
    rekey(connection)
    assert rows(connection, "links") == {
        (2, "example.org/a", "done"),
        (3, "example.org/b", "done"),
        (5, "example.org/c", "pending"),
    }


def test_articles_get_their_newspaper_s_number(connection: Connection) -> None:
    fill(
        connection,
        "articles",
        (1, "https://example.org/news/12345/a"),
        (2, "https://example.org/news/12345/b"),
        (3, "https://example.org/news/c"),
    )
    for _ in range(2):
        rekey(connection)
        assert rows(connection, "addresses") == {("example.org#12345", 1, "number")}
