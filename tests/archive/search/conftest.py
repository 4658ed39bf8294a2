from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, insert, update

from archive.model import Article, Filters
from archive.places import allocate
from archive.rows import sort_date, to_row
from archive.schema import articles, metadata
from archive.search.results import Results
from archive.search.sqlite import FTS_DDL, index_many, search, unindex_many

ALL = Filters()
DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)


class Shelf:
    """Articles and their index in a SQLite file."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.held: dict[int, Article] = {}
        self.places: dict[int, int] = {}
        with engine.begin() as connection:
            metadata.create_all(connection)
            for statement in FTS_DDL:
                connection.exec_driver_sql(statement)

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
            connection.execute(insert(articles), rows)
            index_many(connection, [(self.places[id], article) for id, article in new.items()])
        self.held |= new
        return list(new)

    def take_out(self, *ids: int) -> None:
        with self.engine.begin() as connection:
            unindex_many(connection, [(self.places[id], self.held[id]) for id in ids])

    def change(self, id: int, **values: Any) -> None:
        """Sets columns that are not indexed."""
        with self.engine.begin() as connection:
            connection.execute(update(articles).where(articles.c.id == id).values(values))

    def search(self, query: str, filters: Filters = ALL, **options: Any) -> Results:
        with self.engine.begin() as connection:
            return search(connection, query, filters, **options)

    def ids(self, query: str, filters: Filters = ALL, **options: Any) -> list[int | None]:
        return [hit.article.id for hit in self.search(query, filters, **options).hits]

    def titles(self, query: str, filters: Filters = ALL, **options: Any) -> list[str]:
        return [hit.article.title for hit in self.search(query, filters, **options).hits]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    engine = create_engine(f"sqlite:///{tmp_path / 'kliping.db'}")
    # Nothing here outlives the test, so nothing need reach the disk.
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF").close())
    yield Shelf(engine)
    engine.dispose()


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
