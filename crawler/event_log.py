"""The log of a crawl: one line an event, as text or JSON, into a file or to a stream."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TextIO

import orjson

from crawler.errors import LogError
from crawler.events import Field
from crawler.events import logger as events
from crawler.log_file import SizedFile
from crawler.log_settings import LogSettings
from crawler.masking import masked

_LONGEST = 500
"""Characters of one field."""

_PLAIN = re.compile(r"[^\s\"=\\]+")


class EventLog(logging.Handler):
    """Writes events, and what libraries log as a warning or an error, one line each.

    :param write: takes a line; an OSError of it is swallowed: a crawl does not end because its log can't be written.
    """

    def __init__(self, write: Callable[[str], object], *, is_json: bool) -> None:
        super().__init__()
        self.run: int | None = None
        """The run's number, which every line has once it is known."""
        self._write = write
        self._line = _as_json if is_json else _as_text

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, UTC)
        fields = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **_named(record),
            "run": self.run,
            **_fields(record),
        }
        shown = {name: _shown(value) for name, value in fields.items() if value is not None}
        with suppress(OSError):
            self._write(self._line(shown) + "\n")


class Numbered(Protocol):
    """Takes the number of the run that the lines from now on belong to."""

    def __call__(self, run: int | None) -> None: ...


@contextmanager
def logged(settings: LogSettings, stream: TextIO | None = None) -> Iterator[Numbered]:
    """Keep a log of what happens in the block: in the file of the settings, and as text on ``stream`` when there is one.

    :raises LogError: the file can't be written.
    """
    handlers: list[EventLog] = []
    with ExitStack() as stack:
        if settings.file is not None:
            file = _opened(settings, settings.file)
            stack.callback(file.close)
            write = partial(_encoded, file)
            handlers.append(EventLog(write, is_json=settings.is_json))
        if stream is not None:
            handlers.append(EventLog(stream.write, is_json=False))
        for handler in handlers:
            _listen(stack, handler)

        def number(run: int | None) -> None:
            for handler in handlers:
                handler.run = run

        yield number


def _opened(settings: LogSettings, path: Path) -> SizedFile:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return SizedFile(path, settings.max_bytes, settings.keep)
    except OSError as error:
        raise LogError(f"the log {path} can't be written: {error.strerror or error}") from error


def _encoded(file: SizedFile, line: str) -> None:
    file.write(line.encode())


def _listen(stack: ExitStack, handler: EventLog) -> None:
    others = logging.getLogger()
    faults = _Faults(handler)
    events.addHandler(handler)
    others.addHandler(faults)
    stack.callback(others.removeHandler, faults)
    stack.callback(events.removeHandler, handler)
    before = events.level, events.propagate
    events.setLevel(logging.INFO)
    events.propagate = False
    stack.callback(_restore, *before)


def _restore(level: int, propagate: bool) -> None:
    events.setLevel(level)
    events.propagate = propagate


class _Faults(logging.Handler):
    """Hands on what others log as a warning or worse."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.handle(record)


def _named(record: logging.LogRecord) -> dict[str, Field]:
    if record.name == events.name:
        return {"event": record.getMessage()}
    return {
        "event": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }


def _fields(record: logging.LogRecord) -> Mapping[str, Field]:
    """The event's own fields; of an exception its type and where it was raised: what it says may be out of a page."""
    fields: Mapping[str, Field] = getattr(record, "fields", {})
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return fields
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    return {**fields, "error": type(error).__name__, "where": where}


def _shown(value: Field) -> Field:
    if not isinstance(value, str):
        return value
    line = masked(" ".join("".join(c if c.isprintable() else " " for c in value).split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _as_json(fields: Mapping[str, Field]) -> str:
    return orjson.dumps(dict(fields)).decode()


def _as_text(fields: Mapping[str, Field]) -> str:
    rest = dict(fields)
    head = f"{rest.pop('at')} {rest.pop('event')}"
    return " ".join([head, *(f"{name}={_quoted(value)}" for name, value in rest.items())])


def _quoted(value: Field) -> str:
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
