"""Credit lines at a story's end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.people import credit


@pytest.mark.parametrize(
    ("line", "reporters", "agency"),
    [
        ("(Reporting by Jo Horn and Bea Goh in Shanghai, editing by Si Moore)", ("Jo Horn", "Bea Goh"), None),
        ("Reporting by Jane Roe; Editing by John Doe", ("Jane Roe",), None),
        ("(Reporting by Jane Roe in New York and John Doe in Paris; Writing by X Yu; Editing by Z Wu)", ("Jane Roe", "John Doe"), None),
        ("Writing by Jane Roe, editing by John Doe", ("Jane Roe",), None),
        ("(Antara/Budi Santoso)", ("Budi Santoso",), "ANTARA"),
        ("Reportase: Budi Santoso", ("Budi Santoso",), None),
        ("Penulis: Budi Santoso Editor: Siti Aminah", ("Budi Santoso",), None),
        ("Pewarta: Budi Santoso Editor: Siti Aminah COPYRIGHT © ANTARA 2020", ("Budi Santoso",), "ANTARA"),
        ("(Reportage de Jean Dupont, édité par Marie Curie)", ("Jean Dupont",), None),
        ("(Por Juan Pérez; Editado por Ana López)", ("Juan Pérez",), None),
        ("(dpa)", (), "dpa"),
        ("Associated Press writer Jane Doe in Paris contributed to this report.", (), "AP"),
    ],
)  # fmt: skip
def test_a_credit_names_reporters_and_no_editors(
    line: str, reporters: tuple[str, ...], agency: str | None
) -> None:
    assert credit.read(line) == credit.Credit(reporters, agency)


@pytest.mark.parametrize(
    "line",
    [
        "The reporting by the newspaper was wrong.",
        "He left (the house).",
        "Von Berlin nach Hamburg fährt kein Zug.",
        "Editors met on Monday.",
        "",
    ],
)
def test_a_sentence_is_no_credit(line: str) -> None:
    assert credit.read(line) is None


@given(st.text(alphabet="Reporting by A and,;:()[]/ Editor\nPenulis", max_size=450))
def test_no_line_raises(line: str) -> None:
    credit.read(line)
