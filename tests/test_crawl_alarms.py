"""A crawl that finds that something needs a person, and says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive.sources import SourceState, change_source
from archive.store import Archive
from tests.conftest import Kliping, Website
from tests.crawler.mail_server import MailServer, Webhook


def _failed_since(kliping: Kliping, source: str, since: datetime) -> None:
    def change(state: SourceState) -> SourceState:
        return replace(state, polled=since, failures=2.0, problem="http-404")

    with Archive.open(kliping.archive) as archive, archive._database.writing() as connection:
        change_source(connection, source, since, change)


def test_a_crawl_tells_of_a_source_that_fails_and_of_its_return(
    kliping: Kliping, website: Website, webhook: Webhook, server: MailServer
) -> None:
    feed = website.feed(website.articles(2))
    kliping.configure({"courier": {"feeds": [feed]}})
    with (kliping.folder / "kliping.toml").open("a") as file:
        file.write(
            f'[alarms]\nmail = "ada@x.example"\nsmtp = "smtp://me@127.0.0.1:{server.port}"\nwebhook = "{webhook.url}"\n'
        )
    server.logins = {"me": "swordfish"}
    kliping.environment["KLIPING_SMTP_PASSWORD"] = server.logins["me"]
    assert kliping("crawl").code == 0
    assert webhook.taken == []

    there = website.answers.pop("/feed.xml")
    _failed_since(kliping, "courier", datetime.now(UTC) - timedelta(days=3))
    for _ in range(2):
        result = kliping("crawl")
        assert result.code == 3
        assert "alarms" not in result.err
    (posted,) = webhook.taken
    (raised,) = posted["raised"]
    assert (raised["kind"], raised["source"]) == ("failures", "courier")
    assert "no answer since " in raised["line"]
    assert [mail["Subject"] for mail in server.mails] == ["kliping: courier fails"]

    status = kliping("status")
    assert status.code == 1
    assert "failures courier, since " in status.out

    website.answers["/feed.xml"] = there
    assert kliping("crawl").code == 0
    assert [alarm["source"] for alarm in webhook.taken[1]["ended"]] == ["courier"]
    assert len(server.mails) == 2


def test_a_crawl_does_not_fail_because_nobody_could_be_told(
    kliping: Kliping, website: Website
) -> None:
    """More than ``min_free`` is left, but less than twice as much: an alarm."""
    most = shutil.disk_usage(kliping.folder).free * 7 // 10_000_000
    feed = website.feed(website.articles(2))
    kliping.configure({"courier": {"feeds": [feed]}}, min_free=f"{most}MB")
    closed = MailServer()
    closed.server_close()
    with (kliping.folder / "kliping.toml").open("a") as file:
        file.write(f'[alarms]\nmail = "ada@x.example"\nsmtp = "smtp://127.0.0.1:{closed.port}"\n')
    result = kliping("crawl")
    assert (result.code, result.err) == (
        0,
        f"kliping: alarms: no mail by 127.0.0.1:{closed.port}: Connection refused\n",
    )
    assert len(kliping.urls()) == 2
