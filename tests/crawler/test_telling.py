"""Alarms of a real archive, told to real servers: once, and once that they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.alarms.alarm import Alarm
from archive.alarms.kept import News
from archive.sources import SourceState, change_source
from archive.store import Archive
from crawler import alarm_settings
from crawler.alarm_message import as_json, subject, text
from crawler.alarm_settings import AlarmSettings
from crawler.site import Configuration, CrawlSettings, Site
from crawler.telling import tell_alarms
from tests.crawler.mail_server import MailServer, Webhook

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def address(tmp_path: Path) -> str:
    """An archive in which the courier has not answered for three days."""
    path = str(tmp_path / "kliping.db")
    Archive.open(path, create=True).close()
    fails(path)
    return path


def fails(address: str, weight: float = 3.0) -> None:
    def change(state: SourceState) -> SourceState:
        return replace(
            state,
            polled=NOON - 3 * DAY if weight else NOON,
            tried=NOON,
            failures=weight,
            problem="dns",
            detail="the name courier.example does not exist",
        )

    with Archive.open(address) as archive, archive._database.writing() as connection:
        change_source(connection, "courier", NOON - 9 * DAY, change)


def configured(**alarms: object) -> Configuration:
    sites = {"courier": Site(name="courier", home="https://courier.example/")}
    settings = AlarmSettings(**alarms)  # type: ignore[arg-type]
    return Configuration(sites=sites, alarms=settings, crawl=CrawlSettings(min_free=0))


def by_mail(server: MailServer, **more: object) -> dict[str, object]:
    at = alarm_settings.MailServer(host="127.0.0.1", port=server.port)
    return {"mail": ("ada@x.example",), "server": at, **more}


def tell(address: str, configuration: Configuration, crawled: str = "courier") -> list[str]:
    return tell_alarms(address, configuration, [crawled], NOON, lambda: "hunter2")


def test_an_alarm_is_told_once_by_each_way_and_its_end_once(
    address: str, server: MailServer, webhook: Webhook
) -> None:
    configuration = configured(**by_mail(server, webhook=webhook.url))
    assert [tell(address, configuration) for _ in range(3)] == [[], [], []]
    (mail,) = server.mails
    assert mail["Subject"] == "kliping: courier fails"
    assert "courier fails: no answer since 2026-11-19 12:00 UTC: the name " in mail.get_content()
    (posted,) = webhook.taken
    assert posted["raised"][0]["kind"] == "failures"
    fails(address, weight=0.0)
    assert [tell(address, configuration) for _ in range(2)] == [[], []]
    assert server.mails[1]["Subject"] == "kliping: over: courier fails"
    assert [alarm["source"] for alarm in webhook.taken[1]["ended"]] == ["courier"]
    assert (len(server.mails), len(webhook.taken)) == (2, 2)


def test_what_could_not_be_told_is_a_line_and_is_told_after_the_next_crawl(
    address: str, webhook: Webhook
) -> None:
    closed = MailServer()
    closed.server_close()
    (line,) = tell(address, configured(**by_mail(closed)))
    assert line == f"alarms: no mail by 127.0.0.1:{closed.port}: Connection refused"
    assert tell(address, configured(webhook=webhook.url)) == []
    assert len(webhook.taken) == 1


def test_it_is_enough_that_one_of_two_ways_worked(address: str, webhook: Webhook) -> None:
    closed = MailServer()
    closed.server_close()
    both = configured(**by_mail(closed, webhook=webhook.url))
    assert len(tell(address, both)) == 1
    assert tell(address, both) == []
    assert len(webhook.taken) == 1


def test_the_password_is_in_a_file_or_in_the_environment(
    address: str, server: MailServer, tmp_path: Path
) -> None:
    server.logins = {"me": "hunter2"}
    at = alarm_settings.MailServer(host="127.0.0.1", port=server.port, user="me")
    file = tmp_path / "password"
    from_file = configured(mail=("a@x.example",), server=at, password_file=file)
    (line,) = tell(address, from_file)
    assert line == f"alarms: {file} can't be read: No such file or directory"
    file.write_text("wrong\n")
    (line,) = tell(address, from_file)
    assert line.endswith("user or password were not accepted")
    file.write_text("hunter2\nnot this\n")
    assert tell(address, from_file) == []
    fails(address, weight=0.0)
    assert tell(address, configured(mail=("a@x.example",), server=at)) == []
    assert len(server.mails) == 2


def test_nobody_is_told_when_nobody_wants_to_know(address: str) -> None:
    assert tell(address, configured()) == []
    with Archive.open(address) as archive:
        (alarm,) = archive.alarms.standing(NOON, ["courier"], floor=0)
    assert alarm.told is None


def test_a_source_that_was_not_crawled_is_not_looked_at(address: str, webhook: Webhook) -> None:
    configuration = configured(webhook=webhook.url)
    assert tell(address, configuration, crawled="harbour") == []
    assert tell(address, configuration, crawled="(kliping)") == []
    assert webhook.taken == []


def test_an_archive_that_can_not_be_opened_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no archive" * 99)
    (line,) = tell(str(tmp_path / "x.db"), configured())
    assert line.startswith("alarms could not be looked for: ")


def alarm(source: str, kind: str = "silence", line: str = "nothing new") -> Alarm:
    return Alarm(kind=kind, source=source, since=NOON, line=line)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("news", "what"),
    [
        (News([alarm("a")]), "kliping: a is silent"),
        (News([], [alarm("a", "drift")]), "kliping: over: a has changed"),
        (News([alarm("", "disk")]), "kliping: the disk is full or soon will be"),
        (News([alarm("", "crawl")]), "kliping: the crawl does not run"),
        (News([alarm("a"), alarm("b")], [alarm("c")]), "kliping: alarms: 2 new, 1 over"),
    ],
)
def test_the_subject_says_what_it_is_about(news: News, what: str) -> None:
    assert subject(news) == what


def test_a_message_says_all_there_is_to_say() -> None:
    news = News([alarm("a", line="nothing new\x1b[2J at\nhttps://me:pw@x.example/?token=abc")], [alarm("b", "drift")])  # fmt: skip
    assert text(news, "/srv/kliping.db") == (
        "a is silent: nothing new [2J at https://***@x.example/?token=***\n\n"
        "No longer so:\n\n"
        "b has changed (since 2026-11-22 12:00 UTC)\n\n"
        'The archive is /srv/kliping.db; "kliping status" says more.\n'
    )


def test_a_message_does_not_grow_without_end() -> None:
    many = News([alarm(f"source-{n}") for n in range(300)])
    assert text(many, "x").count("is silent") == 50
    assert "… and 250 more" in text(many, "x")
    assert len(as_json(many, "x")["raised"]) == 50
