"""Raw pages: written to WARC files as they were fetched, read back for another cleaning.

WARC 1.1 (ISO 28500:2017): one ``response`` record a page, each compressed for itself, so that any page can be
read alone (annex D). One file a run and day, begun with a ``warcinfo`` record. The body is kept as the crawler has it:
mostly in gzip, as it was transferred; else decompressed, and then the HTTP headers that described its transfer say so
(``X-Archive-Orig-…``).

FastWARC builds and reads the records. It holds the interpreter while it compresses, and so would hold up the crawl: the
compression is left to ISA-L, which does not, and writes the same gzip in a quarter of zlib's time. A body that is in gzip
already is not compressed again.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from archive.address import escaped
from archive.errors import ArchiveError, ArchiveUnwritable
from archive.gzip_member import gzip_member
from archive.model import Page
from archive.packing import Broken, TooLong, unpacked
from archive.visit import RawRecord

_END = b"\r\n\r\n"
"""What follows the block of a record."""
_MOST_BYTES = 64 * 1024 * 1024
_ENCODING = "content-encoding"
_OF_TRANSFER = {_ENCODING, "content-length", "transfer-encoding"}


class RawPages:
    """A folder of WARC files. One thread writes; any may read. A context manager.

    ``run`` is the number of the run in the ledger, for the names of the files. Raises ArchiveUnwritable when the folder
    can't be made or written.
    """

    def __init__(self, folder: Path, run: int | None = None) -> None:
        self.folder = folder
        self._run = f"run{run:05d}" if run is not None else f"pid{os.getpid()}"
        self._file: io.FileIO | None = None
        self._day: date | None = None
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            msg = f"raw pages can't be kept: the folder {folder} is read-only"
            raise ArchiveUnwritable(msg)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def append(self, page: Page) -> RawRecord:
        """Writes a page and says where it lies. When it returns, a killed process does not lose it.

        Raises ArchiveUnwritable; then the file is as it was before.
        """
        member = _compressed(_response(page), len(page.body) if page.packed else 0)
        try:
            file = self._file_of(page.fetched.astimezone(UTC).date())
            return RawRecord(Path(os.fsdecode(file.name)).name, _append(file, member))
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def read(self, record: RawRecord) -> Page:
        """The page that was written there, unpacked, without what announced it.

        Raises ArchiveError when the file is missing, cut off, or holds something else there.
        """
        path = self.folder / record.file
        try:
            with path.open("rb") as file:
                file.seek(record.offset)
                for _, page in _pages(file):
                    return page
        except OSError as error:
            msg = f"the raw page in {path} can't be read: {error.strerror}"
            raise ArchiveError(msg) from error
        msg = f"there is no whole raw page at byte {record.offset} of {path}"
        raise ArchiveError(msg)

    def all(self, file: str) -> Iterator[tuple[RawRecord, Page]]:
        """The pages of one file in their order, as far as it is whole.

        Raises ArchiveError when it can't be opened.
        """
        path = self.folder / file
        try:
            stream = path.open("rb")
        except OSError as error:
            msg = f"the raw pages in {path} can't be read: {error.strerror}"
            raise ArchiveError(msg) from error
        with stream:
            for offset, page in _pages(stream):
                yield RawRecord(file, offset), page

    def close(self) -> None:
        """Brings what was written to the disk. Twice does no harm."""
        if self._file is not None:
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            finally:
                self._file.close()
                self._file = None

    def _file_of(self, day: date) -> io.FileIO:
        if self._file is None or self._day != day:
            self.close()
            self._file = _new_file(self.folder, f"kliping-{day:%Y%m%d}-{self._run}")
            self._day = day
            name = Path(os.fsdecode(self._file.name)).name
            _append(self._file, _compressed(_warcinfo(name)))
        return self._file


def _new_file(folder: Path, stem: str) -> io.FileIO:
    """A file that was not there: what a killed run left is never continued behind its cut end."""
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        try:
            return io.FileIO(folder / f"{stem}{suffix}.warc.gz", "xb")
        except FileExistsError:
            number += 1


def _append(file: io.FileIO, member: bytes) -> int:
    """Writes all of ``member`` or nothing; returns where it begins."""
    offset = file.seek(0, os.SEEK_END)
    rest = memoryview(member)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(offset)
        raise
    return offset


def _compressed(record: WarcRecord, packed: int = 0) -> bytes:
    """A record as a member of the file; so many bytes at the end of its block are in gzip as they are."""
    plain = io.BytesIO()
    record.write(plain)
    return gzip_member(plain.getbuffer(), packed and packed + len(_END))


def _warcinfo(name: str) -> WarcRecord:
    record = _record(WarcRecordType.warcinfo, datetime.now(UTC))
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(
        b"software: Kliping\r\n"
        b"format: WARC File Format 1.1\r\n"
        b"conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    )
    return record


def _response(page: Page) -> WarcRecord:
    record = _record(WarcRecordType.response, page.fetched)
    record.headers["WARC-Target-URI"] = escaped(page.url)
    if page.requested_url:
        record.headers["X-Kliping-Requested-URI"] = escaped(page.requested_url)
    if page.source:
        record.headers["X-Kliping-Source"] = escaped(page.source)
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(_http_head(page) + page.body)
    return record


def _record(kind: WarcRecordType, at: datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Date"] = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return record


def _http_head(page: Page) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {page.status} {phrase}"]
    for name, value in page.headers:
        lower = name.lower()
        as_it_was = lower not in _OF_TRANSFER or (page.packed and lower == _ENCODING)
        prefix = "" if as_it_was else "X-Archive-Orig-"
        lines.append(f"{prefix}{_one_line(name)}: {_one_line(value)}")
    lines.append(f"Content-Length: {len(page.body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _pages(stream: BinaryIO) -> Iterator[tuple[int, Page]]:
    """The pages from here on with the byte at which each begins; ends where a record is not whole."""
    begin = stream.tell()
    records = ArchiveIterator(stream, parse_http=False, record_types=WarcRecordType.any_type)
    while True:
        try:
            record = next(records)
            block = record.reader.read()
        except (StopIteration, OSError, ValueError, EOFError):
            return
        if record.record_type == WarcRecordType.response:
            page = _page(record, block)
            if page is None:
                return
            yield begin + record.stream_pos, page


def _page(record: WarcRecord, block: bytes) -> Page | None:
    """The page in a record; None when something of it is missing. A record that is cut within its headers looks
    whole to FastWARC, so the length that the page itself tells decides."""
    head, _, body = block.partition(b"\r\n\r\n")
    status, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    if not lines or lines.pop() != f"Content-Length: {len(body)}":
        return None
    headers = [line.partition(": ") for line in lines]
    page = Page(
        url=record.headers["WARC-Target-URI"],
        requested_url=record.headers.get("X-Kliping-Requested-URI"),
        source=record.headers.get("X-Kliping-Source") or "",
        fetched=datetime.fromisoformat(record.headers["WARC-Date"]),
        status=int(status.split(" ")[1]),
        headers=tuple((name.removeprefix("X-Archive-Orig-"), value) for name, _, value in headers),
        body=body,
        packed=any(name.lower() == _ENCODING for name, _, _ in headers),
    )
    try:
        return unpacked(page, _MOST_BYTES)
    except (Broken, TooLong):
        return None


def _unwritable(folder: Path, error: OSError) -> ArchiveUnwritable:
    return ArchiveUnwritable(f"raw pages can't be kept in {folder}: {error.strerror}")
