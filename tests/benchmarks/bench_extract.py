"""How clean our text is, and how fast it comes, beside other extractors. Run by ``make bench-extract``.

The labelled pages lie in ``$KLIPING_BENCH``, by default ``../shared/bench`` beside the repository; without them nothing is done.
Every extractor runs in a process of its own, with a limit of time and memory for each page, and each page goes to all of them in turn before
the next one: a slow minute of the machine meets all alike. Each page is cleaned with what was learned from other newspapers
only (``--in-sample``: as shipped). The peers are installed into ``.venv/bench`` by the Makefile and are no part of Kliping.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bench_extract_worst as worst
import out_of_fold
from bench_extract_table import Column, Extra, markdown, printed, write_readme
from children import Child, Unavailable
from labelled import BENCH, FOLDS, Labelled, page_scores, pages, summary

ROOT = Path(__file__).resolve().parents[2]
PEERS_PYTHON = ROOT / ".venv" / "bench" / "bin" / "python"
RIVALS = {
    "trafilatura": {"title", "date", "authors"},
    "trafilatura-precision": set[str](),
    "readability-lxml": {"title"},
    "newspaper4k": {"title", "date", "authors"},
    "resiliparse": {"title"},
    "turbohtml": {"title", "date", "authors"},
}
"""Peers, and which metadata each reads; the first is what time is measured by."""
FLATTENERS = ("html-text", "inscriptis")
OURS = "kliping"
THEIRS = "kliping, other checkout"

Found = dict[str, dict[str, Any]]
"""Page → what an extractor found."""


def main() -> None:
    """Run all, score, print, write."""
    options = _options()
    labelled = pages(options.sets, options.sample)
    if not labelled:
        print(f"bench-extract: no labelled pages in {BENCH}; nothing to do")
        return
    children = _started(options)
    try:
        answers = _ask(children, labelled, options)
        explained = _explained(children[OURS], labelled, answers[OURS], options)
    finally:
        for child in children.values():
            child.close()
    columns = _columns(children, labelled, answers)
    extras = [*_flattened(labelled, answers), *_ours(labelled, answers), *_seeds()]
    print(_heading(labelled, options))
    print(printed(columns, extras))
    _say_failures(children)
    options.out.mkdir(parents=True, exist_ok=True)
    _write(options, labelled, answers, explained)
    if options.write_readme:
        shown = [c for c in columns if c.name not in {THEIRS, f"{OURS}, half B"}]
        write_readme(ROOT / "README.md", markdown(shown, extras))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sets", nargs="+", default=[], help="only these sets")
    parser.add_argument("--sample", type=int, help="only so many pages, evenly spaced")
    parser.add_argument(
        "--peers", nargs="+", default=list(RIVALS), choices=list(RIVALS), help="only these"
    )
    parser.add_argument("--no-peers", action="store_true", help="our engine alone")
    parser.add_argument(
        "--against", type=Path, help="another checkout: its engine runs beside this one's"
    )
    parser.add_argument("--no-flattened", action="store_true", help="leave out flattened text")
    parser.add_argument("--python", type=Path, default=PEERS_PYTHON, help="the peers' interpreter")
    parser.add_argument("--limit", type=float, default=30, help="seconds a page may take")
    parser.add_argument(
        "--passes", type=int, default=1, help="the time of a page is the least of N"
    )
    parser.add_argument("--in-sample", action="store_true", help="weights as they are shipped")
    parser.add_argument("--worst", type=int, default=60, help="how many of the worst pages to explain")  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=ROOT / "bench", help="folder for the worst pages and all scores"
    )
    parser.add_argument("--write-readme", action="store_true", help="write README's comparison")
    return parser.parse_args()


def _started(options: argparse.Namespace) -> dict[str, Child]:
    """Ours first; a peer that is not installed is named and left out."""
    children = {OURS: Child(OURS, limit=options.limit)}
    if options.against:
        children[THEIRS] = Child(THEIRS, sys.executable, options.limit, str(options.against))
    names: list[str] = [] if options.no_peers else list(options.peers)
    for name in [*names, *(() if options.no_flattened or options.no_peers else FLATTENERS)]:
        try:
            children[name] = Child(name, options.python, options.limit)
        except Unavailable as error:
            print(f"bench-extract: without {name}: {error}", file=sys.stderr)
    return children


def _ask(
    children: Mapping[str, Child], labelled: Sequence[Labelled], options: argparse.Namespace
) -> dict[str, Found]:
    """Each page to each extractor in turn. The first page is asked once more: the first time it pays for what is made once."""
    answers: dict[str, Found] = {name: {} for name in children}
    answers |= {f"{name} cleaned": {} for name in FLATTENERS if name in children}
    for number, page in enumerate([labelled[0], *labelled]):
        question = {"path": str(page.path), "url": page.url}
        fold = None if options.in_sample else page.fold
        for _ in range(options.passes):
            for name, child in children.items():
                mine = {"fold": fold} if name in {OURS, THEIRS} else {}
                _keep_fastest(answers[name], page.name, child.ask(page.name, question | mine))
        for name in FLATTENERS:
            if name in children:
                plain = answers[name][page.name].get("text") or ""
                answers[f"{name} cleaned"][page.name] = children[OURS].ask(
                    f"{page.name} flattened", {"plain": plain, "fold": fold}
                )
        if number == 0:
            answers = {name: {} for name in answers}
        if sys.stderr.isatty():
            print(f"\r{number}/{len(labelled)} pages", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return answers


def _keep_fastest(found: Found, name: str, answer: dict[str, Any]) -> None:
    before = found.get(name)
    if before is None or answer.get("ms", 1e9) < before.get("ms", 1e9):
        found[name] = answer


def _scored(labelled: Sequence[Labelled], found: Found) -> list[tuple[Labelled, Any]]:
    return [(page, page_scores(page, found.get(page.name, {}))) for page in labelled]


def _columns(
    children: Mapping[str, Child], labelled: Sequence[Labelled], answers: Mapping[str, Found]
) -> list[Column]:
    unread = [page for page in labelled if page.half == "B"]
    ours = answers[OURS]
    columns = [
        Column(OURS, summary(_scored(labelled, ours))),
        Column(f"{OURS}, half B", summary(_scored(unread, ours))),
    ]
    if THEIRS in children:
        columns.append(Column(THEIRS, summary(_scored(labelled, answers[THEIRS]))))
    for name, reads in RIVALS.items():
        if name in children:
            found = summary(_scored(labelled, answers[name]))
            label = f"{name.removesuffix('-precision')} {children[name].version}"
            label += ", precision" if name.endswith("-precision") else ""
            columns.append(Column(label, found, reads=frozenset(reads)))
    yardstick = _total(answers.get("trafilatura", {}), labelled)
    places = [OURS, OURS, *(name for name in (THEIRS, *RIVALS) if name in children)]
    for column, name in zip(columns, places, strict=True):
        total = _total(answers[name], labelled)
        column.milliseconds = total / len(labelled)
        column.time = total / yardstick if yardstick else None
        column.failures = len(children[name].failures)
    return columns


def _total(found: Found, labelled: Sequence[Labelled], key: str = "ms") -> float:
    """Milliseconds that all pages took."""
    return sum(float(found.get(page.name, {}).get(key) or 0) for page in labelled)


def _flattened(labelled: Sequence[Labelled], answers: Mapping[str, Found]) -> list[Extra]:
    """The pages as plain text of everything on them, and what cleaning makes of that."""
    extras = []
    for name in FLATTENERS:
        if name not in answers:
            continue
        uncut, cleaned = (
            summary(_scored(labelled, answers[which]))["all"]["mean F1 of sets"]
            for which in (name, f"{name} cleaned")
        )
        if cleaned is not None:
            label = f"flattened by {name} (uncut {uncut:.3f}): mean F1 of sets"
            extras.append(Extra(label, f"{cleaned:.3f}", ".87", ".92"))
    return extras


def _ours(labelled: Sequence[Labelled], answers: Mapping[str, Found]) -> list[Extra]:
    ours = answers[OURS]
    total = _total(ours, labelled)
    asked = sum(found.get("language_evidence") == "langdetect" for found in ours.values())
    share = _total(ours, labelled, "language_ms") / total
    parse = _total(ours, labelled, "parse_ms")
    extras = [
        Extra(
            f"language detection's share of our time (langdetect asked on {asked} pages)",
            f"{share:.1%}", "10 %", "5 %",
        ),
        Extra("our time as a multiple of the bare parse", f"{total / parse:.1f}"),
    ]  # fmt: skip
    if "trafilatura" in answers:
        ratios = sorted(
            ours[p.name]["ms"] / theirs
            for p in labelled
            if "ms" in ours[p.name] and (theirs := answers["trafilatura"][p.name].get("ms"))
        )
        middle, late = ratios[len(ratios) // 2], ratios[len(ratios) * 9 // 10]
        label = "CPU time against trafilatura, page by page: median, 90th percentile"
        extras.append(Extra(label, f"{middle:.3f} {late:.3f}"))
    return extras


def _seeds() -> list[Extra]:
    """What the suite says of the two seed texts, where they lie beside the checkout."""
    if not (BENCH.parent / "seeds").is_dir():
        return []
    test = ROOT / "tests" / "crawler" / "extract" / "test_seeds.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [Extra("seeds: every sentence, no other line", "yes" if done.returncode == 0 else "NO")]


def _heading(labelled: Sequence[Labelled], options: argparse.Namespace) -> str:
    domains = len({page.domain for page in labelled})
    learned = "as shipped" if options.in_sample else "learned from other newspapers only"
    if not options.in_sample and (lacking := out_of_fold.missing(FOLDS)):
        learned = f"AS SHIPPED, THE PAGES AMONG WHAT THEY WERE LEARNED FROM: no {', '.join(lacking)} in {out_of_fold.FOLDER}"
    return f"{len(labelled)} pages of {domains} domains, weights {learned}; half B: domains whose pages no rule was written from\n"


def _say_failures(children: Mapping[str, Child]) -> None:
    for name, child in children.items():
        for page, why in list(child.failures.items())[:5]:
            print(f"  no answer: {name} {page}: {why}")


def _explained(
    ours: Child, labelled: Sequence[Labelled], found: Found, options: argparse.Namespace
) -> Found:
    """The decisions on the worst pages that may be looked at."""
    rows = worst.ranked(_scored(labelled, found))[: options.worst]
    return {
        page.name: ours.ask(
            page.name,
            {"path": str(page.path), "url": page.url, "explain": True}
            | {"fold": None if options.in_sample else page.fold},
        )
        for page, _ in rows
        if page.half == "A"
    }


def _write(
    options: argparse.Namespace,
    labelled: Sequence[Labelled],
    answers: Mapping[str, Found],
    explained: Found,
) -> None:
    """The worst pages, every extractor's scores, and what ours found, for ``score.py`` and for comparing two runs."""
    scored = _scored(labelled, answers[OURS])
    rows = worst.ranked(scored)[: options.worst]
    text = worst.report(rows, answers[OURS], explained)
    (options.out / "extract-worst.txt").write_text(text, encoding="utf-8")
    scores = {name: summary(_scored(labelled, found)) for name, found in answers.items()}
    (options.out / "extract-scores.json").write_text(json.dumps(scores, indent=1) + "\n")
    with (options.out / "extract-found.jsonl").open("w", encoding="utf-8") as out:
        for page in labelled:
            out.write(json.dumps({"path": str(page.path)} | answers[OURS][page.name]) + "\n")
    print(f"\nthe worst pages, all scores, what was found: {options.out}/extract-*")


if __name__ == "__main__":
    main()
