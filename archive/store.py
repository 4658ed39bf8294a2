"""The archive: open it, record what a crawl or an import brings, read it, search it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Connection, Select, func, select

from archive.address import key_of
from archive.database import Database
from archive.fields import from_fields
from archive.garbage import none_looked_for
from archive.model import Article, Cut, Extracted, Filters
from archive.opening import open_database
from archive.rows import ARTICLE_COLUMNS, to_article, unpack
from archive.schema import addresses, articles, removed, revisions
from archive.search import engine, renewal
from archive.search.results import Results, Sort

if TYPE_CHECKING:
    from archive.alarms.watch import Alarms
    from archive.frontier import Frontier
    from archive.given import Handover
    from archive.hosts import Hosts
    from archive.ledger import Ledger
    from archive.looks import Looks, Plan
    from archive.opt_outs import OptOuts
    from archive.repeated import HouseLines, Window
    from archive.revisions.histories import Address
    from archive.selection import Selection
    from archive.stories.related import Related
    from archive.upkeep.care import Care
    from archive.visit import Saved, Visit

# Imports inside the methods are those that only writing needs: a search starts the faster.

_NO_FILTERS = Filters()


class Archive:
    """One archive of articles. A context manager; :meth:`close` lets go of the file.

    Threads may share one; every method is one transaction of its own and raises the ArchiveError that says in a line
    what is wrong.
    """

    def __init__(self, database: Database) -> None:
        """For :meth:`open`."""
        self._database = database
        self.path: Path | None = database.path
        """The database file; None when it lies on a server."""
        self.url = database.url
        """Its SQLAlchemy URL, without a password."""
        self.name = database.name
        """What it is called in a message: the path, or server and database."""

    @cached_property
    def frontier(self) -> Frontier:
        """What is still to visit, and when to ask a feed again."""
        from archive.frontier import Frontier  # noqa: PLC0415 - see above

        return Frontier(self._database)

    @cached_property
    def hosts(self) -> Hosts:
        """Which hosts asked for patience."""
        from archive.hosts import Hosts  # noqa: PLC0415 - see above

        return Hosts(self._database)

    @cached_property
    def looks(self) -> Looks:
        """Which articles are to be looked at again."""
        from archive.looks import Looks  # noqa: PLC0415 - see above

        return Looks(self._database)

    @cached_property
    def opt_outs(self) -> OptOuts:
        """What pages and hosts reserve."""
        from archive.opt_outs import OptOuts  # noqa: PLC0415 - see above

        return OptOuts(self._database)

    @cached_property
    def ledger(self) -> Ledger:
        """What the runs did."""
        from archive.ledger import Ledger  # noqa: PLC0415 - see above

        return Ledger(self._database)

    @cached_property
    def alarms(self) -> Alarms:
        """What needs a person."""
        from archive.alarms.watch import Alarms  # noqa: PLC0415 - see above

        return Alarms(self._database)

    @cached_property
    def care(self) -> Care:
        """Checks, backups, and making it small."""
        from archive.upkeep.care import Care  # noqa: PLC0415 - see above

        return Care(self._database)

    @classmethod
    def open(
        cls,
        address: str | Path,
        *,
        create: bool = False,
        read_only: bool = False,
        upgrade: bool = False,
    ) -> Archive:
        """Opens the archive at a path (``~`` is the home folder), a ``sqlite:///`` or a ``postgresql+psycopg://`` URL.

        ``create`` makes an empty one where nothing is; the file is there whole or not at all. ``read_only`` works
        on files and in folders that can't be written. Otherwise one made by an older version is migrated, where that is
        instant or ``upgrade`` is set, and its search index made anew (a line in the log says so) when the analysis of
        words has changed since.

        Raises ArchiveMissing, ForeignDatabase (the file is something else), ArchiveTooNew, ArchiveTooOld (older, and
        read-only or too big to be migrated at once), ArchiveUnwritable, or ArchiveError for an address that is not supported.
        """
        database = open_database(address, create=create, read_only=read_only, upgrade=upgrade)
        archive = cls(database)
        if not read_only:
            archive._renew_index()
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Archive {self.url}>"

    def close(self) -> None:
        """Lets go of the file. Twice does no harm."""
        self._database.close()

    def _renew_index(self) -> None:
        with self._database.reading() as connection:
            outdated = renewal.is_outdated(connection)
        if outdated:
            with self._database.writing() as connection:
                renewal.bring_up_to_date(connection)

    def record(
        self, visits: Sequence[Visit], run: int | None = None, plan: Plan | None = None
    ) -> list[Saved]:
        """Stores what visits brought and notes on their links what became of them: all or nothing.

        Articles, revisions, index, addresses, cuts, links and the counts of ``run`` are one transaction, and with
        ``plan`` when each article is to be looked at again. Returns what was done with each visit, in order. Raises
        ArchiveUnwritable when nothing can be written, RecordError for an article without a readable URL, ValueError for
        a datetime without a zone.
        """
        return self._record(visits, run, add_links=True, plan=plan)

    def save(self, extracted: Iterable[Extracted], run: int | None = None) -> list[Saved]:
        """Stores articles that no link led to (import), in one transaction.

        ``first_seen``, ``fetched``, ``revision``, ``gone`` are kept as they come; ``id``, ``duplicate_of`` and
        ``story`` are this archive's own numbers and are not. An article fetched earlier than the stored one changes
        nothing. Returns and raises as :meth:`record`.
        """
        from archive.visit import Visit  # noqa: PLC0415 - see above

        visits = [
            Visit(
                link=e.article.url,
                source=e.article.source,
                at=e.article.fetched,
                outcome="read",
                extracted=e,
            )
            for e in extracted
        ]
        return self._record(visits, run, add_links=False)

    def _record(
        self,
        visits: Sequence[Visit],
        run: int | None,
        *,
        add_links: bool,
        plan: Plan | None = None,
    ) -> list[Saved]:
        if not visits:
            return []
        from archive.batch import record  # noqa: PLC0415 - see above

        with none_looked_for(), self._database.writing() as connection:
            return record(connection, visits, run, add_links=add_links, plan=plan)

    def get(self, id: int) -> Article | None:
        """The article of this number, or None."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(*ARTICLE_COLUMNS).where(articles.c.id == id)
            ).one_or_none()
            return None if row is None else to_article(row)

    def find(self, url: str) -> Article | None:
        """The article known at this URL, by any address it was met at; or None."""
        query = select(*ARTICLE_COLUMNS).join(addresses, addresses.c.article_id == articles.c.id)
        with self._database.reading() as connection:
            row = connection.execute(query.where(addresses.c.key == key_of(url))).one_or_none()
            return None if row is None else to_article(row)

    def removed(self, id: int) -> tuple[Cut, ...]:
        """What was cut from the page of the present revision, in page order."""
        query = (
            select(removed.c.cuts)
            .join(
                articles,
                (articles.c.id == removed.c.article_id)
                & (articles.c.revision == removed.c.revision),
            )
            .where(articles.c.id == id)
        )
        with self._database.reading() as connection:
            packed = connection.execute(query).scalar_one_or_none()
            return tuple(Cut(*line) for line in unpack(packed)) if packed else ()

    def related(self, id: int, limit: int = 10) -> list[Related]:
        """The articles that tell the same story as this one, in any language, the surest first; none for a number that
        no article has."""
        from archive.stories.related import related  # noqa: PLC0415 - see above

        with self._database.reading() as connection:
            row = connection.execute(
                select(*ARTICLE_COLUMNS).where(articles.c.id == id)
            ).one_or_none()
            return [] if row is None else related(connection, to_article(row), limit)

    def house_lines(self) -> HouseLines:
        """What the sources repeat on their pages."""
        from archive.repeated import HouseLines, windows  # noqa: PLC0415 - see above

        def look_up(sources: Collection[str]) -> Mapping[str, Window]:
            with self._database.reading() as connection:
                return windows(connection, sources)

        return HouseLines(look_up)

    def revisions(self, id: int) -> list[Article]:
        """The article as it was and as it is: the oldest revision first, the present one last. Empty when there is
        no such article."""
        query = select(revisions.c.content).where(revisions.c.article_id == id)
        with self._database.reading() as connection:
            packed = connection.execute(query.order_by(revisions.c.revision)).scalars().all()
            row = connection.execute(
                select(*ARTICLE_COLUMNS).where(articles.c.id == id)
            ).one_or_none()
            present = [] if row is None else [to_article(row)]
            return [from_fields(unpack(one)) for one in packed] + present

    def kinds_of_change(self, id: int) -> list[tuple[str, ...]]:
        """For each of :meth:`revisions`, what changed to make it out of the one before (:data:`archive.revisions.classes.ChangeClass`):
        several names, or none for the first."""
        from archive.revisions.histories import kinds_of_change  # noqa: PLC0415 - see above

        states = self.revisions(id)
        with self._database.reading() as connection:
            return kinds_of_change(connection, id, states)

    def addresses(self, id: int) -> list[Address]:
        """Where the article was met, and why each address was taken for its."""
        from archive.revisions.histories import known_addresses  # noqa: PLC0415 - see above

        urls = [state.url for state in self.revisions(id)]
        with self._database.reading() as connection:
            return known_addresses(connection, id, urls)

    def count(self) -> int:
        """How many articles there are."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(articles)).scalar_one())

    def articles(self, filters: Filters = _NO_FILTERS, query: str | None = None) -> Selection:
        """The articles that match, by rising number, as the archive is when they are read, in flat memory.

        Reading raises QueryError for a query that can't be understood.
        """
        return self._articles(filters, query)

    def handover(
        self, to: str | Path, filters: Filters = _NO_FILTERS, query: str | None = None
    ) -> tuple[Iterator[Article], Handover]:
        """Those of the articles that no handover to the file ``to`` had, or that have changed since. Once the file is
        complete, call :meth:`Handover.note`."""
        from archive.given import Handover  # noqa: PLC0415 - see above

        handover = Handover(self._database, to)
        return handover.watch(self._articles(filters, query, handover.is_new)), handover

    def _articles(
        self, filters: Filters, query: str | None, *conditions: ColumnElement[bool]
    ) -> Selection:
        from archive.selection import Selection  # noqa: PLC0415 - see above

        def narrow(connection: Connection, statement: Select[Any]) -> Select[Any]:
            matching = engine.of(connection).matching(connection, query, filters)
            return statement.where(*conditions, matching)

        return Selection(self._database.reading, narrow)

    def search(
        self,
        query: str,
        filters: Filters = _NO_FILTERS,
        *,
        sort: Sort = "relevance",
        limit: int = 20,
        offset: int = 0,
    ) -> Results:
        """One page of the articles that match, the best first. Raises QueryError."""
        with self._database.reading() as connection:
            index = engine.of(connection)
            return index.search(connection, query, filters, sort, limit=limit, offset=offset)
