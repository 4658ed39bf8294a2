"""``kliping init``, ``sources`` and ``schedule``: which newspapers are crawled, and when."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest


def configured(kliping: Any) -> dict[str, Any]:
    """The sources in the configuration, read without our help."""
    sources: dict[str, Any] = tomllib.loads((kliping.folder / "kliping.toml").read_text())[
        "sources"
    ]
    return sources


def test_init_writes_a_configuration_that_loads_and_never_overwrites(kliping: Any) -> None:
    first = kliping("init")
    (kliping.folder / "kliping.toml").write_text(
        (kliping.folder / "kliping.toml").read_text() + "# mine\n"
    )
    second = kliping("init")

    assert (first.code, first.out) == (0, "kliping.toml\n")
    assert kliping("sources", "list").code == 0
    assert len(configured(kliping)) >= 2
    assert second.code == 2
    assert second.err.count("\n") == 1
    assert (kliping.folder / "kliping.toml").read_text().endswith("# mine\n")


def test_add_shows_what_it_found_and_writes_it_down(kliping: Any, website: Any) -> None:
    links = website.articles(3)
    feed, sitemap = website.feed(links), website.sitemap(links)
    website.add(
        "/",
        f'<html><head><link rel=alternate type="application/rss+xml" href="{feed}"></head></html>',
    )
    website.add("/robots.txt", f"Sitemap: {sitemap}\n", "text/plain")
    kliping.configure({})
    done = kliping("sources", "add", website.url(), "--name", "courier")

    assert done.code == 0, done.err
    assert f"feed\t3 links\t{feed}" in done.out
    assert f"sitemap\t3 links\t{sitemap}" in done.out
    assert configured(kliping) == {
        "courier": {"home": website.url(), "feeds": [feed], "sitemaps": [sitemap]}
    }
    assert not kliping.archive.exists()
    assert kliping("crawl").code == 0
    assert len(kliping.titles()) == 3


def test_a_site_that_is_there_is_not_added_again(kliping: Any, website: Any) -> None:
    kliping.configure({"courier": {"home": website.url()}})
    done = kliping("sources", "add", website.url("/news/"))

    assert done.code == 2
    assert "'courier'" in done.err
    assert website.requests == []


def test_a_site_with_nothing_to_read_is_not_written(kliping: Any, website: Any) -> None:
    website.add("/", "<html><body><p>Under construction.</p></body></html>")
    kliping.configure({})
    before = (kliping.folder / "kliping.toml").read_text()
    done = kliping("sources", "add", website.url())

    assert done.code == 1
    assert "nothing was written" in done.err
    assert (kliping.folder / "kliping.toml").read_text() == before


def test_comments_survive_adding_and_removing(kliping: Any, website: Any) -> None:
    website.add("/", "<html></html>")
    website.feed(website.articles(1), "/feed/")
    kliping.configure({})
    path = kliping.folder / "kliping.toml"
    path.write_text("# my newspapers\n" + path.read_text())
    before = path.read_text()

    assert kliping("sources", "add", website.url(), "--name", "courier").code == 0
    assert path.read_text().startswith(before.rstrip("\n"))
    assert kliping("sources", "remove", "courier").code == 0
    assert path.read_text().strip() == before.strip()


def test_check_says_what_each_source_announces_and_stores_nothing(
    kliping: Any, website: Any
) -> None:
    feed = website.feed(website.articles(4))
    kliping.configure({"good": {"feeds": [feed]}, "bad": {"feeds": [website.url("/gone.xml")]}})
    all_of_them = kliping("sources", "check")
    one = kliping("sources", "check", "good")

    assert all_of_them.code == 3
    assert f"good\tfeed\t4 links\t{feed}" in all_of_them.out
    assert all_of_them.err.count("\n") == 1
    assert "bad: " in all_of_them.err
    assert "404" in all_of_them.err
    assert (one.code, one.err) == (0, "")
    assert not kliping.archive.exists()


def test_opml_comes_in_and_goes_out(kliping: Any) -> None:
    (kliping.folder / "reader.opml").write_text(
        '<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="News">'
        '<outline type="rss" text="A" xmlUrl="https://a.example/world.rss" htmlUrl="https://a.example/"/>'
        '<outline type="rss" text="A" xmlUrl="https://feeds.a.example/sport.rss" htmlUrl="https://a.example/"/>'
        '<outline type="rss" text="B" xmlUrl="https://b.example/feed"/>'
        '<outline text="no feed"/><outline type="rss" xmlUrl="feed:nonsense"/></outline></body></opml>'
    )
    first = kliping("sources", "import", "reader.opml")
    second = kliping("sources", "import", "reader.opml")
    (kliping.folder / "out.opml").write_text(kliping("sources", "export").out)
    copied = kliping("--config", "copy.toml", "sources", "import", "out.opml")

    assert (first.code, copied.code) == (0, 0), first.err + copied.err
    assert configured(kliping) == {
        "a.example": {
            "home": "https://a.example/",
            "feeds": ["https://a.example/world.rss", "https://feeds.a.example/sport.rss"],
        },
        "b.example": {"feeds": ["https://b.example/feed"]},
    }
    assert "0 added" in second.err
    copy = tomllib.loads((kliping.folder / "copy.toml").read_text())
    assert copy["sources"] == configured(kliping)


@pytest.mark.parametrize(
    "text", ["", "not xml", "<rss/>", '<!DOCTYPE a [<!ENTITY b "c">]><opml>&b;']
)
def test_what_is_no_opml_is_one_line(kliping: Any, text: str) -> None:
    (kliping.folder / "reader.opml").write_text(text)
    done = kliping("sources", "import", "reader.opml")

    assert done.code == 1
    assert done.err.startswith("kliping: reader.opml: not ")
    assert done.err.count("\n") == 1
    assert not (kliping.folder / "kliping.toml").exists()


@pytest.fixture
def tab(kliping: Any) -> Path:
    """A crontab of its own: the file that a ``crontab`` command in front of the real one keeps."""
    programs, file = kliping.folder / "bin", kliping.folder / "tab"
    programs.mkdir()
    script = programs / "crontab"
    script.write_text(
        f'#!/bin/sh\n[ "$1" = - ] && exec cat > {file}\ncat {file} 2>/dev/null || {{ echo "no crontab for me" >&2; exit 1; }}\n'
    )
    script.chmod(0o755)
    kliping.environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    return Path(file)


def test_the_crontab_line_is_shown_installed_and_removed(kliping: Any, tab: Path) -> None:
    kliping.configure({"courier": {"home": "https://courier.example/"}})
    tab.write_text("@daily backup\n")
    shown = kliping("schedule", "show", "--every", "30m")
    assert kliping("schedule", "install", "--every", "15m").code == 0
    installed = kliping("schedule", "install", "--every", "30m")

    assert shown.out == installed.out
    assert tab.read_text() == f"@daily backup\n{shown.out}"
    assert shown.out.startswith("*/30 * * * * ")
    assert f"--config {kliping.folder}/kliping.toml" in shown.out
    assert kliping("schedule", "show", "--every", "30m").err == "installed\n"
    assert kliping("schedule", "remove").code == 0
    assert tab.read_text() == "@daily backup\n"


def test_the_line_that_cron_runs_does_what_the_shell_does(
    kliping: Any, tab: Path, website: Any
) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(2))]}})
    kliping("schedule", "install")
    line = tab.read_text().strip().removeprefix("*/15 * * * * ").split(" # kliping")[0]
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd="/",
        env={"HOME": "/"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(kliping.titles()) == 2
