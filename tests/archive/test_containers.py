"""Pages out of WARC and WET files, as others make them, whole and broken."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType

from archive.containers import Record, pages
from archive.errors import RecordError

HTML = b"<html><head><title>Seawall</title></head><body><p>The seawall was voted down.</p></body></html>"
MOST = 100_000
DATE = "2024-05-06T07:08:09Z"


def record(kind: WarcRecordType, block: bytes, **headers: str) -> bytes:
    """One record as FastWARC writes it; ``Target_URI="x"`` becomes ``WARC-Target-URI: x``."""
    made = WarcRecord()
    made.init_headers(kind)
    made.headers["WARC-Date"] = DATE
    for name, value in headers.items():
        made.headers[name.replace("_", "-")] = value
    made.set_bytes_content(block)
    plain = io.BytesIO()
    made.write(plain)
    return plain.getvalue()


def response(url: str, body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *headers, ""))
    return record(
        WarcRecordType.response,
        head.encode() + body,
        WARC_Target_URI=url,
        Content_Type="application/http; msgtype=response",
    )


def page(url: str, body: bytes = HTML, *headers: str) -> bytes:
    return response(url, body, "Content-Type: text/html; charset=utf-8", *headers)


def chunked(body: bytes, size: int = 20) -> bytes:
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def read(file: bytes, most: int = MOST) -> list[Record]:
    return list(pages(io.BytesIO(file), most))


def bodies(file: bytes) -> list[bytes]:
    return [found.page.body for found in read(file) if found.page]


def test_a_page_has_its_address_date_and_headers() -> None:
    (found,) = read(page("https://courier.example/a", HTML, "X-Served: yes"))

    assert found.page is not None
    assert (found.url, found.page.url) == ("https://courier.example/a",) * 2
    assert found.page.fetched.isoformat() == "2024-05-06T07:08:09+00:00"
    assert found.page.status == 200
    assert found.page.headers == (("Content-Type", "text/html; charset=utf-8"), ("X-Served", "yes"))
    assert found.page.body == HTML


CODED: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "gzip": (gzip.compress(HTML), ("Content-Encoding: gzip",)),
    "deflate": (zlib.compress(HTML), ("Content-Encoding: deflate",)),
    "raw deflate": (zlib.compress(HTML)[2:-4], ("Content-Encoding: deflate",)),
    "brotli": (brotli.compress(HTML), ("Content-Encoding: br",)),
    "zstandard": (zstandard.compress(HTML), ("content-encoding: zstd",)),
    "chunks": (chunked(HTML), ("Transfer-Encoding: chunked",)),
    "chunks of gzip": (
        chunked(gzip.compress(HTML)),
        ("Content-Encoding: gzip", "Transfer-Encoding: chunked"),
    ),
    "gzip that is none": (HTML, ("Content-Encoding: gzip",)),
    "brotli that is none": (HTML, ("Content-Encoding: br",)),
    "zstandard that is none": (HTML, ("Content-Encoding: zstd",)),
    "chunks that are none": (HTML, ("Transfer-Encoding: chunked",)),
    "a coding that nobody knows": (HTML, ("Content-Encoding: x-mystery",)),
    "gzip that was undone": (HTML, ("X-Archive-Orig-Content-Encoding: gzip",)),
}


@pytest.mark.parametrize(("body", "headers"), CODED.values(), ids=CODED)
def test_a_body_comes_out_as_it_was_meant(body: bytes, headers: tuple[str, ...]) -> None:
    assert bodies(page("https://courier.example/a", body, *headers)) == [HTML]


def test_a_body_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    long = HTML * 300
    for body, header in (
        (gzip.compress(long)[:-40], "Content-Encoding: gzip"),
        (brotli.compress(long)[:-10], "Content-Encoding: br"),
        (chunked(long)[:-40], "Transfer-Encoding: chunked"),
    ):
        (found,) = bodies(page("https://courier.example/a", body, header))
        assert found.startswith(HTML[:60])


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_over_the_limit_costs_one_line(packed: bool) -> None:
    body = b"<html>" + b"a" * 400_000
    if packed:
        body = gzip.compress(body * 100, 1)
    big = page("https://courier.example/big", body, "Content-Encoding: gzip")
    found = read(big + page("https://courier.example/a"))

    assert [one.url for one in found] == [
        "https://courier.example/big",
        "https://courier.example/a",
    ]
    assert (found[0].page, found[0].error) == (None, "larger than 0 MB")
    assert found[1].page is not None


OTHERS = {
    "warcinfo": record(WarcRecordType.warcinfo, b"software: x\r\n"),
    "a request": record(
        WarcRecordType.request, b"GET / HTTP/1.1\r\n\r\n", WARC_Target_URI="https://courier.example/a"
    ),
    "a revisit": record(
        WarcRecordType.revisit, b"HTTP/1.1 304 Not Modified\r\n\r\n", WARC_Target_URI="https://courier.example/a"
    ),
    "metadata": record(WarcRecordType.metadata, b"{}", WARC_Target_URI="https://courier.example/a"),
    "a redirect": response("https://courier.example/a", b"", "Location: /b", status="301 Moved"),
    "a page that is gone": response(
        "https://courier.example/a", HTML, "Content-Type: text/html", status="404 Not Found"
    ),
    "an image": response("https://courier.example/a.png", b"\x89PNG", "Content-Type: image/png"),
    "JSON": response("https://courier.example/a", b"{}", "Content-Type: application/json"),
    "robots.txt": response("https://courier.example/robots.txt", b"a: b", "Content-Type: text/plain"),
    "no HTTP": record(WarcRecordType.response, b"rubbish", WARC_Target_URI="https://courier.example/a"),
    "no type and no HTML": response("https://courier.example/a", b"\x00\x01"),
    "a look-up": record(
        WarcRecordType.response, b"20240506 courier.example 1.2.3.4", WARC_Target_URI="dns:courier.example"
    ),
}  # fmt: skip


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_is_no_page_is_passed_over(other: bytes) -> None:
    assert bodies(other + page("https://courier.example/a") + other) == [HTML]
    with pytest.raises(RecordError, match="holds no pages: 2 records of other kinds"):
        read(other * 2)


def test_html_without_a_type_and_html_by_itself_are_pages() -> None:
    resource = record(
        WarcRecordType.resource, HTML, WARC_Target_URI="file:///a.html", Content_Type="text/html"
    )
    assert bodies(response("https://courier.example/a", HTML) + resource) == [HTML, HTML]


def test_text_that_was_taken_from_a_page_is_text() -> None:
    text = "Kematian paus: nelayan “terkejut”".encode()
    wet = record(
        WarcRecordType.conversion, text,
        WARC_Target_URI="<https://courier.example/a>", Content_Type="text/plain", WARC_Identified_Content_Language="ind",
    )  # fmt: skip
    (found,) = read(wet)

    assert found.page is not None
    assert (found.url, found.page.body) == ("https://courier.example/a", text)
    assert found.page.content_type == "text/plain; charset=utf-8"


PACKED: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "a member a record": lambda records: b"".join(map(gzip.compress, records)),
    "one member": lambda records: gzip.compress(b"".join(records)),
    "zstandard": lambda records: b"".join(map(zstandard.compress, records)),
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED)
def test_a_file_may_be_packed(packed: Callable[[list[bytes]], bytes]) -> None:
    records = [OTHERS["warcinfo"], *(page(f"https://courier.example/{n}") for n in range(5))]

    assert len(bodies(packed(records))) == 5


@pytest.mark.parametrize("packed", [name for name in PACKED if name != "one member"])
def test_a_file_that_was_cut_off_gives_what_is_whole(
    packed: str,
) -> None:
    records = [page(f"https://courier.example/{n}") for n in range(5)]
    file = PACKED[packed](records)
    for missing in (60, 200):  # five bytes less, and all of a gzip file's pages are there still
        found: list[Record] = []
        cut = io.BytesIO(file[:-missing])
        with pytest.raises(RecordError, match=r"cut off|broken after"):
            found.extend(pages(cut, MOST))
        assert [one.url for one in found[:3]] == [f"https://courier.example/{n}" for n in range(3)]


BROKEN = {
    "nothing": b"",
    "a word": b"hello",
    "a first line": b"WARC/1.0\r\n",
    "a length beyond reason": b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nabc",
    "a length that is none": b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: much\r\n\r\nabc",
    "gzip of something else": gzip.compress(b"hello" * 100),
    "zstandard of something else": zstandard.compress(b"hello"),
    "no zstandard": b"\x28\xb5\x2f\xfd rubbish",
    "no gzip": b"\x1f\x8b\x08 rubbish",
}


@pytest.mark.parametrize("file", BROKEN.values(), ids=BROKEN)
def test_what_is_no_warc_file_is_refused_in_one_line(file: bytes) -> None:
    with pytest.raises(RecordError) as refused:
        read(file)
    assert "\n" not in str(refused.value)
