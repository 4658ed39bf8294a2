"""Learn the two forests that tell an article's lines from a page's other lines (``crawler/extract/forest/lines-*.json``).

Recipe: each labelled page is flattened to plain text, menus and all, by html-text and by inscriptis (``pip install
--no-deps`` them beside lightgbm and Kliping), and cut into lines by the engine. A line is the article's when more than half of its
runs of four words stand in the true text; a shorter one when it is a line of the truth and its neighbours are the article's, or stands in
the truth between lines that are. Of a line that stands twice only the better placed one counts. Where there are but
snippets, the lines that hold one are all that is learned from. Every page weighs about alike, and a line by its words.

Each page is learned from as both tools flatten it, and once more cut out and spaced anew: text that a person copied has
less around it, and its blank lines elsewhere. The second forest is taught by what a first one says that has not seen the page's domain.

``--folds FOLDER`` writes ``lines-shape-0.json`` … ``lines-context-4.json`` too, each pair learned without one fifth of the
domains: with these the engine is scored on newspapers it has never seen (:mod:`out_of_fold`). ``--cache FILE`` keeps the flattened pages.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from html_text import extract_text
from inscriptis import get_text
from labelled import BENCH, FOLDS
from labelled import pages as labelled_pages

from crawler.extract import forest
from crawler.extract.blocks import Block, of_text
from crawler.extract.page.encoding import decode
from crawler.extract.plain import likely_lines, linecontext, lineshape

SHIPPED = Path(forest.__file__).parent
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
FIRST = {"trees": 60, "leaves": 15, "rate": 0.12}
SECOND = {"trees": 50, "leaves": 15, "rate": 0.12}


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def labels(blocks: tuple[Block, ...], truth: dict[str, Any]) -> list[tuple[int, float, float]]:
    """Line, label from 0 to 1, weight."""
    if truth.get("text"):
        return _by_text(blocks, truth["text"])
    return _by_snippets(blocks, truth)


def _by_text(blocks: tuple[Block, ...], text: str) -> list[tuple[int, float, float]]:
    whole = tokens(text)
    runs = {tuple(whole[i : i + 4]) for i in range(len(whole) - 3)}
    parts = {tuple(tokens(line)) for line in text.split("\n")}
    joined = " " + " ".join(whole) + " "
    found: list[float | None] = []
    for block in blocks:
        words = tokens(block.text)
        if len(words) >= 4:
            mine = [tuple(words[i : i + 4]) in runs for i in range(len(words) - 3)]
            found.append(sum(mine) / len(mine))
        else:
            found.append(None)
    known = [0.0 if share is None else share for share in found]
    result = []
    best: dict[str, tuple[float, int]] = {}
    for at, block in enumerate(blocks):
        near = known[max(0, at - 3) : at] + known[at + 1 : at + 4]
        if found[at] is None:
            words = tokens(block.text)
            beside = sum(x > 0.5 for x in near)
            inside = bool(words) and f" {' '.join(words)} " in joined
            label = float((tuple(words) in parts and beside >= 1) or (inside and beside >= 4))
            sure = 0.5 if inside else 1.0
        else:
            label, sure = known[at], 1.0
        if label > 0.5:
            rank = (sum(near), -at)
            if block.text in best and best[block.text] >= rank:
                label = 0.0
            elif block.text in best:
                other = -int(best[block.text][1])
                result[other] = (other, 0.0, result[other][2])
                best[block.text] = rank
            else:
                best[block.text] = rank
        result.append((at, label, sure))
    total = sum(blocks[at].words for at, label, _ in result if label > 0.5)
    return [
        (at, float(label > 0.5), min(5.0, sure * (blocks[at].words + 3) / (total + 50) * 10))
        for at, label, sure in result
    ]


def _by_snippets(
    blocks: tuple[Block, ...], truth: dict[str, Any]
) -> list[tuple[int, float, float]]:
    found = []
    wanted = [" ".join(tokens(s)) for s in truth.get("must") or []]
    unwanted = [" ".join(tokens(s)) for s in truth.get("mustnot") or []]
    for at, block in enumerate(blocks):
        words = " ".join(tokens(block.text))
        if any(s and s in words for s in unwanted):
            found.append((at, 0.0, 0.5))
        elif any(s and s in words for s in wanted):
            found.append((at, 1.0, 0.5))
    return found


def variants(
    texts: list[str], truth: dict[str, Any], chance: random.Random
) -> list[tuple[str, float]]:
    """The text as each tool flattened it, and one of them cut out and spaced anew, with their weights."""
    found = [(text, 1.0) for text in texts]
    if not truth.get("text"):
        return found
    blocks = of_text(chance.choice(texts)).blocks
    marked = [at for at, label, _ in labels(blocks, truth) if label]
    if not marked:
        return found
    tight = chance.random() < 0.35
    above = 0 if tight else chance.randrange(20)
    below = 0 if tight else chance.randrange(20)
    kept = blocks[max(0, marked[0] - above) : marked[-1] + 1 + below]
    spacing = chance.choice(("as it is", "none", "all", "all"))
    lines: list[str] = []
    if tight and truth.get("title"):
        lines += [truth["title"], ""]
    for block in kept:
        if lines and (spacing == "all" or (spacing == "as it is" and block.gap)):
            lines.append("")
        lines.append(block.text)
    return [*found, ("\n".join(lines), 0.6)]


def gathered() -> Iterator[dict[str, Any]]:
    """Each labelled page in each of its variants: its fold, its lines, their labels."""
    chance = random.Random(3)  # noqa: S311 - the same variants each time
    for labelled in labelled_pages():
        html, _ = decode(labelled.body(), "text/html")
        try:
            texts = [extract_text(html), get_text(html)]
        except (RecursionError, ValueError):
            continue  # too deep, or not to be parsed
        truth = dict(labelled.truth)
        for text, weight in variants(texts, truth, chance):
            blocks = of_text(text).blocks
            labelled_lines = [(at, label, w * weight) for at, label, w in labels(blocks, truth)]
            yield {"fold": labelled.fold, "blocks": blocks, "labels": labelled_lines}


def trained(
    pages: list[dict[str, Any]], key: str, size: dict[str, float], without: int | None
) -> Any:
    rows, wanted, weights = [], [], []
    for page in pages:
        if page["fold"] != without and page["labels"]:
            at = [line for line, _, _ in page["labels"]]
            rows.append(page[key][at])
            wanted += [label for _, label, _ in page["labels"]]
            weights += [weight for _, _, weight in page["labels"]]
    parameters = {
        "objective": "binary", "num_leaves": size["leaves"], "learning_rate": size["rate"], "min_data_in_leaf": 40, "feature_fraction": 0.5,
        "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "min_sum_hessian_in_leaf": 0.5, "verbose": -1, "num_threads": 1,
        "seed": 1, "deterministic": True, "max_depth": 8,
    }  # fmt: skip
    return lightgbm.train(
        parameters,
        lightgbm.Dataset(np.concatenate(rows), wanted, weight=weights),
        int(size["trees"]),
    )


def of_fold(pages: list[dict[str, Any]], models: list[Any], key: str) -> list[np.ndarray]:
    return [
        models[page["fold"]].predict(page[key], raw_score=True) if len(page[key]) else np.zeros(0)
        for page in pages
    ]


def write(model: Any, names: tuple[str, ...], path: Path) -> None:
    def tree(node: dict[str, Any]) -> Any:
        if "leaf_value" in node and "split_feature" not in node:
            return round(node["leaf_value"], 4)
        return [
            node["split_feature"], float(f"{node['threshold']:.6g}"), tree(node["left_child"]), tree(node["right_child"]),
        ]  # fmt: skip

    trees = [tree(one["tree_structure"]) for one in model.dump_model()["tree_info"]]
    path.write_text(
        json.dumps({"features": names, "trees": trees}, separators=(",", ":")) + "\n", "utf-8"
    )


def told(pages: list[dict[str, Any]], odds: list[np.ndarray], name: str) -> None:
    right = wrong = missed = 0.0
    for page, said in zip(pages, odds, strict=True):
        for at, label, weight in page["labels"]:
            kept = said[at] > 0
            right += weight * (kept and label)
            wrong += weight * (kept and not label)
            missed += weight * (label and not kept)
    print(f"{name}: F1 by words {2 * right / (2 * right + wrong + missed):.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--folds", type=Path, help="write the forests that lack a fifth here")
    parser.add_argument("--only-folds", action="store_true", help="leave the shipped ones alone")
    parser.add_argument("--cache", type=Path, help="flattened pages, kept for another try")
    options = parser.parse_args()
    if options.cache and options.cache.exists():
        seen = pickle.loads(options.cache.read_bytes())  # noqa: S301 - our own
    else:
        seen = list(gathered())
        if options.cache:
            options.cache.write_bytes(pickle.dumps(seen))
    if not seen:
        print(f"train-lines: no labelled pages in {BENCH}; nothing to do")
        return
    for page in seen:
        shapes = lineshape.rows(page["blocks"])
        page["shapes"] = shapes
        page["x1"] = np.array(shapes, dtype=np.float64).reshape(len(shapes), len(lineshape.NAMES))
    firsts = [trained(seen, "x1", FIRST, fold) for fold in range(FOLDS)]
    odds = of_fold(seen, firsts, "x1")
    told(seen, odds, "first, out of fold")
    for page, said in zip(seen, odds, strict=True):
        rows = linecontext.rows(page["blocks"], page["shapes"], list(said))
        page["x2"] = np.array(rows).reshape(len(rows), len(linecontext.NAMES))
    seconds = [trained(seen, "x2", SECOND, fold) for fold in range(FOLDS)]
    told(seen, of_fold(seen, seconds, "x2"), "second, out of fold")
    for names, models in ((lineshape.NAMES, firsts), (linecontext.NAMES, seconds)):
        gains = sum(model.feature_importance("gain") for model in models)
        order = np.argsort(-gains)
        print(" ".join(f"{names[i]}:{gains[i] / gains.sum():.3f}" for i in order[:60]))
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            write(firsts[fold], lineshape.NAMES, options.folds / f"lines-shape-{fold}.json")
            write(seconds[fold], linecontext.NAMES, options.folds / f"lines-context-{fold}.json")
    if not options.only_folds:
        write(trained(seen, "x1", FIRST, None), lineshape.NAMES, SHIPPED / likely_lines.SHAPE)
        write(trained(seen, "x2", SECOND, None), linecontext.NAMES, SHIPPED / likely_lines.CONTEXT)


if __name__ == "__main__":
    main()
