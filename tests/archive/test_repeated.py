"""What a source repeats: counted with its articles, forgotten with them, a few kilobytes at most."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest

from archive.model import Decision, Extracted, Repeated
from archive.repeated import MOST, NEAR, Window
from archive.store import Archive
from tests.archive.conftest import NOON, ROOT, an_article, extracted


def a_line(words: int = 20) -> int:
    """A fingerprint of a line that nobody has seen yet."""
    return random.getrandbits(64) & ~63 | min(words, 63)


def a_story(*template: int, lines: int = 10) -> list[int]:
    """The lines of a story of its own, and what the newspaper adds."""
    return [*(a_line() for _ in range(lines)), *template]


PROMOTION = a_line(12)
LATER = NOON + timedelta(hours=1)


def a_window(stories: int, *template: int) -> Window:
    window = Window()
    for _ in range(stories):
        window.add(a_story(*template))
    return window


def test_a_line_that_every_story_has_is_told_with_how_many() -> None:
    often = a_window(7, PROMOTION).often()
    assert often == Repeated(7, {PROMOTION: 7})


def test_what_only_two_stories_share_is_not_told() -> None:
    window = a_window(5)
    window.add(a_story(PROMOTION))
    window.add(a_story(PROMOTION))
    assert window.often() == Repeated(7, {})


def test_a_line_counts_once_a_story_however_often_it_stands_there() -> None:
    window = a_window(4)
    window.add(a_story(PROMOTION, PROMOTION, PROMOTION, PROMOTION))
    assert window.often() == Repeated(5, {})


def test_a_story_that_is_carried_again_counts_once() -> None:
    wire = a_story(lines=8)
    window = a_window(5, PROMOTION)
    for _ in range(6):
        window.add([*wire, PROMOTION])
    assert window.often() == Repeated(6, {PROMOTION: 6})


def test_a_story_that_is_brought_up_to_date_again_and_again_counts_once() -> None:
    lines = a_story(lines=9)
    window = a_window(5)
    for _ in range(
        12
    ):  # each time a new first paragraph; at the end nothing of the first version is left
        lines = [a_line(), *lines[:8]]
        window.add(lines)
    assert window.often() == Repeated(6, {})


def test_stories_that_share_some_background_are_different_stories() -> None:
    background = [a_line(), a_line()]
    window = a_window(4)
    for _ in range(3):
        window.add(a_story(*background))
    assert window.often() == Repeated(7, dict.fromkeys(background, 3))


def test_short_stories_below_a_long_promotion_are_different_stories_once_it_is_known() -> None:
    box = [a_line(), a_line(), a_line()]
    window = a_window(3, *box)
    for _ in range(10):
        window.add(a_story(*box, lines=1))
    assert window.often() == Repeated(13, dict.fromkeys(box, 13))


def test_what_has_left_the_pages_is_forgotten() -> None:
    window = a_window(MOST, PROMOTION)
    assert window.often() == Repeated(MOST, {PROMOTION: MOST})
    new = a_line()
    for n in range(1, MOST + 1):
        window.add(a_story(new))
        assert window.often().lines.get(PROMOTION, 0) == (MOST - n if MOST - n >= 3 else 0)
    assert window.often() == Repeated(MOST, {new: MOST})


def test_a_line_that_comes_now_and_then_is_remembered() -> None:
    window = Window()
    for n in range(300):
        window.add(a_story(PROMOTION) if n % 10 == 0 else a_story())
    assert 6 <= window.often().lines[PROMOTION] <= 7


def test_it_comes_back_from_its_bytes_as_it_was() -> None:
    window = a_window(30, PROMOTION)
    again = Window(window.packed())
    assert again.often() == window.often()
    assert again.packed() == window.packed()
    again.add(a_story(PROMOTION))
    assert again.often().lines == {PROMOTION: 31}


def test_what_is_told_is_what_counting_all_anew_tells() -> None:
    lines = [a_line(words % 30 + 1) for words in range(60)]
    window = Window()
    for number in range(3 * MOST):
        random.shuffle(lines)
        window.add(a_story(*lines[: number % 13], lines=4))
        assert window.often() == Window(window.packed()).often()


@pytest.mark.parametrize("packed", [b"x", b"\xff" * 8, b"\x09" + b"\0" * 15])
def test_bytes_that_were_never_written_so_are_no_knowledge(packed: bytes) -> None:
    window = Window(packed)
    assert window.often() == Repeated(0, {})
    window.add(a_story())
    assert window.often().pages == 1


def test_it_stays_small_however_many_stories_come() -> None:
    window = a_window(500, *(a_line() for _ in range(6)))
    assert len(window.packed()) < 8 * (NEAR * 17 + MOST * 7)
    assert len(window._counts) < NEAR * 16 + 20


def test_a_table_of_labels_does_not_make_two_stories_one() -> None:
    window = a_window(5)
    labels = [a_line(2) for _ in range(60)]
    for _ in range(6):
        window.add(a_story(*labels, lines=2))
    assert window.often() == Repeated(11, dict.fromkeys(labels, 6))


def test_of_very_many_lines_the_most_frequent_are_told() -> None:
    tables = [[a_line(2) for _ in range(90)] for _ in range(3)]
    window = Window()
    for n in range(60):
        window.add(a_story(*tables[n % 3 if n < 20 else n % 2]))
    often = window.often()
    assert len(often.lines) == 200
    assert set(tables[0]) | set(tables[1]) < set(often.lines)


# --- In the archive ---


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db", create=True) as archive:
        yield archive


def a_page(
    number: int, lines: list[int], source: str = "harbour-times", **more: object
) -> Extracted:
    article = an_article(number, source=source, **more)
    return replace(extracted(article), lines=tuple(lines))


def known(archive: Archive) -> Repeated:
    return archive.house_lines().of("harbour-times")


def test_new_articles_are_counted_by_source(archive: Archive) -> None:
    archive.save(a_page(n, a_story(PROMOTION)) for n in range(5))
    archive.save([a_page(9, a_story(PROMOTION), source="island-post")])
    house_lines = archive.house_lines()
    assert house_lines.of("harbour-times") == Repeated(5, {PROMOTION: 5})
    assert house_lines.of("island-post") == Repeated(1, {})
    assert house_lines.of("nobody") == Repeated(0, {})


def test_what_is_about_to_be_stored_is_known_at_once_and_counted_when_it_is(
    archive: Archive,
) -> None:
    archive.save(a_page(n, a_story(PROMOTION)) for n in range(5))
    house_lines = archive.house_lines()
    house_lines.recall(["harbour-times"])
    for _ in range(3):
        house_lines.learn("harbour-times", a_story(PROMOTION))
        house_lines.learn("", a_story())
        house_lines.learn("island-post", [])
    assert house_lines.of("harbour-times") == Repeated(8, {PROMOTION: 8})
    assert known(archive) == Repeated(5, {PROMOTION: 5})


def test_a_page_that_is_fetched_again_changed_or_not_counts_once(archive: Archive) -> None:
    page = a_page(1, a_story(PROMOTION))
    archive.save([page])
    for n in range(5):
        later = page.article.fetched + timedelta(hours=n + 1)
        text = page.article.text if n % 2 else f"{page.article.text}\n\nUpdate {n}."
        article = replace(page.article, fetched=later, text=text)
        archive.save([replace(page, article=article, lines=tuple(a_story(PROMOTION)))])
    assert known(archive) == Repeated(1, {})


def test_a_page_that_differs_by_what_was_learnt_since_is_the_same(archive: Archive) -> None:
    page = a_page(
        1, a_story(PROMOTION), text="The ferry left.\n\nRead our letter.\n\nA goat did not."
    )
    archive.save([page])
    cleaner = replace(page.article, text="The ferry left.\n\nA goat did not.", fetched=LATER)
    cut = Decision("Read our letter.", None, "repeated", "p", "on 60 of 64 pages")
    again = replace(page, article=cleaner, decisions=(cut,))
    assert [s.outcome for s in archive.save([again])] == ["same"]

    other = replace(cleaner, text="The ferry left.\n\nThe goat came too.")
    assert [s.outcome for s in archive.save([replace(again, article=other)])] == ["changed"]
    assert archive.removed(1)[0].rule == "repeated: on 60 of 64 pages"


def test_an_article_that_was_not_cleaned_here_is_not_counted(archive: Archive) -> None:
    archive.save(a_page(n, []) for n in range(5))
    assert known(archive) == Repeated(0, {})


def test_a_batch_that_fails_counts_nothing(archive: Archive) -> None:
    pages = [a_page(n, a_story(PROMOTION)) for n in range(3)]
    bad = a_page(4, a_story(PROMOTION), first_seen=an_article().fetched.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without a zone"):
        archive.save([*pages, bad])
    assert known(archive) == Repeated(0, {})
    assert archive.count() == 0


def test_writers_at_the_same_time_count_each_others_articles(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, create=True).close()

    def write(first: int) -> None:
        with Archive.open(path) as archive:
            for n in range(first, first + 8):
                archive.save([a_page(n, a_story(PROMOTION))])

    with ThreadPoolExecutor() as threads:
        list(threads.map(write, (0, 100, 200)))
    with Archive.open(path) as archive:
        assert known(archive) == Repeated(24, {PROMOTION: 24})


def test_a_killed_writer_leaves_as_many_counted_as_stored(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.open(path, create=True).close()
    code = (
        "import sys\n"
        "from archive.store import Archive\n"
        "from tests.archive.test_repeated import a_page, a_story\n"
        "with Archive.open(sys.argv[1]) as archive:\n"
        "    for n in range(10_000):\n"
        "        archive.save([a_page(3 * n + i, a_story(2**40 + 12)) for i in range(3)])\n"
        "        print(n, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writer = subprocess.Popen(
        [sys.executable, "-c", code, path], stdout=subprocess.PIPE, env=environment, cwd=ROOT
    )
    assert writer.stdout is not None
    for _ in range(8):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    with Archive.open(path) as archive:
        count = archive.count()
        pages = min(count, MOST)
        assert count >= 24
        assert known(archive) == Repeated(pages, {2**40 + 12: pages})


def test_it_takes_less_than_three_hundred_bytes_an_article(tmp_path: Path) -> None:
    sizes = []
    for lines in ([], None):
        path = tmp_path / f"{lines}.db"
        with Archive.open(path, create=True) as archive:
            for start in range(0, 400, 100):
                archive.save(
                    a_page(n, a_story(*range(64, 1000, 64), lines=25) if lines is None else [])
                    for n in range(start, start + 100)
                )
        with sqlite3.connect(path) as connection:
            connection.execute("VACUUM")
        connection.close()
        sizes.append(path.stat().st_size)
    assert (sizes[1] - sizes[0]) / 400 < 300


def test_counting_is_quick() -> None:
    pages = [a_story(PROMOTION, lines=25) for _ in range(100)]
    window = a_window(MOST, PROMOTION)
    packed = window.packed()
    best = min(_seconds(packed, pages) for _ in range(5))
    assert best / len(pages) < 200e-6


def _seconds(packed: bytes, pages: list[list[int]]) -> float:
    begun = process_time()
    window = Window(packed)
    for lines in pages:
        window.add(lines)
    window.packed()
    return process_time() - begun
