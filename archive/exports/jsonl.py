"""One JSON object a line, UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO, Final

import orjson

_AT_ONCE: Final = 32
"""Lines: more than the buffer of a file holds, so that it is not asked for each."""


def write_jsonl(records: Iterable[dict[str, Any]], stream: BinaryIO) -> int:
    """Writes a line an article and returns how many. The stream does well to have a buffer."""
    count = 0
    for record in records:
        stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def write_lines(lines: Iterable[bytes], stream: BinaryIO) -> int:
    """The same of lines that are made already."""
    count = 0
    each = iter(lines)
    while some := list(islice(each, _AT_ONCE)):
        stream.write(b"".join(some))
        count += len(some)
    return count
