from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, make_url, update

from archive.filling import fill_in_order
from archive.model import Article, Filters
from archive.places import allocate
from archive.postgres.connections import engine as postgres_engine
from archive.rows import ROW_NAMES, sort_date, to_row
from archive.schema import articles, metadata
from archive.search import engine as search_engine
from archive.search.results import Results
from archive.search.sqlite import FTS_DDL

ALL = Filters()
DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)


class Shelf:
    """Articles and their index in a database that has the tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.held: dict[int, Article] = {}
        self.places: dict[int, int] = {}
        with engine.connect() as connection:
            self.index = search_engine.of(connection)

    def put(self, *several: Article) -> list[int]:
        """Stores and indexes; without a date the first was seen on day one, each next one a day later."""
        first = len(self.held) + 1
        new = dict(enumerate(several, first))
        seen = {id: DAY_ONE + timedelta(days=id - 1) for id in new}
        with self.engine.begin() as connection:
            dates = {id: sort_date(article, seen[id]) for id, article in new.items()}
            self.places |= allocate(connection, dates)
            rows = [
                to_row(
                    article,
                    id=id,
                    place=self.places[id],
                    first_seen=seen[id],
                    content_hash=b"",
                    raw=None,
                )
                for id, article in new.items()
            ]
            fill_in_order(connection, articles, ROW_NAMES, rows)
            self.index.index_many(
                connection, [(self.places[id], article) for id, article in new.items()]
            )
        self.held |= new
        return list(new)

    def take_out(self, *ids: int) -> None:
        with self.engine.begin() as connection:
            self.index.unindex_many(connection, [(self.places[id], self.held[id]) for id in ids])

    def change(self, id: int, **values: Any) -> None:
        """Sets columns that are not indexed."""
        with self.engine.begin() as connection:
            connection.execute(update(articles).where(articles.c.id == id).values(values))

    def search(self, query: str, filters: Filters = ALL, **options: Any) -> Results:
        with self.engine.begin() as connection:
            return self.index.search(connection, query, filters, **options)

    def ids(self, query: str, filters: Filters = ALL, **options: Any) -> list[int | None]:
        return [hit.article.id for hit in self.search(query, filters, **options).hits]

    def titles(self, query: str, filters: Filters = ALL, **options: Any) -> list[str]:
        return [hit.article.title for hit in self.search(query, filters, **options).hits]


@pytest.fixture
def in_sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'kliping.db'}")
    # Nothing here outlives the test, so nothing need reach the disk.
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF").close())
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in FTS_DDL:
            connection.exec_driver_sql(statement)
    yield engine
    engine.dispose()


@pytest.fixture
def in_postgres(postgres_archive: str) -> Iterator[Engine]:
    engine = postgres_engine(make_url(postgres_archive))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return Shelf(request.getfixturevalue(f"in_{request.param}"))


@pytest.fixture
def article() -> Any:
    """Makes an article out of what a test cares for."""

    def make(title: str = "", text: str = "", **fields: Any) -> Article:
        defaults: dict[str, Any] = {
            "url": "https://news.example/a",
            "source": "example",
            "fetched": DAY_ONE,
            "language": "en",
        }
        return Article(title=title, text=text, **(defaults | fields))

    return make
