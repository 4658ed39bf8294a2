"""What Scrapy may log: no page content, and nothing that only the log would know."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.logger import globalLogBeginner

from crawler.fault import one_line

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure

_TOLD_ELSEWHERE = (
    ("scrapy.downloadermiddlewares.robotstxt", ""),
    ("twisted", "while verifying certificate"),
)
"""Logger and beginning of errors that already have a line in the report: that of their request."""


def quiet_twisted() -> None:
    """Keep Twisted from printing its errors: until told otherwise it writes them to standard error itself.

    They still reach Python's logging, through the observer that Scrapy installs.
    """
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


class Terse(LogFormatter):
    """Names an item by its link: the stock formatter writes the whole item, page included."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """One line a response, at DEBUG."""
        return {
            "level": logging.DEBUG,
            "msg": "%(status)s %(url)s",
            "args": {"status": response.status, "url": response.url},
        }

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Nothing: the report counts what was stored. (Scrapy logs nothing for a falsy answer.)"""
        return None  # type: ignore[return-value]  # documented: None means no entry

    def item_error(
        self, item: Any, exception: BaseException, response: Any, spider: Spider
    ) -> LogFormatterResult:
        """One line, without the item."""
        return {
            "level": logging.ERROR,
            "msg": "%(link)s was not processed: %(error)s",
            "args": {"link": getattr(item, "link", "an item"), "error": repr(exception)},
        }


class ErrorCollector(logging.Handler):
    """Keeps what was logged as an error, so that no exception inside a callback vanishes."""

    def __init__(self, most: int = 20) -> None:
        super().__init__(logging.ERROR)
        self._most = most
        self._lines: list[str] = []
        self._more = 0

    def lines(self) -> list[str]:
        """What was logged, one line each; beyond the first few only how many more there were."""
        return [*self._lines, *([f"and {self._more} more"] if self._more else [])]

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line of the record."""
        message = record.getMessage()
        if any(record.name == name and message.startswith(head) for name, head in _TOLD_ELSEWHERE):
            return
        if len(self._lines) >= self._most:
            self._more += 1
            return
        first = next(iter(message.splitlines()), record.name)
        error = record.exc_info[1] if record.exc_info else None
        self._lines.append(one_line(f"{first} [{error!r}]" if error else first))
