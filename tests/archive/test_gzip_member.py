"""Members of gzip files: any tool reads them, and what was packed already stays as long as it was."""

from __future__ import annotations

import gzip
import random

import pytest

from archive.gzip_member import gzip_member

NOISE = random.Random(5).randbytes(200_000)  # noqa: S311 - the same in each run


@pytest.mark.parametrize("length", [0, 1, 65_534, 65_535, 65_536, 131_070, 131_071, 200_000])
@pytest.mark.parametrize("plain", [0, 1, 900])
def test_what_went_in_comes_out(plain: int, length: int) -> None:
    content = b"x" * plain + NOISE[:length]
    member = gzip_member(memoryview(content), packed=length)
    assert gzip.decompress(member) == content
    assert gzip.decompress(member + gzip_member(b"next")) == content + b"next"


def test_only_what_is_packed_is_enclosed_as_it_is() -> None:
    content = b"WARC/1.1\r\n" * 100 + NOISE
    member = gzip_member(content, packed=len(NOISE))
    assert NOISE[:65_535] in member
    assert len(NOISE) < len(member) < len(NOISE) + 150
    assert len(member) < len(gzip_member(content))


def test_damage_is_noticed() -> None:
    member = bytearray(gzip_member(b"WARC" + NOISE, packed=len(NOISE)))
    member[70_000] ^= 1
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(member)
