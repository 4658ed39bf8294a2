"""Guards and log in a configuration: how sizes are written, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.configuration import starter
from crawler.errors import SiteError
from crawler.log_settings import LogSettings
from crawler.site import Configuration, CrawlSettings, load
from crawler.tables import size


def configured(folder: Path, text: str) -> Configuration:
    path = folder / "kliping.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_sizes_are_written_as_people_write_them() -> None:
    told = {
        "500MB": 500_000_000,
        "2 GB": 2_000_000_000,
        "1.5GiB": 1_610_612_736,
        "0": 0,
        "64 kib": 65_536,
    }
    assert {text: size(text) for text in told} == told


@pytest.mark.parametrize("text", ["500", "MB", "-1MB", "5 bytes", "1e9B", "NaN GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no size; write 500MB"):
        size(text)


def test_the_guards_and_the_log_are_read(tmp_path: Path) -> None:
    found = configured(
        tmp_path,
        '[crawl]\nmin_free = "2GB"\nmax_memory = 0\n'
        '[log]\nfile = "log/kliping.log"\nformat = "json"\nmax_bytes = "1MB"\nkeep = 2\n',
    )
    assert (found.crawl.min_free, found.crawl.max_memory) == (2_000_000_000, 0)
    assert found.log == LogSettings(
        file=tmp_path / "log/kliping.log", format="json", max_bytes=1_000_000, keep=2
    )


def test_a_configuration_without_them_has_guards_and_no_log(tmp_path: Path) -> None:
    found = configured(tmp_path, "")
    assert found.crawl.min_free > 0
    assert found.crawl.max_memory > 0
    assert found.log.file is None


def test_the_starter_names_the_defaults(tmp_path: Path) -> None:
    text = starter()
    for key in ("min_free", "max_memory", "max_bytes", "keep"):
        text = text.replace(f"# {key} = ", f"{key} = ")
    text = text.replace("# [log]", "[log]")
    found = configured(tmp_path, text)
    assert found.crawl == CrawlSettings()
    assert found.log == LogSettings()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[crawl]\nmin_free = 500", r'key "min_free": must be text in quotes'),
        ("[crawl]\nmin_free = false", r'key "min_free": must be text in quotes'),
        ('[crawl]\nmax_memory = "lots"', r'key "max_memory": "lots" is no size; write 500MB'),
        ('[log]\nformat = "xml"', r'\[log\]: key "format": "xml" is none of text, json'),
        ('[log]\nmax_bytes = "1KB"', r'key "max_bytes": must be at least 10000 bytes'),
        ('[log]\nfiles = "a"', r'key "files": unknown key; did you mean "file"\?'),
    ],
)  # fmt: skip
def test_a_wrong_one_is_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SiteError, match=complaint):
        configured(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "said", "is_json"),
    [("a.log", None, False), ("a.jsonl", None, True), ("a.JSON", None, True), ("a.jsonl", "text", False)],
)  # fmt: skip
def test_a_name_may_say_the_format(name: str, said: str | None, is_json: bool) -> None:
    assert LogSettings(file=Path(name), format=said).is_json is is_json  # type: ignore[arg-type]
