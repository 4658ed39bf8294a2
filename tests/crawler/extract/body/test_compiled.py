"""Without a compiler the same is done in Python."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
sys.modules["crawler.extract.body.{part}"] = None
from datetime import UTC, datetime
from archive.model import Page
from crawler.extract import article
from crawler.extract.body import {user}
from crawler.extraction_nursery import _SAMPLE
assert not {user}.COMPILED
found = article(Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE))
print(found.article.title, len(found.article.text.split("\\n\\n")))
"""


@pytest.mark.parametrize(("part", "user"), [("_area", "area"), ("_rows", "likelihood")])
def test_without_a_compiled_part_the_same_is_done_in_python(part: str, user: str) -> None:
    program = _PROGRAM.format(part=part, user=user)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "Ferry sails again 3\n"
