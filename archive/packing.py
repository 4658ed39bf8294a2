"""A page's body as it was transferred: packed with gzip. Unpacked within bounds, as far as it goes."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import replace
from typing import Any

from isal import isal_zlib
from isal.igzip_lib import IsalError

from archive.model import Page

_GZIP = 31
_MAGIC = b"\x1f\x8b"
_STEP = 512


class TooLong(ValueError):
    """Unpacked it is longer than allowed."""


class Broken(ValueError):
    """It is not what it says it is: nothing of it can be unpacked."""


def unpacked(page: Page, most: int) -> Page:
    """The page with its body as a reader wants it; the same page when it is not packed.

    Raises TooLong when the body has more than ``most`` bytes then, Broken when nothing comes out. What is damaged or cut
    off gives what stands before the damage, as browsers show it.
    """
    if not page.packed:
        return page
    return replace(page, body=gunzip(page.body, most), packed=False)


def told_size(packed: bytes) -> int:
    """How long the body says it is, unpacked. Whoever packed it may be wrong, or lie."""
    return int.from_bytes(packed[-4:], "little")


def gunzip(packed: bytes, most: int) -> bytes:
    """What was packed, which may be in several members. Raises as :func:`unpacked`."""
    parts: list[bytes] = []
    length = 0
    while packed.startswith(_MAGIC) or (packed and not parts):
        part, packed = _member(packed, most - length)
        length += len(part)
        if length > most:
            msg = f"longer than {most} bytes"
            raise TooLong(msg)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _member(packed: bytes, room: int) -> tuple[bytes, bytes]:
    """The first member, at most a byte longer than ``room``, and what follows it."""
    inflate = isal_zlib.decompressobj(_GZIP)
    try:
        part = inflate.decompress(packed, room + 1)
    except IsalError:  # type: ignore[misc]  # its stub makes it a value
        return _until_damage(packed, room), b""
    if not part and not inflate.eof:
        msg = "it ends before it begins"
        raise Broken(msg)
    return part, inflate.unused_data if inflate.eof else b""


def _until_damage(packed: bytes, room: int) -> bytes:
    """The same, byte by byte up to the damage. A wrong checksum is no damage."""
    inflate = zlib.decompressobj(_GZIP)
    part = bytearray()
    error: zlib.error | None = None
    for start in range(0, len(packed), _STEP):
        before = inflate.copy()
        try:
            part += inflate.decompress(packed[start : start + _STEP], room + 1 - len(part))
        except zlib.error as found:
            error = found
            part += _last(before, packed[start : start + _STEP])
        if error or inflate.eof or len(part) > room:
            break
    if not part:
        raise Broken(str(error or "there is nothing in it"))
    return bytes(part[: room + 1])


def _last(inflate: Any, packed: bytes) -> bytes:
    part = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            part += inflate.decompress(packed[at : at + 1], _STEP * _STEP)
    return bytes(part)
