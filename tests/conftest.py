"""What the tests share: real web servers on loopback, a real archive file, and the console command itself."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from archive.model import Filters
from archive.store import Archive
from tests.crawler.mail_server import server, webhook  # noqa: F401 - fixtures
from tests.postgres import (  # noqa: F401 - fixtures
    _postgres_archive,
    new_postgres,
    postgres_archive,
    postgres_server,
)

WIB = timezone(timedelta(hours=7))
EVERY = Filters(with_duplicates=True)
EPOCH = datetime(2026, 11, 20, 8, 0, tzinfo=WIB)
"""When the first story of a website was published; each further one an hour later."""


@dataclass(frozen=True)
class Seen:
    """One request as a website saw it."""

    path: str
    headers: Mapping[str, str]
    at: float

    @property
    def is_conditional(self) -> bool:
        """Whether it asks for the document only if it changed."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass
class Answer:
    """What a website answers at one path."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = False
    """Send ETag and Last-Modified, and answer 304 to whoever has them."""

    @property
    def etag(self) -> str:
        """Changes with the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


Fault = Callable[["Handler"], None]
"""Writes to the socket whatever it likes."""


class Website:
    """A newspaper on a real server of its own loopback address. Unknown paths answer 404."""

    def __init__(self, address: str) -> None:
        self.answers: dict[str, Answer | Fault] = {}
        self.requests: list[Seen] = []
        self._server = Server((address, 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def host(self) -> str:
        """Address and port."""
        return f"{self._server.server_address[0]}:{self._server.server_address[1]}"

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path."""
        return f"http://{self.host}{path}"

    def use_tls(self, certificate: Path) -> str:
        """Serve https from now on, with the certificate and key of a PEM file; returns the front page's URL."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        return f"https://{self.host}/"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.path for request in self.requests]

    def add(self, path: str, body: str | bytes, content_type: str = "", **more: Any) -> None:
        """Answer ``path`` with ``body``."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(data, content_type or "text/html; charset=utf-8", **more)

    def redirect(self, path: str, to: str) -> None:
        """Answer ``path`` with a redirect."""
        self.answers[path] = Answer(status=302, headers={"Location": to})

    def article(self, path: str, title: str | None = None, text: str | None = None) -> str:
        """Put an article at ``path``; returns its absolute URL."""
        self.add(path, article_page(title or f"Harbour council votes on {path.strip('/')}", text))
        return self.url(path)

    def articles(self, count: int, folder: str = "/news") -> list[str]:
        """Put ``count`` articles under ``folder``; returns their absolute URLs."""
        return [
            self.article(f"{folder}/2026/11/20/story-number-{n}-of-the-day") for n in range(count)
        ]

    def feed(self, urls: Sequence[str], path: str = "/feed.xml", **more: Any) -> str:
        """Put an RSS feed at ``path`` that announces ``urls``, the newest first; returns its URL."""
        self.add(path, rss(urls), "application/rss+xml", validators=True, **more)
        return self.url(path)

    def sitemap(self, urls: Sequence[str], path: str = "/sitemap.xml") -> str:
        """Put a sitemap at ``path``; returns its URL."""
        items = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
        self.add(path, body, "application/xml", validators=True)
        return self.url(path)

    def sitemap_index(self, children: Mapping[str, str], path: str = "/sitemap_index.xml") -> str:
        """Put an index at ``path`` that names sitemaps by URL → lastmod; returns its URL."""
        items = "".join(
            f"<sitemap><loc>{escape(url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
            for url, day in children.items()
        )
        body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'
        self.add(path, body, "application/xml", validators=True)
        return self.url(path)


def article_page(title: str, text: str | None = None) -> str:
    """An article as a newspaper serves it."""
    body = text or "\n\n".join(_paragraph(n, title) for n in range(1, 6))
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2026-11-20T08:04:00+07:00"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def _paragraph(number: int, title: str) -> str:
    """Two sentences that hardly any other article has: one with the same text would be a copy of it."""
    dice = random.Random(f"{number} {title}")  # noqa: S311 - the same text each time
    says = [_sentence(dice) for _ in range(2)]
    return (
        f"Paragraph {number} of this report says what was decided on {title}. {says[0]} {says[1]}"
    )


def _sentence(dice: random.Random) -> str:
    who, said, what, when = map(dice.choice, _SENTENCE)
    here, there, far = (_place(dice) for _ in range(3))
    year, others = dice.randrange(1100, 2000), dice.randrange(100, 900)
    return f"{who} from {here} near {there} {said} in {year}, with {others} others out of {far}, {what} {when}"


def _place(dice: random.Random) -> str:
    syllables = ("ba", "lo", "mar", "ti", "ven", "sku", "rho", "ne")
    return "".join(dice.choice(syllables) for _ in range(3)).title()


_SENTENCE = (
    (
        "The harbour master", "A retired pilot", "One of the fishermen", "The mayor's deputy", "Nobody on the quay",
        "The oldest member of the council", "A teacher from the upper town", "The owner of the ferry", "Her neighbour",
        "The engineer who built the bridge", "Everyone at the meeting", "The editor of a rival newspaper",
    ),
    (
        "wanted to know", "could not explain", "had long suspected", "wrote in a letter", "told the council again",
        "was glad to hear", "did not believe for a moment", "asked the people who live there", "would rather forget",
        "promised to find out", "heard on the radio", "repeated in a low voice",
    ),
    (
        "why the lighthouse stays dark in winter", "how much the new crane may cost", "that the nets had been mended",
        "where all the herring has gone", "that no ship is expected before spring", "who had painted the sea wall green",
        "what the islanders think of it now", "that the market will move to another square", "when the tide turns there",
        "whether the swimming baths can be saved", "that a bell was found under the pier", "which of the boats leaks most",
    ),
    (
        "after the vote.", "in spite of the rain.", "as the minutes show.", "to the surprise of all.", "without a smile.",
        "now that the matter is settled.", "before the doors were opened.", "while the band was playing.", "once more.",
        "for the third year running.", "when asked about it.", "although nobody had asked.",
    ),
)  # fmt: skip


def rss(urls: Sequence[str]) -> str:
    """An RSS 2.0 feed; the last of ``urls`` is the oldest."""
    newest = EPOCH + timedelta(hours=len(urls))
    items = "".join(
        f"<item><title>Story {n}</title><link>{escape(url)}</link>"
        f"<pubDate>{format_datetime(newest - timedelta(hours=n))}</pubDate></item>"
        for n, url in enumerate(urls)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


class Server(ThreadingHTTPServer):
    """One thread a connection; quiet about clients that hang up."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], website: Website) -> None:
        self.website = website
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawl that is killed, or that stops reading, is what many tests want."""


class Handler(BaseHTTPRequestHandler):
    """Answers from the website's table and keeps its log."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer."""
        website = self.server.website
        headers = {name.lower(): value for name, value in self.headers.items()}
        website.requests.append(Seen(self.path, headers, time.monotonic()))
        answer = website.answers.get(self.path)
        if answer is None:
            answer = Answer(b"not here", status=404)
        if isinstance(answer, Answer):
            self.answer(answer, headers)
        else:
            self.close_connection = True
            answer(self)

    def answer(self, answer: Answer, asked: Mapping[str, str]) -> None:
        """Send one answer, or 304 to whoever has it."""
        unchanged = answer.validators and asked.get("if-none-match") == answer.etag
        body = b"" if unchanged else answer.body
        self.send_response(304 if unchanged else answer.status)
        if answer.validators:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", format_datetime(EPOCH.astimezone(), usegmt=False))
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


# --- Faults: each takes the handler and writes what it likes ---


def _hang(handler: Handler) -> None:
    """Never answer."""
    time.sleep(30)


def _drip(handler: Handler) -> None:
    """A byte every tenth of a second, for ever."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n"
    )
    for _ in range(300):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def _endless(handler: Handler) -> None:
    """A body that never ends, as fast as it is read."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    chunk = b"<p>" + b"again and " * 10_000
    for _ in range(3000):
        handler.wfile.write(chunk)


def _huge(handler: Handler) -> None:
    """Announces 200 MB."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 200000000\r\n\r\n<p>"
    )
    time.sleep(0.2)


def _cut(handler: Handler) -> None:
    """Less than was announced, then the end."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><p>Half"
    )


def _slam(handler: Handler) -> None:
    """Close without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def _bomb(handler: Handler) -> None:
    """300 MB of one letter in gzip."""
    body = _gzip_bomb()
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    handler.wfile.write(body)


def _headers(handler: Handler) -> None:
    """Headers without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for number in range(200_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"again " * 150))


def _folded(handler: Handler) -> None:
    """One header without end, on folded lines."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Again: and\r\n")
    for _ in range(30_000):
        handler.wfile.write(b" " + b"again " * 1500 + b"\r\n")


def _lengths(handler: Handler) -> None:
    """Two lengths that can't both be right."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<html>")


def _misspelt(handler: Handler) -> None:
    """A status that is no number."""
    handler.wfile.write(b"HTTP/1.1 OK 200\r\nContent-Length: 0\r\n\r\n")


def _chunks(handler: Handler) -> None:
    """Chunks whose length is no number."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<p>a\r\nZZ\r\n"
    )


def _packed(handler: Handler) -> None:
    """Said to be packed, and is not."""
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n<html>"
    )


def _unchanged(handler: Handler) -> None:
    """304 to whoever asks."""
    handler.wfile.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")


_BOMB: list[bytes] = []


def _gzip_bomb() -> bytes:
    if not _BOMB:
        packed = gzip.compress(b"a" * 3_000_000, mtime=0)
        _BOMB.append(packed * 100)
    return _BOMB[0]


FAULTS: dict[str, Fault] = {
    "hang": _hang,
    "drip": _drip,
    "endless": _endless,
    "huge": _huge,
    "cut": _cut,
    "slam": _slam,
    "bomb": _bomb,
    "headers": _headers,
    "folded": _folded,
    "lengths": _lengths,
    "misspelt": _misspelt,
    "chunks": _chunks,
    "packed": _packed,
    "unchanged": _unchanged,
}


@pytest.fixture
def faults() -> Mapping[str, Fault]:
    """What a website can do to a crawler, by name."""
    return FAULTS


@pytest.fixture
def new_website() -> Iterator[Callable[[], Website]]:
    """Makes websites, each on a loopback address of its own: 127.0.1.1, 127.0.1.2 …"""
    made: list[Website] = []

    def make() -> Website:
        made.append(Website(f"127.0.1.{len(made) + 1}"))
        return made[-1]

    yield make
    for website in made:
        website.close()


@pytest.fixture
def website(new_website: Callable[[], Website]) -> Website:
    """One website."""
    return new_website()


@pytest.fixture
def page() -> Callable[..., str]:
    """Makes the HTML of an article: ``page(title, text)``."""
    return article_page


@dataclass
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str


class Kliping:
    """The console command in a folder of its own, with a configuration for loopback websites."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "kliping.db"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("KLIPING_")},
            "NO_COLOR": "1",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "PYTHONWARNINGS": "error::ResourceWarning",
        }

    def configure(self, sources: Mapping[str, Mapping[str, Any]], **crawl: object) -> None:
        """Write ``kliping.toml``: no delay, private addresses allowed, and what ``crawl`` says instead."""
        settings = {"delay": 0, "timeout": 5, "allow_private_addresses": True, **crawl}
        lines = ["[crawl]", *(f"{name} = {json.dumps(value)}" for name, value in settings.items())]
        for name, keys in sources.items():
            lines += [f"[sources.{json.dumps(name)}]"]
            lines += [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        (self.folder / "kliping.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [str(Path(sys.executable).with_name("kliping")), *arguments]

    def __call__(self, *arguments: str, timeout: float = 60, stdin: str | None = None) -> Result:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self, *arguments: str, timeout: float = 60) -> tuple[Result, dict[str, Any]]:
        """Crawl; how it ended, and its report."""
        file = self.folder / "report.json"
        file.unlink(missing_ok=True)
        result = self("crawl", "--report", str(file), *arguments, timeout=timeout)
        return result, json.loads(file.read_text("utf-8")) if file.exists() else {}

    def titles(self) -> list[str]:
        """The titles of all that is stored, in order."""
        with Archive.open(self.archive, read_only=True) as archive:
            return [article.title for article in archive.articles(EVERY)]

    def urls(self) -> list[str]:
        """The URLs of all that is stored, in order."""
        with Archive.open(self.archive, read_only=True) as archive:
            return [article.url for article in archive.articles(EVERY)]


@pytest.fixture
def kliping(tmp_path: Path) -> Kliping:
    """The console command; called with arguments it runs to its end."""
    return Kliping(tmp_path)


# --- Many sources in two crawls: starting a crawl takes longer than most of what there is to see ---


@dataclass(frozen=True)
class Round:
    """What one of the two crawls did for one source."""

    report: Mapping[str, Any]
    requests: Sequence[Seen]
    stored: Sequence[str]
    """Paths of all that is stored by then, in order."""
    titles: Sequence[str]
    code: int
    err: Sequence[str]
    """Lines on standard error that speak of the source."""

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]


@dataclass
class Story:
    """One source with its websites, and what the crawls did."""

    steps: Iterator[Mapping[str, Any]]
    sites: list[Website] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    @property
    def site(self) -> Website:
        """Its first website."""
        return self.sites[0]


Case = Callable[[Callable[[], Website]], Iterator[Mapping[str, Any]]]
"""Builds a source: is given what makes websites, yields the source's configuration, and changes the websites after it."""


@pytest.fixture(scope="module")
def crawl_together(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Sequence[Case]], Mapping[str, Story]]]:
    """Crawls the sources of all cases twice, together; gives what was done for each, by the name of its function."""
    opened: list[Website] = []

    def new(story: Story) -> Website:
        opened.append(Website(f"127.0.2.{len(opened) + 1}"))
        story.sites.append(opened[-1])
        return opened[-1]

    def crawl(cases: Sequence[Case]) -> Mapping[str, Story]:
        kliping = Kliping(tmp_path_factory.mktemp("together"))
        stories: dict[str, Story] = {}
        for case in cases:
            story = Story(iter(()))
            story.steps = case(lambda story=story: new(story))  # type: ignore[misc]
            stories[case.__name__] = story
        kliping.configure({name: next(story.steps) for name, story in stories.items()}, timeout=2)
        for _ in range(2):
            result, report = kliping.crawl()
            for name, story in stories.items():
                story.rounds.append(_round(kliping, name, story, result, report))
                for site in story.sites:
                    site.requests.clear()
                next(story.steps, None)
        return stories

    yield crawl
    for site in opened:
        site.close()


def _round(
    kliping: Kliping, name: str, story: Story, result: Result, report: Mapping[str, Any]
) -> Round:
    with Archive.open(kliping.archive, read_only=True) as archive:
        articles = list(archive.articles(Filters(source=name, with_duplicates=True)))
    return Round(
        report=report["sources"][name],
        requests=[request for site in story.sites for request in site.requests],
        stored=sorted("/" + article.url.split("/", 3)[3] for article in articles),
        titles=[article.title for article in articles],
        code=result.code,
        err=[line for line in result.err.splitlines() if f" {name}: " in line],
    )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A real, empty archive file."""
    with Archive.open(tmp_path / "archive.db", create=True) as opened:
        yield opened
