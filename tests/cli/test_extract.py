"""``kliping extract``: saved pages, cleaned without an archive."""

from __future__ import annotations

import gzip
import io
import json
import os
import pty
import re
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

TEXT = "\n\n".join(
    f"The council of Port Ambrel met for the {n}th time on the matter of the seawall, and heard the engineers."
    for n in range(2, 8)
)


@pytest.fixture
def saved(tmp_path: Path, page: Callable[..., str]) -> Path:
    """A folder with one page in several forms."""
    html = page("Seawall voted down", TEXT)
    (tmp_path / "plain.html").write_text(html)
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(html.encode()))
    (tmp_path / "lines.txt").write_text(f"Seawall voted down\n\nAdvertisement\n\n{TEXT}\n")
    return tmp_path


@pytest.fixture
def warc() -> Callable[..., bytes]:
    """Makes a WARC or WET file of pages: ``warc({url: page}, text=…, packed=…)``."""
    kinds = WarcRecordType

    def record(url: str, page: str, text: bool) -> bytes:
        made = WarcRecord()
        made.init_headers(kinds.conversion if text else kinds.response)
        made.headers["WARC-Date"] = "2024-05-06T07:08:09Z"
        made.headers["WARC-Target-URI"] = url
        made.headers["Content-Type"] = (
            "text/plain" if text else "application/http; msgtype=response"
        )
        head = b"" if text else b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        made.set_bytes_content(head + page.encode())
        plain = io.BytesIO()
        made.write(plain)
        return plain.getvalue()

    def make(pages: dict[str, str], *, text: bool = False, packed: bool = True) -> bytes:
        records = [record(url, page, text) for url, page in pages.items()]
        return b"".join(map(gzip.compress, records) if packed else records)

    return make


def lines(out: str) -> list[dict[str, Any]]:
    """The objects of JSONL."""
    return [json.loads(line) for line in out.splitlines()]


def test_a_page_comes_out_clean_in_every_form(kliping: Any, saved: Path) -> None:
    done = kliping("extract", "--format", "json", "plain.html", "packed.html.gz", "lines.txt")
    found = lines(done.out)

    assert (done.code, done.err) == (0, "")
    assert [one["path"] for one in found] == ["plain.html", "packed.html.gz", "lines.txt"]
    assert [one["title"] for one in found] == ["Seawall voted down"] * 3
    assert [one["text"] for one in found] == [TEXT] * 3


def test_json_has_the_fields_of_an_article_and_what_was_cut(kliping: Any, saved: Path) -> None:
    (found,) = lines(kliping("extract", "--format", "json", "lines.txt").out)

    assert "Advertisement" in {cut["text"] for cut in found["removed"]}
    assert {frozenset(cut) for cut in found["removed"]} == {frozenset({"text", "rule", "where"})}
    assert found["id"] is None
    assert found["words"] == len(TEXT.split())
    assert found["rules"]


def test_standard_input_is_read(kliping: Any, saved: Path) -> None:
    for name in ("plain.html", "lines.txt"):
        done = kliping("extract", "-", stdin=(saved / name).read_text())

        assert done.code == 0
        assert done.out.startswith("Seawall voted down\n")
        assert done.out.rstrip().endswith(TEXT)


def test_every_block_is_explained(kliping: Any, saved: Path) -> None:
    done = kliping("extract", "--explain", "lines.txt")

    kept = [line for line in done.out.splitlines() if line.startswith("+ text")]
    cut = [line for line in done.out.splitlines() if line.startswith("- cut")]
    assert len(kept) == len(TEXT.split("\n\n"))
    assert cut
    assert "    Advertisement" in done.out
    assert "\x1b" not in done.out
    assert done.out.splitlines()[-2].startswith(
        f"+ {len(kept) + 1} blocks kept: text {len(kept)}, "
    )
    assert done.out.splitlines()[-1] == "- 1 block cut: advert 1"


def test_blocks_are_explained_in_page_order(kliping: Any, saved: Path) -> None:
    out = kliping("extract", "--explain", "lines.txt").out.splitlines()
    shown = [line.strip() for line in out if line.startswith("    ")]

    assert shown == (saved / "lines.txt").read_text().strip().split("\n\n")


def test_what_is_explained_fits_a_terminal_in_colour_and_obeys_no_page(
    kliping: Any, saved: Path
) -> None:
    evil = (saved / "lines.txt").read_text().replace("Advertisement", "Advertisement\x1b[2J")
    (saved / "evil.txt").write_text(evil)
    out = on_terminal(kliping, "extract", "--explain", "evil.txt")
    text = re.sub(r"\x1b\[\d*m", "", out)

    assert "\x1b[32m+ text" in out
    assert "\x1b[31m- cut" in out
    assert "\x1b" not in text
    assert "Advertisement\\x1b[2J" in text
    assert max(len(line) for line in text.splitlines() if line.startswith("    ")) <= 80


def on_terminal(kliping: Any, *arguments: str) -> str:
    """What a command writes on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in kliping.environment.items() if k != "NO_COLOR"}
    environment |= {"TERM": "xterm", "COLUMNS": "80"}
    command = kliping.command(*arguments)
    with subprocess.Popen(
        command, cwd=kliping.folder, env=environment, stdin=subprocess.DEVNULL, stdout=theirs
    ) as process:
        os.close(theirs)
        written = b""
        with suppress(OSError):  # Linux says so when the other end is closed
            while piece := os.read(ours, 65_536):
                written += piece
        os.close(ours)
    assert process.returncode == 0
    return written.decode()


def test_a_page_says_itself_where_it_came_from(kliping: Any, saved: Path) -> None:
    html = (saved / "plain.html").read_text()
    link = '<link href="https://courier.example/a?x=1&amp;y=2" rel=canonical></head>'
    (saved / "known.html").write_text(html.replace("</head>", link))
    told, given = (
        lines(kliping("extract", "--format", "json", *options, "known.html").out)[0]
        for options in ([], ["--url", "https://other.example/b"])
    )

    assert (told["url"], told["source"]) == ("https://courier.example/a?x=1&y=2", "courier.example")
    assert (given["url"], given["source"]) == ("https://other.example/b", "other.example")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nowhere.html", None, "No such file"),
        ("paper.html", b"%PDF-1.7 \x00\x01", "PDF"),
        ("crawl.warc", b"WARC/1.1\r\n", "cut off"),
        ("crawl.warc.gz", gzip.compress(b"WARC/1.1\r\nrubbish", mtime=0), "cut off"),
        ("crawl.warc.zst", b"\x28\xb5\x2f\xfd rubbish", "no WARC file"),
        ("crawl.warc.gz", b"rubbish", "not a WARC or WET file"),
        ("bomb.html.gz", gzip.compress(b"a" * 300_000_000, 1), "larger than 10 MB"),
        ("short.html.gz", b"\x1f\x8b\x08\x00broken", "gzip"),
        ("broken.html.gz", gzip.compress(b"a", mtime=0)[:10] + b"\xff" * 40, "gzip"),
    ],
)
def test_a_bad_file_costs_one_line_and_the_others_go_on(
    kliping: Any, saved: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (saved / name).write_bytes(content)
    done = kliping("extract", "--format", "json", "plain.html", name, "lines.txt")

    assert done.code == 1
    assert [one["path"] for one in lines(done.out)] == ["plain.html", "lines.txt"]
    assert done.err.count("\n") == 1
    assert done.err.startswith(f"kliping: {name}: ")
    assert says in done.err


def test_a_page_that_was_cut_off_is_read_as_far_as_it_goes(kliping: Any, saved: Path) -> None:
    whole = (saved / "packed.html.gz").read_bytes()
    (saved / "cut.html.gz").write_bytes(whole[:-20])
    (found,) = lines(kliping("extract", "--format", "json", "cut.html.gz").out)

    assert found["title"] == "Seawall voted down"


def test_an_empty_file_is_no_article(kliping: Any, saved: Path) -> None:
    (saved / "empty.html").write_text("")
    done = kliping("extract", "empty.html")

    assert done.code == 0
    assert "empty.html: no article" in done.err


def test_many_pages_come_in_the_order_given(
    kliping: Any, saved: Path, page: Callable[..., str]
) -> None:
    names = [f"{number:03}.html" for number in range(80)]
    for number, name in enumerate(names):
        (saved / name).write_text(page(f"Report number {number}", TEXT))
    (saved / "040.html").write_bytes(b"%PDF-1.7")
    done = kliping("extract", "--format", "json", *reversed(names))

    expected = [name for name in reversed(names) if name != "040.html"]
    assert [one["path"] for one in lines(done.out)] == expected
    assert lines(done.out)[0]["title"] == "Report number 79"
    assert (done.code, done.err.count("\n")) == (1, 1)


def test_a_folder_of_pages_is_imported_once(kliping: Any, saved: Path) -> None:
    (saved / "index.css").write_text("body {}")
    first = kliping("import", ".")
    second = kliping("import", ".")

    assert first.code == 0
    assert first.err == "3 new\n"
    assert second.err == "3 same\n"
    assert kliping.titles() == ["Seawall voted down"] * 3


def test_the_pages_of_a_warc_file_come_one_a_line(
    kliping: Any, saved: Path, page: Callable[..., str], warc: Callable[..., bytes]
) -> None:
    pages = {f"https://courier.example/{n}": page(f"Report number {n}", TEXT) for n in range(3)}
    (saved / "crawl.warc.gz").write_bytes(warc(pages))
    done = kliping("extract", "--format", "json", "crawl.warc.gz", "lines.txt")
    found = lines(done.out)

    assert (done.code, done.err) == (0, "")
    assert [one["url"] for one in found] == [*pages, ""]
    assert [one["path"] for one in found] == ["crawl.warc.gz"] * 3 + ["lines.txt"]
    assert [one["title"] for one in found[:3]] == [f"Report number {n}" for n in range(3)]
    assert {one["text"] for one in found} == {TEXT}
    assert {one["fetched"] for one in found[:3]} == {"2024-05-06T07:08:09+00:00"}
    assert found[0]["source"] == "courier.example"


def test_the_pages_of_a_wet_file_are_read_as_text(
    kliping: Any, saved: Path, warc: Callable[..., bytes]
) -> None:
    text = {"https://courier.example/a": (saved / "lines.txt").read_text()}
    (saved / "crawl.warc.wet.gz").write_bytes(warc(text, text=True))
    (found,) = lines(kliping("extract", "--format", "json", "crawl.warc.wet.gz").out)

    assert (found["title"], found["text"]) == ("Seawall voted down", TEXT)
    assert found["url"] == "https://courier.example/a"


def test_pages_of_one_file_are_told_apart_by_their_address(
    kliping: Any, saved: Path, page: Callable[..., str], warc: Callable[..., bytes]
) -> None:
    pages = {f"https://courier.example/{n}": page(f"Report number {n}", TEXT) for n in range(2)}
    (saved / "crawl.warc").write_bytes(warc(pages, packed=False))
    out = kliping("extract", "crawl.warc").out

    assert "==> crawl.warc https://courier.example/0 <==\nReport number 0" in out
    assert "==> crawl.warc https://courier.example/1 <==\nReport number 1" in out


def test_a_warc_file_that_was_cut_off_gives_its_whole_pages_and_one_line(
    kliping: Any, saved: Path, page: Callable[..., str], warc: Callable[..., bytes]
) -> None:
    pages = {f"https://courier.example/{n}": page(f"Report number {n}", TEXT) for n in range(3)}
    (saved / "crawl.warc").write_bytes(warc(pages, packed=False)[:-300])
    done = kliping("extract", "--format", "json", "crawl.warc", "plain.html")

    assert done.code == 1
    assert done.err == "kliping: crawl.warc: cut off: its last record is not whole\n"
    assert [one["path"] for one in lines(done.out)] == ["crawl.warc", "crawl.warc", "plain.html"]


def test_a_warc_file_is_imported_once(
    kliping: Any, saved: Path, page: Callable[..., str], warc: Callable[..., bytes]
) -> None:
    pages = {f"https://courier.example/{n}": page(f"Report number {n}", TEXT) for n in range(3)}
    pages["https://courier.example/paper"] = "%PDF-1.7 called HTML"
    pages["https://courier.example/empty"] = "<html><body></body></html>"
    (saved / "crawl.warc.gz").write_bytes(warc(pages))

    assert kliping("import", "crawl.warc.gz").err == "3 new, 1 no article\n"
    assert kliping("import", "crawl.warc.gz").err == "3 same, 1 no article\n"
