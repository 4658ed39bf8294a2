"""Imports point one way: each room knows only what it may know."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NEVER = {
    "archive": {"crawler", "cli", "scrapy", "twisted", "click", "langdetect", "tests"},
    "crawler": {"cli", "click", "sqlalchemy", "alembic", "tests"},
    "cli": {"scrapy", "twisted", "sqlalchemy", "alembic", "tests"},
}
PURE = (
    "crawler/extract",
    "crawler/discover",
    "crawler/urls.py",
    "crawler/hosts.py",
    "crawler/site.py",
    "crawler/opt_outs.py",
    "crawler/patience.py",
    "crawler/traps.py",
)
NEVER_PURE = {
    "scrapy", "twisted", "requests", "urllib3", "aiohttp", "httpx", "socket", "ssl", "http", "urllib.request",
    "sqlite3", "subprocess", "time", "asyncio",
}  # fmt: skip


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its room"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.suffix else sorted(path.rglob("*.py"))


def breaches(places: tuple[str, ...] | list[str], never: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for place in places
        for path in files(place)
        for module in imported(path)
        if any(module == name or module.startswith(f"{name}.") for name in never)
    ]


@pytest.mark.parametrize("room", NEVER)
def test_a_room_never_imports_what_it_may_not_know(room: str) -> None:
    assert files(room)
    assert breaches([room], NEVER[room]) == []


def test_what_reads_pages_and_feeds_knows_no_network_clock_or_database() -> None:
    assert breaches(PURE, NEVER_PURE) == []


def test_the_check_sees_an_import_inside_a_function(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("def f():\n    from scrapy import Spider\n    import os.path\n")
    assert {"scrapy", "scrapy.Spider", "os.path"} <= set(imported(path))


@pytest.mark.parametrize(
    "module", ["crawler.site", "crawler.urls", "crawler.discover", "crawler.configuration"]
)
def test_reading_sites_and_feeds_does_not_load_the_crawl(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('scrapy', 'twisted', 'sqlalchemy', 'click') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
