"""What scripts and cron lines rely on: exit codes, what goes to which stream, formats, and one line for each mistake."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from cli.main import COMMANDS, run
from cli.main import kliping as group

PROGRAM = str(Path(sys.executable).with_name("kliping"))

RECORDS: list[dict[str, Any]] = [
    {
        "url": "https://courier.example/ferry",
        "source": "courier.example",
        "title": "Electric ferry crosses the Sound",
        "deck": "It was late, and silent.",
        "text": "The ferry left at noon.\n\nNobody heard it come.",
        "authors": ["Mara Lind"],
        "section": "Harbour",
        "published": "2026-11-03T09:00:00+00:00",
        "fetched": "2026-11-03T10:00:00+00:00",
        "language": "en",
        "words": 9,
    },
    {
        "url": "https://kabar.example/feri",
        "source": "kabar.example",
        "title": "Feri listrik mulai beroperasi \x1b[31m\u202emerah",
        "text": "Feri berangkat pukul dua belas.\n\nTidak ada yang mendengar.",
        "authors": ["Sari Wulan"],
        "published": "2026-11-04T09:00:00+07:00",
        "fetched": "2026-11-04T10:00:00+00:00",
        "language": "id",
        "words": 9,
    },
    {
        "url": "https://courier.example/chess",
        "source": "courier.example",
        "title": "A draw, and the ferry waited",
        "text": "She offered a draw on move forty.",
        "published": "2026-11-05T09:00:00+00:00",
        "fetched": "2026-11-05T10:00:00+00:00",
        "language": "en",
        "words": 7,
    },
]


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """The command in this process, in a folder of its own: starting Python anew for each line would take minutes."""
    monkeypatch.chdir(tmp_path)
    for name in ("KLIPING_CONFIG", "KLIPING_ARCHIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def inside(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(arguments)
        return Ended(code, *capsys.readouterr())

    return inside


@pytest.fixture
def filled(inside: Callable[..., Ended], tmp_path: Path) -> Path:
    """The folder with an archive of three articles in it."""
    lines = [json.dumps(record) for record in RECORDS]
    (tmp_path / "three.jsonl").write_text("\n".join(lines) + "\n")
    assert inside("import", "three.jsonl") == (0, "", "3 new\n")
    return tmp_path


def as_a_plain_user(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command for which permissions count, even where the tests are run by root."""
    if os.geteuid() == 0:
        without = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}", *command]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def complaint(done: Any) -> str:
    """The one line on standard error, when there is nothing else anywhere."""
    assert done.out == ""
    assert done.err.startswith("kliping: ")
    assert done.err.count("\n") == 1, done.err
    return done.err.removeprefix("kliping: ").rstrip("\n")


class TestStarting:
    def test_help_imports_neither_scrapy_nor_sqlalchemy(self, kliping: Any) -> None:
        kliping.environment["PYTHONPROFILEIMPORTTIME"] = "1"
        done = kliping("--help")

        assert done.code == 0
        assert "Commands:" in done.out
        assert "cli.crawl" in done.err, "the imports were not listed"
        for heavy in ("scrapy", "sqlalchemy", "alembic", "rich", "twisted", "publicsuffixlist"):
            assert f" {heavy}\n" not in done.err

    def test_search_imports_nothing_that_only_others_need(self, kliping: Any, filled: Path) -> None:
        kliping.environment["PYTHONPROFILEIMPORTTIME"] = "1"
        done = kliping("search", "ferry")

        assert done.code == 0
        assert " sqlalchemy\n" in done.err
        for heavy in ("scrapy", "alembic", "rich", "twisted", "publicsuffixlist", "selectolax"):
            assert f" {heavy}\n" not in done.err

    def test_the_version_is_printed(self, kliping: Any) -> None:
        assert kliping("--version").out.startswith("kliping ")

    def test_every_command_has_help_that_ends_with_an_example(self) -> None:
        def walk(command: click.Command, name: str) -> None:
            context = click.Context(command, info_name=name)
            last = command.get_help(context).rstrip().split("\n\n")[-1]
            assert last.strip().startswith("Example: kliping "), name
            if isinstance(command, click.Group):
                for below in command.list_commands(context):
                    found = command.get_command(context, below)
                    assert found is not None
                    walk(found, f"{name} {below}")

        walk(group, "kliping")
        assert len(COMMANDS) > 10

    @pytest.mark.parametrize("later", ["stats", "reclean", "watch", "browse"])
    def test_what_is_not_there_yet_is_not_offered(
        self, inside: Callable[..., Ended], later: str
    ) -> None:
        done = inside(later)

        assert done.code == 2
        assert f"No such command '{later}'" in complaint(done)


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["serch"], "Did you mean"),
            (["search"], "Missing argument"),
            (["search", "x", "--sort", "best"], "is not one of"),
            (["search", "x", "--since", "soon"], "'soon' is no date"),
            (["search", "x", "--limit", "0"], "not in the range"),
            (["--archive", "", "search", "x"], "--archive is empty"),
            (["--config", "", "search", "x"], "--config is empty"),
            (["-q", "-v", "search", "x"], "exclude each other"),
            (["crawl"], "kliping init"),
            (["crawl", "nowhere"], "no source 'nowhere'"),
            (["crawl", "www.example.org"], "write https://www.example.org/"),
            (["crawl", "ftp://example.org/"], "ftp://example.org/"),
            (["crawl", "https://example.org/", "--report", "no/such/folder.json"], "no/such"),
            (["crawl", "https://example.org/", "--max-minutes", "nan"], "no number of minutes"),
            (["schedule", "show", "--every", "7m"], 'every "7m"'),
            (["schedule", "remove", "--every", "often"], "is no interval"),
            (["fetch", "example.org"], "example.org"),
            (["show", "twelve"], "neither"),
            (["show", "1", "--removed", "--diff"], "exclude each other"),
            (["extract", "."], "is a directory"),
            (["extract", "x.html", "--url", "nonsense"], "nonsense"),
            (["extract", "x.html", "--explain", "--format", "json"], "--explain"),
            (["--config", "none.toml", "sources", "list"], "none.toml"),
            (["sources", "remove", "x"], "no source 'x'"),
            (["schedule", "install"], "no source"),
        ],
    )
    def test_wrong_usage_is_one_line_and_exit_2(
        self, inside: Callable[..., Ended], arguments: list[str], says: str
    ) -> None:
        done = inside(*arguments)

        assert done.code == 2
        assert says in complaint(done)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("archiv = 'a.db'\n", "archiv"),
            ("[sources.courier]\nhome = 'courier'\n", "courier"),
            ("[sources.courier]\nhome = 'https://c.example/'\ninclude = ['(']\n", "include"),
            ("[crawl]\ndelay = 'slow'\n", "delay"),
            ("archive =\n", "TOML"),
        ],
    )
    def test_a_bad_configuration_names_the_file_and_the_key(
        self, inside: Callable[..., Ended], tmp_path: Path, text: str, says: str
    ) -> None:
        (tmp_path / "kliping.toml").write_text(text)
        done = inside("crawl")

        assert done.code == 2
        assert "kliping.toml" in complaint(done)
        assert says in done.err

    def test_a_missing_archive_is_one_line_and_exit_1(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        done = inside("search", "ferry")

        assert done.code == 1
        assert "no archive" in complaint(done)
        assert not (tmp_path / "kliping.db").exists()

    def test_a_foreign_file_is_left_alone(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        (tmp_path / "kliping.db").write_text("my diary\n" * 1000)
        (tmp_path / "x.jsonl").touch()
        for arguments in (["search", "x"], ["import", "x.jsonl"], ["export"]):
            done = inside(*arguments)
            assert done.code == 1
            assert "kliping.db" in done.err

        assert (tmp_path / "kliping.db").read_text() == "my diary\n" * 1000

    @pytest.mark.parametrize("number", ["99", "0", "9" * 18, "9" * 400, "https://no.example/"])
    def test_an_unknown_article_is_exit_1(
        self, inside: Callable[..., Ended], filled: Path, number: str
    ) -> None:
        done = inside("show", number)

        assert done.code == 1
        assert f"there is no article {number}" in complaint(done)

    @pytest.mark.parametrize(
        "query", ['"', "(", "a OR", "OR", "NOT", "*", "title:", "-", "'; DROP"]
    )
    def test_whatever_is_typed_gives_a_result_or_one_line(
        self, inside: Callable[..., Ended], filled: Path, query: str
    ) -> None:
        done = inside("search", "--", query)

        assert done.code in {0, 2}
        assert "Traceback" not in done.err
        assert done.err.count("\n") <= 1

    def test_the_mistakes_text_never_reaches_the_terminal_raw(
        self, inside: Callable[..., Ended]
    ) -> None:
        done = inside("\x1b]0;owned\x07")

        assert "\x1b" not in done.err
        assert "\\x1b]0;owned" in done.err


class TestSearching:
    def test_results_go_to_standard_output_and_remarks_to_standard_error(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        done = inside("search", "ferry")

        assert done.code == 0
        assert "Electric ferry crosses the Sound" in done.out
        assert done.err == "1-2 of 2\n"
        assert inside("-q", "search", "ferry").err == ""

    def test_finding_nothing_is_no_failure(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        done = inside("search", "submarine")

        assert (done.code, done.out, done.err) == (0, "", "nothing found\n")

    def test_json_is_one_value_and_jsonl_one_a_line(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        whole = json.loads(inside("search", "ferry", "--format", "json").out)
        lines = inside("search", "ferry", "--format", "jsonl").out.splitlines()

        assert [json.loads(line) for line in lines] == whole
        assert {article["title"] for article in whole} == {
            "Electric ferry crosses the Sound",
            "A draw, and the ferry waited",
        }

    def test_json_has_the_fields_of_an_article(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        (found,) = json.loads(inside("search", "feri", "--format", "json").out)

        assert found["title"] == RECORDS[1]["title"]
        assert found["published"] == "2026-11-04T09:00:00+07:00"
        assert found["first_seen"] == "2026-11-04T10:00:00+00:00"
        assert found["authors"] == ["Sari Wulan"]
        assert found["deck"] is None

    def test_sorting_limit_offset_count_and_ids(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        newest = inside("search", "ferry", "--sort", "newest", "--format", "ids").out.split()
        oldest = inside("search", "ferry", "--sort", "oldest", "--format", "ids").out.split()
        page = inside(
            "search",
            "ferry",
            "--sort",
            "newest",
            "--format",
            "ids",
            "--limit",
            "1",
            "--offset",
            "1",
        )

        assert newest == oldest[::-1]
        assert page.out.split() == newest[1:]
        assert inside("search", "ferry", "--count").out == "2\n"

    @pytest.mark.parametrize(
        ("filters", "titles"),
        [
            (["--source", "kabar.example"], []),
            (
                ["--language", "en"],
                ["A draw, and the ferry waited", "Electric ferry crosses the Sound"],
            ),
            (["--author", "mara"], ["Electric ferry crosses the Sound"]),
            (["--section", "harbour"], ["Electric ferry crosses the Sound"]),
            (["--since", "2026-11-05"], ["A draw, and the ferry waited"]),
            (["--until", "2026-11-03"], ["Electric ferry crosses the Sound"]),
            (["--min-words", "8"], ["Electric ferry crosses the Sound"]),
        ],
    )
    def test_filters_are_the_same_for_search_and_export(
        self, inside: Callable[..., Ended], filled: Path, filters: list[str], titles: list[str]
    ) -> None:
        found = inside("search", "ferry", *filters, "--sort", "newest", "--format", "jsonl")
        exported = inside("export", "ferry", *filters)

        assert [json.loads(line)["title"] for line in found.out.splitlines()] == titles
        assert sorted(json.loads(line)["title"] for line in exported.out.splitlines()) == titles


class TestShowing:
    def test_a_pages_control_characters_are_spelt_out(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        for arguments in (["show", "2"], ["search", "feri"], ["show", "2", "--format", "html"]):
            shown = inside(*arguments).out
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            assert "\\x1b[31m" in shown

    def test_json_keeps_them_escaped(self, inside: Callable[..., Ended], filled: Path) -> None:
        shown = inside("show", "2", "--format", "json").out

        assert "\u202e" not in shown
        assert json.loads(shown)["title"] == RECORDS[1]["title"]

    def test_an_article_is_found_by_its_address_too(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        shown = inside("show", "https://www.courier.example/ferry?utm_source=mail").out

        assert shown.startswith("Electric ferry crosses the Sound\n\nIt was late, and silent.\n")

    def test_html_is_escaped(self, inside: Callable[..., Ended], tmp_path: Path) -> None:
        record = {
            **RECORDS[0],
            "title": "<script>alert(1)</script>",
            "text": "a & b\n\n<b>bold</b>",
        }
        (tmp_path / "one.jsonl").write_text(json.dumps(record))
        inside("import", "one.jsonl")
        shown = inside("show", "1", "--format", "html").out

        assert "<script>" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "<p>&lt;b&gt;bold&lt;/b&gt;</p>" in shown

    def test_a_change_is_shown_word_by_word(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        changed = RECORDS[0] | {
            "text": "The ferry left at one.\n\nNobody heard it come.",
            "fetched": "2026-11-06T10:00:00+00:00",
        }
        (filled / "changed.jsonl").write_text(json.dumps(changed))

        assert inside("import", "changed.jsonl").err == "1 changed\n"
        assert "The ferry left at [-noon.-]{+one.+}" in inside("show", "1", "--diff").out
        revisions = json.loads(inside("show", "1", "--revisions", "--format", "json").out)
        assert [revision["revision"] for revision in revisions] == [1, 2]
        assert len(inside("show", "1", "--revisions").out.splitlines()) == 2


class TestTerminal:
    def on_terminal(self, folder: Path, *arguments: str, **environment: str) -> str:
        """What the command writes when its standard output is a terminal."""
        ours, theirs = pty.openpty()
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", **environment}
        with subprocess.Popen(
            [PROGRAM, *arguments], cwd=folder, env=env, stdout=theirs, stderr=subprocess.DEVNULL
        ) as process:
            os.close(theirs)
            written = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:  # Linux says so when the other end is closed
                    break
                if not piece:
                    break
                written += piece
            process.wait(timeout=30)
        os.close(ours)
        return written.decode()

    def test_matches_are_coloured_on_a_terminal_only(self, kliping: Any, filled: Path) -> None:
        assert "\x1b[" in self.on_terminal(filled, "search", "ferry")
        assert "\x1b[" not in kliping("search", "ferry").out

    def test_no_color_is_obeyed(self, filled: Path) -> None:
        assert "\x1b[" not in self.on_terminal(filled, "search", "ferry", NO_COLOR="1")
        assert "\x1b[" not in self.on_terminal(filled, "search", "ferry", TERM="dumb")

    def test_text_is_wrapped_to_the_terminal(self, filled: Path) -> None:
        shown = self.on_terminal(filled, "show", "1", COLUMNS="20", NO_COLOR="1")

        assert max(len(line) for line in shown.splitlines()) <= 20

    def test_an_export_to_a_terminal_is_escaped(self, filled: Path) -> None:
        shown = self.on_terminal(filled, "export")

        assert "\u202e" not in shown
        assert "\\u202e" in shown


class TestExporting:
    @pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "all.jsonl.zst"])
    def test_export_import_export_gives_the_same_lines(
        self, inside: Callable[..., Ended], filled: Path, name: str
    ) -> None:
        first = inside("export")
        assert inside("export", "-o", name).code == 0
        assert inside("--archive", "copy.db", "import", name).code == 0
        second = inside("--archive", "copy.db", "export")

        assert first.out == second.out
        assert len(first.out.splitlines()) == 3

    def test_closed_streams_are_no_reason_to_fail(self, filled: Path) -> None:
        for command in ("search ferry >&-", "search ferry 2>&-", "show 99 >&- 2>&-"):
            done = subprocess.run(
                ["bash", "-c", f"{PROGRAM} {command}"], cwd=filled, capture_output=True, check=False
            )
            assert done.returncode == ("99" in command)
            assert b"Traceback" not in done.stderr

    def test_an_article_is_told_in_the_words_of_schema_org(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        first = json.loads(inside("export", "--schema", "newsarticle").out.splitlines()[0])

        assert first == {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "url": "https://courier.example/ferry",
            "headline": "Electric ferry crosses the Sound",
            "description": "It was late, and silent.",
            "articleBody": "The ferry left at noon.\n\nNobody heard it come.",
            "author": [{"@type": "Person", "name": "Mara Lind"}],
            "publisher": {"@type": "NewsMediaOrganization", "name": "courier.example"},
            "articleSection": "Harbour",
            "datePublished": "2026-11-03T09:00:00+00:00",
            "inLanguage": "en",
            "wordCount": 9,
            "sdDatePublished": "2026-11-03T10:00:00+00:00",
        }

    def test_a_closed_pipe_is_no_error(self, filled: Path) -> None:
        command = f"{PROGRAM} export | head -c 10"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=filled, capture_output=True, check=False
        )

        assert (done.returncode, done.stderr) == (0, b"")

    def test_a_full_disk_is_one_line_and_exit_1(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [PROGRAM, "export"],
                cwd=filled,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )

        assert done.returncode == 1
        assert done.stderr.startswith(b"kliping: ")
        assert done.stderr.count(b"\n") == 1
        assert b"No space left" in done.stderr

    def test_a_failed_export_leaves_the_old_file(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        (filled / "all.jsonl").write_text("before\n")
        done = inside("export", "(", "-o", "all.jsonl")

        assert done.code == 2
        assert (filled / "all.jsonl").read_text() == "before\n"
        assert not [path for path in filled.iterdir() if path.name.startswith(".all")]


class TestExportingWhatIsNew:
    def new(self, inside: Callable[..., Ended], *arguments: str) -> list[str]:
        """The titles in a new file, which is taken away."""
        assert inside("export", "--new", "-o", "new.jsonl", *arguments).code == 0
        path = Path("new.jsonl")
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [json.loads(line)["title"] for line in lines]

    def test_each_article_is_given_once_and_again_when_it_has_changed(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        assert len(self.new(inside)) == 3
        assert self.new(inside) == []
        change = {**RECORDS[0], "text": "It left.", "fetched": "2026-12-01T00:00:00+00:00"}
        (filled / "change.jsonl").write_text(json.dumps(change))
        inside("import", "change.jsonl")
        assert self.new(inside) == [RECORDS[0]["title"]]
        assert self.new(inside) == []

    def test_what_a_filter_held_back_is_still_new(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        assert self.new(inside, "--source", "kabar.example") == [RECORDS[1]["title"]]
        assert self.new(inside, "ferry", "--until", "2026-11-03") == [RECORDS[0]["title"]]
        assert self.new(inside, "--language", "en") == [RECORDS[2]["title"]]
        assert self.new(inside) == []

    def test_another_file_gets_everything(self, inside: Callable[..., Ended], filled: Path) -> None:
        assert len(self.new(inside)) == 3
        for name in ("other.jsonl.gz", "sub/new.jsonl"):
            (filled / name).parent.mkdir(exist_ok=True)
            assert inside("export", "--new", "-o", name).code == 0
            assert (filled / name).exists()

    def test_one_file_is_one_whatever_it_is_called(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        assert len(self.new(inside)) == 3
        (filled / "link").symlink_to(filled)
        for name in (str(filled / "new.jsonl"), "./link/new.jsonl"):
            assert inside("export", "--new", "-o", name).code == 0
            assert not (filled / "new.jsonl").exists()

    @pytest.mark.parametrize("name", ["new.jsonl", "new.jsonl.gz"])
    def test_a_file_that_still_lies_there_is_not_replaced(
        self, inside: Callable[..., Ended], filled: Path, name: str
    ) -> None:
        (filled / name).write_text("not taken away yet\n")
        done = inside("export", "--new", "-o", name)
        assert done.code == 1
        assert "still lies there" in complaint(done)
        assert (filled / name).read_text() == "not taken away yet\n"

        (filled / name).unlink()
        assert inside("export", "--new", "-o", name).code == 0
        done = inside("export", "--new", "-o", name)
        assert (done.code, done.out) == (0, ""), "nothing is new, so nothing is in the way"

    def test_an_empty_file_is_no_obstacle(self, inside: Callable[..., Ended], filled: Path) -> None:
        (filled / "new.jsonl").touch()
        assert len(self.new(inside)) == 3

    @pytest.mark.parametrize("output", [[], ["-o", "-"]])
    def test_a_name_is_needed(
        self, inside: Callable[..., Ended], filled: Path, output: list[str]
    ) -> None:
        done = inside("export", "--new", *output)
        assert done.code == 2
        assert "needs -o FILE" in complaint(done)

    def test_a_crash_gives_the_same_articles_again(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        code = (
            "import os; from archive.given import Handover; Handover.note = lambda self: os._exit(9);"
            " from cli.main import main; main(['export', '--new', '-o', 'new.jsonl'])"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=filled, check=False)
        assert done.returncode == 9
        assert len((filled / "new.jsonl").read_text().splitlines()) == 3
        (filled / "new.jsonl").unlink()
        assert len(self.new(inside)) == 3

    def test_a_file_that_cannot_be_made_gives_nothing_away(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        assert inside("export", "--new", "-o", "no/such/new.jsonl").code == 1
        (filled / "no" / "such").mkdir(parents=True)
        assert inside("export", "--new", "-o", "no/such/new.jsonl").code == 0
        assert len((filled / "no" / "such" / "new.jsonl").read_text().splitlines()) == 3


class TestDestinations:
    @pytest.mark.parametrize("name", ["kliping.db", "./kliping.db", "kliping.db-wal"])
    def test_an_export_never_replaces_the_archive(
        self, inside: Callable[..., Ended], filled: Path, name: str
    ) -> None:
        (filled / "kliping.db-wal").touch()
        done = inside("export", "-o", name)
        assert done.code == 2
        assert "is in use here itself" in complaint(done)
        assert inside("search", "ferry", "--count").out == "2\n"

    @pytest.mark.parametrize("name", ["kliping.db", "kliping.toml"])
    def test_a_report_never_replaces_archive_or_configuration(
        self, inside: Callable[..., Ended], filled: Path, name: str
    ) -> None:
        (filled / "kliping.toml").write_text('[sources.mine]\nhome = "http://127.0.0.1:9/"\n')
        before = (filled / name).read_bytes()
        done = inside("crawl", "--report", name)
        assert done.code == 2
        assert "is in use here itself" in complaint(done)
        assert (filled / name).read_bytes() == before

    def test_a_pipe_or_device_is_written_not_replaced(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        os.mkfifo(filled / "pipe")
        with subprocess.Popen(["cat", filled / "pipe"], stdout=subprocess.PIPE) as reader:
            assert inside("export", "-o", "pipe").code == 0
            assert reader.stdout is not None
            assert len(reader.stdout.read().splitlines()) == 3
        assert (filled / "pipe").is_fifo()
        assert inside("export", "-o", "/dev/null").code == 0
        assert Path("/dev/null").is_char_device()


class TestImporting:
    def test_a_bad_line_is_named_and_the_rest_imported(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        good = json.dumps(RECORDS[0])
        nameless = json.dumps({**RECORDS[1], "url": ""})
        (tmp_path / "mixed.jsonl").write_text(f"{good}\nnot json\n\n{nameless}\n[]\n")
        done = inside("import", "mixed.jsonl")

        assert done.code == 1
        lines = done.err.splitlines()
        assert [line.split(": ")[1] for line in lines[:-1]] == [
            "mixed.jsonl:2",
            "mixed.jsonl:4",
            "mixed.jsonl:5",
        ]
        assert lines[-1] == "1 new"

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"url": "https://[::1"}, "'url' must be a web address"),
            ({"url": "courier"}, "'url' must be a web address"),
            ({"url": "javascript:alert(1)"}, "'url' must be a web address"),
            ({"published": "9999-12-31T23:59:59-23:00"}, "between the years 1 and 9999"),
            ({"modified": "0001-01-01T00:00:00+23:00"}, "between the years 1 and 9999"),
            ({"revision": 2**63 - 1}, "'revision' must be a whole number"),
            ({"title": 3}, "'title' must be a string"),
            ({"authors": "me"}, "'authors' must be a list"),
        ],
    )
    def test_one_odd_record_costs_one_line(
        self, inside: Callable[..., Ended], tmp_path: Path, changes: dict[str, Any], says: str
    ) -> None:
        records = [RECORDS[0], {**RECORDS[1], **changes}, RECORDS[2]]
        (tmp_path / "odd.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
        done = inside("import", "odd.jsonl")

        assert done.code == 1
        first, last = done.err.splitlines()
        assert first.startswith("kliping: odd.jsonl:2: ")
        assert says in first
        assert last == "2 new"

    def test_a_record_of_what_is_no_article_is_passed_over_as_a_page_is(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        (tmp_path / "index.jsonl").write_text(json.dumps({**RECORDS[0], "kind": "index"}))

        assert inside("import", "index.jsonl") == (
            0,
            "",
            "index.jsonl:1: no article: index\n1 no article\n",
        )

    def test_a_record_without_a_source_has_its_host(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        (tmp_path / "one.jsonl").write_text(json.dumps({**RECORDS[0], "source": ""}))
        inside("import", "one.jsonl")

        assert json.loads(inside("export").out)["source"] == "courier.example"

    def test_a_byte_order_mark_is_no_part_of_the_first_line(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        (tmp_path / "bom.jsonl").write_text(json.dumps(RECORDS[0]), encoding="utf-8-sig")

        assert inside("import", "bom.jsonl") == (0, "", "1 new\n")

    def test_a_file_of_something_else_costs_a_few_lines(
        self, inside: Callable[..., Ended], tmp_path: Path
    ) -> None:
        (tmp_path / "notes.jsonl").write_text("a line of notes\n" * 5000)
        done = inside("import", "notes.jsonl")

        assert done.code == 1
        lines = done.err.splitlines()
        assert len(lines) == 12
        assert lines[-2] == "kliping: notes.jsonl: 4990 more lines are no articles"

    @pytest.mark.parametrize("named", ["", "nowhere.jsonl", "notes.pdf"])
    def test_without_a_file_to_read_no_archive_is_made(
        self, inside: Callable[..., Ended], tmp_path: Path, named: str
    ) -> None:
        (tmp_path / "notes.pdf").touch()
        done = inside("import", named)

        assert done.code == 1
        assert not (tmp_path / "kliping.db").exists()

    def test_a_folder_that_cannot_be_read_is_named(self, filled: Path) -> None:
        (filled / "shut" / "in").mkdir(parents=True)
        (filled / "shut" / "three.jsonl").write_bytes((filled / "three.jsonl").read_bytes())
        (filled / "shut" / "in").chmod(0)
        done = as_a_plain_user([PROGRAM, "import", "shut"], filled)

        assert done.returncode == 1
        assert done.stderr == "kliping: shut/in: Permission denied\n3 same\n"

    def test_importing_twice_stores_nothing_twice(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        done = inside("import", "three.jsonl")

        assert (done.code, done.err) == (0, "3 same\n")

    def test_a_cut_gzip_keeps_what_came_before(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        inside("export", "-o", "all.jsonl.gz")
        whole = (filled / "all.jsonl.gz").read_bytes()
        (filled / "cut.jsonl.gz").write_bytes(whole[:-12])
        done = inside("--archive", "copy.db", "import", "cut.jsonl.gz")

        assert done.code == 1
        assert "cut.jsonl.gz" in done.err
        assert "Traceback" not in done.err

    def test_a_file_that_is_missing_or_foreign_is_named(
        self, inside: Callable[..., Ended], filled: Path
    ) -> None:
        (filled / "notes.pdf").write_bytes(b"%PDF-1.7")
        done = inside("import", "nowhere.jsonl", "notes.pdf", "three.jsonl")

        assert done.code == 1
        assert "nowhere.jsonl: there is no such file" in done.err
        assert "notes.pdf: is neither" in done.err
        assert done.err.endswith("3 same\n")


class TestUpgrading:
    @pytest.fixture
    def outdated(self, filled: Path) -> Path:
        """The archive, as if another analysis of words had made its index."""
        connection = sqlite3.connect(filled / "kliping.db")
        with connection:
            connection.execute("UPDATE search_analysis SET version = 'older'")
        connection.close()
        return filled

    def test_db_upgrade_makes_an_outdated_index_anew_and_says_so_once(
        self, kliping: Any, outdated: Path
    ) -> None:
        first, second = kliping("db", "upgrade"), kliping("db", "upgrade")

        assert first.err == (
            "the search index is made anew, as this version wants it (3 articles)\n"
        )
        assert second.err == ""
        assert first.out == second.out
        assert "is up to date (3 articles)" in first.out
        assert kliping("search", "ferry", "--count").out == "2\n"

    def test_a_search_in_an_outdated_index_says_what_to_do(
        self, kliping: Any, outdated: Path
    ) -> None:
        done = kliping("search", "ferry", "--count")

        assert done.out == "2\n"
        assert done.err.endswith("kliping db upgrade\n")
        assert kliping("-q", "search", "ferry", "--count").err == ""


class TestEnding:
    def test_an_archive_is_found_in_the_order_of_the_contract(
        self, kliping: Any, filled: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "sub").mkdir()
        (tmp_path / "kliping.db").rename(tmp_path / "sub" / "a.db")
        (tmp_path / "sub" / "kliping.toml").write_text('archive = "a.db"\n')

        configured = kliping("--config", "sub/kliping.toml", "search", "ferry", "--count")
        kliping.environment["KLIPING_CONFIG"] = "sub/kliping.toml"
        by_config = kliping("search", "ferry", "--count")
        kliping.environment |= {"KLIPING_CONFIG": "no.toml", "KLIPING_ARCHIVE": "sub/a.db"}
        by_archive = kliping("search", "ferry", "--count")
        option_first = kliping("--archive", "no.db", "search", "ferry")

        assert [configured.out, by_config.out, by_archive.out] == ["2\n"] * 3
        assert option_first.code == 1

    def test_the_accounts_configuration_is_the_last_resort(
        self, kliping: Any, tmp_path: Path
    ) -> None:
        folder = tmp_path / "config" / "kliping"
        folder.mkdir(parents=True)
        (folder / "kliping.toml").write_text('[sources.mine]\nhome = "https://mine.example/"\n')

        assert kliping("sources", "list").out == "mine\thttps://mine.example/\n"

    @pytest.mark.parametrize(
        ("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
    )
    def test_a_signal_ends_a_command_with_its_exit_code(
        self, tmp_path: Path, signum: signal.Signals, code: int
    ) -> None:
        with subprocess.Popen(
            [PROGRAM, "extract", "-"],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            time.sleep(3)  # it has started, and waits for its input
            process.send_signal(signum)
            try:
                _, said = process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == code
        assert "Traceback" not in said

    def test_an_unexpected_error_is_one_line_unless_asked(
        self, kliping: Any, tmp_path: Path
    ) -> None:
        # A module of ours that can't be imported stands for any mistake of ours.
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "orjson.py").write_text("raise ZeroDivisionError('broken')\n")
        (tmp_path / "three.jsonl").write_text("{}\n")
        kliping.environment["PYTHONPATH"] = str(tmp_path / "broken")
        short = kliping("import", "three.jsonl")
        long = kliping("-v", "import", "three.jsonl")

        assert short.code == long.code == 1
        assert "unexpected ZeroDivisionError: broken" in complaint(short)
        assert "Traceback" in long.err
