"""Raw pages: WARC files that any tool can read, and that survive a cut."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive.errors import ArchiveError, ArchiveUnwritable
from archive.model import Page
from archive.pages import RawPages
from archive.visit import RawRecord

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = Page(
    url="https://harbour-times.example/news/1",
    source="harbour-times",
    fetched=NOON,
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "br"),
        ("Content-Length", "17"),
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=ü"),
        ("X-Empty", ""),
    ),
    body=b"<p>The ferry\r\n\r\nleft.\0\xff</p>" * 50,
    requested_url="https://harbour-times.example/?p=1",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kliping.warc"


def numbered(number: int, **changes: object) -> Page:
    body = f"<p>page {number}</p>".encode() * 100
    return replace(PAGE, url=f"https://harbour-times.example/news/{number}", body=body, **changes)  # type: ignore[arg-type]


def test_a_page_comes_back_as_it_was_fetched(folder: Path) -> None:
    with RawPages(folder, 12) as pages:
        records = [pages.append(page) for page in (numbered(0), PAGE, numbered(2))]
        assert pages.read(records[1]) == PAGE
    assert {record.file for record in records} == {"kliping-20261122-run00012.warc.gz"}
    with RawPages(folder) as later:
        assert [later.read(record).url for record in records][::2] == [
            numbered(0).url,
            numbered(2).url,
        ]


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, body=b"", headers=(), requested_url=None, source=""),
        replace(PAGE, status=799),
        replace(PAGE, fetched=NOON.replace(microsecond=0), body=b"\0" * 3_000_000),
    ],
    ids=["nothing in it", "unknown status", "a large one"],
)
def test_any_page_comes_back(folder: Path, page: Page) -> None:
    with RawPages(folder, 1) as pages:
        assert pages.read(pages.append(page)) == page


def test_a_header_cannot_forge_another(folder: Path) -> None:
    forged = replace(
        PAGE,
        url="https://x.example/a\r\nWARC-Type: request",
        headers=(("X-One", "a\r\nX-Two: b\r\n\r\nbody"),),
    )
    with RawPages(folder, 1) as pages:
        back = pages.read(pages.append(forged))
    assert back.url == "https://x.example/a%0D%0AWARC-Type:%20request"
    assert back.headers == (("X-One", "a X-Two: b body"),)
    assert back.body == forged.body


def test_the_file_is_warc_1_1_with_a_warcinfo_first(folder: Path) -> None:
    with RawPages(folder, 3) as pages:
        pages.append(PAGE)
    (path,) = folder.iterdir()
    assert gzip.decompress(path.read_bytes()).startswith(b"WARC/1.1\r\n")
    with path.open("rb") as stream:
        info, response = [
            (r.record_type, dict(r.headers.items()), r.reader.read(), r.http_headers)
            for r in ArchiveIterator(stream, strict_mode=True)
        ]
    assert info[0] == WarcRecordType.warcinfo
    assert info[1]["WARC-Filename"] == path.name
    assert b"software: Kliping" in info[2]
    assert response[0] == WarcRecordType.response
    assert response[1]["WARC-Target-URI"] == PAGE.url
    assert response[1]["WARC-Date"] == "2026-11-22T12:00:00.123456Z"
    assert response[1]["WARC-Record-ID"].startswith("<urn:uuid:")
    assert response[2] == PAGE.body
    told = dict(response[3].items())
    assert told["Content-Length"] == str(len(PAGE.body))
    assert told["X-Archive-Orig-Content-Encoding"] == "br"
    assert not {"Content-Encoding", "Transfer-Encoding"} & told.keys()


def test_a_page_in_gzip_is_kept_as_it_came_and_read_unpacked(folder: Path) -> None:
    packed = gzip.compress(PAGE.body, mtime=0)
    headers = (*PAGE.headers[:1], ("Content-Encoding", "gzip"), *PAGE.headers[2:])
    with RawPages(folder, 1) as pages:
        record = pages.append(replace(PAGE, headers=headers, body=packed, packed=True))
        assert pages.read(record) == replace(PAGE, headers=headers)
    with (folder / record.file).open("rb") as stream:
        *_, response = (
            (r.reader.read(), dict(r.http_headers.items()) if r.http_headers else {})
            for r in ArchiveIterator(stream, strict_mode=True)
        )
    assert response[0] == packed
    assert response[1]["Content-Encoding"] == "gzip"
    assert response[1]["Content-Length"] == str(len(packed))


def test_each_day_and_each_run_has_its_own_file(folder: Path) -> None:
    with RawPages(folder, 1) as pages:
        pages.append(PAGE)
        pages.append(replace(PAGE, fetched=NOON + timedelta(days=1)))
    with RawPages(folder, 2) as pages:
        pages.append(PAGE)
    with RawPages(folder, 1) as pages:
        record = pages.append(PAGE)
        assert pages.read(record) == PAGE
    assert sorted(p.name for p in folder.iterdir()) == [
        "kliping-20261122-run00001-2.warc.gz",
        "kliping-20261122-run00001.warc.gz",
        "kliping-20261122-run00002.warc.gz",
        "kliping-20261123-run00001.warc.gz",
    ]


def test_a_run_that_keeps_nothing_leaves_no_file(folder: Path) -> None:
    RawPages(folder, 1).close()
    assert list(folder.iterdir()) == []


def test_a_file_that_was_cut_reads_up_to_the_cut(folder: Path) -> None:
    with RawPages(folder, 1) as pages:
        records = [pages.append(numbered(n)) for n in range(5)]
        path = folder / records[0].file
        whole = path.read_bytes()
        assert [r for r, _ in pages.all(path.name)] == records
        for cut in range(records[2].offset, len(whole), 7):
            path.write_bytes(whole[:cut])
            found = list(pages.all(path.name))
            complete = sum(r.offset <= cut for r in records) - 1
            assert complete <= len(found) <= complete + 1
            assert found == [(records[n], numbered(n)) for n in range(len(found))]


def test_what_is_not_there_is_one_line(folder: Path) -> None:
    with RawPages(folder, 1) as pages:
        record = pages.append(PAGE)
        path = folder / record.file
        path.write_bytes(path.read_bytes()[: record.offset + 40])
        for wrong in (record, RawRecord(record.file, 10**9), RawRecord("none.warc.gz", 0)):
            with pytest.raises(ArchiveError) as raised:
                pages.read(wrong)
            assert "\n" not in str(raised.value)
        with pytest.raises(ArchiveError):
            list(pages.all("none.warc.gz"))


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "no" / "folder"):
        with pytest.raises(ArchiveUnwritable, match="raw pages can't be kept"):
            RawPages(folder)


def test_a_full_disk_leaves_the_file_whole(folder: Path, run: Callable[..., str]) -> None:
    code = """
        import os, resource, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from archive.errors import ArchiveUnwritable
        from archive.model import Page
        from archive.pages import RawPages
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        kept = 0
        with RawPages(Path(sys.argv[1]), 1) as pages:
            try:
                while True:
                    pages.append(Page(url="https://x.example/", fetched=datetime.now(UTC), body=os.urandom(9000)))
                    kept += 1
            except ArchiveUnwritable:
                pass
            pages.append(Page(url="https://x.example/small", fetched=datetime.now(UTC)))
            (name,) = os.listdir(sys.argv[1])
            print(kept, len(list(pages.all(name))))
    """
    assert run(code, folder) == "10 11"
