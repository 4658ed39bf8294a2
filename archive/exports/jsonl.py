"""One JSON object a line, UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson


def write_jsonl(records: Iterable[dict[str, Any]], stream: BinaryIO) -> int:
    """Writes a line an article and returns how many. The stream does well to have a buffer."""
    count = 0
    for record in records:
        stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count
