"""At the end of a crawl: whether something needs a person, and telling that person, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from archive.alarms.kept import News
from archive.errors import ArchiveBusy, ArchiveError
from archive.store import Archive
from crawler.alarm_message import as_json, subject, text
from crawler.alarm_settings import AlarmSettings
from crawler.errors import CrawlerError
from crawler.events import event
from crawler.fault import one_line
from crawler.sending import Untold, post, send_mail
from crawler.site import Configuration
from crawler.standing import standing


def tell_alarms(
    address: str,
    configuration: Configuration,
    crawled: Collection[str],
    now: datetime,
    password: Callable[[], str | None],
) -> list[str]:
    """Looks at what was crawled and at the archive, writes down which alarms stand, and tells what is new or has ended.

    Never raises because of that: what went wrong is told in lines, and tried again after the next crawl.

    :param crawled: names of the sources that were crawled; of the others nothing new is known.
    :param password: gives the mail server's, where it is not in a file.
    """
    looked_at = [name for name in crawled if name in configuration.sites]
    try:
        with Archive.open(address) as archive:
            found = standing(archive, configuration, now, looked_at)
            news = archive.alarms.note(found, looked_at, configuration.sites)
            _log(news)
            problems = _tell(configuration.alarms, news, archive.name, password)
            if news and len(problems) < _ways(configuration.alarms):
                archive.alarms.told(news, now)
            elif news.ended and not configuration.alarms.tells_anybody:
                archive.alarms.told(News(ended=news.ended), now)
    except ArchiveError as error:
        return [f"alarms could not be looked for: {one_line(str(error))}"]
    return problems


@contextmanager
def told_after_failure(
    address: str, configuration: Configuration, password: Callable[[], str | None]
) -> Iterator[None]:
    """When the block ends with an error, looks at the archive: a full disk is told just when a crawl ends because of it."""
    try:
        yield
    except ArchiveBusy:
        raise
    except (ArchiveError, CrawlerError):
        tell_alarms(address, configuration, (), datetime.now(UTC), password)
        raise


def _ways(settings: AlarmSettings) -> int:
    return bool(settings.mail) + bool(settings.webhook)


def _tell(
    settings: AlarmSettings, news: News, archive: str, password: Callable[[], str | None]
) -> list[str]:
    """Tell by every way there is; what went wrong, a line for each."""
    if not news:
        return []
    problems = []
    if settings.mail:
        try:
            secret = _password(settings, password) if settings.server.user else None
            send_mail(settings, secret, subject(news), text(news, archive))
        except Untold as error:
            problems.append(f"alarms: {error}")
    if settings.webhook:
        try:
            post(settings.webhook, as_json(news, archive))
        except Untold as error:
            problems.append(f"alarms: {error}")
    return problems


def _password(settings: AlarmSettings, password: Callable[[], str | None]) -> str | None:
    if settings.password_file is None:
        return password()
    try:
        lines = settings.password_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Untold(f"{settings.password_file} can't be read: {why}") from error
    return lines[0].strip() if lines else None


def _log(news: News) -> None:
    for alarm in news.raised:
        event("alarm", kind=alarm.kind, source=alarm.source or None, since=alarm.since.isoformat(), why=alarm.line)  # fmt: skip
    for alarm in news.ended:
        event("alarm-ended", kind=alarm.kind, source=alarm.source or None)
