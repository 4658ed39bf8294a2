"""Unpacking gzip with a limit: a sitemap may come as ``.gz``, and so may a bomb."""

from __future__ import annotations

import zlib

from crawler.errors import FeedError

UNPACKED_LIMIT = 50 * 1024 * 1024
"""Bytes; the largest sitemap the protocol allows (sitemaps.org: 50 MB uncompressed)."""

_GZIP = b"\x1f\x8b"


def unpack(body: bytes, limit: int = UNPACKED_LIMIT) -> tuple[bytes, str | None]:
    """``body`` unpacked if it is gzip, twice if it was packed twice, and what was wrong with it, if anything.

    A stream that breaks off gives what could be read before the break.

    :raises FeedError: there is more than ``limit`` bytes in it, packed or not.
    """
    problem = None
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        body, broken = _inflate(body, limit)
        problem = problem or broken
    if body.startswith(_GZIP):
        raise FeedError("packed with gzip more than twice")
    if len(body) > limit:
        raise FeedError(f"over {limit // 1024 // 1024} MB")
    return body, problem


def peek(body: bytes, size: int = 65536) -> bytes:
    """The first ``size`` bytes, unpacked as far as that goes; for telling what a body is."""
    for _ in range(2):
        if not body.startswith(_GZIP):
            break
        try:
            body = zlib.decompressobj(wbits=31).decompress(body[: 4 * size], size)
        except zlib.error:
            return b""
    return body[:size]


def _inflate(body: bytes, limit: int) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    room = limit
    while body.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(body, room + 1)
        except zlib.error as error:
            return b"".join(parts), f"broken gzip ({error})"
        parts.append(part)
        room -= len(part)
        if room < 0:
            raise FeedError(f"gzip that unpacks to over {limit // 1024 // 1024} MB")
        if not stream.eof:
            return b"".join(parts), "gzip that breaks off"
        body = stream.unused_data.lstrip(
            b"\x00"
        )  # padding between members (RFC 1952 leaves it open)
    return b"".join(parts), None
