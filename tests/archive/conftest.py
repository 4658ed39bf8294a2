"""What the archive's tests share: articles to store, and processes that are not this one."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from archive.model import Article, Decision, Extracted
from archive.store import Archive
from archive.visit import Visit

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))


def an_article(number: int = 1, **changes: Any) -> Article:
    """An article with something in every field that a page can fill."""
    fields: dict[str, Any] = {
        "url": f"https://www.harbour-times.example/news/{number}",
        "source": "harbour-times",
        "title": f"Ferry number {number} runs again",
        "deck": "The islands had waited a week.",
        "text": f"The ferry left at dawn.\n\nIt carried {number} passengers and a goat.",
        "authors": ("Zoë Ånd", "Budi Santoso"),
        "agency": "Reuters",
        "dateline": "PORT LOUIS (Reuters)",
        "section": "Islands",
        "tags": ("ferry", "goat"),
        "published": datetime(2026, 11, 20, 8, 4, tzinfo=WIB) + timedelta(minutes=number),
        "modified": datetime(2026, 11, 20, 9, 0, tzinfo=WIB),
        "published_evidence": "json-ld",
        "fetched": NOON,
        "language": "en",
        "language_evidence": "declared",
        "image": "https://www.harbour-times.example/ferry.jpg",
        "captions": ("The ferry, late.",),
        "words": 12,
        "method": "blocks",
        "rules": "2026.11",
    }
    return Article(**{**fields, **changes})


def extracted(article: Article, *cuts: str) -> Extracted:
    """The article as the cleaner hands it over, with lines that were cut."""
    return Extracted(
        article=article,
        decisions=(
            Decision(article.title, "title", "headline", "h1"),
            *(Decision(text, None, "advert", f"p:nth-child({n})") for n, text in enumerate(cuts)),
        ),
    )


def a_visit(article: Article, *cuts: str, **changes: Any) -> Visit:
    """A visit that read this article at its own address."""
    fields: dict[str, Any] = {
        "link": article.url,
        "source": article.source,
        "at": article.fetched,
        "outcome": "read",
        "extracted": extracted(article, *cuts),
    }
    return Visit(**{**fields, **changes})


@pytest.fixture
def article() -> Callable[..., Article]:
    return an_article


@pytest.fixture
def extract() -> Callable[..., Extracted]:
    return extracted


@pytest.fixture
def visit() -> Callable[..., Visit]:
    return a_visit


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kliping.db"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of the archive runs against both databases, unless it looks into SQLite's file itself."""
    of_the_file = "path" in inspect.signature(metafunc.function).parameters
    if "database" in metafunc.fixturenames and not of_the_file:
        metafunc.parametrize("database", ["sqlite", "postgres"])


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def address(request: pytest.FixtureRequest, database: str) -> str | Path:
    """Where an archive may be made."""
    where: str | Path = request.getfixturevalue(
        "path" if database == "sqlite" else "postgres_archive"
    )
    return where


@pytest.fixture
def store(address: str | Path) -> Iterator[Archive]:
    with Archive.open(address, create=True) as archive:
        yield archive


@pytest.fixture
def python() -> Callable[..., subprocess.Popen[str]]:
    """Starts a Python process with this code; its arguments are in ``sys.argv``."""

    def start(code: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(code), *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            **options,
        )

    return start


@pytest.fixture
def run(python: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """Runs Python code in another process to its end and returns what it printed."""

    def finish(code: str, *arguments: object, **options: Any) -> str:
        process = python(code, *arguments, **options)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out.strip()

    return finish
