"""A line that is made in C is the one that Python and orjson make, or none."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import selection
from archive.fields import NAMES

pytestmark = pytest.mark.skipif(not selection.COMPILED, reason="no C compiler was there")

STRING = st.text() | st.text(alphabet='abc"\\\n\x00\x07\x1f\x7f é你😀', max_size=80)
LIST = st.lists(STRING).map(lambda several: orjson.dumps(several).decode())
ODD_LIST = st.sampled_from(
    [
        "", "[", "]", "[]", "[ ]", "{}", "null", '["a"', '"a"]', '["a",]', '["a" ,"b"]', '["\\/"]', '["\\u00e9"]', "[1]",
        '["\\u001f"]', '["\\u001F"]', '["\\u000a"]', '["\\u000b"]', '["\\ud800"]', '["\\u00"]', '["a\\"]', '["a\\', '["a"]]', '["a""b"]',
    ]
)  # fmt: skip
MOMENT = st.integers(-(2**63), 2**63 - 1) | st.integers(-(7 * 10**16), 26 * 10**16)
SOON = st.integers(15 * 10**14, 2 * 10**15) | st.integers(-(10**6), 10**6).map(lambda n: n * 10**6)
ZONE = st.none() | st.integers(-1500, 1500) | st.integers(-(2**63), 2**63 - 1)
MOMENT = SOON | MOMENT
TEXT = STRING | STRING.map(str.encode) | st.binary() | st.text(alphabet="aбя中😀 ").map(str.encode)


def values(name: str) -> st.SearchStrategy[Any]:
    match selection._KIND.get(name):
        case "t":
            return TEXT
        case "l":
            return LIST | ODD_LIST
        case "p" | "m":
            return st.none() | MOMENT
        case "u":
            return (st.none() | MOMENT) if name == "gone" else MOMENT
        case _:
            return st.none() | STRING | st.integers(-(2**63), 2**63 - 1)


ROWS = st.tuples(*map(values, NAMES), ZONE, ZONE)


def in_python(row: tuple[Any, ...]) -> bytes | Exception:
    text = row[selection._TEXT]
    try:
        if isinstance(text, bytes):
            row = (*row[: selection._TEXT], text.decode(), *row[selection._TEXT + 1 :])
        return selection._plain_line(row)
    except (ValueError, OverflowError, TypeError) as error:
        return error


@settings(max_examples=400, deadline=None)
@given(ROWS)
def test_it_is_the_same_line_or_none(row: tuple[Any, ...]) -> None:
    from archive.exports._lines import line  # noqa: PLC0415

    made = line(selection._HEADS, selection._KINDS, row, row[selection._TEXT])
    assert made in {None, in_python(row)}


@settings(max_examples=300, deadline=None)
@given(text=TEXT, moment=SOON, zone=st.integers(-1439, 1439), several=LIST)
def test_of_what_the_archive_writes_it_is_the_line(
    text: Any, moment: int, zone: int, several: str
) -> None:
    from archive.exports._lines import line  # noqa: PLC0415

    kinds = {"t": text, "l": several, "u": moment, "p": moment, "m": None}
    row = (*(kinds.get(selection._KIND.get(name, ""), name) for name in NAMES), zone, None)
    expected = in_python(row)
    made = line(selection._HEADS, selection._KINDS, row, text)
    assert made == (expected if isinstance(expected, bytes) else None)


def test_a_row_of_another_form_is_refused() -> None:
    from archive.exports._lines import line  # noqa: PLC0415

    for arguments, error in (
        (((b"{",), b"v", (1, 2), ""), ValueError),
        (((b"{",), b"vv", (1, 2, 3), ""), ValueError),
        (((b"{",), b"x", (1, 2, 3), ""), ValueError),
        ((("{",), b"v", (1, 2, 3), ""), TypeError),
        (((b"{",), b"v", [1, 2, 3], ""), TypeError),
        ((), TypeError),
    ):
        with pytest.raises(error):
            line(*arguments)  # type: ignore[call-arg]
    assert line((b"{",), b"v", (1.5, None, None), "") is None
    assert line((b"[",), b"v", (7, None, None), "") == b"[7}\n"
