"""The corpus: feeds, sitemaps and pages as newspapers serve them on bad days, written for these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

CORPUS = Path(__file__).with_name("corpus")


@pytest.fixture
def corpus() -> Callable[[str], bytes]:
    """The bytes of a corpus file by its name."""
    return lambda name: (CORPUS / name).read_bytes()
