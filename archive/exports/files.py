"""A file that is replaced whole or not at all, compressed by its suffix."""

from __future__ import annotations

import gzip
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import ArchiveUnwritable


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content is at ``path`` once the block ends; when it raises, ``path`` is what it was before.

    Raises ArchiveUnwritable, with the reason, when the file can't be written.
    """
    path = Path(os.path.realpath(path.expanduser()))
    draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            with _compressed(cast("BinaryIO", file), path.suffix) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror}"
        raise ArchiveUnwritable(msg) from error
    finally:
        with suppress(OSError):  # it was renamed, or could not be made
            draft.unlink()


@contextmanager
def _compressed(file: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    if suffix == ".gz":
        # No name and no time in the header: the same articles make the same file.
        with gzip.GzipFile(
            filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0
        ) as stream:
            yield cast("BinaryIO", stream)
    elif suffix == ".zst":
        import zstandard  # noqa: PLC0415 - only this suffix needs it

        with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as writer:
            yield cast("BinaryIO", writer)
    else:
        yield file
