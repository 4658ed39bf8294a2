"""What is PostgreSQL's own: reaching it, and what it says when it can't be reached or written."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from archive.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveUnwritable,
    ForeignDatabase,
)
from archive.model import Filters
from archive.place import file_of
from archive.postgres.meanings import plain
from archive.schema import SCHEMA_VERSION
from archive.store import Archive
from tests.postgres import Server

Make = Callable[..., Any]


def do(url: str, *statements: str) -> None:
    """Runs statements in a database, past the archive."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def name_of(url: str) -> str:
    return make_url(url).database or ""


def refused(kind: type[ArchiveError], url: str, **how: Any) -> str:
    """The line that says why an archive can't be opened."""
    with pytest.raises(ArchiveError) as raised:
        Archive.open(url, **how)
    assert type(raised.value) is kind
    line = str(raised.value)
    assert "\n" not in line
    assert "geheim" not in line
    return line


@pytest.fixture
def url(new_postgres: Callable[..., str]) -> str:
    """An empty archive in a database of its own."""
    made = new_postgres()
    Archive.open(made, create=True).close()
    return made


@pytest.fixture
def user(postgres_server: Server, url: str) -> Iterator[Callable[..., str]]:
    """A user who needs a password; gives a URL of the archive with one."""
    name = f"kliping_{secrets.token_hex(4)}"
    postgres_server.do(f"CREATE ROLE {name} LOGIN PASSWORD 'geheim'")

    def of(password: str | None = "geheim") -> str:  # noqa: S107 - of nobody
        named = make_url(url).set(username=name, password=password)
        return named.render_as_string(hide_password=False)

    yield of
    do(url, f"DROP OWNED BY {name}")
    postgres_server.do(f"DROP ROLE {name}")


def test_an_empty_database_becomes_an_archive_only_when_that_is_wanted(
    new_postgres: Callable[..., str],
) -> None:
    url = new_postgres()
    assert "no archive in" in refused(ArchiveMissing, url)
    assert "no archive in" in refused(ArchiveMissing, url, create=True, read_only=True)
    for scheme in ("postgresql+psycopg", "postgresql", "postgres"):
        address = url.replace("postgresql+psycopg", scheme)
        with Archive.open(address, create=True) as archive:
            assert archive.count() == 0
            assert archive.path is None
            assert (
                archive.name
                == f"postgresql://{make_url(url).host}:{make_url(url).port}/{name_of(url)}"
            )
        assert file_of(address) is None


def test_a_database_of_another_program_is_left_alone(new_postgres: Callable[..., str]) -> None:
    url = new_postgres()
    do(url, "CREATE TABLE articles (id INT)")
    line = refused(ForeignDatabase, url, create=True)
    assert 'has a table "articles"' in line


def test_a_database_that_cannot_keep_every_letter_is_refused(
    new_postgres: Callable[..., str],
) -> None:
    url = new_postgres("ENCODING 'LATIN1' TEMPLATE template0")
    assert "encoding is LATIN1" in refused(ArchiveUnwritable, url, create=True)
    assert "no archive in" in refused(ArchiveMissing, url)


def test_who_may_not_come_in_is_told_why(user: Callable[..., str]) -> None:
    assert "wrong user or password" in refused(ArchiveError, user("falsch"))
    assert "wants a password" in refused(ArchiveError, user(None))
    assert "permission denied" in refused(ArchiveUnwritable, user())


def test_who_may_only_read_can_search(
    url: str, user: Callable[..., str], article: Make, extract: Make
) -> None:
    with Archive.open(url) as archive:
        archive.save([extract(article(1))])
    reader = make_url(user()).username
    do(url, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")
    with Archive.open(user(), read_only=True) as archive:
        assert archive.search("ferry").total == archive.count() == 1
        with pytest.raises(ArchiveUnwritable, match="for reading only"):
            archive.save([extract(article(2))])
    with Archive.open(user()) as archive, pytest.raises(ArchiveUnwritable, match="permission"):
        archive.save([extract(article(2))])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://u:geheim@127.0.0.1:1/news", "no PostgreSQL server answers"),
        ("postgresql+psycopg://u:geheim@nowhere.invalid/news", "no server of this name"),
        ("postgresql+psycopg://u:geheim@/news?host=/nowhere", "no PostgreSQL server answers"),
        ("postgresql+psycopg://u:geheim@127.0.0.1", "names no database"),
        ("postgresql+psycopg://u:geheim@host:port/news", "can't be read"),
        ("postgresql+psycopg://u:ge@heim:geheim@[::1/news", "can't be read"),
        ("postgresql+psycopg://u:geheim@127.0.0.1/news?nonsense=1", "can't be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(address: str, said: str) -> None:
    assert said in refused(ArchiveError, address)


def test_a_database_that_is_not_there_is_one_line(url: str) -> None:
    assert "does not exist" in refused(ArchiveMissing, url + "_none", create=True)


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("53100", ArchiveUnwritable, "the server's disk is full"),
        ("25006", ArchiveUnwritable, "allows only reading"),
        ("42501", ArchiveUnwritable, "news: what the server says"),
        ("58030", ArchiveUnwritable, "can't read or write its files"),
        ("55P03", ArchiveBusy, "another process keeps writing"),
        ("40P01", ArchiveBusy, "another process keeps writing"),
        ("57P01", ArchiveError, "was lost"),
        ("08006", ArchiveError, "was lost"),
        ("23505", ArchiveUnwritable, "is damaged"),
        ("XX001", ArchiveUnwritable, "is damaged"),
        ("42601", ArchiveError, "news: what the server says"),
    ],
)
def test_what_the_server_says_is_one_line(code: str, kind: type[ArchiveError], said: str) -> None:
    error = psycopg.errors.lookup(code)("what the server says\nDETAIL: and why")
    meant = plain(error, "news")
    assert type(meant) is kind
    assert said in str(meant)
    assert "\n" not in str(meant)


def test_a_newer_version_is_refused_and_an_unknown_one_too(url: str) -> None:
    do(url, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer version" in refused(ArchiveTooNew, url)


def test_migrating_an_archive_of_this_version_changes_nothing(url: str) -> None:
    from archive.migrations import upgrade  # noqa: PLC0415 - alembic takes its time
    from archive.opening import open_database  # noqa: PLC0415

    database = open_database(url, create=False, read_only=False)
    with database.rebuilding() as connection:
        upgrade(connection)
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        assert found.all() == [SCHEMA_VERSION]
    database.close()


@pytest.mark.parametrize(
    ("damage", "query"),
    [
        ("DROP TABLE search_index CASCADE", "ferry"),
        ("ALTER TABLE articles DROP COLUMN title", "ferry"),
        ("DROP TABLE search_words", "fer*"),
    ],
)
def test_a_damaged_archive_is_one_line(
    *, url: str, damage: str, query: str, article: Make, extract: Make
) -> None:
    with Archive.open(url) as archive:
        archive.save([extract(article(1))])
    do(url, damage)
    with Archive.open(url) as archive, pytest.raises(ArchiveUnwritable, match="is damaged"):
        archive.search(query)


# psycopg warns of a cursor that was open when its connection ended.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_that_goes_away_costs_a_line_and_nothing_that_was_acknowledged(
    url: str, postgres_server: Server, article: Make, extract: Make
) -> None:
    with Archive.open(url) as archive:
        archive.save([extract(article(n)) for n in range(500)])
        postgres_server.send_away(url)
        assert archive.count() == 500  # a connection that was idle is made anew
        stream = iter(archive.articles(Filters(with_duplicates=True)))
        next(stream)
        postgres_server.send_away(url)
        with pytest.raises(ArchiveError, match=r"the connection to \S+ was lost"):
            list(stream)
        archive.save([extract(article(501))])
        assert archive.count() == 501
    del stream
    gc.collect()


def test_a_check_finds_what_the_index_lacks_and_a_new_one_has_it(
    url: str, article: Make, extract: Make
) -> None:
    with Archive.open(url) as archive:
        archive.save([extract(article(n)) for n in range(1, 4)])
        assert archive.care.problems() == []
        do(url, "DELETE FROM search_index WHERE place = (SELECT place FROM articles WHERE id = 2)")
        lines = archive.care.problems()
        assert [line[:30] for line in lines] == [
            "1 articles are not in the sear",
            "1 languages are miscounted in ",
        ]
        archive.care.renew_index()
        assert archive.care.problems() == []
        with pytest.raises(ArchiveError, match="pg_dump"):
            archive.care.back_up("x.db")
        with pytest.raises(ArchiveError, match="autovacuum"):
            archive.care.vacuum()


def test_a_number_of_64_bits_and_a_long_address_are_kept(
    url: str, article: Make, extract: Make
) -> None:
    address = "https://x.example/" + "".join(f"{n:x}/" for n in range(4_000))
    big = article(1, words=2**62, url=address, canonical_url=None)
    with Archive.open(url) as archive:
        archive.save([extract(big), extract(article(2, url=address + "other", canonical_url=None))])
        kept = archive.get(1)
        assert kept is not None
        assert (kept.words, kept.url) == (2**62, address)
        found = archive.find(address)
        assert found is not None
        assert (found.id, archive.count()) == (1, 2)
