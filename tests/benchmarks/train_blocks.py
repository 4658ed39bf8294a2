"""Learn the weights of :mod:`crawler.extract.body.likelihood` from labelled pages. Run by ``make train-blocks``.

Recipe: each labelled page with a true text (or with snippets that must or must not stand in it) goes through the engine
up to the point where the statistics decide. A block that is judged there is a row of features; it is text when half of
its four-word shingles stand in the true text, or, where there are only snippets, when it holds one of them. Every page
weighs about alike, whatever its length; a block that holds a snippet weighs more. A forest of small trees is learned with LightGBM and written as JSON, which the
engine reads without it.

``--folds FOLDER`` writes five forests too, ``blocks-0.json`` to ``blocks-4.json``, each learned without one fifth of the
domains: with these the engine is scored on newspapers it has never seen.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from labelled import BENCH, FOLDS, Labelled, pages, score_script

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article, forest
from crawler.extract.blocks import Block, Outline
from crawler.extract.body import likelihood, surroundings

SHIPPED = Path(forest.__file__).with_name(likelihood.WEIGHTS)
TREES = 200
LEARNING = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "min_sum_hessian_in_leaf": 0.5,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
_SHINGLE = 4
_SNIPPET_WEIGHT = 1.0
_MOST_WEIGHT = 5.0


@dataclass(frozen=True)
class Sample:
    """The blocks of one page that have a label."""

    fold: int
    rows: Sequence[tuple[float, ...]]
    labels: Sequence[int]
    weights: Sequence[float]


def main() -> None:
    """Read the pages, learn, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--folds", type=Path, help="write the forests that lack a fifth here")
    parser.add_argument("--only-folds", action="store_true", help="leave the shipped one alone")
    options = parser.parse_args()
    labelled = pages()
    if not labelled:
        print(f"train-blocks: no labelled pages in {BENCH}; nothing to do")
        return
    samples = [sample for page in labelled if (sample := sample_of(page)) is not None]
    print(f"{len(samples)} pages, {sum(len(s.rows) for s in samples)} blocks")
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            write(
                learned([s for s in samples if s.fold != fold], fold),
                options.folds / f"blocks-{fold}.json",
            )
    if not options.only_folds:
        write(learned(samples, FOLDS), SHIPPED)


def sample_of(labelled: Labelled) -> Sample | None:
    """What the engine sees of a page, and which of it is true; None for a page that teaches nothing."""
    truth = labelled.truth
    if not (truth.get("text") or truth.get("must") or truth.get("mustnot")):
        return None
    seen = _judged(labelled)
    if seen is None:
        return None
    judged, outline = seen
    labels = _of_text(truth, outline, judged) if truth.get("text") else _of_snippets(truth, outline)
    known = [(row, i) for row, i in zip(judged.rows, judged.blocks, strict=True) if i in labels]
    if not known:
        return None
    total = sum(outline.blocks[i].words for i, label in labels.items() if label)
    said = _of_snippets(truth, outline)
    return Sample(
        labelled.fold,
        [row for row, _ in known],
        [labels[i] for _, i in known],
        [
            _SNIPPET_WEIGHT * (i in said)
            + (
                min(_MOST_WEIGHT, (outline.blocks[i].words + 3) / (total + 50) * 10)
                if truth.get("text")
                else 0.0
            )
            for _, i in known
        ],
    )


def _judged(labelled: Labelled) -> tuple[likelihood.Judged, Outline] | None:
    """Clean a page and look over the engine's shoulder."""
    seen: list[tuple[likelihood.Judged, Outline]] = []

    def look(outline: Outline, *rest: Any) -> None:
        seen.append((likelihood.measure(outline, *rest), outline))

    settle, likelihood.settle = likelihood.settle, look
    try:
        headers = (("Content-Type", "text/html"),)
        now = datetime.now(UTC)
        article(Page(url=labelled.url, fetched=now, headers=headers, body=labelled.body()))
    except NotAPage:
        return None
    finally:
        likelihood.settle = settle
    return seen[0] if seen else None


def _tokens(text: str) -> list[str]:
    return list(score_script().words(text.casefold()))


def _shingles(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1))


def _of_text(
    truth: Mapping[str, Any], outline: Outline, judged: likelihood.Judged
) -> dict[int, int]:
    """Block → 1 for text, 0 for none; blocks that may stand or not are absent.

    What the rules kept is matched first, so that of a text that stands on the page twice the better copy counts.
    """
    true = _tokens(truth["text"])
    left = _shingles(true)
    optional = (truth.get("extra") or {}).get("optional") or []
    may_stand: Counter[tuple[str, ...]] = Counter()
    for paragraph in optional:
        may_stand.update(_shingles(_tokens(paragraph)))
    lines = Counter(tuple(_tokens(line)) for line in truth["text"].split("\n"))
    free = {tuple(_tokens(paragraph)) for paragraph in optional}
    tokens = {block.index: _tokens(block.text) for block in outline.blocks}
    labels: dict[int, int] = {}
    for block in sorted(outline.blocks, key=lambda b: _standing(b, judged)):
        own = tokens[block.index]
        if not own or tuple(own) in free:
            continue
        if len(own) < _SHINGLE:
            labels[block.index] = int(lines[tuple(own)] > 0)
            lines[tuple(own)] -= 1
            continue
        shingles = _shingles(own)
        half = shingles.total() / 2
        found = shingles & left
        if found.total() >= half:
            labels[block.index] = 1
            left -= found
        elif (shingles & may_stand).total() < half:
            labels[block.index] = 0
    flat = f" {' '.join(true)} "
    for index in [
        i for i, own in tokens.items() if 0 < len(own) < _SHINGLE and not labels.get(i, 1)
    ]:
        labels[index] = int(any(_joins(tokens, labels, index, flat)))
    return labels


def _standing(block: Block, judged: likelihood.Judged) -> tuple[bool, bool, int]:
    return judged.classes[block.index] != surroundings.KEPT, block.hidden, block.index


def _joins(
    tokens: Mapping[int, list[str]], labels: Mapping[int, int], index: int, flat: str
) -> Iterator[bool]:
    """Whether a few words stand in the true text together with the block before, or the one after."""
    own = tokens[index]
    if labels.get(index - 1):
        yield f" {' '.join(tokens[index - 1][-3:] + own)} " in flat
    if labels.get(index + 1):
        yield f" {' '.join(own + tokens[index + 1][:3])} " in flat


def _of_snippets(truth: Mapping[str, Any], outline: Outline) -> dict[int, int]:
    squeeze = score_script().squeeze
    must = [squeeze(snippet) for snippet in truth.get("must") or []]
    must_not = [squeeze(snippet) for snippet in truth.get("mustnot") or []]
    labels: dict[int, int] = {}
    for block in outline.blocks:
        text = squeeze(block.text)
        long = len(text) > 15
        if any(snippet in text for snippet in must):
            labels[block.index] = 1
        elif any(snippet in text or (long and text in snippet) for snippet in must_not):
            labels[block.index] = 0
        elif any(long and text in snippet for snippet in must):
            labels[block.index] = 1
    return labels


def learned(samples: Sequence[Sample], seed: int) -> dict[str, Any]:
    """A forest in the form of :mod:`crawler.extract.forest`."""
    rows = np.array([row for s in samples for row in s.rows], dtype=np.float64)
    labels = np.array([label for s in samples for label in s.labels])
    weights = np.array([weight for s in samples for weight in s.weights])
    model = lightgbm.train(
        LEARNING | {"seed": seed},
        lightgbm.Dataset(rows, labels, weight=weights),
        num_boost_round=TREES,
    )
    trees = [_tree(info["tree_structure"]) for info in model.dump_model()["tree_info"]]
    return {"features": list(likelihood.FEATURES), "trees": trees}


def _tree(node: Mapping[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 5)
    threshold = float(f"{node['threshold']:.6g}")
    return [node["split_feature"], threshold, _tree(node["left_child"]), _tree(node["right_child"])]


def write(forest: Mapping[str, Any], path: Path) -> None:
    """Write a forest, a tree a line."""
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
    path.write_text(
        f'{{"features": {json.dumps(forest["features"])},\n"trees": [\n{trees}\n]}}\n', "utf-8"
    )
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
