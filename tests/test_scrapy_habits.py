"""Scrapy's own commands work from a checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def _scrapy(kliping, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("scrapy")), *arguments],
        cwd=CHECKOUT,
        env={**kliping.environment, "PYTHONWARNINGS": "default", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_scrapy_list_names_the_spider(kliping) -> None:
    done = _scrapy(kliping, "list")
    assert (done.returncode, done.stdout) == (0, "news\n")


def test_scrapy_crawl_crawls_one_configured_source(kliping, new_website) -> None:
    one, other = new_website(), new_website()
    urls = one.articles(2)
    kliping.configure(
        {"one": {"feeds": [one.feed(urls)]}, "other": {"feeds": [other.feed(other.articles(1))]}}
    )
    places = {
        "KLIPING_CONFIG": str(kliping.folder / "kliping.toml"),
        "KLIPING_ARCHIVE": str(kliping.archive),
    }
    done = _scrapy(kliping, "crawl", "news", "-a", "source=one", **places)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(kliping.urls()) == sorted(urls)
    assert other.requests == []
    unknown = _scrapy(kliping, "crawl", "news", "-a", "source=onee", **places)
    assert unknown.returncode != 0
    assert "there is no source 'onee'" in unknown.stderr


def test_a_bad_configuration_ends_scrapy_crawl_with_one_line_before_anything_starts(
    kliping,
) -> None:
    (kliping.folder / "kliping.toml").write_text("[crawl]\nspeed = 3\n")
    done = _scrapy(kliping, "crawl", "news", KLIPING_CONFIG=str(kliping.folder / "kliping.toml"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "speed" in done.stderr


def test_scrapy_shell_fetches_a_page(kliping, website) -> None:
    (url,) = website.articles(1)
    done = _scrapy(
        kliping,
        *("shell", "-s", "KLIPING_ALLOW_PRIVATE_ADDRESSES=1", url),
        *("-c", "print(response.status, response.css('h1::text').get())"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("200 Harbour council")
