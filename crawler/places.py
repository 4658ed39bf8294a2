"""Where configuration and archive are looked for, and in which order. Imports nothing that takes time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

CONFIGURATION_VARIABLE = "KLIPING_CONFIG"
ARCHIVE_VARIABLE = "KLIPING_ARCHIVE"
CONFIGURATION_NAME = "kliping.toml"
DEFAULT_ARCHIVE = "kliping.db"


def configuration_file(
    option: str | None,
    environment: Mapping[str, str],
    exists: Callable[[Path], bool] = Path.is_file,
) -> Path | None:
    """The configuration to read; None when there is none.

    The one asked for (:func:`asked_configuration`), whether or not it exists, so that reading it says so; else
    ``./kliping.toml``, else the one in the user's account.
    """
    asked = asked_configuration(option, environment)
    if asked is not None:
        return asked
    account = account_folder(environment) / CONFIGURATION_NAME
    return next(filter(exists, (Path(CONFIGURATION_NAME), account)), None)


def new_configuration_file(option: str | None, environment: Mapping[str, str]) -> Path:
    """Where a configuration belongs that does not exist yet."""
    return asked_configuration(option, environment) or Path(CONFIGURATION_NAME)


def asked_configuration(option: str | None, environment: Mapping[str, str]) -> Path | None:
    """The file named by ``--config`` or ``$KLIPING_CONFIG``."""
    asked = option or environment.get(CONFIGURATION_VARIABLE)
    return _expanded(asked) if asked else None


def archive_address(
    option: str | None, environment: Mapping[str, str], configured: Callable[[], str | None]
) -> str:
    """Path or URL of the archive: the one asked for, else the configured one, else ``./kliping.db``.

    ``configured`` is called only when it is needed.
    """
    return asked_archive(option, environment) or configured() or DEFAULT_ARCHIVE


def asked_archive(option: str | None, environment: Mapping[str, str]) -> str | None:
    """The archive named by ``--archive`` or ``$KLIPING_ARCHIVE``."""
    return option or environment.get(ARCHIVE_VARIABLE) or None


def account_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's own folder for our configuration: where ``click.get_app_dir("kliping")`` puts it, which a crawl must
    find without click."""
    if platform == "darwin":
        return _expanded("~/Library/Application Support") / "kliping"
    return _expanded(environment.get("XDG_CONFIG_HOME") or "~/.config") / "kliping"


def _expanded(path: str) -> Path:
    """``~`` replaced where somebody's home is known; elsewhere it is a name like any other, and no such file."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)
