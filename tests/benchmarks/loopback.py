"""Newspapers on loopback, each on an address of its own, answered by a thread of this process."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

Answering = Callable[["Asked"], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request, and the way to answer it."""

    paper: int
    """Which newspaper was asked, from 0 on."""
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_gone(self) -> bool:
        """Whether whoever asked has hung up."""
        return self.reader.at_eof() or self.writer.is_closing()

    def send(
        self,
        body: bytes = b"",
        content_type: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        headers: str = "",
        *,
        length: int | None = None,
    ) -> None:
        """A whole answer; or, with a ``length`` that is not the body's, the beginning of one."""
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body) if length is None else length}\r\n{headers}\r\n"
        )
        self.writer.write(head.encode() + body)

    def send_validated(self, body: bytes, content_type: str, etag: str) -> None:
        """The same with an ETag, or 304 to whoever has it."""
        if self.headers.get("if-none-match") == etag:
            self.send(status="304 Not Modified", headers=f"ETag: {etag}\r\n")
        else:
            self.send(body, content_type, headers=f"ETag: {etag}\r\n")


class Loopback:
    """Serves ``count`` newspapers until it is closed.

    :param answer: answers one request; what it raises closes the connection.
    """

    def __init__(self, count: int, answer: Answering) -> None:
        self.homes: list[str] = []
        """Of each newspaper, without a slash at the end."""
        self._answer = answer
        self._count = count
        self._loop = asyncio.new_event_loop()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._listening.wait(10)

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._listening.set()
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _listen(self) -> None:
        for paper in range(self._count):
            # Each its own host, as far as a crawler can see; other systems have one loopback address.
            address = f"127.0.4.{paper + 1}" if sys.platform == "linux" else "127.0.0.1"
            server = await asyncio.start_server(self._serve(paper), address, 0, backlog=256)
            host, port = server.sockets[0].getsockname()[:2]
            self.homes.append(f"http://{host}:{port}")

    def _serve(
        self, paper: int
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while request := await reader.readuntil(b"\r\n\r\n"):
                    first, *lines = request.decode("latin-1").splitlines()
                    pairs = (line.partition(":") for line in lines if line)
                    headers = {name.lower(): value.strip() for name, _, value in pairs}
                    await self._answer(
                        Asked(paper, first.split(" ", 2)[1], headers, reader, writer)
                    )
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                pass  # a crawl that is killed is what this is for
            finally:
                writer.close()

        return serve
