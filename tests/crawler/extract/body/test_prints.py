"""The fingerprints that are made in C are those that Python makes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.blocks import Block
from crawler.extract.body.learned import fingerprint

_prints = pytest.importorskip("crawler.extract.body._prints")
LETTERS = st.sampled_from(
    ["The ", "ferry", " 12:30 ", "é", "İ", "ß", "今日", "\ud800", "\U0001f600", "-", "(", '"', "x" * 119, "Y" * 128, "\0", "ª", "٣"]
)  # fmt: skip
TEXTS = st.lists(st.text(max_size=9) | LETTERS, max_size=12).map("".join)


def both(texts: list[str], words: int = 7) -> tuple[list[int], list[int]]:
    blocks = [Block(i, text, "p", words=words) for i, text in enumerate(texts)]
    return _prints.fingerprints(blocks), [fingerprint(block) for block in blocks]


@given(st.lists(TEXTS, max_size=8), st.integers(0, 100))
def test_on_odd_texts(texts: list[str], words: int) -> None:
    in_c, in_python = both(texts, words)
    assert in_c == in_python


def test_on_every_length_around_the_blocks_of_the_hash() -> None:
    in_c, in_python = both(["a" * length for length in range(400)] + ["é" * 100_000, "1" * 50_000])
    assert in_c == in_python


@pytest.mark.parametrize(
    "blocks", [None, (), [None], [Block.__new__(Block)], [Block(0, None, "p")]]
)  # type: ignore[arg-type]
def test_others_than_blocks_are_refused(blocks: object) -> None:
    with pytest.raises(TypeError):
        _prints.fingerprints(blocks)


def test_without_the_compiled_part_the_same_is_done_in_python() -> None:
    program = """
import sys
sys.modules["crawler.extract.body._prints"] = None
from datetime import UTC, datetime
from archive.model import Page, Repeated
from crawler.extract import article
from crawler.extract.body import learned
from crawler.extraction_nursery import _SAMPLE
assert not learned.COMPILED
page = Page(url="http://example.org/a", fetched=datetime(2026, 11, 22, tzinfo=UTC), body=_SAMPLE)
print(len(article(page, repeated=Repeated(0, {})).lines))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) >= 3
