"""The table ``[alarms]``: who is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.alarm_settings import AlarmSettings, MailServer
from crawler.errors import SiteError
from crawler.site import load


def read(folder: Path, text: str) -> AlarmSettings:
    path = folder / "kliping.toml"
    path.write_text("[alarms]\n" + text, encoding="utf-8")
    return load(path).alarms


def test_nobody_is_told_unless_somebody_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, "") == AlarmSettings()
    assert not AlarmSettings().tells_anybody


@pytest.mark.parametrize(
    ("smtp", "server"),
    [
        ("smtp://localhost", MailServer()),
        ("smtp://mail.example.org:587", MailServer(host="mail.example.org", port=587)),
        ("smtps://mail.example.org", MailServer(host="mail.example.org", port=465, tls=True)),
        ("smtps://me%40x.example@mx.example/", MailServer(host="mx.example", port=465, tls=True, user="me@x.example")),
    ],
)  # fmt: skip
def test_everything_that_can_be_said(tmp_path: Path, smtp: str, server: MailServer) -> None:
    found = read(
        tmp_path,
        f'mail = ["a@x.example", "b@x.example"]\nfrom = "k@x.example"\nsmtp = "{smtp}"\n'
        'password_file = "secret"\nwebhook = "https://chat.example/hooks/T0/B1"\n',
    )
    assert found == AlarmSettings(
        mail=("a@x.example", "b@x.example"),
        sender="k@x.example",
        server=server,
        password_file=tmp_path / "secret",
        webhook="https://chat.example/hooks/T0/B1",
    )
    assert found.tells_anybody
    assert "hooks" not in repr(found)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('mial = "a@x.example"', 'key "mial": unknown key; did you mean "mail"?'),
        ('mail = "a"', 'key "mail": "a" is no mail address; write it as name@example.org'),
        ('mail = ["a@x.example", "b@ x"]', 'key "mail": "b@ x" is no mail address'),
        ('from = "x@é.example"', 'key "from": "x@é.example" is no mail address'),
        ('smtp = "mail.example.org"', 'key "smtp": "mail.example.org" is no mail server; write it as smtp://'),
        ('smtp = "http://mail.example.org"', 'key "smtp": "http://mail.example.org" is no mail server'),
        ('smtp = "smtp://x:99999"', 'key "smtp": "smtp://x:99999" is no URL'),
        ('smtp = "smtps://me:hunter2@mx.example"', 'key "smtp": a password does not belong here'),
        ('webhook = "ftp://x.example/"', 'key "webhook": "ftp://x.example/" is no web address'),
        ("webhook = 3", 'key "webhook": must be text in quotes'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, line: str, what: str) -> None:
    with pytest.raises(SiteError) as error:
        read(tmp_path, line)
    said = str(error.value)
    assert said.startswith(f"{tmp_path}/kliping.toml: [alarms]: {what}")
    assert "\n" not in said
    assert "hunter2" not in said
