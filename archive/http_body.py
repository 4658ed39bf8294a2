"""An HTTP body as it was sent → as it was meant: chunks joined, compression undone, never more than a limit.

What crawls have written is often not what its headers say: a body that is no gzip is taken as it stands, and one that is cut
off counts as far as it goes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import brotli
import zstandard

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_STEP = 4096


def decoded(body: bytes, headers: Sequence[tuple[str, str]], most: int) -> bytes:
    """``body`` without its transfer and content codings; at most ``most`` bytes and one, which tells that there were more."""
    codings: list[str] = []
    for name in ("content-encoding", "transfer-encoding"):
        for header, value in headers:
            if header.lower() == name:
                codings += (part.strip().lower() for part in value.split(","))
    for coding in reversed(codings):
        if undo := _UNDO.get(coding):
            body = undo(body, most + 1) or body
    return body[: most + 1]


def _dechunked(body: bytes, most: int) -> bytes:
    """The chunks of a body, as far as they are chunks; empty when it does not begin with one."""
    parts: list[bytes] = []
    room = most
    at = 0
    while room > 0 and (head := _CHUNK.match(body, at)):
        size = int(head[1], 16)
        part = body[head.end() : head.end() + min(size, room)]
        parts.append(part)
        room -= len(part)
        at = head.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
        if not size:
            break
    return b"".join(parts)


def _inflated(bits: int) -> Callable[[bytes, int], bytes]:
    def undo(body: bytes, most: int) -> bytes:
        try:
            return zlib.decompressobj(bits).decompress(body, most)
        except zlib.error:
            return b""

    return undo


def _deflated(body: bytes, most: int) -> bytes:
    """What is called deflate is zlib by the standard and raw by some servers."""
    return _inflated(zlib.MAX_WBITS)(body, most) or _inflated(-zlib.MAX_WBITS)(body, most)


def _unbrotlied(body: bytes, most: int) -> bytes:
    decompressor = brotli.Decompressor()
    parts: list[bytes] = []
    length = 0
    try:
        for start in range(0, len(body), _STEP):
            parts.append(decompressor.process(body[start : start + _STEP]))
            length += len(parts[-1])
            if length >= most:
                break
    except brotli.error:
        pass
    return b"".join(parts)[:most]


def _unzstded(body: bytes, most: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    try:
        with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
            while length < most and (part := reader.read(min(65_536, most - length))):
                parts.append(part)
                length += len(part)
    except zstandard.ZstdError:
        pass
    return b"".join(parts)


_UNDO: dict[str, Callable[[bytes, int], bytes]] = {
    "chunked": _dechunked,
    "gzip": _inflated(31),
    "x-gzip": _inflated(31),
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
