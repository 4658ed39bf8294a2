"""From an address to an archive, or to one clear line."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import (
    ArchiveError,
    ArchiveMissing,
    ArchiveTooNew,
    ArchiveUnwritable,
    ForeignDatabase,
)
from archive.model import Article, Decision, Extracted
from archive.place import locate
from archive.store import Archive

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=9)

# As root everything is writable: these steps are taken as another user.
AS_NOBODY = """
import os, sys
from pathlib import Path
from archive.errors import ArchiveError
from archive.model import Filters
from archive.store import Archive
path = Path(sys.argv[1])
import archive.search.sqlite  # before the permissions of the source tree can matter
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
"""


def only(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_new_archive_is_one_file_once_closed(path: Path) -> None:
    Archive.open(path, create=True).close()
    assert only(path.parent) == ["kliping.db"]


def test_a_missing_archive_says_how_to_get_one(path: Path) -> None:
    with pytest.raises(ArchiveMissing) as raised:
        Archive.open(path)
    assert str(raised.value) == (
        f'no archive at {path}: run "kliping crawl" or "kliping import" first, '
        "or name one with --archive"
    )
    assert only(path.parent) == []


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ForeignDatabase, match="is a folder"):
        Archive.open(tmp_path, create=True)


@pytest.mark.parametrize("content", [b"title,text\n" * 500, b"", b"x", b"\0" * 4096])
@pytest.mark.parametrize("read_only", [True, False])
def test_another_file_is_refused_and_left_alone(
    path: Path, content: bytes, read_only: bool
) -> None:
    path.write_bytes(content)
    with pytest.raises(ForeignDatabase):
        Archive.open(path, create=True, read_only=read_only)
    assert path.read_bytes() == content
    assert only(path.parent) == ["kliping.db"]


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ForeignDatabase, match="another program"):
        Archive.open(path, create=True)
    assert path.read_bytes() == before


def test_an_archive_of_a_newer_version_is_refused(path: Path) -> None:
    Archive.open(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ArchiveTooNew, match="newer version of Kliping"):
        Archive.open(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive with something in each table, as bytes."""
    path = tmp_path_factory.mktemp("whole") / "kliping.db"
    words = "ferry island goat dawn harbour storm captain engine ".split(" ")
    chance = random.Random(0)  # noqa: S311 - the same archive each time
    with Archive.open(path, create=True) as archive:
        for changed in range(2):
            archive.save(
                Extracted(
                    article=Article(
                        url=f"https://a.example/{n}",
                        source="a",
                        title=f"Ferry {n}",
                        text=" ".join(chance.choices(words, k=300)),
                        authors=("Zoë Ånd",),
                        published=NOON,
                        fetched=NOON + timedelta(days=changed),
                    ),
                    decisions=(Decision("ADVERT", None, "advert", "p"),),
                )
                for n in range(100)
            )
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_archive_costs_one_line(whole: bytes, path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage each time
    content = bytearray(whole)
    for page in chance.sample(range(1, len(content) // 4096), k=1 + seed * 2):
        start, length = page * 4096 + chance.randrange(100), chance.choice([1, 40, 3900])
        content[start : start + length] = chance.randbytes(length)
    path.write_bytes(content[: len(content) - 4096 * chance.choice([0, 0, 3])])
    attempts: list[Callable[[Archive], object]] = [
        lambda archive: list(archive.articles()),
        lambda archive: archive.search("ferry storm"),
        lambda archive: archive.search("ferry", sort="newest"),
        lambda archive: [archive.revisions(n) for n in range(1, 101)],
        lambda archive: [archive.removed(n) for n in range(1, 101)],
        lambda archive: archive.find("https://a.example/7"),
        lambda archive: archive.save(
            [Extracted(article=Article(url="https://a.example/7", text="new", fetched=LATER))]
        ),
    ]
    said = []
    for attempt in attempts:
        try:
            with Archive.open(path) as archive:
                attempt(archive)
        except ArchiveError as error:
            said.append(str(error))
    if seed > 12:
        assert said
    assert [x for x in said if "is damaged" not in x and "no Kliping archive" not in x] == []
    assert all(len(line) < 300 and "\n" not in line for line in said)


def test_a_new_archive_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable, match="there is no folder"):
        Archive.open(tmp_path / "no" / "kliping.db", create=True)


def test_an_unwritable_folder_costs_one_line(tmp_path: Path, run: Callable[..., str]) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    (tmp_path / "shut").mkdir(mode=0o555)
    code = """
try:
    Archive.open(path, create=True)
except ArchiveError as error:
    print(type(error).__name__, error)
"""
    said = run(AS_NOBODY + code, tmp_path / "shut" / "kliping.db")
    assert said.startswith("ArchiveUnwritable no archive can be made at")
    assert "Permission denied" in said
    assert only(tmp_path / "shut") == []


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o444, 0o555)])
def test_an_archive_that_cannot_be_written_can_be_searched(
    *,
    tmp_path: Path,
    file_mode: int,
    folder_mode: int,
    run: Callable[..., str],
    article: Callable[..., Article],
    extract: Callable[..., Extracted],
) -> None:
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    tmp_path.chmod(0o755)
    folder = tmp_path / "kept"
    folder.mkdir()
    path = folder / "kliping.db"
    with Archive.open(path, create=True) as archive:
        archive.save([extract(article(1))])
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    code = """
with Archive.open(path, read_only=True) as archive:
    print(archive.search("ferry").total, archive.count(), len(list(archive.articles())))
    try:
        archive.save([])
        archive.ledger.begin(archive.get(1).fetched)
    except ArchiveError as error:
        print(type(error).__name__)
try:
    Archive.open(path)
except ArchiveError as error:
    print(type(error).__name__, "read-only" in str(error))
"""
    try:
        said = run(AS_NOBODY + code, path)
    finally:
        folder.chmod(0o755)
    assert said.splitlines() == ["1 1 1", "ArchiveUnwritable", "ArchiveUnwritable True"]


def test_two_processes_that_create_at_once_both_succeed(
    tmp_path: Path, python: Callable[..., subprocess.Popen[str]]
) -> None:
    code = """
        import sys, time
        from datetime import UTC, datetime
        from archive.store import Archive
        time.sleep(max(0, float(sys.argv[2]) - time.time()))
        with Archive.open(sys.argv[1], create=True) as archive:
            archive.ledger.begin(datetime.now(UTC))
    """
    for trial in range(2):
        path = tmp_path / f"{trial}.db"
        start = time.time() + 1.5
        both = [python(code, path, start) for _ in range(3)]
        for process in both:
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
        with Archive.open(path) as archive:
            assert len(archive.ledger.runs()) == 3
    assert only(tmp_path) == ["0.db", "1.db"]


def test_a_failed_creation_leaves_nothing(tmp_path: Path, run: Callable[..., str]) -> None:
    code = """
        import resource, signal, sys
        from archive.errors import ArchiveError
        from archive.store import Archive
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            Archive.open(sys.argv[1], create=True)
        except ArchiveError as error:
            print(type(error).__name__, str(error).count(chr(10)))
    """
    assert run(code, tmp_path / "kliping.db") == "ArchiveUnwritable 0"
    assert only(tmp_path) == []


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("{}/my file.db", "my file.db"),
        ("sqlite:///{}/my%20file.db", "my file.db"),
        ("sqlite:///{}/my file.db", "my file.db"),
        ("sqlite+pysqlite:///{}/a.db", "a.db"),
        ("SQLite:///{}/a.db", "a.db"),
        ("{}/100%.db", "100%.db"),
        ("{}/q?m=1#x.db", "q?m=1#x.db"),
    ],
)
def test_an_address_is_a_path_or_a_sqlite_url(tmp_path: Path, address: str, place: str) -> None:
    with Archive.open(address.format(tmp_path), create=True) as archive:
        assert archive.path == tmp_path / place
        assert archive.count() == 0
    assert only(tmp_path) == [place]


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate("~/a.db") == tmp_path / "a.db"
    assert locate("sqlite:///~/a.db") == tmp_path / "a.db"


def test_a_relative_address_is_under_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate("a.db") == locate("sqlite:///a.db") == tmp_path / "a.db"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://user:secret@host/news",
        "mysql://root@host/x",
        "https://host/x",
        "sqlite://",
        "sqlite:///a.db?mode=ro",
        "",
        " ",
        "a\0b",
        "~nobody-of-this-name/x.db",
    ],
)
def test_an_unsupported_address_is_one_line_without_its_password(address: str) -> None:
    with pytest.raises(ArchiveError) as raised:
        Archive.open(address, create=True)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_name_that_is_too_long_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnwritable, match="File name too long"):
        Archive.open(tmp_path / ("x" * 300), create=True)
