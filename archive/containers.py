"""Pages out of WARC and WET files, whoever made them (ISO 28500: ``.warc``, ``.warc.gz``, ``.warc.zst``, ``.wet`` …).

Read one record after the other: memory does not grow with the file. Pages are ``response`` and ``resource`` records with
HTML, as they were sent, and ``conversion`` records with text (WET). What else there is (requests, revisits, redirects,
images, scripts) is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from archive.errors import RecordError
from archive.http_body import decoded
from archive.model import Page

_HEAD = 65_536
"""Bytes: longer HTTP headers are none."""
_STATUS = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})")
_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain",)
_LOOKS = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record that holds a page, or why the page can't be read."""

    url: str
    page: Page | None = field(repr=False)
    error: str | None = None
    """One line for a person."""


@dataclass(slots=True)
class Passed:
    """Records that were passed over, and pages that were given."""

    pages: int = 0
    others: int = 0


def pages(stream: BinaryIO, most: int, passed: Passed | None = None) -> Iterator[Record]:
    """The pages of a WARC or WET file in its order. ``most`` is the longest body that is read, in bytes.

    Raises RecordError behind the last whole record of a file that is cut off or broken, or that is no WARC file.
    """
    count = passed if passed is not None else Passed()
    every = WarcRecordType.any_type
    records = iter(ArchiveIterator(stream, parse_http=False, record_types=every))
    while True:
        try:
            record = next(records)
            block = record.reader.read(most + _HEAD + 1)
        except StopIteration:
            break
        except (OSError, ValueError, EOFError) as error:
            raise RecordError(_broken(count)) from error
        if record.record_type == WarcRecordType.unknown or not _whole(record, block, most):
            raise RecordError("cut off: its last record is not whole")
        found = _page(record, block, most)
        if found is None:
            count.others += 1
        else:
            count.pages += 1
            yield found
    if not count.pages:
        raise RecordError(_broken(count) if not count.others else _nothing(count))


def _broken(count: Passed) -> str:
    seen = count.pages + count.others
    return f"broken after {seen} records" if seen else "no WARC file"


def _nothing(count: Passed) -> str:
    records = "record" if count.others == 1 else "records"
    return f"holds no pages: {count.others} {records} of other kinds"


def _whole(record: WarcRecord, block: bytes, most: int) -> bool:
    if not record.headers.get("Content-Length"):
        return False  # cut off within its own headers
    return len(block) >= min(record.content_length, most + _HEAD + 1)


def _page(record: WarcRecord, block: bytes, most: int) -> Record | None:
    url = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
    answer = _answer(record, block, most) if url else None
    if answer is None:
        return None
    if len(answer.body) > most:
        return Record(url, None, f"larger than {most // 1024 // 1024} MB")
    page = Page(
        url=url,
        source=record.headers.get("X-Kliping-Source") or "",
        requested_url=record.headers.get("X-Kliping-Requested-URI"),
        fetched=_date(record),
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )
    return Record(url, page)


class _Answer(NamedTuple):
    body: bytes
    headers: Headers
    status: int = 200


def _answer(record: WarcRecord, block: bytes, most: int) -> _Answer | None:
    """What a record of any kind holds of a page; None when that is none."""
    declared = record.headers.get("Content-Type") or ""
    if record.record_type == WarcRecordType.response:
        return _response(block, most)
    if record.record_type == WarcRecordType.resource and declared.lower().startswith(_HTML):
        return _Answer(block, (("Content-Type", declared),))
    if record.record_type == WarcRecordType.conversion and declared.lower().startswith(_TEXT):
        # The charset of text is left open by ISO 28500; WET files are UTF-8.
        return _Answer(block, (("Content-Type", "text/plain; charset=utf-8"),))
    return None


def _response(block: bytes, most: int) -> _Answer | None:
    head = _END_OF_HEAD.search(block, 0, _HEAD)
    if head is None:
        return None
    status, *lines = re.split(r"\r?\n", block[: head.start()].decode("utf-8", "surrogateescape"))
    told = _STATUS.match(status)
    if told is None or not told[1].startswith("2"):
        return None
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)
    declared = next((v for name, v in headers if name.lower() == "content-type"), "").lower()
    if declared and not declared.startswith((*_HTML, "application/octet-stream")):
        return None
    body = decoded(block[head.end() :], headers, most)
    if not declared.startswith(_HTML) and not _LOOKS.search(body, 0, 2048):
        return None
    # Headers with the prefix told of a transfer that the body is past (archive/pages.py writes them so).
    named = tuple((name.removeprefix("X-Archive-Orig-"), value) for name, value in headers)
    return _Answer(body, named, int(told[1]))


def _date(record: WarcRecord) -> datetime:
    """When the page was fetched; now where the record does not say it."""
    try:
        found = datetime.fromisoformat((record.headers.get("WARC-Date") or "").strip())
    except ValueError:
        return datetime.now(UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
