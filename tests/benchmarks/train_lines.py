"""Train the two forests that tell an article's lines from a page's other lines (``crawler/extract/lines*.json``).

    python train_lines.py SETS FLAT... [--out FOLDER] [--folds FOLDER] [--cache FILE]

SETS holds ``<set>/truth.jsonl`` (``id``, ``url``, ``text`` or ``must`` and ``mustnot``); each FLAT is a folder of the same pages as
plain text, ``<set>/<id>.txt``, menus and all: one made by html-text, one by inscriptis. Needs lightgbm and numpy beside Kliping.

A line is the article's when more than half of its runs of four words stand in the truth; a shorter one when it is a line
of the truth and its neighbours are the article's, or stands in the truth between two lines that are. Where the truth is but snippets,
the lines that hold one are all that is learnt from. Every page counts alike, and a line by its words.

Each page is learnt from as every FLAT has it, and once more cut out and spaced anew: text that a person copied has less around it, and
blank lines elsewhere. With ``--folds`` the pages are split by domain (crc32 % 5) and five pairs of forests are written that have not
seen the domains of their fold: what a score is to be measured with. The second forest is always taught by what a
first one says that has not seen the page's domain.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from crawler.extract import linecontext, lineshape
from crawler.extract.blocks import Block, of_text

FOLDS = 5
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")
FIRST = {"trees": 60, "leaves": 15, "rate": 0.12}
SECOND = {"trees": 50, "leaves": 15, "rate": 0.12}


def domain(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


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


def gathered(sets: Path, flats: list[Path]) -> list[dict[str, Any]]:
    """A page's variants: rows of the first forest, labels, blocks."""
    chance = random.Random(3)  # noqa: S311 - the same variants each time
    pages = []
    for file in sorted(sets.glob("*/truth.jsonl")):
        for line in file.open(encoding="utf-8"):
            truth = json.loads(line)
            paths = [flat / file.parent.name / f"{truth['id']}.txt" for flat in flats]
            texts = [path.read_text("utf-8") for path in paths if path.exists()]
            for text, weight in variants(texts, truth, chance) if texts else []:
                blocks = of_text(text).blocks
                pages.append(
                    {
                        "fold": zlib.crc32(domain(truth["url"]).encode()) % FOLDS,
                        "blocks": blocks,
                        "labels": [
                            (at, label, w * weight) for at, label, w in labels(blocks, truth)
                        ],
                    }
                )
        print(file.parent.name, len(pages), flush=True)
    return pages


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
        "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "min_sum_hessian_in_leaf": 0.5, "verbose": -1, "num_threads": 2,
        "seed": 1, "max_depth": 8,
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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path)
    parser.add_argument("flat", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--cache", type=Path, help="the gathered pages, kept for another try")
    args = parser.parse_args()
    if args.cache and args.cache.exists():
        pages = pickle.loads(args.cache.read_bytes())  # noqa: S301 - our own
    else:
        pages = gathered(args.sets, args.flat)
        if args.cache:
            args.cache.write_bytes(pickle.dumps(pages))
    for page in pages:
        shapes = lineshape.rows(page["blocks"])
        page["shapes"] = shapes
        page["x1"] = np.array(shapes, dtype=np.float64).reshape(len(shapes), len(lineshape.NAMES))
    firsts = [trained(pages, "x1", FIRST, fold) for fold in range(FOLDS)]
    odds = of_fold(pages, firsts, "x1")
    told(pages, odds, "first, out of fold")
    for page, said in zip(pages, odds, strict=True):
        rows = linecontext.rows(page["blocks"], page["shapes"], list(said))
        page["x2"] = np.array(rows).reshape(len(rows), len(linecontext.NAMES))
    seconds = [trained(pages, "x2", SECOND, fold) for fold in range(FOLDS)]
    told(pages, of_fold(pages, seconds, "x2"), "second, out of fold")
    for names, models in ((lineshape.NAMES, firsts), (linecontext.NAMES, seconds)):
        gains = sum(model.feature_importance("gain") for model in models)
        order = np.argsort(-gains)
        print(" ".join(f"{names[i]}:{gains[i] / gains.sum():.3f}" for i in order[:60]))
    for fold in range(FOLDS) if args.folds else ():
        args.folds.mkdir(parents=True, exist_ok=True)
        write(firsts[fold], lineshape.NAMES, args.folds / f"lines-shape-{fold}.json")
        write(seconds[fold], linecontext.NAMES, args.folds / f"lines-context-{fold}.json")
    if args.out:
        write(trained(pages, "x1", FIRST, None), lineshape.NAMES, args.out / "lines-shape.json")
        write(
            trained(pages, "x2", SECOND, None), linecontext.NAMES, args.out / "lines-context.json"
        )


if __name__ == "__main__":
    main()
