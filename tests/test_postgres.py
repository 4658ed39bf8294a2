"""The console command with an archive in PostgreSQL: the same as with a file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.store import Archive
from tests.conftest import Kliping, Website
from tests.postgres import Server

OWN = ("id", "first_seen", "fetched")
"""What differs from one crawl to the next."""


@pytest.fixture
def newspaper(website: Website) -> Website:
    urls = website.articles(7)
    story = "The ferries of Žofín left at dawn, late as they are, and came back with ninety passengers, a goat and the post."
    text = "\n\n".join(
        f"{story} That was trip number {n} of the day, said the captain." for n in range(9)
    )
    website.article("/news/2026/11/20/story-number-3-of-the-day", "Ferry runs again", text)
    website.feed(urls)
    return website


@pytest.fixture
def crawled(kliping: Kliping, newspaper: Website, new_postgres: Callable[..., str]) -> Kliping:
    """The command in a folder whose configuration names an archive in PostgreSQL, after a crawl into it and a crawl into
    a file."""
    kliping.configure({"harbour": {"feeds": [newspaper.url("/feed.xml")], "language": "en"}})
    assert kliping("crawl").code == 0
    file = kliping.folder / "kliping.toml"
    file.write_text(f"archive = {json.dumps(new_postgres())}\n" + file.read_text("utf-8"), "utf-8")
    (kliping.folder / "kliping.warc").rename(kliping.folder / "first.warc")
    done = kliping("crawl")
    assert (done.code, done.out, done.err) == (0, "", "")
    return kliping


def records(exported: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in exported.splitlines()]
    for record in found:
        for name in OWN:
            assert record.pop(name)
    return sorted(found, key=lambda record: str(record["url"]))


def test_what_is_crawled_searched_and_exported_is_the_same(crawled: Kliping) -> None:
    in_file = ("--archive", "kliping.db")
    exported = records(crawled("export", "--with-duplicates").out)
    assert len(exported) == 7
    assert exported == records(crawled(*in_file, "export", "--with-duplicates").out)
    for asked in (["harbour council"], ["ferr*", "--sort", "newest"], ["quay", "--count"]):
        found, expected = (crawled(*where, "search", *asked) for where in ((), in_file))
        assert found.code == expected.code == 0
        assert len(found.out.splitlines()) == len(expected.out.splitlines()) > 0
    raw = list((crawled.folder / "kliping.warc").iterdir())
    assert [path.name.endswith(".warc.gz") for path in raw] == [True]
    assert list(Path(crawled.folder).glob("*postgres*")) == []


def test_a_second_crawl_brings_nothing_and_shows_what_there_is(
    crawled: Kliping, newspaper: Website
) -> None:
    newspaper.requests.clear()
    _, report = crawled.crawl()
    assert report["sources"]["harbour"]["new"] == 0
    assert [seen.path for seen in newspaper.requests if seen.path.startswith("/news")] == []
    shown = crawled("show", "1", "--format", "json")
    assert json.loads(shown.out)["id"] == 1
    new = crawled("export", "--new", "--with-duplicates", "-o", "first.jsonl")
    assert len((crawled.folder / "first.jsonl").read_text("utf-8").splitlines()) == 7, new.err
    (crawled.folder / "first.jsonl").unlink()
    assert crawled("export", "--new", "--with-duplicates", "-o", "first.jsonl").code == 0
    assert not (crawled.folder / "first.jsonl").exists()
    assert crawled("import", "kliping.warc").code == 0
    assert len(crawled("export", "--with-duplicates").out.splitlines()) == 7


def test_an_archive_moves_to_a_file_and_is_cared_for(crawled: Kliping) -> None:
    url = (crawled.folder / "kliping.toml").read_text("utf-8").split('"')[1]
    moved = crawled("db", "copy", url, "moved.db")
    assert moved.code == 0
    assert ["articles", "7"] in [line.split() for line in moved.out.splitlines()]
    exported = [
        crawled(*where, "export", "--with-duplicates").out
        for where in ((), ("--archive", "moved.db"))
    ]
    assert exported[0] == exported[1] != ""
    again = crawled("db", "copy", url, "moved.db")
    assert (again.code, again.out) == (1, "")
    assert "holds an archive already" in again.err
    assert "is whole (7 articles)" in crawled("db", "check").out
    assert "is up to date (7 articles)" in crawled("db", "upgrade").out
    assert "pg_dump" in crawled("db", "backup", "x.db").err
    assert url in crawled("--archive", url, "schedule", "show").out.replace("\\%", "%")


def test_a_crawl_whose_lock_is_cut_ends_before_another_one_is_done(
    kliping: Kliping, website: Website, new_postgres: Callable[..., str], postgres_server: Server
) -> None:
    url = new_postgres()
    sources = {"harbour": {"feeds": [website.feed(website.articles(200))]}}
    kliping.configure(sources, delay=0.3)
    kliping.environment["KLIPING_ARCHIVE"] = url
    process = kliping.start("-q", "crawl")
    deadline = time.monotonic() + 60
    while sum(path.startswith("/news/") for path in website.paths()) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    busy = kliping("-q", "crawl")
    assert busy.code == 75
    assert f"process {process.pid} on " in busy.err
    postgres_server.send_away(url, "kliping: process %")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    (line,) = err.splitlines()
    assert "the connection that holds postgresql://" in line
    assert "was lost" in line
    with Archive.open(url, read_only=True) as archive:
        assert 0 < archive.count() < 200
        assert archive.ledger.runs()[0].status == "failed"
    assert kliping("-q", "crawl", "--max-articles", "1").code == 0


def test_an_archive_that_cannot_be_reached_is_one_line(kliping: Kliping) -> None:
    url = "postgresql+psycopg://somebody:secret@127.0.0.1:1/news"
    for command in (
        ["search", "ferry"],
        ["crawl", "http://127.0.0.1:1/"],
        ["export"],
        ["db", "upgrade"],
    ):
        done = kliping("--archive", url, *command)
        assert done.code == 1
        assert done.out == ""
        assert len(done.err.splitlines()) == 1
        assert "no PostgreSQL server answers" in done.err
        assert "secret" not in done.err


def test_without_the_driver_a_line_says_what_to_install(kliping: Kliping) -> None:
    hidden = kliping.folder / "hidden"
    hidden.mkdir()
    (hidden / "psycopg.py").write_text("raise ModuleNotFoundError('no psycopg')\n")
    kliping.environment["PYTHONPATH"] = str(hidden)
    done = kliping("--archive", "postgresql+psycopg://127.0.0.1/news", "search", "ferry")
    assert done.code == 1
    assert (
        done.err
        == "kliping: an archive in PostgreSQL needs a driver: pip install 'kliping[postgres]'\n"
    )


def test_status_is_the_same(crawled: Kliping) -> None:
    def seen(*where: str) -> dict[str, Any]:
        done = crawled(*where, "status", "--format", "json")
        assert (done.code, done.err) == (0, "")
        told: dict[str, Any] = json.loads(done.out)
        return told

    there, here = seen(), seen("--archive", "kliping.db")
    assert there["archive"]["name"].startswith("postgresql://")
    assert there["archive"]["bytes"] > 0
    assert there["archive"]["free_bytes"] is None
    for each in (there, here):
        (run,), (source,) = each["runs"], each["sources"]
        assert (run["status"], run["new"]) == ("done", 7)
        assert (source["new_last_7_days"], source["waiting"], source["undated_share"]) == (
            7,
            0,
            0.0,
        )
    assert there["announcements"] == here["announcements"]
    metrics = crawled.folder / "kliping.prom"
    done = crawled("status", "--prometheus", "kliping.prom")
    assert (done.code, done.err) == (0, "")
    assert 'kliping_source_stored_total{source="harbour"} 7\n' in metrics.read_text("utf-8")
