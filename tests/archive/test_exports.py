"""Articles written out: whole or not at all."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from archive.errors import ArchiveUnwritable
from archive.exports import FORMATS, write
from archive.fields import from_fields
from archive.model import Article, Extracted
from archive.store import Archive

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.decompress,
    ".zst": lambda content: zstandard.ZstdDecompressor().stream_reader(content).read(),
}


@pytest.mark.parametrize("suffix", UNPACK)
def test_a_file_is_compressed_as_its_name_says(
    tmp_path: Path, suffix: str, article: Callable[..., Article]
) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    articles = [article(n, text="é" * 2_000) for n in range(300)]
    assert write(articles, path) == 300
    lines = UNPACK[suffix](path.read_bytes()).splitlines()
    assert [from_fields(orjson.loads(line)) for line in lines] == articles
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_same_articles_make_the_same_file(
    tmp_path: Path, article: Callable[..., Article]
) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write([article(1)], tmp_path / name)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_a_stream_gets_the_lines_and_stays_open(article: Callable[..., Article]) -> None:
    stream = io.BytesIO()
    assert write(iter([article(1), article(2)]), stream) == 2
    assert stream.getvalue().count(b"\n") == 2


def test_who_reads_the_old_export_reads_it_to_its_end(
    tmp_path: Path, article: Callable[..., Article]
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"yesterday's")
    with path.open("rb") as reader:
        write([article(1)], path)
        assert reader.read() == b"yesterday's"


@pytest.mark.parametrize("suffix", UNPACK)
def test_an_export_that_fails_leaves_what_was_there(
    tmp_path: Path, suffix: str, article: Callable[..., Article]
) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    path.write_bytes(b"yesterday's")

    def breaking() -> Iterator[Article]:
        yield article(1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(breaking(), path)
    assert path.read_bytes() == b"yesterday's"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("place", ["no/folder/news.jsonl", ".", "news/under-a-file.jsonl"])
def test_a_place_that_cannot_be_written_is_one_line(
    tmp_path: Path, place: str, article: Callable[..., Article]
) -> None:
    (tmp_path / "news").write_bytes(b"")
    with pytest.raises(ArchiveUnwritable, match="can't be written") as raised:
        write([article(1)], tmp_path / place)
    assert "\n" not in str(raised.value)
    assert "None" not in str(raised.value)
    assert [p.name for p in tmp_path.iterdir()] == ["news"]


def test_a_full_device_is_one_line(run: Callable[..., str], tmp_path: Path) -> None:
    code = """
        import resource, signal, sys
        from datetime import UTC, datetime
        from archive.errors import ArchiveUnwritable
        from archive.exports import write
        from archive.model import Article
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        articles = [Article(url=f"u{n}", text="x" * 999, fetched=datetime.now(UTC)) for n in range(999)]
        try:
            write(articles, sys.argv[1])
        except ArchiveUnwritable as error:
            print(error)
    """
    assert run(code, tmp_path / "a.jsonl").endswith("can't be written: File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_file_stays_a_link(tmp_path: Path, article: Callable[..., Article]) -> None:
    real = tmp_path / "real.jsonl"
    link = tmp_path / "latest.jsonl"
    link.symlink_to(real)
    write([article(1)], link)
    assert link.is_symlink()
    assert real.read_bytes().count(b"\n") == 1


def test_export_import_export_gives_the_same_lines_but_for_ids(
    tmp_path: Path,
    store: Archive,
    article: Callable[..., Article],
    extract: Callable[..., Extracted],
    noon: Any,
) -> None:
    store.save([extract(article(99, gone=noon)), extract(article(1, published=None, deck=None))])
    store.save([extract(article(n)) for n in range(2, 50)])
    store.save([extract(article(5, text="Changed.", fetched=noon.replace(hour=14)))])
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    write(store.articles(), first)
    lines = [orjson.loads(line) for line in first.read_bytes().splitlines()]
    with Archive.open(tmp_path / "other.db", create=True) as other:
        other.save([extract(article(1000))])
        other.save(Extracted(article=from_fields(line)) for line in reversed(lines))
        write((a for a in other.articles() if a.id != 1), second)
    again = [orjson.loads(line) for line in second.read_bytes().splitlines()]
    for line in (*lines, *again):
        del line["id"]
    assert list(reversed(again)) == lines
    assert any(line["revision"] == 2 for line in lines)


def test_every_format_writes_to_a_stream(article: Callable[..., Article]) -> None:
    for form in FORMATS:
        stream = io.BytesIO()
        assert write([article(1)], stream, form) == 1
        assert stream.getvalue()


def test_an_export_keeps_its_memory_flat(path: Path, run: Callable[..., str]) -> None:
    code = """
        import io, resource, sys
        from datetime import UTC, datetime
        from archive.exports import write
        from archive.model import Article, Extracted
        from archive.store import Archive
        class Nowhere(io.RawIOBase):
            def write(self, data): return len(data)
        with Archive.open(sys.argv[1], create=True) as archive:
            def save(start, stop):
                archive.save(
                    Extracted(article=Article(url=f"https://x.example/{n}", text="word " * 2000, fetched=datetime.now(UTC)))
                    for n in range(start, stop)
                )
            for start in range(0, 6000, 500):
                save(start, start + 500)
        with Archive.open(sys.argv[1], read_only=True) as archive:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            count = write(archive.articles(), Nowhere())
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(count, (after - before) // 1024)
    """
    count, grown = map(int, run(code, path).split())
    assert count == 6000
    assert grown < 30, "megabytes for an export of sixty"
