"""A world of newspapers that answer badly, and what is true of it: which articles there are, and who fetched them when.

Feeds change while they are asked for; pages come slowly, fail once or twice, break off in the middle, are
announced under an address that redirects, are missing, or are no articles. All by the seed.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from dataclasses import dataclass, field
from typing import Literal

from loopback import Asked, Loopback
from made_up_pages import feed, page, sitemap

FEED_LINKS = 20
PUBLISHED_AT_FIRST = 0.5
PUBLISHING_SECONDS = 30.0
"""After so long all of a world is published."""

Habit = Literal["plain", "slow", "error", "cut", "redirect", "missing", "index"]
_HABITS: dict[Habit, float] = {
    "plain": 50, "slow": 18, "error": 9, "cut": 9, "redirect": 8, "missing": 3, "index": 3
}  # fmt: skip


@dataclass
class Piece:
    """One announced address."""

    number: int
    habit: Habit
    published: float
    """Seconds after the world's beginning."""
    bad_tries: int
    """How often it fails before it comes."""
    slow: float
    tries: int = 0
    whole: list[float] = field(default_factory=list)
    """When it was answered with the whole page: seconds since 1970."""

    @property
    def path(self) -> str:
        """Where it lies."""
        return f"/news/story-number-{self.number}-of-these-days"

    @property
    def announced(self) -> str:
        """Where the feed says that it lies."""
        return f"/go/{self.number}" if self.habit == "redirect" else self.path

    @property
    def is_article(self) -> bool:
        """Whether it is to be stored."""
        return self.habit not in {"missing", "index"}


class FaultyWorld:
    """Several newspapers with so many addresses in all. Serves until it is closed.

    ``calm`` ends what may pass. ``requests`` counts what was asked for.
    """

    def __init__(self, seed: str, papers: int = 6, addresses: int = 240) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same world each time
        self.calm = False
        self.requests = 0
        self.began = time.monotonic()
        self.papers = [
            [_piece(number, addresses // papers, chance) for number in range(addresses // papers)]
            for _ in range(papers)
        ]
        self._chance = chance
        self._salt = chance.randrange(1 << 30)
        self._server = Loopback(papers, self._answer)

    @property
    def homes(self) -> list[str]:
        """Of each newspaper."""
        return self._server.homes

    @property
    def is_all_published(self) -> bool:
        """Whether nothing more will come."""
        return time.monotonic() - self.began > PUBLISHING_SECONDS

    def truth(self) -> list[str]:
        """The URLs of all articles, each once, where they really lie."""
        return [
            home + piece.path
            for home, pieces in zip(self.homes, self.papers, strict=True)
            for piece in pieces
            if piece.is_article
        ]

    def close(self) -> None:
        """Stop serving."""
        self._server.close()

    async def _answer(self, asked: Asked) -> None:
        self.requests += 1
        pieces = self.papers[asked.paper]
        if asked.path == "/feed.xml":
            await self._announce(asked, pieces, newest=True)
        elif asked.path == "/sitemap.xml":
            await self._announce(asked, pieces, newest=False)
        elif asked.path.startswith("/go/"):
            piece = pieces[int(asked.path.rpartition("/")[2])]
            asked.send(status="302 Found", headers=f"Location: {piece.path}\r\n")
        elif asked.path.startswith("/news/"):
            await self._page(asked, pieces[int(asked.path.split("-")[2])])
        else:
            asked.send(b"not here", status="404 Not Found")

    async def _announce(self, asked: Asked, pieces: list[Piece], *, newest: bool) -> None:
        if not self.calm and await self._spoilt(asked):
            return
        home = self.homes[asked.paper]
        now = time.monotonic() - self.began
        out = [piece for piece in pieces if piece.published <= now]
        if newest:
            links = [(home + piece.announced, piece.number) for piece in out[-FEED_LINKS:]]
            body = feed(reversed(links))
        else:  # the sitemap knows the articles' own addresses: the same article under two
            body = sitemap([home + piece.path for piece in out])
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        asked.send_validated(body, "application/xml", etag)

    async def _spoilt(self, asked: Asked) -> bool:
        dice = self._chance.random()
        if dice < 0.04:
            asked.send(b"sorry", status="500 Internal Server Error")
        elif dice < 0.08:
            asked.send(b"<rss><channel><item>", "application/xml", length=5000)
            raise ConnectionError
        elif dice < 0.2:
            await asyncio.sleep(self._chance.uniform(0.2, 1.0))
        return dice < 0.08

    async def _page(self, asked: Asked, piece: Piece) -> None:
        piece.tries += 1
        fails = piece.tries <= piece.bad_tries and not self.calm
        if piece.habit == "missing":
            asked.send(b"not here", status="404 Not Found")
            return
        if piece.habit == "index":
            items = "".join(f"<li><a href='/news/{n}'>Story {n}</a></li>" for n in range(30))
            asked.send(f"<html><title>All</title><body><ul>{items}</ul></body></html>".encode())
            return
        if fails and piece.habit == "error":
            asked.send(b"sorry", status="500 Internal Server Error")
            return
        body = page(asked.paper + self._salt, piece.number, 12_000)
        if fails and piece.habit == "cut":
            asked.send(body[: len(body) // 2], length=len(body))
            await asked.writer.drain()
            raise ConnectionError
        if piece.habit == "slow":
            await asyncio.sleep(piece.slow)
        if asked.is_gone:
            raise ConnectionError
        asked.send(body)
        await asked.writer.drain()
        piece.whole.append(time.time())


def _piece(number: int, count: int, chance: random.Random) -> Piece:
    late = max(0.0, (number + 1) / count - PUBLISHED_AT_FIRST) / (1 - PUBLISHED_AT_FIRST)
    return Piece(
        number,
        habit=chance.choices(list(_HABITS), list(_HABITS.values()))[0],
        published=late * PUBLISHING_SECONDS,
        bad_tries=chance.choice((1, 1, 2)),
        slow=chance.uniform(0.2, 1.5),
    )
