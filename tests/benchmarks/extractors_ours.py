"""Our own engine, as :mod:`extractors` runs it: pages and text, with the time of its parts."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from out_of_fold import shipped, weights_without
from selectolax.lexbor import LexborHTMLParser

from archive.model import Page
from crawler.errors import NotAPage
from crawler.extract import article, forest, language
from crawler.extract.page.encoding import decode
from crawler.extraction_worker import collect_seldom

Found = dict[str, Any]


class Stopwatch:
    """Adds up the CPU time of calls to a function that it stands in for."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.spent = 0.0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        begun = time.process_time()
        try:
            return self._function(*arguments, **options)
        finally:
            self.spent += time.process_time() - begun


_detect = language.detect = Stopwatch(language.detect)  # type: ignore[assignment]
# Profiles are loaded once, whatever the number of pages: a text that only langdetect can name makes it load them now.
collect_seldom()  # as where pages are cleaned in a crawl
language.detect("Gwenn ha du eo banniel Breizh, ha glas eo ar mor tro-dro dezhi bepred.")


def answer(asked: Found) -> Found:
    """What is asked: ``path`` and ``url`` of a page, or ``plain`` text; the ``fold`` it must not have been learned from.

    With ``explain`` the ``decisions`` come along.
    """
    plain = asked.get("plain")
    body = (
        plain.encode() if plain is not None else gzip.decompress(Path(asked["path"]).read_bytes())
    )
    page = Page(
        url=asked.get("url") or "",
        fetched=datetime.now(UTC),
        headers=(("Content-Type", "text/html" if plain is None else "text/plain; charset=utf-8"),),
        body=body,
    )
    explain = bool(asked.get("explain"))
    with weights_without(asked.get("fold")):
        for name in shipped():  # read once a process, whatever the number of pages
            forest.load(name)
        before, begun = _detect.spent, time.process_time()
        try:
            found = article(page, explain=explain)
        except NotAPage as error:
            return {"error": str(error), "ms": (time.process_time() - begun) * 1000}
        spent, in_language = time.process_time() - begun, _detect.spent - before
    result = {
        "text": found.article.text,
        "title": found.article.title,
        "authors": list(found.article.authors),
        "published": found.article.published and found.article.published.isoformat(),
        "kind": found.article.kind,
        "kind_evidence": found.kind_evidence,
        "method": found.article.method,
        "language_evidence": found.article.language_evidence,
        "ms": spent * 1000,
        "language_ms": in_language * 1000,
    }
    if plain is None:
        result["parse_ms"] = _bare_parse(body) * 1000
    if explain:
        result["decisions"] = [
            [d.kept, d.rule, d.where, d.evidence, d.text] for d in found.decisions
        ]
    return result


def _bare_parse(body: bytes) -> float:
    """Seconds that the parser alone takes, given the decoded page."""
    text, _ = decode(body, "text/html")
    begun = time.process_time()
    LexborHTMLParser(text)
    return time.process_time() - begun
