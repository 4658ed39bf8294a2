"""What is installed is what was developed: every file of the packages is in the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("archive", "cli", "crawler")


def files() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".so"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves folders behind."""
    copy = tmp_path_factory.mktemp("source")
    for name in sorted(files()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--no-index", "-w", copy / "dist", copy], check=True, timeout=120)
    return next((copy / "dist").glob("*.whl"))


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        missing = files() - set(packed.namelist())

    assert missing == set()


def test_the_wheel_brings_nothing_but_the_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.split("/")[0] for name in packed.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler is here")
def test_what_can_be_compiled_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        compiled = {name.split(".")[0] for name in packed.namelist() if name.endswith(".so")}

    assert compiled == {source.removesuffix(".c") for source in files() if source.endswith(".c")}


def test_what_pip_installs_runs(wheel: Path, tmp_path: Path) -> None:
    """As ``pip install .`` in a fresh environment; what we depend on is taken from this one, for nothing is fetched."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps"]
    subprocess.run([*install, "--no-index", wheel], check=True, timeout=120)
    site = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n")
    program = tmp_path / "venv" / "bin" / "kliping"
    done = subprocess.run(
        [program, "init"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "kliping.toml\n"), done.stderr
    where = "import cli.main, crawler.site as s; print(cli.main.__file__, len(s.shipped()))"
    said = subprocess.run(
        [python, "-c", where], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.split()
    assert Path(said[0]).is_relative_to(site)
    assert int(said[1]) > 0


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-bench.lock"])
def test_the_lock_files_pin_every_dependency_with_a_hash(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    kliping = [*project["project"]["dependencies"], *groups["dev"]]
    wanted = groups["bench"] if "bench" in lock else kliping
    names = {re.split(r"[>=<\[]", requirement)[0].lower() for requirement in wanted}
    lines = (ROOT / lock).read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]

    assert names <= {re.split(r"[=\[]", pin)[0] for pin in pins}
    assert all(pin.endswith("\\") for pin in pins), "a pin without a hash"
    assert not [line for line in lines if "://" in line], "the lock names a host"


def test_other_extractors_are_no_dependency() -> None:
    """They are installed to be compared with, in an environment of their own."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    peers = {re.split(r"[>=<\[]", requirement)[0].lower() for requirement in groups["bench"]}
    pinned = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines()}

    assert peers & pinned == set()
