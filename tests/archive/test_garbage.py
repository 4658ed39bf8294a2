"""The search for garbage is put off while something is saved, and only then."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from archive.errors import ArchiveError
from archive.garbage import none_looked_for
from archive.model import Article, Extracted
from archive.store import Archive


def test_it_is_put_off_within_and_goes_on_after_whatever_happened() -> None:
    assert gc.isenabled()
    with none_looked_for():
        assert not gc.isenabled()
        with none_looked_for():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), none_looked_for():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_where_nobody_looks_it_stays_so() -> None:
    gc.disable()
    try:
        with none_looked_for():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_save_that_fails_leaves_it_on(tmp_path) -> None:
    path = tmp_path / "kliping.db"
    article = Article(url="https://a.example/", title="A", text="B", fetched=datetime.now(UTC))
    Archive.open(path, create=True).close()
    with Archive.open(path, read_only=True) as archive, pytest.raises(ArchiveError):
        archive.save([Extracted(article=article)])
    assert gc.isenabled()
