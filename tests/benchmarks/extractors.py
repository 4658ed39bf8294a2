"""Extractors behind one face, each run in a process of its own by :mod:`children`: ``python extractors.py NAME``
(``python extractors.py kliping FOLDER``: the engine of another checkout).

A line of JSON comes in for each page (``path`` and ``url``, or ``plain`` text), a line goes out: ``text``, ``title``, ``authors``,
``published``, and ``ms``, the CPU time it took to get all of them from the page's bytes in memory. The peers live in an environment of
their own (``requirements-bench.lock``): this file is run by its interpreter, and imports nothing of ours for them.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import socket
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

MEMORY = 4 * 1024**3
"""Bytes of address space; what needs more for one page fails on it."""

Found = dict[str, Any]
Extractor = Callable[[bytes, str], Found]


def trafilatura(**options: Any) -> Extractor:
    """trafilatura with these options."""
    from trafilatura import bare_extraction

    def extract(body: bytes, url: str) -> Found:
        found = bare_extraction(body, url=url or None, include_comments=False, **options)
        if found is None:
            return {}
        return {
            "text": found.text,
            "title": found.title,
            "authors": [found.author] if found.author else [],
            "published": found.date,
        }

    return extract


def readability() -> Extractor:
    """readability-lxml; what it leaves of the page is turned into text as the article-extraction benchmark does it."""
    from html_text import extract_text
    from readability import Document

    def extract(body: bytes, url: str) -> Found:
        document = Document(body, url=url or None)
        return {"text": extract_text(document.summary()), "title": document.short_title()}

    return extract


def newspaper() -> Extractor:
    """newspaper4k, which does not fetch pictures here."""
    from newspaper import Article
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def extract(body: bytes, url: str) -> Found:
        text = bytes_to_str(body, detect_encoding(body, from_html_meta=True))
        article = Article(url or "https://paper.example/story", fetch_images=False)
        article.download(input_html=text)
        article.parse()
        return {
            "text": article.text,
            "title": article.title,
            "authors": article.authors,
            "published": article.publish_date and str(article.publish_date),
        }

    return extract


def resiliparse() -> Extractor:
    """Resiliparse's main content. It reads the title and nothing else of the metadata."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def extract(body: bytes, _url: str) -> Found:
        tree = HTMLTree.parse_from_bytes(body, _declared_encoding(body))
        return {
            "text": extract_plain_text(
                tree, main_content=True, alt_texts=False, list_bullets=False, comments=False
            ),
            "title": tree.title,
        }

    return extract


def _declared_encoding(body: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    return str(detect_encoding(body, from_html_meta=True))


def turbohtml() -> Extractor:
    """turbohtml's article."""
    from turbohtml import parse

    def extract(body: bytes, _url: str) -> Found:
        found = parse(body).article()
        return {
            "text": found.text,
            "title": found.title,
            "authors": [found.byline] if found.byline else [],
            "published": found.date,
        }

    return extract


def html_text() -> Extractor:
    """The whole page as text, by html-text: nothing is extracted."""
    from html_text import extract_text

    return lambda body, _url: {"text": extract_text(_decoded(body))}


def inscriptis() -> Extractor:
    """The whole page as text, by inscriptis: nothing is extracted."""
    from inscriptis import get_text

    return lambda body, _url: {"text": get_text(_decoded(body))}


def _decoded(body: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str

    return str(bytes_to_str(body, _declared_encoding(body)))


def kliping() -> Callable[[Found], Found]:
    """Our engine; it answers to more than a page: see :mod:`extractors_ours`."""
    root = sys.argv[2] if len(sys.argv) > 2 else Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root))
    import extractors_ours

    return extractors_ours.answer


PEERS: dict[str, Callable[[], Extractor]] = {
    "trafilatura": lambda: trafilatura(with_metadata=True),
    "trafilatura-precision": lambda: trafilatura(favor_precision=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
    "turbohtml": turbohtml,
    "html-text": html_text,
    "inscriptis": inscriptis,
}
"""Name → what makes the extractor; its imports happen there."""


def _of_peer(extract: Extractor) -> Callable[[Found], Found]:
    def answer(asked: Found) -> Found:
        body = gzip.decompress(Path(asked["path"]).read_bytes())
        begun = time.process_time()
        found = extract(body, asked["url"])
        return found | {"ms": (time.process_time() - begun) * 1000}

    return answer


def _versions(name: str) -> str:
    try:
        return version(name.removesuffix("-precision"))
    except PackageNotFoundError:
        return ""


def _offline(*_arguments: object) -> None:
    raise OSError("there is no network in a benchmark")


def main() -> None:
    """Answer line by line until there is no more."""
    name = sys.argv[1]
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a peer prints is no answer
        warnings.simplefilter("ignore")
        socket.socket.connect = _offline  # type: ignore[method-assign, assignment]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        answer = kliping() if name.startswith("kliping") else _of_peer(PEERS[name]())
        print(json.dumps({"version": _versions(name)}), file=out, flush=True)
        for line in sys.stdin:
            try:
                found = answer(json.loads(line))
            except Exception as error:  # a peer may raise anything: it is its answer
                found = {"error": f"{type(error).__name__}: {error}"[:300]}
            print(json.dumps(found, default=str), file=out, flush=True)


if __name__ == "__main__":
    main()
