"""Servers that take what somebody is told: a mail server and a webhook, on loopback, real enough for the clients of the standard library."""

from __future__ import annotations

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail (RFC 5321), with STARTTLS and AUTH where it is told to offer them."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []
        self.said: list[str] = []
        """What clients said, line by line, mails left out."""
        self.logins: dict[str, str] = {}
        """Users and passwords; with any, nobody else may send."""
        self.refused: set[str] = set()
        """Recipients."""
        self.certificate: Path | None = None
        """With one it offers STARTTLS."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def use_tls(self, certificate: Path) -> None:
        """Encrypt from the first byte on."""
        self.socket = _context(certificate).wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not like the certificate hangs up."""


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.safe = False
        self.user: str | None = None
        self.recipients: list[str] = []
        self.say("220 mail.test")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.server.said.append(line)
            word = line.split()[0].upper()
            answer = getattr(self, f"on_{word.lower()}", None)
            if answer is None:
                self.say("250 as you like")
            else:
                answer(line)
            if word == "QUIT":
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def on_ehlo(self, _: str) -> None:
        offers = ["mail.test"]
        if self.server.certificate and not self.safe:
            offers.append("STARTTLS")
        if self.server.logins:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def on_quit(self, _: str) -> None:
        self.say("221 farewell")

    def on_starttls(self, _: str) -> None:
        assert self.server.certificate
        self.say("220 go on")
        self.rfile.close()
        self.wfile.close()
        self.request = _context(self.server.certificate).wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.safe = True

    def on_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        if self.server.logins.get(user) == password:
            self.user = user
            self.say("235 welcome")
        else:
            self.say(f"535 {password} is not the password of {user}")

    def on_mail(self, _: str) -> None:
        self.say("530 who are you?" if self.server.logins and not self.user else "250 well")

    def on_rcpt(self, line: str) -> None:
        address = line.partition("<")[2].rstrip(">")
        if address in self.server.refused:
            self.say("550 nobody of that name")
        else:
            self.recipients.append(address)
            self.say("250 well")

    def on_data(self, _: str) -> None:
        self.say("354 I listen")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=default)
        assert isinstance(mail, EmailMessage)
        self.server.mails.append(mail)
        self.say("250 taken")


class Webhook(ThreadingHTTPServer):
    """Takes JSON."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Posted)
        self.taken: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = taken

    @property
    def url(self) -> str:
        """Where it listens; the path is a secret."""
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/hunter2"


def taken(handler: BaseHTTPRequestHandler) -> None:
    """Answer that all is well."""
    handler.send_response(204)
    handler.end_headers()


class _Posted(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(json.loads(body))
        self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """Runs a server in a thread."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that runs while the test does."""
    server = MailServer()
    with serving(server):
        yield server


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A web server that takes messages while the test runs."""
    webhook = Webhook()
    with serving(webhook):
        yield webhook
