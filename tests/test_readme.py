"""README.md keeps its word: each command in it is run, in order, and the output it shows is what comes.

What `make` does first, making an environment from the lock file, needs an index of packages: there only what it runs
then is looked at, and `.ci/run` is what runs it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import demo
from crawler.demo import World
from crawler.site import load

ROOT = Path(__file__).parents[1]
NEWSPAPER = "https://www.example.org/"
ARTICLE = "https://www.example.org/news/electric-ferry"

# Stands for the crontab of whoever runs the tests, which is not ours to change.
CRONTAB = """#!/bin/sh
case "$1" in
-l) cat "$HOME/tab" 2>/dev/null || { echo "no crontab for you" >&2; exit 1; } ;;
-) cat > "$HOME/tab" ;;
esac
"""


@dataclass(frozen=True)
class Step:
    """One command of the README and the output shown under it."""

    command: str
    shown: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    """The commands of all ``console`` blocks, in order."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Step(command, tuple(line for line in shown if line.strip()))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The newspapers that the README's address stands for."""
    with demo.serve() as served:
        yield served


@dataclass
class Reader:
    """Somebody who follows the README, command by command, in an empty folder."""

    folder: Path
    world: World

    def follow(self, step: Step) -> str:
        """Run one command; its output. What a reader's own newspaper would be is one of the sample newspapers."""
        ferry = next(url for url in self.world.truth() if "ferry" in url)
        command = step.command.replace(ARTICLE, ferry).replace(
            NEWSPAPER, self.world.sites[0].home or ""
        )
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"$ {step.command}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        if step.command == "kliping init":
            self.use_sample_newspapers()
        return done.stdout

    def environment(self) -> dict[str, str]:
        programs = [str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        return {
            "PATH": ":".join(programs),
            "HOME": str(self.folder / "home"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "TZ": "UTC",
        }

    def prepare(self) -> None:
        """What the reader has: a crontab, a saved page, and leave to crawl this computer."""
        for name in ("bin", "home", "config/kliping"):
            (self.folder / name).mkdir(parents=True)
        crontab = self.folder / "bin" / "crontab"
        crontab.write_text(CRONTAB)
        crontab.chmod(0o755)
        with urllib.request.urlopen(next(iter(self.world.truth()))) as page:  # noqa: S310 - loopback
            (self.folder / "page.html").write_bytes(page.read())
        leave = "[crawl]\ndelay = 0\nallow_private_addresses = true\n"
        (self.folder / "config" / "kliping" / "kliping.toml").write_text(leave)

    def use_sample_newspapers(self) -> None:
        """The starter's newspapers are real; this test has no internet."""
        path = self.folder / "kliping.toml"
        assert load(path).sites, "init wrote no source"
        first, *others = self.world.toml().split("[sources.")
        path.write_text(first + "".join(f"[sources.{other}" for other in others[1:]))


def alike(line: str) -> str:
    """The line without what differs from run to run: numbers, addresses, width of columns."""
    line = re.sub(r"127\.0\.0\.\d+:\d+", "HOST", line)
    return " ".join(re.sub(r"[-+]?\d[\d.,]*", "0", line).split())


def is_there(shown: str, printed: list[str]) -> bool:
    """Whether a line that the README shows was printed; one that ends in an ellipsis shows only its beginning."""
    if shown.strip() == "...":
        return True
    if shown.endswith("…"):
        return any(line.startswith(alike(shown.rstrip("… "))) for line in printed)
    return alike(shown) in printed


def test_every_command_works_and_shows_what_the_readme_shows(world: World, tmp_path: Path) -> None:
    reader = Reader(tmp_path, world)
    reader.prepare()
    all_steps = list(steps((ROOT / "README.md").read_text()))

    assert len(all_steps) > 20
    for step in all_steps:
        printed = [alike(line) for line in reader.follow(step).splitlines()]
        for shown in step.shown:
            assert is_there(shown, printed), f"$ {step.command}\nprinted no line like: {shown}"


def test_every_shell_block_is_a_command_that_another_test_runs() -> None:
    """``pip install .`` is run by test_packaging: the wheel, in an environment of its own."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )

    assert [line for block in blocks for line in block.splitlines()] == ["pip install ."]


def test_the_makefile_does_what_the_readme_says_it_does() -> None:
    def recipe(target: str) -> str:
        dry = ["make", "--no-print-directory", "-n", "-o", ".venv/.ready", target]
        return subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert recipe("demo") == ".venv/bin/kliping demo\n"
    assert recipe("test").startswith(".venv/bin/pytest ")


def test_every_command_of_the_program_is_in_the_readme() -> None:
    from cli.main import COMMANDS  # noqa: PLC0415 - only this test needs it

    commands = [step.command for step in steps((ROOT / "README.md").read_text())]
    missing = [
        name
        for name in COMMANDS
        if name != "db" and not any(re.search(rf"\bkliping\b.* {name}\b", c) for c in commands)
    ]

    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_exists(name: str) -> None:
    rules = re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    targets = {target for rule in rules for target in rule.split()}
    named = re.findall(
        r"\bmake ([a-z-]+)\b(?=[`\n ]*)",
        " ".join(re.findall(r"`+[^`]*`+", (ROOT / name).read_text())),
    )

    assert named
    assert set(named) <= targets


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text())

    assert [link for link in links if not (ROOT / link).exists()] == []
