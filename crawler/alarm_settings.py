"""Who is told when something needs a person: the table ``[alarms]`` of a configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.tables import Table

_ADDRESS = re.compile(r"[^\s@()<>,;:\"]+@[^\s@()<>,;:\"]+")
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in."""

    host: str = "localhost"
    port: int = 25
    tls: bool = False
    """Encrypted from the first byte (``smtps``); otherwise as soon as the server offers it."""
    user: str | None = None
    """Who logs in; None: nobody needs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSettings:
    """Who is told, and how."""

    mail: tuple[str, ...] = ()
    """Addresses."""
    sender: str | None = None
    """The address that mail comes from; None: the first of ``mail``."""
    server: MailServer = field(default_factory=MailServer)
    password_file: Path | None = None
    """Absolute; its first line is the password for the mail server."""
    webhook: str | None = field(default=None, repr=False)
    """A URL that takes JSON. Often a secret by itself, so it is shown nowhere."""

    @property
    def tells_anybody(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.mail or self.webhook)


def alarm_settings(table: Table, folder: Path) -> AlarmSettings:
    """What the table says; a relative path is taken from ``folder``.

    :raises SiteError: a key is unknown or wrong.
    """
    password = table.text("password_file")
    settings = AlarmSettings(
        mail=tuple(_address(table, "mail", address) for address in table.texts("mail")),
        sender=_sender(table),
        server=_server(table),
        password_file=None if password is None else folder / Path(password).expanduser(),
        webhook=table.url("webhook"),
    )
    table.nothing_else()
    return settings


def _sender(table: Table) -> str | None:
    sender = table.text("from")
    return None if sender is None else _address(table, "from", sender)


def _address(table: Table, key: str, address: str) -> str:
    if not _ADDRESS.fullmatch(address) or not address.isascii():
        raise table.error(key, f'"{address}" is no mail address; write it as name@example.org')
    return address


def _server(table: Table) -> MailServer:
    url = table.text("smtp")
    if url is None:
        return MailServer()
    how = "write it as smtp://mail.example.org:25, or smtps://name@mail.example.org"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise table.error("smtp", f'"{url}" is no URL: {error}; {how}') from None
    if parts.password is not None:
        raise table.error(
            "smtp",
            "a password does not belong here: put it into a file of its own and name that with password_file",
        )
    if parts.scheme not in _PORTS or not host or parts.path not in {"", "/"} or parts.query:
        raise table.error("smtp", f'"{url}" is no mail server; {how}')
    return MailServer(
        host=host,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
    )
