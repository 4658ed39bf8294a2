"""Where configuration and archive are looked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from crawler.places import (
    account_folder,
    archive_address,
    configuration_file,
    new_configuration_file,
)


def test_the_option_comes_before_the_environment_before_the_places(tmp_path: Path) -> None:
    environment = {"KLIPING_CONFIG": "/env.toml", "XDG_CONFIG_HOME": str(tmp_path)}
    places = {"XDG_CONFIG_HOME": str(tmp_path)}
    own = tmp_path / "kliping" / "kliping.toml"
    assert configuration_file("/option.toml", environment) == Path("/option.toml")
    assert configuration_file(None, environment) == Path("/env.toml")
    assert configuration_file(None, places, exists=lambda path: True) == Path("kliping.toml")
    assert configuration_file(None, places, exists=lambda path: path == own) == own
    assert configuration_file(None, {"KLIPING_CONFIG": ""}, exists=lambda path: False) is None


def test_a_new_configuration_is_made_where_one_was_asked_for() -> None:
    assert new_configuration_file(None, {}) == Path("kliping.toml")
    assert new_configuration_file(None, {"KLIPING_CONFIG": "/e.toml"}) == Path("/e.toml")
    assert new_configuration_file("/o.toml", {"KLIPING_CONFIG": "/e.toml"}) == Path("/o.toml")


def test_the_archive_is_the_one_asked_for_then_of_the_environment_then_configured() -> None:
    environment = {"KLIPING_ARCHIVE": "/e.db"}
    assert archive_address("/o.db", environment, lambda: "/c.db") == "/o.db"
    assert archive_address(None, environment, lambda: "/c.db") == "/e.db"
    assert archive_address(None, {}, lambda: "/c.db") == "/c.db"
    assert archive_address(None, {}, lambda: None) == "kliping.db"


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("base", [None, "/somewhere/config"])
def test_the_account_has_its_folder_where_click_puts_it(
    monkeypatch: pytest.MonkeyPatch, platform: str, base: str | None
) -> None:
    environment = {} if base is None else {"XDG_CONFIG_HOME": base}
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert account_folder(environment, platform) == Path(click.get_app_dir("kliping"))


def test_the_home_of_nobody_is_a_file_that_is_not_there() -> None:
    assert not new_configuration_file("~nobody-of-this-name/k.toml", {}).exists()


def test_looking_for_them_imports_nothing_heavy() -> None:
    code = "import sys, crawler.places; print([m for m in sys.modules if m.startswith(('click', 'scrapy', 'crawler.s', 'tomllib'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
