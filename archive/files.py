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
def replacing(path: Path, *, keep: bool = False) -> Iterator[BinaryIO]:
    """A stream whose content is at ``path`` once the block ends; when it raises, ``path`` is what it was before.

    ``keep``: a file that holds something is never replaced. What is no ordinary file (a pipe, ``/dev/null``) is
    written as it is.

    Raises ArchiveUnwritable, with the reason, when the file can't be written.
    """
    path = path.expanduser()
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if path.exists() and not path.is_file():
            with path.open("wb") as file, _compressed(file, path.suffix) as stream:
                yield stream
            return
        path = Path(os.path.realpath(path))
        if keep:
            _refuse_to_replace(path)
        with draft_of(path) as draft:
            with draft.open("wb") as file:
                with _compressed(file, path.suffix) as stream:
                    yield stream
                file.flush()
                os.fsync(file.fileno())
            give_name(draft, path, keep=keep)
    except OSError as error:
        msg = f"{path} can't be written: {error.strerror or error}"
        raise ArchiveUnwritable(msg) from error


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """An empty file beside ``path``, gone when the block ends unless it has got another name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink()


def _refuse_to_replace(path: Path) -> None:
    if path.exists() and path.stat().st_size:
        raise FileExistsError(None, "it still lies there; move it away first")


def give_name(draft: Path, path: Path, *, keep: bool) -> None:
    """Lets what was written to ``draft`` be at ``path``; with ``keep`` raises FileExistsError where a file that holds
    something is."""
    if keep:
        _refuse_to_replace(path)
        with suppress(OSError):  # a file system without hard links, or an empty file in the way
            path.hardlink_to(draft)
            _sync_folder(path)
            return
        _refuse_to_replace(path)
    draft.replace(path)
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """The name outlasts a power cut too; some file systems can't promise that."""
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


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
