"""Dates in the forms newspapers print and declare."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import dates

NOW = datetime(2024, 8, 6, 12, tzinfo=UTC)


def first(text: str, language: str | None = None, **more: object) -> str | None:
    found = dates.parse(text, language=language, now=NOW, **more)  # type: ignore[arg-type]
    return found[0].when.isoformat() if found else None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("id", "Selasa, 04-08-2020 08:04 WIB", "2020-08-04T08:04:00+07:00"),
        ("id", "Selasa, 4 Agustus 2020 | 08.04 WITA", "2020-08-04T08:04:00+08:00"),
        ("ms", "4 Ogos 2020, 8:04 pm", "2020-08-04T20:04:00+00:00"),
        ("en", "Nov 3, 2020 10:15 AM ET", "2020-11-03T10:15:00-05:00"),
        ("en", "July 3, 2020 10:15 AM ET", "2020-07-03T10:15:00-04:00"),
        ("en", "Tue, 04 Aug 2020 08:04:00 +0700", "2020-08-04T08:04:00+07:00"),
        ("en", "Tue Aug 04 08:04:00 WIB 2020", "2020-08-04T08:04:00+07:00"),
        ("en", "08:04 BST, 4th of August 2020", "2020-08-04T08:04:00+01:00"),
        ("de", "4. März 2020, 08:04 Uhr", "2020-03-04T08:04:00+00:00"),
        ("de", "04.08.2020 um 8.04 Uhr MESZ", "2020-08-04T08:04:00+02:00"),
        ("fr", "Publié le 4 août 2020 à 08h04", "2020-08-04T08:04:00+00:00"),
        ("es", "4 de agosto de 2020 a las 08:04", "2020-08-04T08:04:00+00:00"),
        ("pt", "4 de março de 2020, 8h04", "2020-03-04T08:04:00+00:00"),
        ("it", "4 Agosto 2020 alle 08:04", "2020-08-04T08:04:00+00:00"),
        ("nl", "4 maart 2020 om 08:04", "2020-03-04T08:04:00+00:00"),
        ("pl", "4 sierpnia 2020, godz. 08:04", "2020-08-04T08:04:00+00:00"),
        ("ru", "4 августа 2020, 08:04 МСК", "2020-08-04T08:04:00+03:00"),
        ("tr", "4 Ağustos 2020 08:04", "2020-08-04T08:04:00+00:00"),
        ("ar", "4 كانون الثاني 2020 - 08:04", "2020-01-04T08:04:00+00:00"),
        ("ar", "٤ أغسطس ٢٠٢٠", "2020-08-04T00:00:00+00:00"),
        ("zh", "2020年08月04日 08:04", "2020-08-04T08:04:00+00:00"),
        ("ja", "2020年8月4日 午後8時04分", "2020-08-04T20:04:00+00:00"),
        ("ja", "令和2年8月4日", "2020-08-04T00:00:00+00:00"),
        ("ko", "2020.08.04 오후 8:04", "2020-08-04T20:04:00+00:00"),
        ("vi", "Thứ Ba, 04/08/2020 08:04 GMT+7", "2020-08-04T08:04:00+07:00"),
        ("vi", "4 tháng 8, 2020", "2020-08-04T00:00:00+00:00"),
        ("hi", "4 अगस्त 2020, 08:04 IST", "2020-08-04T08:04:00+05:30"),
        ("hu", "2020. augusztus 4. 08:04", "2020-08-04T08:04:00+00:00"),
        ("th", "4 ส.ค. 2563 08:04 น.", "2020-08-04T08:04:00+00:00"),
    ],
)
def test_a_printed_date_is_read(language: str, text: str, expected: str) -> None:
    assert first(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-08-04T08:04:00Z", "2020-08-04T08:04:00+00:00"),
        ("2020-08-04T08:04:00.123+0700", "2020-08-04T08:04:00.123000+07:00"),
        ("2020-08-04 08:04", "2020-08-04T08:04:00+00:00"),
        ("20200804", "2020-08-04T00:00:00+00:00"),
        ("2020-8-4T08:04:00+02:00", "2020-08-04T08:04:00+02:00"),
        ("1596528240", "2020-08-04T08:04:00+00:00"),
        ("1596528240000", "2020-08-04T08:04:00+00:00"),
        ("Tuesday, August 4, 2020", "2020-08-04T00:00:00+00:00"),
    ],
)
def test_a_declared_date_is_read(text: str, expected: str) -> None:
    found = dates.stamp(text, now=NOW)
    assert found is not None
    assert found.when.isoformat() == expected


def test_a_span_of_hours_is_no_zone() -> None:
    assert first("19.01.2023, 10:00-11:30 Uhr", "de") == "2023-01-19T10:00:00+00:00"
    assert first("Thu, 19 Jan 2023 10:00 -0330") == "2023-01-19T10:00:00-03:30"


def test_the_language_says_whether_the_day_comes_first() -> None:
    assert first("04/08/2020", "id") == "2020-08-04T00:00:00+00:00"
    assert first("04/08/2020", "en-GB") == "2020-08-04T00:00:00+00:00"
    assert first("04/08/2020", "en-US") == "2020-04-08T00:00:00+00:00"
    assert first("04/08/2020", "en", day_first=False) == "2020-04-08T00:00:00+00:00"
    assert first("25/08/2020", "en-US") == "2020-08-25T00:00:00+00:00"


def test_a_date_without_a_zone_takes_the_given_one() -> None:
    found = dates.parse("4 Agustus 2020 08:04", timezone="Asia/Jakarta", now=NOW)[0]
    assert found.when.isoformat() == "2020-08-04T08:04:00+07:00"
    assert not found.has_zone


def test_an_abbreviation_means_the_zone_of_its_language_and_country() -> None:
    assert first("4 Aug 2020 08:04 IST", "en") == "2020-08-04T08:04:00+05:30"
    assert first("4 Aug 2020 08:04 IST", "he") == "2020-08-04T08:04:00+02:00"
    assert first("4 Aug 2020 08:04 CST", "zh") == "2020-08-04T08:04:00+08:00"
    assert first("4 Aug 2020 08:04 EST", "en-AU") == "2020-08-04T08:04:00+10:00"
    assert first("4 Aug 2020 08:04 EST", "en") == "2020-08-04T08:04:00-05:00"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "2 hours ago", "2024-08-06T10:00:00+00:00"),
        ("id", "2 jam yang lalu", "2024-08-06T10:00:00+00:00"),
        ("de", "vor 2 Stunden", "2024-08-06T10:00:00+00:00"),
        ("tr", "2 saat önce", "2024-08-06T10:00:00+00:00"),
        ("id", "Kemarin, 08:04 WIB", "2024-08-05T08:04:00+07:00"),
    ],
)
def test_a_relative_date_counts_back_from_the_fetch(
    language: str, text: str, expected: str
) -> None:
    found = dates.parse(text, language=language, now=NOW)
    assert [f.when.isoformat() for f in found] == [expected]
    assert not found[0].certain


def test_a_left_out_year_is_the_last_such_day_and_uncertain() -> None:
    assert first("Aug. 4, 10:30 am") == "2024-08-04T10:30:00+00:00"
    assert first("Dec. 4, 10:30 am") == "2023-12-04T10:30:00+00:00"
    assert not dates.parse("Aug. 4, 10:30 am", now=NOW)[0].certain


@pytest.mark.parametrize(
    "text",
    ["November 20, 2099", "1 January 1970", "the 2020-21 season", "31.02.2020", "call 555-123-4567",
     "ratio 16:9", "version 4.2.1", "0000-00-00", "99999999999999999999"],
)  # fmt: skip
def test_what_is_no_plausible_date_is_refused(text: str) -> None:
    assert first(text) is None
    assert dates.stamp(text, now=NOW) is None


def test_tomorrow_is_plausible_and_the_day_after_is_not() -> None:
    assert dates.stamp("2024-08-07T11:59:00Z", now=NOW) is not None
    assert dates.stamp("2024-08-07T12:01:00Z", now=NOW) is None


def test_the_span_covers_the_weekday_and_the_time() -> None:
    line = "Adi - Tekno,Selasa, 04-08-2020 08:04 WIB | Bogor"
    found = dates.parse(line, now=NOW)[0]
    assert line[found.start : found.end] == "Selasa, 04-08-2020 08:04 WIB"


def test_all_dates_of_a_line_are_found_in_order() -> None:
    found = dates.parse("Published 4 August 2020, updated 5 August 2020", now=NOW)
    assert [f.when.day for f in found] == [4, 5]


@given(st.text(max_size=500))
def test_no_text_raises(text: str) -> None:
    for found in dates.parse(text, now=NOW):
        assert found.when.tzinfo is not None
    dates.stamp(text, now=NOW)


def test_a_hostile_line_is_read_in_bounded_time() -> None:
    started = time.process_time()
    for unit in (
        "12 de 12 de ",
        "1.1.1.",
        "12:12 12:12 ",
        "a 1 a 1 ",
        "        ",
        "vor 1 vor 1 ",
        "xyz 5 2020 may ",
    ):
        dates.parse(unit * 5000, now=NOW)
    assert time.process_time() - started < 0.5
