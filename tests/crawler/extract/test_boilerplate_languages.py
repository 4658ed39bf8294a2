"""Each kind of boilerplate in each language: lines as real pages have them, and sentences of articles that look alike.

The cases are the files of ``boilerplate/``: a story, what is cut from between its paragraphs under which name, and what
must stay there. What stands behind a ``@`` is a link.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from archive.model import Extracted
from crawler.extract.boilerplate import RULES, View, captions
from crawler.extract.boilerplate.folding import folded
from crawler.extract.boilerplate.phrases import Hits, find
from crawler.extract.page import document, reader

Understand = Callable[..., Extracted]
CASES: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(Path(__file__).with_name("boilerplate").glob("*.toml"))
}
KINDS = {
    "ticker", "weather", "live-score", "reactions", "advert", "read-also", "related", "most-read", "share", "newsletter",
    "signup", "consent", "comments", "author-bio", "copyright", "player", "page-note", "tags", "breadcrumbs", "caption",
}  # fmt: skip
FEW = {"fi", "sw", "ka"}
"""Languages without a word list: what is cut there is cut by its form."""


def as_html(case: dict[str, Any], middle: list[str]) -> str:
    first, second, *rest = case["story"]
    lines = []
    for n, line in enumerate([first, second, *middle, *rest]):
        label, sign, link = line.partition("@")
        lines.append(f'<p>{label}<a href="/{n}">{link}</a></p>' if sign else f"<p>{line}</p>")
    return f"<html><body><article><h1>{case['title']}</h1>{''.join(lines)}</article></body></html>"


def rules_on_lines(case: dict[str, Any], middle: list[str]) -> dict[str, str]:
    """Line → rule, for what the rules cut of the same text without its markup."""
    first, second, *rest = case["story"]
    text = "\n\n".join([case["title"], first, second, "\n".join(middle), *rest])
    lines = reader.read(document.parse(text.encode(), "text/plain", "")).blocks
    view = View(lines, lines=True)
    for rule in RULES:
        rule(view)
    found = {lines[index].text: name for index, (name, _) in view.cuts.items()}
    return found | {lines[index].text: "caption" for index in captions.credit(view)}


CUT = [
    pytest.param(language, rule, lines, id=f"{language}-{rule}-{n}")
    for language, case in CASES.items()
    for rule, lists in case["cut"].items()
    for n, lines in enumerate(lists)
]


@pytest.mark.parametrize(("language", "rule", "lines"), CUT)
def test_it_is_cut_from_a_page_under_its_name(
    understand: Understand, language: str, rule: str, lines: list[str]
) -> None:
    case = CASES[language]
    found = understand(as_html(case, lines))
    shown = [line.replace("@", "") for line in lines]
    assert found.article.text.split("\n\n") == case["story"]
    decided = {line: d for d in found.decisions for line in d.text.split("\n")}
    # A date, a photographer or a town may be taken for a field of the metadata, which is as well.
    rules = {line: decided[line].rule for line in shown if decided[line].kept is None}
    assert rules == dict.fromkeys(rules, rule)


@pytest.mark.parametrize(
    ("language", "rule", "lines"),
    [case for case in CUT if case.values[0] not in FEW and "@" not in str(case.values[2])],
)
def test_it_is_cut_from_plain_text_under_its_name(
    language: str, rule: str, lines: list[str]
) -> None:
    assert rules_on_lines(CASES[language], lines) == dict.fromkeys(lines, rule)


KEEP = [
    pytest.param(language, line, id=f"{language}-{n}")
    for language, case in CASES.items()
    for n, line in enumerate(case["keep"])
]


@pytest.mark.parametrize(("language", "line"), KEEP)
def test_a_sentence_of_the_article_is_kept(
    understand: Understand, language: str, line: str
) -> None:
    case = CASES[language]
    first, second, *rest = case["story"]
    found = understand(as_html(case, [line]))
    assert found.article.text.split("\n\n") == [first, second, line, *rest]
    assert rules_on_lines(case, [line]) == {}


@pytest.mark.parametrize("language", sorted(CASES.keys() - FEW))
def test_every_kind_has_a_case(language: str) -> None:
    assert CASES[language]["cut"].keys() >= KINDS


LISTS = {
    path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8"))
    for path in resources.files("crawler.extract.boilerplate").joinpath("words").iterdir()
    if path.name.endswith(".toml")
}
ON_PAGES = {
    "advert", "share", "reactions", "read-also", "popular", "signup", "consent", "copyright", "tags", "comments", "biography",
    "about-author", "player", "notes", "market", "credit-image", "weather", "live-score", "breadcrumbs", "counter", "duration", "contact", "newsletter",
    "address", "told", "challenge", "soft-404", "paywall", "consent-wall",
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(LISTS))
def test_a_word_list_has_every_kind(language: str) -> None:
    assert set(LISTS[language]) >= ON_PAGES


@pytest.mark.parametrize("language", sorted(LISTS))
def test_a_phrase_is_found_by_its_own_list(language: str) -> None:
    lost = [
        (kind, place, phrase)
        for kind, lists in LISTS[language].items()
        for place in ("line", "start", "inside", "end")
        for phrase in lists.get(place, ())
        if not getattr(find(folded(phrase)).get(kind, Hits()), place)
    ]
    assert lost == []
