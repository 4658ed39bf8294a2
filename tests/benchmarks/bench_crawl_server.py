"""The labelled pages as eight newspapers on loopback, each answer built before the first request comes.

Run as a process of its own, so that its work is not the crawl's: ``bench_crawl_server.py FOLDER COPIES``. Prints one line
of JSON (see :func:`describe`) once it listens, and serves until its standard input ends. ``/sitemap.xml`` names each page
once, ``/all.xml`` names further copies of it too, for the crawls that are over too soon to be timed otherwise.

Feeds and sitemaps name addresses alone: a date or a headline there would help the crawl to what the truth asks for.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

NEWSPAPERS = 8
FEED_LINKS = 50
SITEMAP_LINKS = 100


@dataclass
class Newspaper:
    """One of the eight."""

    name: str
    home: str = ""
    pages: dict[str, Path] = field(default_factory=dict)
    """Path of the URL → file."""
    copies: list[str] = field(default_factory=list)
    """Paths of the same pages once more."""
    answers: dict[bytes, bytes] = field(default_factory=dict)
    """Path as asked for → the whole answer."""


class Answering(asyncio.Protocol):
    """HTTP/1.1 with connections kept open; enough for a client that sends one GET at a time. ``GET /-/begun`` gives the time
    (seconds since 1970) of the first request since it was asked the last time."""

    begun: float | None = None

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1]
            if path == b"/-/begun":
                self._transport.write(answer(str(Answering.begun).encode(), "text/plain"))
                Answering.begun = None
                continue
            Answering.begun = Answering.begun or time.time()
            self._transport.write(self._answers.get(path, _NOT_FOUND))


def answer(
    body: bytes, content_type: str, status: str = "200 OK", *, packed: bool = False
) -> bytes:
    """A whole answer, headers and all."""
    encoding = "Content-Encoding: gzip\r\n" if packed else ""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{encoding}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_NOT_FOUND = answer(b"not here", "text/plain", "404 Not Found")


def newspapers(bench: Path) -> list[Newspaper]:
    """The pages of every set, all of one domain in the same newspaper."""
    papers = [Newspaper(f"newspaper{n}") for n in range(1, NEWSPAPERS + 1)]
    for truth in sorted(bench.glob("*/truth.jsonl")):
        for line in truth.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            file = truth.parent / "html" / f"{page['id']}.html.gz"
            if file.exists():
                parts = urlsplit(page["url"] or "")
                domain = ".".join((parts.hostname or "").split(".")[-2:])
                paper = papers[zlib.crc32(domain.encode()) % NEWSPAPERS]
                paper.pages[f"/{truth.parent.name}/{quote(page['id'])}{_path(parts.path)}"] = file
    return papers


def _path(path: str) -> str:
    """The page's own path, which may hold its date, with nothing in it that a client would write otherwise."""
    return re.sub(r"[^\w/.-]+", "-", path, flags=re.ASCII).replace("//", "/") or "/"


def build(paper: Newspaper, copies: int) -> None:
    """Build every answer; ``copies`` counts the first one too."""
    paths = list(paper.pages)
    paper.copies = [f"/copy{n}{path}" for n in range(1, copies) for path in paths]
    links = "".join(f"<item><link>{paper.home}{path}</link></item>" for path in paths[:FEED_LINKS])
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{paper.name}</title>{links}</channel></rss>'
    paper.answers = {
        b"/": answer(b"<!doctype html><title>Front page</title><p>Nothing new.", "text/html"),
        b"/robots.txt": answer(b"User-agent: *\nDisallow:\n", "text/plain"),
        b"/feed.rss": answer(feed.encode(), "application/rss+xml"),
        **sitemaps(paper.home, "/sitemap", paths),
        **sitemaps(paper.home, "/all", paths + paper.copies),
    }
    for path, file in paper.pages.items():
        whole = answer(file.read_bytes(), "text/html", packed=True)
        for prefix in ("", *(f"/copy{n}" for n in range(1, copies))):
            paper.answers[f"{prefix}{path}".encode()] = whole


def sitemaps(home: str, name: str, paths: list[str]) -> dict[bytes, bytes]:
    """A sitemap index and its packed sitemaps."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    found: dict[bytes, bytes] = {}
    children = ""
    for start in range(0, len(paths), SITEMAP_LINKS):
        locs = "".join(
            f"<url><loc>{home}{path}</loc></url>" for path in paths[start : start + SITEMAP_LINKS]
        )
        body = gzip.compress(f"<urlset {space}>{locs}</urlset>".encode(), mtime=0)
        child = f"{name}-{start}.xml.gz"
        found[child.encode()] = answer(body, "application/gzip")
        children += f"<sitemap><loc>{home}{child}</loc></sitemap>"
    index = f"<sitemapindex {space}>{children}</sitemapindex>"
    found[f"{name}.xml".encode()] = answer(index.encode(), "application/xml")
    return found


def describe(papers: list[Newspaper]) -> str:
    """``{"newspapers": {name: home}, "pages": {url: "set/html/id.html.gz"}, "copies": [url]}``."""
    return json.dumps(
        {
            "newspapers": {paper.name: paper.home for paper in papers},
            "pages": {
                paper.home + path: "/".join(file.parts[-3:])
                for paper in papers
                for path, file in paper.pages.items()
            },
            "copies": [paper.home + path for paper in papers for path in paper.copies],
        }
    )


async def main(bench: Path, copies: int) -> None:
    """Listen, say where, serve."""
    loop = asyncio.get_running_loop()
    papers = newspapers(bench)
    for number, paper in enumerate(papers):
        server = await loop.create_server(
            lambda paper=paper: Answering(paper.answers), _address(number), 0, backlog=128
        )
        host, port = server.sockets[0].getsockname()
        paper.home = f"http://{host}:{port}"
        build(paper, copies)
    sys.stdout.write(describe(papers) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


def _address(number: int) -> str:
    return f"127.0.1.{number + 1}" if sys.platform == "linux" else "127.0.0.1"


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
