"""Datelines, and the starts of sentences that look like some."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.people import dateline


@pytest.mark.parametrize(
    ("paragraph", "text", "agency"),
    [
        ("SHANGHAI (Reuters) - A maker of maps", "SHANGHAI (Reuters)", "Reuters"),
        ("Jakarta, Nusantaratv.com - Sebuah", "Jakarta, Nusantaratv.com", None),
        ("WASHINGTON, Nov 3 (AP) — The", "WASHINGTON, Nov 3 (AP)", "AP"),
        ("JAKARTA, KOMPAS.com - Sebuah", "JAKARTA, KOMPAS.com", None),
        ("BERLIN (dpa) – Der", "BERLIN (dpa)", "dpa"),
        ("Berlin/Hamburg (dpa/lno) - Der", "Berlin/Hamburg (dpa/lno)", "dpa"),
        ("PARIS, AFP – Le", "PARIS, AFP", "AFP"),
        ("Jakarta (ANTARA) - Sebuah", "Jakarta (ANTARA)", "ANTARA"),
        ("TEMPO.CO, Jakarta - Sebuah", "TEMPO.CO, Jakarta", None),
        ("(Reuters) - The company", "(Reuters)", "Reuters"),
        ("KABUL, Afghanistan (AP) — A", "KABUL, Afghanistan (AP)", "AP"),
        ("NEW YORK (AP) The", "NEW YORK (AP)", "AP"),
        ("PORT AMBREL (Tidewire) - The", "PORT AMBREL (Tidewire)", "Tidewire"),
        (
            "PORT AMBREL, Nov 3 (Sound News Agency) — The",
            "PORT AMBREL, Nov 3 (Sound News Agency)",
            "Sound News Agency",
        ),
        ("LONDON — The", "LONDON", None),
        ("Jakarta - Sebuah", "Jakarta", None),
        ("NEW DELHI: The", "NEW DELHI", None),
        ("MOSCOW, August 4. /TASS/. The", "MOSCOW, August 4. /TASS/", "TASS"),
        ("МОСКВА, 4 авг — РИА Новости. Город", "МОСКВА, 4 авг — РИА Новости", "RIA Novosti"),
        ("(서울=연합뉴스) 홍길동 기자 = 시는", "(서울=연합뉴스)", "Yonhap"),
        ("新华社北京8月4日电（记者张三）市", "新华社北京8月4日电", "Xinhua"),
    ],
)
def test_a_dateline_is_read(paragraph: str, text: str, agency: str | None) -> None:
    found = dateline.read(paragraph)
    assert found is not None
    assert (found.text, found.agency) == (text, agency)


def test_the_story_begins_behind_the_dash() -> None:
    paragraph = "SHANGHAI (Reuters) - A maker of maps"
    found = dateline.read(paragraph)
    assert found is not None
    assert paragraph[found.end :] == "A maker of maps"


@pytest.mark.parametrize(
    "paragraph",
    [
        "The company - which makes cars - said it would close.",
        "WARNING: The page holds strong language.",
        "BREAKING - Fire at the harbour",
        "Apple (AAPL) - shares fell",
        "MAPMAKERS (MAPM) - Shares fell",
        "He said (Reuters) - no",
        "Paris - the city of light - is dark tonight",
        "JD.com - the retailer - said",
        "UPDATE - The minister has resigned",
        "A well-known man walked in.",
        "",
    ],
)
def test_an_ordinary_start_is_no_dateline(paragraph: str) -> None:
    assert dateline.read(paragraph) is None


@given(st.text(alphabet="AaB (),-–—:./ \nReuters新电", max_size=300))
def test_no_paragraph_raises(paragraph: str) -> None:
    dateline.read(paragraph)
