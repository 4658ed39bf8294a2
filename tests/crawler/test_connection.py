"""What a connection spares the reactor, and what it leaves to it."""

from __future__ import annotations

import json
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.error import ConnectionLost

from crawler.connection import _Valve, _write


class _Producer:
    """A connection that is read, as Twisted's parser sees it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def pauseProducing(self) -> None:
        self.told.append("pause")

    def resumeProducing(self) -> None:
        self.told.append("resume")


class _Reactor:
    """Knows who wants to write."""

    def __init__(self) -> None:
        self.writers: set[Any] = set()

    def addWriter(self, writer: Any) -> None:
        self.writers.add(writer)

    def removeWriter(self, writer: Any) -> None:
        self.writers.discard(writer)


class _Connection(FileDescriptor):
    """Twisted's own buffers over a socket that takes as many bytes at a time as it is told."""

    connected = 1

    def __init__(self, takes: list[int | Exception]) -> None:
        super().__init__(_Reactor())
        self._takes = takes
        self.sent = b""

    def writeSomeData(self, data: bytes) -> int | Exception:
        taken = self._takes.pop(0)
        if isinstance(taken, int):
            self.sent += data[:taken]
            return min(taken, len(data))
        return taken

    def put(self, data: bytes) -> None:
        """Have something to write that the reactor knows nothing of."""
        self._tempDataBuffer.append(data)
        self._tempDataLen += len(data)

    @property
    def waits(self) -> bool:
        return self in self.reactor.writers


def test_a_pause_that_ends_while_it_is_held_never_begins() -> None:
    producer = _Producer()
    valve = _Valve(producer)
    valve.hold()
    valve.pauseProducing()
    valve.resumeProducing()
    valve.release()
    assert producer.told == []


def test_a_pause_that_nobody_ends_begins_when_it_is_released() -> None:
    producer = _Producer()
    valve = _Valve(producer)
    valve.hold()
    valve.pauseProducing()
    assert producer.told == []
    valve.release()
    valve.resumeProducing()
    assert producer.told == ["pause", "resume"]


def test_later_pauses_begin_at_once() -> None:
    producer = _Producer()
    valve = _Valve(producer)
    valve.hold()
    valve.release()
    valve.pauseProducing()
    assert producer.told == ["pause"]


def test_what_is_taken_at_once_is_nothing_to_the_reactor() -> None:
    connection = _Connection([100])
    connection.put(b"GET / HTTP/1.1\r\n\r\n")
    _write(connection)
    assert connection.sent == b"GET / HTTP/1.1\r\n\r\n"
    assert not connection.waits


def test_what_is_not_taken_at_once_is_written_when_the_reactor_comes_round() -> None:
    connection = _Connection([0, 5, 100])
    connection.put(b"GET / HTTP/1.1\r\n\r\n")
    _write(connection)
    assert connection.waits
    connection.doWrite()
    connection.doWrite()
    assert connection.sent == b"GET / HTTP/1.1\r\n\r\n"
    assert not connection.waits


def test_a_connection_that_is_lost_meanwhile_is_the_reactor_s_to_notice() -> None:
    lost = ConnectionLost()
    connection = _Connection([lost, lost])
    connection.put(b"GET / HTTP/1.1\r\n\r\n")
    _write(connection)
    assert connection.waits
    assert connection.doWrite() is lost


def test_a_server_that_closes_connections_without_a_word_loses_no_page(
    kliping: Any, website: Any, page: Any
) -> None:
    def answer(title: str) -> Any:
        def fault(handler: Any) -> None:
            body = page(title).encode()
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
            handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            handler.close_connection = True

        return fault

    urls = website.articles(20)
    for number, url in enumerate(urls):
        path = url.removeprefix(website.url("").rstrip("/"))
        website.answers[path] = answer(f"Ferry number {number} left the harbour")
    kliping.configure({"harbour": {"feeds": [website.feed(urls)]}}, concurrency=1)
    result = kliping("crawl", "--report", "r.json")
    assert result.code == 0, result.err
    report = json.loads((kliping.folder / "r.json").read_bytes())
    assert report["sources"]["harbour"]["new"] == 20
