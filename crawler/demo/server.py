"""The sample newspapers on loopback: real HTTP, so that a crawl of them is a real crawl.

Each newspaper has an address of its own (``127.0.0.2``, ``127.0.0.3`` …); where the system binds only ``127.0.0.1``
they share it and differ in the port.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import urlsplit

from crawler.demo.content import PAPERS, Newspaper, Truth, newspapers, truth_of
from crawler.demo.feeds import Feeds
from crawler.demo.pages import Pages
from crawler.demo.templates import Templates
from crawler.site import Configuration, CrawlSettings, Site

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a server answered."""

    source: str
    path: str
    """With its query."""
    status: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back."""

    status: HTTPStatus
    content_type: str
    body: bytes
    etag: str | None = None
    last_modified: str | None = None


class Edition:
    """One newspaper that is being served."""

    def __init__(self, paper: Newspaper, home: str) -> None:
        self.paper = paper
        self.home = home
        self.requests: list[Request] = []
        """What was asked for, in order."""
        self._pages = Pages(paper, home)
        self._feeds = Feeds(paper, home)
        self._documents = self._feeds.documents()
        self._stories = {story.path: story for story in paper.stories}
        self._numbers = count(1)
        self._picture = Templates.load(PAPERS / "feeds.xml").fill("picture", {}).encode()

    @property
    def site(self) -> Site:
        """The newspaper as a source. One whose start points are to be discovered names only its home."""
        feed = self.paper.feed if self.paper.finds == "configured" else None
        return Site(
            name=self.paper.name,
            home=self.home + "/",
            feeds=(self.home + feed,) if feed else (),
            sitemaps=tuple(self.home + path for path in self._feeds.sitemaps) if feed else (),
            language=self.paper.language if self.paper.declares_language else None,
            timezone=self.paper.timezone,
        )

    def answer(self, target: str) -> Reply:
        """The reply to a GET of this path and query."""
        path = urlsplit(target).path
        number = next(self._numbers)
        if path in self._documents:
            content_type, body = self._documents[path]
            return Reply(HTTPStatus.OK, content_type, body, _etag(body), self._last_modified())
        if path == "/":
            still = self._pages.front(0).encode()
            body = self._pages.front(number).encode()
            # Weak: the figures of the ticker are not what a reader comes for.
            return Reply(HTTPStatus.OK, _HTML, body, f"W/{_etag(still)}", self._last_modified())
        story = self._stories.get(path)
        if story is not None:
            etag = f"W/{_etag(self._pages.page(story, 0).encode())}"
            changed = _http_date(story.last_changed)
            body = self._pages.page(story, number).encode()
            return Reply(HTTPStatus.OK, _HTML, body, etag, changed)
        if path.startswith("/media/") and path.endswith(".svg"):
            return Reply(HTTPStatus.OK, "image/svg+xml", self._picture)
        return Reply(HTTPStatus.NOT_FOUND, _HTML, self._pages.not_found().encode())

    def _last_modified(self) -> str | None:
        moments = [s.last_changed for s in self.paper.stories if s.last_changed]
        return _http_date(max(moments, default=None))


@dataclass(frozen=True)
class World:
    """The sample newspapers while they are being served."""

    editions: tuple[Edition, ...]
    sites: list[Site] = field(init=False)
    """The newspapers as sources of a crawl."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sites", [edition.site for edition in self.editions])

    @property
    def configuration(self) -> Configuration:
        """What a crawl of them needs: loopback allowed, no pause between requests."""
        return Configuration(
            crawl=CrawlSettings(delay=0, allow_private_addresses=True, min_free=0),
            sites={site.name: site for site in self.sites},
        )

    def truth(self) -> dict[str, Truth]:
        """What a crawl should find, by absolute URL; pages that are no articles included."""
        return {
            truth.url: truth
            for edition in self.editions
            for truth in (truth_of(edition.paper, s, edition.home) for s in edition.paper.stories)
        }

    def requests(self) -> list[Request]:
        """Every request so far, newspaper by newspaper."""
        return [request for edition in self.editions for request in edition.requests]

    def toml(self) -> str:
        """The same sources as the text of a configuration file."""
        lines = ["[crawl]", "delay = 0", "allow_private_addresses = true", "min_free = 0"]
        for site in self.sites:
            lines += ["", f"[sources.{site.name}]", f'home = "{site.home}"']
            lines += [
                f"{key} = {json.dumps(urls)}"
                for key, urls in (("feeds", site.feeds), ("sitemaps", site.sitemaps))
                if urls
            ]
            lines += [
                f'{key} = "{value}"'
                for key, value in (("language", site.language), ("timezone", site.timezone))
                if value
            ]
        return "\n".join(lines) + "\n"


@contextmanager
def serve() -> Iterator[World]:
    """Serve the sample newspapers until the block ends.

    :raises OSError: not even ``127.0.0.1`` can be bound.
    """
    with ExitStack() as stack:
        editions = [
            stack.enter_context(_serve(paper, f"127.0.0.{place}"))
            for place, paper in enumerate(newspapers(), start=2)
        ]
        yield World(tuple(editions))


def truth() -> list[Truth]:
    """What a crawl should find, with paths for URLs; needs no server."""
    return [truth_of(paper, story) for paper in newspapers() for story in paper.stories]


class _Server(ThreadingHTTPServer):
    edition: Edition

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        edition = self.server.edition
        reply = edition.answer(self.path)
        if self._is_known(reply):
            edition.requests.append(Request(edition.paper.name, self.path, 304))
            self._send(HTTPStatus.NOT_MODIFIED, reply, None)
            return
        edition.requests.append(Request(edition.paper.name, self.path, int(reply.status)))
        self._send(reply.status, reply, reply.body)

    def _is_known(self, reply: Reply) -> bool:
        """RFC 9110, 13.1: If-None-Match decides where it is sent, else If-Modified-Since."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return reply.etag is not None and reply.etag in tags
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == reply.last_modified

    def _send(self, status: HTTPStatus, reply: Reply, body: bytes | None) -> None:
        self.send_response(status)
        if reply.etag:
            self.send_header("ETag", reply.etag)
        if reply.last_modified:
            self.send_header("Last-Modified", reply.last_modified)
        if body is not None:
            self.send_header("Content-Type", reply.content_type)
            if reply.content_type == _HTML and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 6)
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Vary", "Accept-Encoding")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: requests are kept in :attr:`Edition.requests`."""


@contextmanager
def _serve(paper: Newspaper, address: str) -> Iterator[Edition]:
    with _bind(address) as server:
        host, port = server.server_address[:2]
        server.edition = Edition(paper, f"http://{host!s}:{port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.edition
        finally:
            server.shutdown()
            thread.join()


def _bind(address: str) -> _Server:
    try:
        return _Server((address, 0), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _http_date(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC), usegmt=True) if moment else None
