"""Forests of decision trees: what a row is given, and what is no forest."""

from __future__ import annotations

import json
import random
import struct
from importlib import resources
from typing import Any

import pytest

from crawler.extract.forest import COMPILED, Forest, load


def walked(tree: Any, row: list[float]) -> float:
    """The tree read the plain way."""
    while isinstance(tree, list):
        feature, threshold, low, high = tree
        tree = low if row[feature] <= threshold else high
    return float(tree)


def test_a_row_is_given_the_sum_of_its_leaves() -> None:
    forest = Forest(["words", "stops"], [[0, 10, -1.5, [1, 0.25, 0.5, 2.0]], 0.25])

    rows = [[3.0, 0.9], [10.0, 0.0], [11.0, 0.25], [11.0, 0.26]]
    assert forest.score(rows) == [-1.25, -1.25, 0.75, 2.25]
    assert forest.features == ("words", "stops")


def test_trees_of_any_shape_are_read_as_they_stand() -> None:
    chance = random.Random(7)  # noqa: S311 - shapes, not secrets

    def grown(depth: int) -> Any:
        if depth == 0 or chance.random() < 0.2:
            return round(chance.uniform(-1, 1), 4)
        low, high = grown(depth - 1), grown(depth - 1)
        return [chance.randrange(5), round(chance.uniform(-3, 3), 3), low, high]

    trees = [grown(9) for _ in range(60)]
    rows = [[chance.uniform(-4, 4) for _ in range(5)] for _ in range(200)]
    expected = [sum(walked(tree, row) for tree in trees) for row in rows]

    assert Forest(list("abcde"), trees).score(rows) == pytest.approx(expected)


@pytest.mark.parametrize("compiled", [False, COMPILED])
def test_rows_may_be_packed(compiled: bool) -> None:
    forest = Forest(["words", "stops"], [[0, 10, -1.5, [1, 0.25, 0.5, 2.0]]], compiled=compiled)

    assert forest.score(struct.pack("6d", 3.0, 0.9, 11.0, 0.25, 11.0, 0.26)) == [-1.5, 0.5, 2.0]
    assert forest.score(b"") == []
    with pytest.raises((TypeError, struct.error)):
        forest.score(struct.pack("3d", 1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    "tree",
    [[1, 0.5, 0, 1], [-1, 0.5, 0, 1], ["0", 0.5, 0, 1], [0, "__import__('os')", 0, 1]],
)
def test_what_is_no_tree_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match="not a forest"):
        Forest(["words"], [tree])


def test_a_clear_row_stops_at_the_first_trees() -> None:
    calls = [[0, 10, -3.0, 0.01]] + [0.01] * 60
    forest = Forest(["words"], calls)

    assert forest.side([[3.0]]) == pytest.approx([-3.0 + 0.01 * 39])
    assert forest.side([[30.0]]) == forest.score([[30.0]]) == pytest.approx([0.61])


@pytest.mark.skipif(not COMPILED, reason="it was not compiled")
@pytest.mark.parametrize("name", ["blocks.json", "lines-context.json", "lines-shape.json"])
def test_tables_in_c_give_the_same_numbers_as_expressions_in_python(name: str) -> None:
    text = resources.files("crawler.extract.forest").joinpath(name).read_text("utf-8")
    held = json.loads(text)
    chance = random.Random(name)  # noqa: S311
    rows = [
        [chance.choice((-1, 0, 1, chance.uniform(0, 1), chance.randrange(400), True)) for _ in held["features"]]
        for _ in range(300)
    ]  # fmt: skip
    in_python = Forest(held["features"], held["trees"], compiled=False)

    assert load(name).score(rows) == in_python.score(rows)
    assert load(name).side(rows) == in_python.side(rows)


@pytest.mark.parametrize("compiled", {COMPILED, False})
def test_a_row_of_another_length_is_refused(*, compiled: bool) -> None:
    forest = Forest(["words", "stops"], [[0, 10, -1.5, 2.0]], compiled=compiled)
    with pytest.raises(TypeError):
        forest.score([[1.0]])
