"""Whether a page that was fetched again is another revision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.model import Article
from archive.revisions.revise import is_cleaner, is_flip, is_revision, is_withheld, refreshed

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BODY = "The ferry left at dawn.\n\nIt carried 12 passengers and a goat.\n\nNobody was hurt."
OLD = Article(
    url="https://news.example/1",
    title="Ferry runs again",
    text=BODY,
    authors=("Zoë Ånd", "Budi Santoso"),
    tags=("ferry", "goat"),
    fetched=START,
)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": BODY + "\n\n1,234 views · 12 comments"},
        {"text": "Updated: 22 Nov 2026, 10:15\n\n" + BODY},
        {"text": BODY.replace("\n\n", "\n\nADVERTISEMENT\n\n")},
        {"text": BODY.replace("\n\n", "\n\n\n  ").replace("left at", "left  at")},
        {"text": BODY.replace(".", "…").replace("-", "–")},
        {"title": "“Ferry” runs again"},
        {"tags": ("goat", "ferry")},
        {"authors": ("Budi Santoso", "Zoë Ånd")},
        {"section": "Islands"},
        {"deck": ""},
    ],
)
def test_noise_is_no_revision(changes: dict[str, object]) -> None:
    assert not is_revision(OLD, replace(OLD, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"text": BODY.replace("12", "13")},
        {"text": BODY.replace("Nobody", "One person")},
        {"title": "Ferry sinks"},
        {"deck": "At last."},
        {"authors": ("Budi Santoso",)},
    ],
)
def test_what_a_reader_notices_is_a_revision(changes: dict[str, object]) -> None:
    assert is_revision(OLD, replace(OLD, **changes))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"text": "The ferry left at dawn.", "kind": "paywall-stub"}, True),
        ({}, {"text": "Subscribe to read.", "kind": "paywall-stub"}, True),
        ({}, {"text": BODY + "\n\nMore.", "kind": "paywall-stub"}, False),
        ({}, {"text": "The ferry left at dawn."}, False),
        ({"kind": "paywall-stub"}, {"text": "The ferry left at dawn.", "kind": "paywall-stub"}, True),
        ({"kind": "paywall-stub"}, {"text": "It sank.", "kind": "paywall-stub"}, False),
        ({"kind": "paywall-stub", "text": "The ferry left at dawn."}, {}, False),
    ],
    ids=["beginning", "other words", "longer", "really shortened", "shorter stub", "new stub", "opened"],
)  # fmt: skip
def test_a_stub_does_not_take_a_fuller_text_s_place(
    old: dict[str, object], new: dict[str, object], expected: bool
) -> None:
    assert is_withheld(replace(OLD, **old), replace(OLD, **new)) is expected


def state(title: str, hours: float) -> Article:
    return replace(OLD, title=title, fetched=START + hours * HOUR)


def test_the_first_return_to_an_earlier_state_is_a_revision_and_the_next_is_none() -> None:
    a, b = state("A", 0), state("B", 1)

    assert not is_flip([a], b, state("C", 2))
    assert not is_flip([a], b, state("A", 2))
    assert is_flip([a, b], state("A", 2), state("B", 3))
    assert not is_flip([a, b], state("A", 2), state("C", 3))
    assert not is_flip([a, b], state("A", 2), state("B", 30))


def test_a_page_that_goes_to_and_fro_for_a_year_makes_few_revisions() -> None:
    history = [state("A", 0)]
    for hour in range(1, 24 * 365):
        new = state("AB"[hour % 2], hour)
        *earlier, last = history
        if is_revision(last, new) and not (earlier and is_flip(earlier[-16:], last, new)):
            history.append(new)
        else:
            history[-1] = replace(last, fetched=new.fetched)

    assert 3 <= len(history) <= 14


def test_section_date_and_kind_are_taken_over_in_place() -> None:
    new = replace(OLD, section="Islands", text=BODY.replace(".", "!"), fetched=START + HOUR)

    assert refreshed(OLD, new) == replace(OLD, section="Islands", fetched=START + HOUR)
    assert refreshed(OLD, replace(new, section=OLD.section)) is None
    assert refreshed(OLD, replace(OLD, kind="paywall-stub")) is None
    assert refreshed(replace(OLD, kind="paywall-stub"), OLD) == OLD


def test_lines_known_as_repeated_by_now_are_no_difference() -> None:
    house = "Follow us on our channel for more news every day of the week."
    old = replace(OLD, text=BODY + "\n\n" + house)

    assert is_cleaner(old, OLD, [house])
    assert not is_cleaner(old, OLD, [])
    assert not is_cleaner(old, replace(OLD, title="Ferry sinks"), [house])
