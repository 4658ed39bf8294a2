"""Bodies in gzip: whole, in parts, damaged, cut off, and longer than they say."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Page
from archive.packing import Broken, TooLong, gunzip, told_size, unpacked

TEXT = b"<p>The ferry left the harbour at dawn.</p>\n" * 500
PACKED = gzip.compress(TEXT, mtime=0)
MOST = 1_000_000


def test_a_packed_page_becomes_a_plain_one() -> None:
    page = Page(url="https://x.example/", fetched=datetime.now(UTC), body=PACKED, packed=True)
    plain = unpacked(page, MOST)
    assert (plain.body, plain.packed) == (TEXT, False)
    assert unpacked(plain, 1) is plain
    assert told_size(PACKED) == len(TEXT)


def test_several_members_are_one_body_and_what_follows_is_dropped() -> None:
    assert gunzip(PACKED + PACKED, MOST) == TEXT * 2
    assert gunzip(PACKED + b"\0" * 20, MOST) == TEXT
    assert gunzip(gzip.compress(b""), MOST) == b""


@pytest.mark.parametrize(
    "packed", [b"<html>", b"\x1f\x8b", PACKED[:10], b"\x1f\x8b\x08" + b"\xff" * 40]
)
def test_what_gives_nothing_is_broken(packed: bytes) -> None:
    with pytest.raises(Broken):
        gunzip(packed, MOST)


def test_what_is_damaged_or_cut_off_gives_what_stands_before() -> None:
    body = os.urandom(20_000)
    packed = bytearray(gzip.compress(body))
    assert (
        gunzip(bytes(packed[:9_000]), MOST)
        == body[: len(gunzip(bytes(packed[:9_000]), MOST))]
        != b""
    )
    packed[-6] ^= 255  # of the checksum
    assert gunzip(bytes(packed), MOST) == body


def test_no_more_comes_out_than_is_allowed() -> None:
    assert gunzip(PACKED, len(TEXT)) == TEXT
    for packed in (PACKED, PACKED + PACKED, gzip.compress(b"a" * 30_000_000)):
        with pytest.raises(TooLong):
            gunzip(packed, len(TEXT) - 1)


@given(st.binary(max_size=60), st.integers(0, len(PACKED)))
def test_no_bytes_raise_anything_else(noise: bytes, at: int) -> None:
    for packed in (noise, PACKED[:at] + noise + PACKED[at:]):
        try:
            assert len(gunzip(packed, len(TEXT) * 2)) <= len(TEXT) * 2
        except (Broken, TooLong):
            continue
