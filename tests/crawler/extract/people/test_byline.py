"""Bylines, and the names in them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import people
from crawler.extract.people import byline

NOW = datetime(2024, 8, 6, 12, tzinfo=UTC)


def read(line: str, **more: object) -> byline.Byline | None:
    return byline.read(line, now=NOW, **more)  # type: ignore[arg-type]


def test_an_indonesian_byline_gives_author_section_and_date() -> None:
    found = read("Suryanto - Teknologi,Selasa, 04-08-2020 08:04 WIB", language="id")
    assert found is not None
    assert found.authors == ("Suryanto",)
    assert found.section == "Teknologi"
    assert found.published is not None
    assert found.published.when.isoformat() == "2020-08-04T08:04:00+07:00"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Roe and John Doe, Political Editor | Reuters", ("Jane Roe", "John Doe")),
        ("BY JANE ROE", ("Jane Roe",)),
        ("ByJane Roe", ("Jane Roe",)),
        ("By Jane Roe in Paris", ("Jane Roe",)),
        ("Oleh: Budi Santoso", ("Budi Santoso",)),
        ("Oleh Budi Santoso dan Siti Aminah", ("Budi Santoso", "Siti Aminah")),
        ("Von Hans Müller, Berlin", ("Hans Müller",)),
        ("Par Jean Dupont", ("Jean Dupont",)),
        ("Por María de la Cruz", ("María de la Cruz",)),
        ("Jane Roe, Political Editor", ("Jane Roe",)),
        ("By JANE ROE jane@news.example", ("Jane Roe",)),
        ("記者 松岡大地", ("松岡大地",)),
        ("记者：张三", ("张三",)),
        ("홍길동 기자", ("홍길동",)),
        ("Jane Roe 4 Aug 2020", ("Jane Roe",)),
    ],
)
def test_a_byline_names_its_authors(line: str, authors: tuple[str, ...]) -> None:
    found = read(line)
    assert found is not None
    assert found.authors == authors


def test_an_agency_in_a_byline_is_no_author() -> None:
    found = read("By Jane Roe | Reuters")
    assert found is not None
    assert (found.authors, found.agency) == (("Jane Roe",), "Reuters")


def test_the_label_tells_publication_from_change() -> None:
    found = read("Published: 4 August 2020 - Last updated 5 August 2020")
    assert found is not None
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.when.day, found.modified.when.day) == (4, 5)
    only = read("Updated Aug. 4, 2020, 8:04 a.m. PDT")
    assert only is not None
    assert only.published is None
    assert only.modified is not None


def test_the_newspaper_and_its_desk_are_no_authors() -> None:
    found = read("Tim Redaksi, Kota Post | Selasa, 04 Agu 2020 08:04 WIB", ignore=["Kota Post"])
    assert found is not None
    assert found.authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "By the time he came, it was over.",
        "Von der Leyen kommt nach Berlin",
        "On August 4, 2020, the company said it would close its plants.",
        "Bill Gates and Melinda Gates",
        "From Russia With Love",
        "5 min read",
        "",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize(
    ("strings", "authors", "agency"),
    [
        (["By Jane Roe"], ("Jane Roe",), None),
        (["Jane Roe, John Doe and Ann Poe"], ("Jane Roe", "John Doe", "Ann Poe"), None),
        (["Roe, Jane"], ("Jane Roe",), None),
        (["Jane Roe", "JANE ROE", "Roe"], ("Jane Roe",), None),
        (["Jane Roe (Reuters)"], ("Jane Roe",), "Reuters"),
        (["Jane Roe, dpa"], ("Jane Roe",), "dpa"),
        (["Reuters Staff"], (), "Reuters"),
        (["Staff", "Redaksi", "Editorial Team", "admin"], (), None),
        (["https://social.example/jane", "@jane", "jane@news.example"], (), None),
        (["Jane RoeJane Roe"], ("Jane Roe",), None),
        (["Kota Post"], (), None),
        (["Tim Hanlon"], ("Tim Hanlon",), None),
        (["Jane Roe, PhD, MD"], ("Jane Roe",), None),
        (["jane_roe", "link78"], (), None),
        (["kota.org, Bogor, Indonesia"], (), None),
    ],
)
def test_declared_authors_become_people(
    strings: list[str], authors: tuple[str, ...], agency: str | None
) -> None:
    assert people.read(strings, ignore=["Kota Post"]) == people.People(authors, agency)


@given(st.text(alphabet="By JaneRoe ,|-/()@:.\n0123 и記者Oleh", max_size=400))
def test_no_line_raises(line: str) -> None:
    read(line)
    read(line, marked=True)
    people.read([line])


def test_a_hostile_line_is_read_in_bounded_time() -> None:
    started = time.process_time()
    for unit in ("By ", "((", "a, ", "A and ", " - ", "@a.", "www."):
        people.read([unit * 5000])
        read((unit * 200)[:320], marked=True)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Text Size", None),
        ("DE FR IT EN", None),
        ("来源：半月谈", None),
        ("Written by", None),
        ("The New York Times, 3 August 2020", None),
        ("Jane Roe im Gespräch mit Hans Müller, 3. Mai 2020", ("Jane Roe", "Hans Müller")),
        ("Text: Hans Müller", ("Hans Müller",)),
        ("投稿者 松岡大地", ("松岡大地",)),
        ("About the Author - Jane Roe", ("Jane Roe",)),
    ],
)
def test_what_is_no_name_is_no_author(line: str, authors: tuple[str, ...] | None) -> None:
    found = read(line)
    assert (found.authors if found else None) == authors


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ("Andrea Valeria - Remote Jobs", ("Andrea Valeria",)),
        ("Shelby Loos, DVM", ("Shelby Loos",)),
        ("Rechtsanwalt Sebastian Einbock", ("Sebastian Einbock",)),
        ("AFP/The Local", ()),
        ("Copyright Jane Roe", ()),
        ("プロジェクター", ("プロジェクター",)),
        ("Roe, Jane", ("Jane Roe",)),
        ("Jane Roe et Jean Dupont", ("Jane Roe", "Jean Dupont")),
        ("Jane Roe <jane@news.example>", ("Jane Roe",)),
        ("3 Comments", ()),
    ],
)
def test_a_stated_author_is_a_person(stated: str, authors: tuple[str, ...]) -> None:
    assert people.read([stated]).authors == authors


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("焦鹏", True),
        ("关注新华网", False),
        ("プロジェクター", False),
        ("アリエル・パーデス", True),
        ("홍길동", True),
        ("The Weekly Ferry", False),
        ("Fr It En", False),
        ("Nguyễn Văn An", True),
        ("Анна Иванова", True),
        ("María de la Cruz", True),
    ],
)
def test_a_name_looks_like_one(text: str, *, named: bool) -> None:
    assert people.looks_like_name(text) is named


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Doe in Berlin", ("Jane Doe",)),  # English
        ("Jane Doe, Political Editor", ("Jane Doe",)),
        ("By J. R. Doe and A. Roe", ("J. R. Doe", "A. Roe")),
        ("Penulis: Budi Santoso", ("Budi Santoso",)),  # Indonesian
        ("Reporter: Siti Aminah dan Budi Santoso", ("Siti Aminah", "Budi Santoso")),
        ("Oleh Nur Aisyah binti Ahmad", ("Nur Aisyah binti Ahmad",)),  # Malay
        ("Von Anna-Lena Müller und Karl von der Au", ("Anna-Lena Müller", "Karl von der Au")),  # German
        ("Ein Gastbeitrag von Hans Müller", ("Hans Müller",)),
        ("Par Jean-Luc Dupont et Anne Le Gall", ("Jean-Luc Dupont", "Anne Le Gall")),  # French
        ("Publié par Jean Dupont", ("Jean Dupont",)),
        ("Por María José García y Juan de la Cruz", ("María José García", "Juan de la Cruz")),  # Spanish
        ("Por João dos Santos e Ana Souza", ("João dos Santos", "Ana Souza")),  # Portuguese
        ("Reportagem de João Silva", ("João Silva",)),
        ("di Mario Rossi, 3 maggio 2020", ("Mario Rossi",)),  # Italian
        ("A cura di Mario Rossi", ("Mario Rossi",)),
        ("Door Jan de Vries", ("Jan de Vries",)),  # Dutch
        ("Autor: Jan Kowalski", ("Jan Kowalski",)),  # Polish
        ("Opracowała Anna Nowak", ("Anna Nowak",)),
        ("Автор: Анна Иванова", ("Анна Иванова",)),  # Russian
        ("Текст: Иван Петров и Анна Иванова", ("Иван Петров", "Анна Иванова")),
        ("Haber: Mehmet Yılmaz", ("Mehmet Yılmaz",)),  # Turkish
        ("Yazan: Ayşe Demir", ("Ayşe Demir",)),
        ("بقلم محمد حسن", ("محمد حسن",)),  # Arabic
        ("كتب: أحمد علي", ("أحمد علي",)),
        ("记者 王小明", ("王小明",)),  # Chinese
        ("文／陳大文", ("陳大文",)),
        ("本报记者 王小明", ("王小明",)),
        ("文・田中花子", ("田中花子",)),  # Japanese
        ("田中花子記者", ("田中花子",)),
        ("執筆：田中花子", ("田中花子",)),
        ("홍길동 특파원", ("홍길동",)),  # Korean
        ("글: 홍길동", ("홍길동",)),
        ("Tác giả: Nguyễn Văn An", ("Nguyễn Văn An",)),  # Vietnamese
        ("Theo: Trần Thị Bình", ("Trần Thị Bình",)),
        ("लेखक: राम कुमार", ("राम कुमार",)),  # Hindi
        ("द्वारा राम कुमार", ("राम कुमार",)),
        ("रिपोर्ट: सीता देवी", ("सीता देवी",)),
        ("JANE ROE AND JOHN DOE, STAFF WRITERS", ("Jane Roe", "John Doe")),
        ("Jane Roe/Reuters", ("Jane Roe",)),
        ("dpa/Hans Müller, 3. Mai 2020", ("Hans Müller",)),
    ],
)  # fmt: skip
def test_bylines_of_many_languages(line: str, authors: tuple[str, ...]) -> None:
    found = read(line)
    assert found is not None
    assert found.authors == authors


def test_a_dutch_en_is_an_and_and_a_spanish_one_a_place() -> None:
    found = read("Door Jan de Vries en Piet van den Berg", language="nl")
    assert found is not None
    assert found.authors == ("Jan de Vries", "Piet van den Berg")
    found = read("Por Juan Pérez en Nueva York", language="es")
    assert found is not None
    assert found.authors == ("Juan Pérez",)


def test_a_name_that_was_encoded_twice_is_decoded() -> None:
    assert people.tidy("Dariusz Jaro\u00c5\u0084") == "Dariusz Jaroń"
    assert people.tidy("José Ângelo") == "José Ângelo"
