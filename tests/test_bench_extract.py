"""The benchmark's own arithmetic: what it measures with must be right before what it measures is believed."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path

import pytest

from tests.benchmarks.bench_extract_table import (
    BEGIN,
    END,
    MEASURES,
    Column,
    Extra,
    markdown,
    printed,
    write_readme,
)
from tests.benchmarks.children import Child, Unavailable
from tests.benchmarks.labelled import FOLDS, Labelled

OURS = {"all": {"mean F1 of sets": 0.961, "fail": 0.004, "title": 0.9}, "zyte_aeb": {"F1": 0.97}}
THEIRS = {"all": {"mean F1 of sets": 0.942, "fail": 0.013, "title": 0.0}, "zyte_aeb": {"F1": 0.95}}


def a_page(url: str, name: str = "one") -> Labelled:
    return Labelled("set", name, Path("one.html.gz"), {"url": url})


def test_a_page_belongs_to_its_newspaper_whatever_its_address() -> None:
    first, second = a_page("https://www.paper.example/a?b"), a_page("http://paper.example:80/c")

    assert first.domain == second.domain == "paper.example"
    assert (first.half, first.fold) == (second.half, second.fold)
    assert a_page("", "nameless").domain == "nameless"


def test_domains_fall_into_all_halves_and_folds() -> None:
    pages = [a_page(f"https://paper{number}.example/") for number in range(200)]

    assert {page.half for page in pages} == {"A", "B"}
    assert {page.fold for page in pages} == set(range(FOLDS))


def test_the_best_figure_of_a_column_stands_out_and_what_is_not_read_is_no_zero() -> None:
    columns = [
        Column("kliping", OURS, time=0.2),
        Column("other 1.0", THEIRS, time=1.0, reads=frozenset()),
    ]
    _, _, ours, theirs, *rest = markdown(columns, [Extra("seeds", "yes")]).splitlines()

    assert ours.startswith("| **kliping** | **.970** | **.961** |")
    assert "| **.004** |" in ours
    assert theirs.startswith("| other 1.0 | .950 | .942 |")
    assert theirs.count("–") == len([m for m in MEASURES if m.short]) - 3
    assert rest[-1] == "- seeds: yes"


def test_every_measure_is_a_row_with_what_is_owed() -> None:
    table = printed([Column("kliping", OURS, time=0.2, milliseconds=8.04)], [])

    for measure in MEASURES:
        assert measure.label in table
    (row,) = (line for line in table.splitlines() if line.startswith("mean F1 of sets"))
    assert row.split()[-3:] == [".961", ".960", ".970"]
    assert "8.0" in table


def test_only_what_stands_between_the_markers_of_readme_is_written(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nbehind \\1\n", "utf-8")

    write_readme(readme, "new \\1")

    assert readme.read_text("utf-8") == f"before\n{BEGIN}\nnew \\1\n{END}\nbehind \\1\n"
    readme.write_text("nothing", "utf-8")
    with pytest.raises(SystemExit):
        write_readme(readme, "new")


def test_an_extractor_that_dies_costs_one_page(tmp_path: Path) -> None:
    path = tmp_path / "one.html.gz"
    told = "The lanterns went up over the sound at nine, and came down on the far bank by ten. " * 3
    path.write_bytes(gzip.compress(f"<article><h1>Lanterns</h1><p>{told}</p></article>".encode()))
    question = {"path": str(path), "url": "https://paper.example/story"}
    child = Child("kliping")
    try:
        first = child.ask("one", question)
        os.kill(child.process_id, signal.SIGKILL)
        lost = child.ask("two", question)
        again = child.ask("three", question)
    finally:
        child.close()

    assert first["text"] == again["text"] == told.strip()
    assert first["ms"] >= first["language_ms"] > 0
    assert lost == {"error": "died"}
    assert child.failures == {"two": "died"}


def test_an_extractor_that_is_late_is_ended(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.gz")
    child = Child("kliping", limit=0.5)
    try:
        late = child.ask("one", {"path": str(tmp_path / "never.gz"), "url": ""})
    finally:
        child.close()

    assert late == {"error": "no answer in 0.5 s", "ms": 500}


def test_an_extractor_that_is_not_installed_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Child("trafilatura", tmp_path / "python")
