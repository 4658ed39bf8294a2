"""One JSON object a line, UTF-8."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

import orjson

from archive.fields import to_fields
from archive.model import Article

_BUFFER = 256 * 1024


def write_jsonl(
    articles: Iterable[Article],
    stream: BinaryIO,
    fields: Callable[[Article], dict[str, Any]] = to_fields,
) -> int:
    """Writes a line an article and returns how many."""
    count = 0
    lines = bytearray()
    for article in articles:
        lines += orjson.dumps(fields(article), option=orjson.OPT_APPEND_NEWLINE)
        count += 1
        if len(lines) >= _BUFFER:
            stream.write(lines)
            lines = bytearray()
    stream.write(lines)
    return count
