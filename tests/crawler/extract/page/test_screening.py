"""The looks at a page's bytes in C see what those in Python see."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract.page import nesting, screening
from tests.crawler.extract.mutations import whole_pages

EXAMPLES = int(os.environ.get("KLIPING_FUZZ") or 200)
PIECES = (
    b"a", b"word " * 40, b"<p>", "é".encode(), "Ã".encode(), "â€™".encode(), "Â\xa0".encode(), "ÂÂ".encode(), b"\xc3", b"\xa2", b"\xe2\x82",
    b"&acirc;&euro;", b"&acirc;", b"\x1b", b"\0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80",
    "\U0010ffff".encode(), "\ud7ff\ue000".encode(), "今日".encode(), b"\xff", b"\xf5\x80\x80\x80", b"\x80", b"<" * 300, "ю".encode() * 70,
)  # fmt: skip
"""Each of which one of the looks, or both versions' borders between stretches, may stumble over."""

LOOKS = [
    (screening.is_utf8, screening.is_utf8_in_python),
    (screening.is_mojibake, screening.is_mojibake_in_python),
    (screening.tags, screening.tags_in_python),
]


def test_it_is_compiled_where_there_is_a_compiler() -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler is here")
    assert screening.COMPILED, "run: make"


needs_compiled = pytest.mark.skipif(not screening.COMPILED, reason="it was not compiled")


@needs_compiled
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=12).map(b"".join))
def test_odd_bytes_are_seen_alike(body: bytes) -> None:
    assert [mine(body) for mine, _ in LOOKS] == [told(body) for _, told in LOOKS]


@needs_compiled
def test_whole_pages_and_each_cut_of_their_middle_are_seen_alike() -> None:
    for body in whole_pages().values():
        middle = len(body) // 2
        for some in (body, *(body[:end] for end in range(middle, middle + 300))):
            assert [mine(some) for mine, _ in LOOKS] == [told(some) for _, told in LOOKS]


NESTS = (
    b"<div>", b"</div>", b"<DIV class='a/'>", b"<div/>", b"<p>", b"</p>", b"<br>", b"<Script>", b"</script", b"</SCRIPT>", b"<textarea x", b"</textarea>", b"<", b">", b"/",
    b"<!--", b"-->", b"</", b"<x-y:z9 ", b"<optgroup>", b"<optgroups>", b"<textareas>", b"<a", b" ", b"\xc3", b"\0", b"<style></style>", b"<?x>", b"<1>",
)  # fmt: skip


@needs_compiled
@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(st.lists(st.sampled_from(NESTS), max_size=40).map(b"".join), st.integers(0, 4))
def test_depth_is_seen_where_tags_are_dropped_for_it(body: bytes, most: int) -> None:
    with pytest.MonkeyPatch.context() as context:
        context.setattr(nesting, "MAX_DEPTH", most)
        assert nesting.is_deep(body) == (nesting.in_python(body) is not body)


@needs_compiled
def test_depth_of_whole_pages() -> None:
    for body in whole_pages().values():
        for most in (5, 20, 500):
            with pytest.MonkeyPatch.context() as context:
                context.setattr(nesting, "MAX_DEPTH", most)
                assert nesting.is_deep(body) == (nesting.in_python(body) is not body)


@needs_compiled
def test_what_is_no_bytes_is_refused() -> None:
    for mine, _ in LOOKS:
        with pytest.raises(TypeError):
            mine("text")  # type: ignore[arg-type]
