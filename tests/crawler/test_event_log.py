"""A crawl's log: one line an event, nothing of a page, no secret, never endless."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import LogError
from crawler.event_log import logged
from crawler.events import event
from crawler.log_file import SizedFile
from crawler.log_settings import LogSettings


def test_json_has_one_object_a_line(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "crawl.jsonl"
    with logged(LogSettings(file=file)) as number:
        number(7)
        event("page-stored", source="courier", url="http://u:p@h/?token=t", words=3, id=None)
        event("problem", line="two\nlines\x1b[31m and \u2028 more")
    event("page-stored", source="after the end")
    first, second = map(json.loads, file.read_text("utf-8").splitlines())
    at = first.pop("at")
    assert at.endswith("Z")
    assert first == {
        "event": "page-stored", "run": 7, "source": "courier", "url": "http://***@h/?token=***", "words": 3,
    }  # fmt: skip
    assert second["line"] == "two lines [31m and more"


def test_text_is_read_by_a_person_and_by_grep() -> None:
    stream = io.StringIO()
    with logged(LogSettings(), stream):
        event("run-begins", sources=2, due=True, seconds=1.5, note='a "b" c', url="http://h/?a=1")
    _, _, rest = stream.getvalue().partition(" ")
    assert (
        rest == 'run-begins sources=2 due=true seconds=1.5 note="a \\"b\\" c" url="http://h/?a=1"\n'
    )


def test_long_values_are_cut_and_their_secrets_are_not_cut_open() -> None:
    stream = io.StringIO()
    with logged(LogSettings(), stream):
        event("problem", line="x" * 450 + " https://me:" + "secret" * 20 + "@example.org/")
    assert "secret" not in stream.getvalue()
    assert len(stream.getvalue()) < 600


def test_what_libraries_complain_about_is_in_it_without_what_a_page_said() -> None:
    stream = io.StringIO()
    with logged(LogSettings(), stream) as number:
        number(3)
        try:
            raise ValueError("a whole page")
        except ValueError:
            logging.getLogger("some.library").exception("It failed at %s", "http://a:b@c/")
        logging.getLogger("some.library").info("chatter")
    (line,) = stream.getvalue().splitlines()
    assert "error run=3" not in line
    assert (
        ' error logger=some.library message="It failed at http://***@c/" run=3 error=ValueError where="test_event_log.py:'
        in line
    )
    assert "a whole page" not in line


def test_nobody_listens_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    event("page-stored", source="courier")
    assert capfd.readouterr() == ("", "")


def test_a_log_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "a.log"):
        wrong = pytest.raises(LogError, match=rf"the log {path} can't be written: \w")
        with wrong, logged(LogSettings(file=path)):
            pass


def test_a_full_disk_costs_lines_and_not_the_crawl() -> None:
    with logged(LogSettings(file=Path("/dev/full"))):
        event("page-stored", source="courier")


def test_a_file_is_put_aside_before_it_gets_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    for number in range(40):  # each as a process of its own would
        file = SizedFile(path, 100, 2)
        file.write(b"line %02d of ten\n" % number)
        file.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2"]
    lines = [
        line
        for name in ("a.log.2", "a.log.1", "a.log")
        for line in (tmp_path / name).read_text().splitlines()
    ]
    assert lines == [f"line {n:02} of ten" for n in range(40 - len(lines), 40)]
    assert all(p.stat().st_size <= 100 for p in tmp_path.iterdir())


def test_with_none_kept_the_file_begins_anew(tmp_path: Path) -> None:
    file = SizedFile(tmp_path / "a.log", 100, 0)
    for number in range(40):
        file.write(b"line %02d of ten\n" % number)
    file.close()
    assert [p.name for p in tmp_path.iterdir()] == ["a.log"]
    assert (tmp_path / "a.log").read_text().splitlines()[-1] == "line 39 of ten"


def test_a_line_longer_than_a_file_may_be_is_written_all_the_same(tmp_path: Path) -> None:
    file = SizedFile(tmp_path / "a.log", 10, 1)
    file.write(b"a" * 30 + b"\n")
    file.write(b"b" * 30 + b"\n")
    file.close()
    assert (tmp_path / "a.log").read_bytes() == b"b" * 30 + b"\n"
    assert (tmp_path / "a.log.1").read_bytes() == b"a" * 30 + b"\n"


WRITER = """
import sys
from pathlib import Path
from crawler.log_file import SizedFile
file = SizedFile(Path(sys.argv[1]), 5000, 1000)
for number in range(600):
    file.write(f"{sys.argv[2]} {number}\\n".encode())
"""


def test_processes_share_a_file_and_no_line_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in ("a", "b", "c")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = sorted(
        tmp_path.iterdir(), key=lambda p: -int(p.suffix[1:]) if p.suffix != ".log" else 0
    )
    lines = [line for file in files for line in file.read_text().splitlines()]
    for name in ("a", "b", "c"):
        assert [line for line in lines if line[0] == name] == [f"{name} {n}" for n in range(600)]
    assert all(file.stat().st_size <= 5000 for file in files)
