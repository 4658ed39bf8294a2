"""Texts and cuts are compressed with the archive's own dictionaries, and everything that reads them sees the text."""

from __future__ import annotations

import random
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import dictionaries
from archive.compression import MAGIC, compressed, expanded, know, train
from archive.errors import ArchiveError
from archive.exports import write
from archive.model import Article, Decision, Extracted
from archive.store import Archive

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SYLLABLES = "ka ri mo tan sel vi dor pe nal gu shi ter".split()


def prose(number: int) -> str:
    """Sentences of made-up words; some come in many texts, as in a newspaper."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    shared = random.Random(0)  # noqa: S311 - as above
    phrases = [
        " ".join("".join(shared.choices(SYLLABLES, k=3)) for _ in range(9)) for _ in range(60)
    ]
    own = ["".join(chance.choices(SYLLABLES, k=4)) for _ in range(60)]
    return f"number{number} " + ". ".join([*chance.sample(phrases, 12), " ".join(own)])


def story(number: int, **changes: object) -> Extracted:
    fields = {"text": prose(number), "fetched": NOON, "published": NOON - timedelta(hours=number)}
    article = Article(
        url=f"https://a.example/{number}",
        source="a",
        title=f"Title{number}",
        language="en",
        **{**fields, **changes},  # type: ignore[arg-type]
    )
    cuts = (
        Decision("Advertisement. Scroll to continue.", None, "advert", "main > div.advert"),
        Decision(f"Read also: {prose(number)[:80]}", None, "read-also", "main > p.related"),
        Decision("Share this on all networks", None, "share", "main > div.share > ul > li"),
    )
    return Extracted(article=article, decisions=cuts)


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionaries, "ENOUGH", 100)


@pytest.fixture
def grown(path: Path) -> Iterator[Archive]:
    """An archive that has its dictionaries; the last hundred of 200 articles were stored with them."""
    with Archive.open(path, create=True) as archive:
        for start in (1, 101):
            archive.save(story(number) for number in range(start, start + 100))
        yield archive


def stored(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def test_it_begins_once_there_are_enough_articles(grown: Archive, path: Path) -> None:
    texts = stored(path, "SELECT typeof(text), count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC")
    assert texts == [("text", 100), ("blob", 100)]
    assert {row[0] for row in stored(path, "SELECT purpose FROM dictionaries")} == {"text", "cuts"}
    before, after = (
        size
        for (size,) in stored(
            path,
            "SELECT sum(length(cuts)) FROM removed GROUP BY article_id > 100 ORDER BY article_id",
        )
    )
    assert after < before * 0.6  # type: ignore[operator]
    (frame,) = stored(path, "SELECT text FROM articles WHERE id = 150")[0]
    assert len(frame) < len(prose(150)) * 0.6  # type: ignore[arg-type]


@pytest.mark.parametrize("reopened", [False, True])
def test_whoever_reads_sees_the_text(
    grown: Archive, path: Path, tmp_path: Path, reopened: bool
) -> None:
    with Archive.open(path, read_only=True) if reopened else grown as archive:
        article = archive.get(150)
        assert article is not None
        assert article.text == prose(150)
        assert [cut.rule for cut in archive.removed(150)] == ["advert", "read-also", "share"]
        assert "number150" in archive.search("number150").hits[0].snippet
        assert [a.text for a in archive.articles()] == [prose(n) for n in range(1, 201)]
        write(archive.articles(query="number150"), tmp_path / "out.jsonl")
    assert prose(150) in (tmp_path / "out.jsonl").read_text()


def test_a_process_that_never_saw_the_dictionary_reads_it(
    grown: Archive, path: Path, run: Callable[..., str]
) -> None:
    code = """
        import sys
        from archive.store import Archive
        with Archive.open(sys.argv[1], read_only=True) as archive:
            print(archive.get(150).text, len(archive.removed(150)))
    """
    assert run(code, path) == f"{prose(150)} 3"


def test_the_same_article_again_is_the_same_and_a_changed_one_keeps_the_old(grown: Archive) -> None:
    later = NOON + timedelta(days=1)
    (same, changed) = grown.save(
        [story(150, fetched=later), story(151, text=prose(999), fetched=later)]
    )
    assert (same.outcome, changed.outcome) == ("same", "changed")
    assert [state.text for state in grown.revisions(151)] == [prose(151), prose(999)]
    assert grown.search("number151").total == 0
    assert grown.search("number999").total == 1


def test_a_reader_that_was_open_before_there_was_a_dictionary(path: Path) -> None:
    with Archive.open(path, create=True) as writer, Archive.open(path) as reader:
        writer.save([story(0)])
        assert reader.count() == 1
        for start in (1, 101):
            writer.save(story(number) for number in range(start, start + 100))
        assert [a.text for a in reader.articles()] == [prose(n) for n in range(201)]


def test_threads_share_dictionaries_but_no_decompressor(grown: Archive) -> None:
    wrong: list[int] = []

    def read() -> None:
        for number in range(101, 201):
            found = grown.get(number)
            if found is None or found.text != prose(number):
                wrong.append(number)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("damage", ["X'28b52ffd0000'", "X'00'", "substr(text, 1, 30)"])
def test_a_damaged_text_costs_one_line(grown: Archive, path: Path, damage: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"UPDATE articles SET text = CAST({damage} AS BLOB) WHERE id = 150")  # noqa: S608
    connection.close()
    attempts: list[Callable[[Archive], object]] = [
        lambda archive: archive.get(150),
        lambda archive: archive.save([story(150, text="x", fetched=NOON + timedelta(days=1))]),
    ]
    for attempt in attempts:
        with Archive.open(path) as archive, pytest.raises(ArchiveError, match="is damaged"):
            attempt(archive)


def test_a_lost_dictionary_is_said(run: Callable[..., str], grown: Archive, path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM dictionaries")
    connection.close()
    code = """
        import sys
        from archive.errors import ArchiveError
        from archive.store import Archive
        with Archive.open(sys.argv[1], read_only=True) as archive:
            try:
                archive.get(150)
            except ArchiveError as error:
                print(error)
    """
    assert "which is not there): restore it from a backup" in run(code, path)


def test_what_does_not_shrink_stays_as_it_is() -> None:
    number, content = train([prose(n).encode() for n in range(200)]) or (0, b"")
    know(number, content)
    assert compressed(b"short", number) is None
    assert compressed(random.Random(1).randbytes(3000), number) is None  # noqa: S311
    frame = compressed(prose(300).encode(), number)
    assert frame is not None
    assert frame.startswith(MAGIC)
    assert expanded(frame).decode() == prose(300)
    with pytest.raises(zlib.error):
        expanded(frame[:-3])


def test_too_little_to_learn_from_makes_no_dictionary() -> None:
    assert train([b"x"] * 3) is None
    assert train([]) is None
