"""Compression with dictionaries that were trained on an archive's own articles (Zstandard, RFC 8878).

A frame names the dictionary that it was made with; those that are known to this process are kept here, whichever archive
they come from: their numbers are drawn at random. Pure; the database is the matter of :mod:`archive.dictionaries`.
"""

from __future__ import annotations

import secrets
import threading
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import zstandard

# zstandard is imported where it is used: a search in an archive without compressed texts starts the faster.

MAGIC: Final = b"\x28\xb5\x2f\xfd"
"""What every frame begins with (RFC 8878, section 3.1.1)."""

_LEVEL: Final = 3
_SIZE: Final = 112 * 1024
_SEGMENT, _DMER, _HASTE = 200, 8, 10
"""Bytes that are taken over in one piece, and by which they are compared (COVER's ``k`` and ``d``), and how many of them are passed
over in counting (``accel``). Left to itself the trainer tries many, at six times the time; on the news it found what makes frames
four thousandths larger than these. In no haste it takes half as long again, for frames a thousandth smaller."""
_FIRST_FREE, _LAST_FREE = 32_768, 2**31
"""The numbers of dictionaries that are anybody's (RFC 8878, section 5)."""
_SHORTEST: Final = 64
"""Bytes: anything shorter stays as it is."""
_LONGEST: Final = 2**28
"""Bytes that a frame may become; what says that it is longer is damaged."""

_known: dict[int, bytes] = {}


class _Prepared(threading.local):
    """Neither a compressor nor a decompressor may be used by two threads at once."""

    def __init__(self) -> None:
        self.compressors: dict[int, zstandard.ZstdCompressor] = {}
        self.decompressors: dict[int, zstandard.ZstdDecompressor] = {}


_prepared = _Prepared()


def is_known(dictionary: int) -> bool:
    """Whether frames of this dictionary can be expanded."""
    return dictionary in _known


def know(dictionary: int, content: bytes) -> None:
    """Makes a dictionary known to this process."""
    _known[dictionary] = content


def train(samples: Sequence[bytes]) -> tuple[int, bytes] | None:
    """A new dictionary and its number; None when there is too little in the samples to make one of."""
    import zstandard  # noqa: PLC0415 - see above

    number = _FIRST_FREE + secrets.randbelow(_LAST_FREE - _FIRST_FREE)
    try:
        trained = zstandard.train_dictionary(
            _SIZE, list(samples), dict_id=number, k=_SEGMENT, d=_DMER, accel=_HASTE
        )
    except zstandard.ZstdError:
        return None
    return number, trained.as_bytes()


def compressed(content: bytes, dictionary: int) -> bytes | None:
    """A frame; None when that would not be smaller."""
    if len(content) < _SHORTEST:
        return None
    frame = _compressor(dictionary).compress(content)
    return frame if len(frame) < len(content) else None


def expanded(frame: bytes) -> bytes:
    """What was compressed. Raises zlib.error for a damaged frame and for one whose dictionary is not known."""
    import zstandard  # noqa: PLC0415 - see above

    try:
        parameters = zstandard.get_frame_parameters(frame)
        if parameters.content_size > _LONGEST:
            raise zlib.error("a frame of impossible length")
        return _decompressor(parameters.dict_id).decompress(frame)
    except zstandard.ZstdError as error:
        raise zlib.error(str(error)) from error


def dictionary_of(head: bytes) -> int:
    """The number of the dictionary that a frame with this beginning was made with; 0 for none and for what is no
    frame. 18 bytes are enough."""
    import zstandard  # noqa: PLC0415 - see above

    try:
        return int(zstandard.get_frame_parameters(head).dict_id)
    except zstandard.ZstdError:
        return 0


def _compressor(dictionary: int) -> zstandard.ZstdCompressor:
    found = _prepared.compressors.get(dictionary)
    if found is None:
        import zstandard  # noqa: PLC0415 - see above

        content = zstandard.ZstdCompressionDict(_known[dictionary])
        content.precompute_compress(level=_LEVEL)
        # The database has its own ways to notice damage.
        found = zstandard.ZstdCompressor(level=_LEVEL, dict_data=content, write_checksum=False)
        _prepared.compressors[dictionary] = found
    return found


def _decompressor(dictionary: int) -> zstandard.ZstdDecompressor:
    found = _prepared.decompressors.get(dictionary)
    if found is None:
        import zstandard  # noqa: PLC0415 - see above

        if dictionary and dictionary not in _known:
            msg = f"compressed with dictionary {dictionary}, which is not there"
            raise zlib.error(msg)
        content = zstandard.ZstdCompressionDict(_known[dictionary]) if dictionary else None
        found = zstandard.ZstdDecompressor(dict_data=content)
        _prepared.decompressors[dictionary] = found
    return found
