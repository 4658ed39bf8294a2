"""What happens in a crawl, told as events to whoever keeps a log (:mod:`crawler.event_log`); to nobody, at no cost.

An event has a name and a few fields. Names: ``run-begins``, ``run-refused``, ``run-ends``, ``source-polled``,
``source-failed``, ``source-done``, ``problem``, ``page-stored``, ``page-refused``, ``page-failed``, ``page-gone``,
``page-unread``, ``back-off``, ``guard``, ``alarm``, ``alarm-ended``; what libraries complain about is ``warning`` or ``error``. Fields hold
no content of a page, so no titles either; secrets of URLs are taken out where the line is made.
"""

from __future__ import annotations

import logging

logger = logging.getLogger("kliping.events")

Field = str | int | float | bool | None


def event(name: str, /, **fields: Field) -> None:
    """Tell one event. A field that is None is left out."""
    if logger.isEnabledFor(logging.INFO):
        logger.info(name, extra={"fields": fields})
