"""``kliping status``: how all is going, for a person, a script and Prometheus."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from archive.crawl_tables import days
from archive.days import day_number
from archive.frontier import Poll
from archive.lock import crawl_lock
from archive.model import Announced
from archive.sources import change_source
from archive.store import Archive
from archive.visit import Visit
from cli.prometheus import Metric, Sample, exposition
from cli.status_table import size, span
from tests.conftest import Kliping, Website

DAY = timedelta(days=1)
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Kliping:
    """The command beside an archive after one crawl of pages of all sorts; nothing is written to it any more."""
    website = Website("127.0.3.1")
    website.add("/news/index", "<html><body><ul><li><a href='/a'>A</a></li></ul></body></html>")
    urls = [*website.articles(3), website.url("/news/index"), website.url("/news/missing")]
    kliping = Kliping(tmp_path_factory.mktemp("status"))
    kliping.configure(
        {
            "courier": {"feeds": [website.feed(urls)]},
            "dead": {"feeds": [website.url("/nowhere.xml")]},
            "late": {"feeds": [website.url("/late.xml")]},
        }
    )
    result, _ = kliping.crawl("courier", "dead")
    website.close()
    assert result.code == 3, result.err
    return kliping


def status(kliping: Any, *arguments: str) -> dict[str, Any]:
    done = kliping("status", "--format", "json", *arguments)
    assert done.err == ""
    assert done.out.count("\n") == 1
    seen: dict[str, Any] = json.loads(done.out)
    assert done.code == bool(seen["alarms"])
    return seen


def test_json_tells_of_runs_sources_and_what_became_of_announcements(crawled: Any) -> None:
    seen = status(crawled)

    assert seen["archive"]["name"] == str(crawled.archive)
    assert seen["archive"]["articles"] == 3
    assert seen["archive"]["bytes"] >= crawled.archive.stat().st_size
    assert seen["archive"]["free_bytes"] > 0
    (run,) = seen["runs"]
    assert (run["status"], run["new"], run["sources"]) == ("partial", 3, 2)
    assert sum(run["failed"].values()) == 1
    courier, dead, late = seen["sources"]
    assert [each["name"] for each in seen["sources"]] == ["courier", "dead", "late"]
    assert (courier["new_last_7_days"], courier["waiting"], courier["failures"]) == (3, 0, 0)
    assert (courier["undated_share"], courier["unsigned_share"]) == (0.0, 1.0)
    assert datetime.fromisoformat(courier["stored"]) > NOW - DAY
    assert dead["answered"] is None
    assert dead["failures"] > 0
    assert "404" in dead["detail"]
    assert late["asked"] is None
    (day,) = seen["announcements"]
    assert (day["source"], day["announced"], day["stored"]) == ("courier", 5, 3)
    assert (day["refused"], day["failed"]) == ({"not-an-article:empty": 1}, {"http-404": 1})
    assert seen["gaps"] == []


def test_the_table_fits_eighty_columns_and_tells_the_same(crawled: Any) -> None:
    done = crawled("status")

    assert done.err == ""
    name, *lines = done.out.splitlines()
    assert name == str(crawled.archive)
    assert max(map(len, lines)) <= 80
    for told in ("3 articles in ", "partial", "never crawled yet", "not-an-article:empty 1"):
        assert told in done.out
    assert re.search(r"^dead .*\n  http-404: ", done.out, re.M)
    assert re.search(r"^courier +5 +3 +1 +1 +0$", done.out, re.M)


def test_it_starts_without_scrapy_and_writes_nothing(crawled: Any) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in crawled.folder.iterdir()}
    crawled.environment["PYTHONPROFILEIMPORTTIME"] = "1"
    done = crawled("status")
    del crawled.environment["PYTHONPROFILEIMPORTTIME"]

    assert " sqlalchemy\n" in done.err
    for heavy in ("scrapy", "alembic", "rich", "twisted", "selectolax", "fastwarc"):
        assert f" {heavy}\n" not in done.err
    after = {path.name: path.stat().st_mtime_ns for path in crawled.folder.iterdir()}
    assert {name: after.get(name) for name in ("kliping.db", "kliping.toml")} == {
        name: before[name] for name in ("kliping.db", "kliping.toml")
    }


def test_without_an_archive_there_is_one_line(kliping: Any) -> None:
    kliping.configure({})
    done = kliping("status")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("kliping: ")
    assert done.err.count("\n") == 1
    assert not kliping.archive.exists()


def test_an_empty_archive_says_what_to_do(kliping: Any) -> None:
    Archive.open(kliping.archive, create=True).close()
    done = kliping("status")
    assert (done.code, done.err) == (0, "")
    assert "none yet: kliping crawl\n" in done.out
    assert "none yet: kliping sources add URL\n" in done.out


@pytest.fixture
def archive(kliping: Any) -> Any:
    with Archive.open(kliping.archive, create=True) as opened:
        yield opened


def test_a_run_that_was_killed_is_told_from_one_that_goes_on(kliping: Any, archive: Any) -> None:
    archive.ledger.begin(NOW, "crawl")
    assert [run["status"] for run in status(kliping)["runs"]] == ["killed"]
    with crawl_lock(kliping.archive):
        assert [run["status"] for run in status(kliping)["runs"]] == ["running"]


def regular(archive: Any, source: str, lost: int) -> None:
    """A source with eight articles on every day of the last ten weeks but one, and polled a moment ago."""
    rows = []
    for ago in range(70):
        row: dict[str, Any] = dict.fromkeys((column.name for column in days.columns), 0)
        row.update(
            source=source, day=day_number((NOW - ago * DAY).date()), refused="{}", failed="{}"
        )
        row.update(
            polled=24, announced=8, new=8, dated=8, signed=8, words=3000, kept=18000, cut=900
        )
        row.update(shortest=None, fewest_words=None)
        if ago != lost:
            rows.append(row)
    now = {"tried": NOW, "polled": NOW, "announced": NOW, "stored": NOW, "due": NOW + DAY}
    with archive._database.writing() as connection:
        connection.execute(insert(days), rows)
        begun = NOW - 80 * DAY
        change_source(connection, source, begun, lambda state: _with(state, **now))


def _with(state: Any, **changes: Any) -> Any:
    return replace(state, **changes)


def test_a_gap_comes_with_the_command_that_fills_it(kliping: Any, archive: Any) -> None:
    lost = (NOW - 3 * DAY).date()
    for name in ("courier", "herald", "old"):
        regular(archive, name, 3)
    sites = {name: {"home": f"https://{name}.example/"} for name in ("courier", "herald")}
    kliping.configure(sites)
    kliping.environment["TZ"] = "UTC"

    gaps = status(kliping)["gaps"]
    assert [(gap["source"], gap["first"], gap["last"], gap["reason"]) for gap in gaps] == [
        ("courier", str(lost), str(lost), "no-crawl"),
        ("herald", str(lost), str(lost), "no-crawl"),
    ]
    assert gaps[0]["command"] == f"kliping crawl courier --since {lost}"
    assert (gaps[0]["usual"], gaps[0]["found"]) == (8, 0)
    told = " ".join(kliping("status").out.split())
    assert f"{lost}, courier, herald: no crawl ran; 0 of about 16 articles are there" in told
    assert f"kliping crawl courier herald --since {lost}" in told
    # West of Greenwich a day begins later than in UTC, so the day before has to be named.
    kliping.environment["TZ"] = "America/New_York"
    assert status(kliping)["gaps"][0]["command"].endswith(f"--since {lost - DAY}")


def test_what_is_not_configured_is_shown_and_missed_by_nobody(kliping: Any, archive: Any) -> None:
    regular(archive, "old", 3)
    kliping.configure({"courier": {"home": "https://courier.example/"}})
    seen = status(kliping)
    assert [(s["name"], s["is_configured"]) for s in seen["sources"]] == [
        ("courier", True),
        ("old", False),
    ]
    assert (seen["gaps"], seen["alarms"]) == ([], [])
    assert "not in the configuration" in kliping("status").out


def test_an_alarm_ends_it_with_one(kliping: Any, archive: Any) -> None:
    regular(archive, "courier", -1)
    failing = {
        "failures": 50.0,
        "problem": "http-503",
        "detail": "https://x.example/: no",
        "polled": NOW - 30 * DAY,
    }
    with archive._database.writing() as connection:
        change_source(connection, "courier", NOW, lambda state: _with(state, **failing))
    kliping.configure({"courier": {"home": "https://courier.example/"}})

    done = kliping("status")
    assert (done.code, done.err) == (1, "")
    assert re.search(r"^failures courier, since ", done.out.partition("\nAlarms\n")[2], re.M)
    seen = status(kliping)
    assert [(alarm["kind"], alarm["source"]) for alarm in seen["alarms"]] == [
        ("failures", "courier")
    ]


EVIL = 'evil\x1b[31m\u202e"\\\n'


def test_nothing_foreign_reaches_the_terminal_unescaped(kliping: Any, archive: Any) -> None:
    poll = Poll(url="https://x.example/feed", source=EVIL, kind="feed", status="ok")
    archive.frontier.polled(poll, [Announced(url="https://x.example/1")], NOW)
    link = "https://x.example/1"
    visit = Visit(link=link, source=EVIL, at=NOW, outcome="failed", reason=EVIL, detail=EVIL)
    archive.record([visit])
    with archive._database.writing() as connection:
        said = {"failures": 1.0, "problem": EVIL, "detail": EVIL}
        change_source(connection, EVIL, NOW, lambda state: _with(state, **said))
    target = kliping.folder / "kliping.prom"
    for form in ("table", "json"):
        done = kliping("status", "--format", form, "--prometheus", str(target))
        assert "evil" in done.out
        assert "\x1b" not in done.out
        assert "\u202e" not in done.out
    (sample,) = re.findall(r"^kliping_source_failures.*$", target.read_text("utf-8"), re.M)
    assert sample.startswith('kliping_source_failures{source="evil\x1b[31m\u202e\\"\\\\\\n"} ')


# --- Prometheus ---

_LINE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
    r'(?:\{(?P<labels>[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*)\})?'
    r" (?P<value>-?[0-9.e+-]+)"
)


def parsed(text: str) -> dict[str, dict[str, float]]:
    """Metric → labels → value, as the format's grammar has it; a metric's lines must stand together."""
    assert text.endswith("\n")
    found: dict[str, dict[str, float]] = {}
    kinds: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, current, kind = line.split(" ")
            assert current not in kinds
            kinds[current] = kind
        elif not line.startswith("# HELP "):
            match = _LINE.fullmatch(line)
            assert match, line
            assert match["name"] == current
            assert (kinds[current] == "counter") == current.endswith("_total")
            values = found.setdefault(current, {})
            assert (match["labels"] or "") not in values
            values[match["labels"] or ""] = float(match["value"])
    return found


def test_metrics_are_written_whole_and_readable_by_others(crawled: Any, tmp_path: Path) -> None:
    target = tmp_path / "kliping.prom"
    target.write_text("old")
    done = crawled("status", "--prometheus", str(target))
    assert done.err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["kliping.prom"]
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask

    found = parsed(target.read_text("utf-8"))
    assert found["kliping_archive_articles"] == {"": 3}
    assert found["kliping_last_run_status"]['status="partial"'] == 1
    assert sum(found["kliping_last_run_status"].values()) == 1
    of_courier = {
        name: values['source="courier"']
        for name, values in found.items()
        if 'source="courier"' in values
    }
    assert of_courier["kliping_source_announced_total"] == 5
    assert of_courier["kliping_source_stored_total"] == 3
    assert of_courier["kliping_source_new_timestamp_seconds"] > NOW.timestamp() - 60
    assert found["kliping_source_failed_total"]['source="courier",reason="http-404"'] == 1
    # What is not known is left out, for 1970 would be a lie.
    assert set(found["kliping_source_answered_timestamp_seconds"]) == {'source="courier"'}
    assert set(found["kliping_alarms"]) >= {'kind="silence"', 'kind="disk"'}


def test_metrics_that_cannot_be_written_end_in_one_line(crawled: Any) -> None:
    done = crawled("status", "--prometheus", "no/such/folder/x.prom")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    done = crawled("status", "--prometheus", "kliping.db")
    assert (done.code, done.out) == (2, "")
    connection = sqlite3.connect(crawled.archive)
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    connection.close()


def test_help_and_labels_are_escaped() -> None:
    metric = Metric("x", "a\\b\nc", "gauge", [Sample({"l": 'q"\\\n\ud800'}, 1.5)])
    assert exposition([metric]) == '# HELP x a\\\\b\\nc\n# TYPE x gauge\nx{l="q\\"\\\\\\n?"} 1.5\n'


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (172_799, "47h"),
        (172_800, "2d"),
    ],
)
def test_spans_are_short(seconds: int, told: str) -> None:
    assert span(timedelta(seconds=seconds)) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (45_200_000, "45.2 MB"),
        (2_000_000_000_000_000, "2000 TB"),
    ],
)
def test_sizes_are_short(count: int, told: str) -> None:
    assert size(count) == told


def test_a_crawl_writes_the_metrics_that_are_configured(kliping: Any, website: Any) -> None:
    feed = website.feed(website.articles(2))
    kliping.configure({"courier": {"feeds": [feed]}})
    configured = kliping.folder / "kliping.toml"
    configured.write_text(f'{configured.read_text()}[status]\nprometheus = "metrics.prom"\n')
    target = kliping.folder / "metrics.prom"

    kliping("crawl", "--dry-run")
    assert not target.exists()
    assert kliping("crawl").code == 0
    found = parsed(target.read_text("utf-8"))
    assert found["kliping_source_stored_total"] == {'source="courier"': 2}
    assert found["kliping_last_run_status"]['status="done"'] == 1

    configured.write_text(configured.read_text().replace("metrics.prom", "no/such/folder/x.prom"))
    done = kliping("crawl")
    assert done.code == 0
    assert done.err.startswith("kliping: metrics: ")
    assert done.err.count("\n") == 1
    configured.write_text(configured.read_text().replace("no/such/folder/x.prom", "kliping.db"))
    done = kliping("crawl")
    assert (done.code, done.err.count("\n")) == (2, 1)


def test_an_unknown_key_of_status_is_told(kliping: Any) -> None:
    (kliping.folder / "kliping.toml").write_text('[status]\nprometeus = "x.prom"\n')
    done = kliping("status")
    assert done.code == 2
    assert "prometheus" in done.err
    assert done.err.count("\n") == 1
