"""Every folder under tests/crawler/sites is a page and what a person would write down of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest

from archive.model import Extracted
from crawler.site import shipped

SITES = Path(__file__).parent.parent / "sites"
CASES = sorted(path.parent for path in SITES.glob("*/*/article.json"))
Understand = Callable[..., Extracted]


def read(case: Path, understand: Understand) -> tuple[Extracted, dict[str, object]]:
    wanted = json.loads((case / "article.json").read_text("utf-8"))
    site = shipped()[wanted["site"]] if "site" in wanted else None
    return understand((case / "page.html").read_bytes(), url=wanted["url"], site=site), wanted


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_a_page_comes_out_as_a_person_would_write_it(case: Path, understand: Understand) -> None:
    found, wanted = read(case, understand)
    article = found.article
    expected = dict(wanted["article"])
    text = expected.pop("text")
    assert article.text.split("\n\n") == text
    published = expected.pop("published", None)
    if published:
        assert article.published is not None
        assert article.published.isoformat() == published
    names = {field.name for field in fields(article)}
    assert expected.keys() <= names
    actual = {name: getattr(article, name) for name in expected}
    assert {k: list(v) if isinstance(v, tuple) else v for k, v in actual.items()} == expected


def test_what_was_cut_bears_the_name_of_its_rule(case: Path, understand: Understand) -> None:
    found, wanted = read(case, understand)
    rules = {cut.text: cut.rule for cut in found.removed}
    assert {text: rules.get(text) for text in wanted["cut"]} == wanted["cut"]


class VisibleText(HTMLParser):
    """Text nodes of a page, by another parser than the engine's."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in {"script", "style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "title"}

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self.silent:
            self.texts.append(text)


def test_body_fields_and_cuts_hold_every_visible_line(case: Path, understand: Understand) -> None:
    found, _ = read(case, understand)
    parser = VisibleText()
    parser.feed((case / "page.html").read_text("utf-8"))
    held = " ".join(" ".join(decision.text.split()) for decision in found.decisions)
    squeezed = re.sub(r"\s", "", held)
    assert len(parser.texts) > 5
    assert [text for text in parser.texts if re.sub(r"\s", "", text) not in squeezed] == []


def test_each_kept_line_stands_in_the_field_that_its_decision_names(
    case: Path, understand: Understand
) -> None:
    found, _ = read(case, understand)
    paragraphs = found.article.text.split("\n\n")
    for decision in found.decisions:
        if decision.kept == "text":
            assert decision.text in paragraphs
        elif decision.kept == "captions":
            assert decision.text in found.article.captions
        elif decision.kept is None:
            assert decision.rule
            assert decision.where
            assert decision.text not in paragraphs or decision.rule in {"hidden", "duplicate"}
