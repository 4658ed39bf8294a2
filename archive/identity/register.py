"""Which article a page is: the addresses it is known by, and the stored article that is met at them.

A page is the article that is known at its address. Where only something weaker leads to an article - a redirect, the
address that the page declares as its own, the newspaper's number for the story - it is that article if what they say
agrees as well (:func:`archive.identity.agreement.agree`); two articles are never made into one by an address alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select

from archive.address import address_key, host_of, is_root, spelt_key, views_of
from archive.database import chunks
from archive.errors import RecordError
from archive.filling import fill_in_order
from archive.identity.agreement import agree
from archive.identity.numbers import number_key, section_of
from archive.looking_up import LookUp
from archive.model import Article
from archive.revisions.revise import content_hash
from archive.rows import ARTICLE_COLUMNS, sound, sound_article, to_article
from archive.schema import addresses, articles
from archive.times import within_the_calendar
from archive.views import spellings
from archive.visit import Visit

OWN, REDIRECT, CANONICAL, SAME_NUMBER = "", "redirect", "canonical", "same-number"
"""Why an address was taken for an article's: it was fetched there; it led there; it is what the page declares, or declares
the same; the newspaper's number for the story is in it. Besides, the views of :mod:`archive.views`: ``amp``, ``mobile``, ``print``, ``single-page``."""
DECLARED = "declared"
"""As ``canonical``, of an address that a page declares and at which nothing was fetched yet: that it is so may be wrong."""
NUMBER = "number"
"""The reason of what is no address: a :func:`archive.identity.numbers.number_key`."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One article that was read, on its way into the tables."""

    place: int
    """Where its visit stands in the batch."""
    visit: Visit
    article: Article
    keys: tuple[str, ...]
    """Of the addresses it was met at: where redirects led, then what was asked for."""
    canonical: str | None
    """Key of another address of the newspaper, which the page declares as its own."""
    number: str | None
    """:func:`archive.identity.numbers.number_key` of its address."""
    hash: bytes
    views: Mapping[str, str] = field(default_factory=dict)
    """The addresses of mere views at which it was met, spelt out, and which view each is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive needs of a stored article to tell whether another page is the same."""

    id: int
    revision: int
    fetched: datetime
    content_hash: bytes
    reason: str = OWN
    """Why the address at which it was found is its."""
    article: Article | None = None
    """Present where the address alone proves nothing."""


def arrival(place: int, visit: Visit, article: Article) -> Arrival:
    """The article that ``visit`` brought, with all the keys it goes by.

    Raises RecordError for an article without a URL that can be read.
    """
    article = _within_the_calendar(sound_article(article))
    if not article.source:
        article = replace(article, source=sound(visit.source))
    if article.duplicate_of is not None or article.story is not None:
        article = replace(article, duplicate_of=None, story=None)  # numbers of another archive
    urls = dict.fromkeys(filter(None, (visit.url, article.url, visit.link)))
    if not article.url:
        msg = f"an article can't be kept without a URL: {article.title!r}"
        raise RecordError(msg)
    try:
        keys = tuple(dict.fromkeys(map(address_key, urls)))
    except ValueError as error:
        msg = f"an article can't be kept without a URL that can be read: {error}"
        raise RecordError(msg) from error
    return Arrival(
        place,
        visit,
        article,
        keys,
        _canonical(article, keys),
        number_key(keys[0]),
        content_hash(article),
        _views(urls, keys),
    )


def _within_the_calendar(article: Article) -> Article:
    published, modified = map(within_the_calendar, (article.published, article.modified))
    if published is article.published and modified is article.modified:
        return article
    return replace(article, published=published, modified=modified)


def _views(urls: Iterable[str], keys: Sequence[str]) -> dict[str, str]:
    """The keys of these URLs as they are spelt, where they ask for a view of the page, and which."""
    found: dict[str, str] = {}
    for url in urls:
        if url.partition("://")[2].removeprefix("www.") in keys:  # most are their own key
            continue
        spelt = spelt_key(url)
        if spelt not in keys:
            found.update((spelt, view) for view in [*spellings(views_of(url))][:1])
    return found


_UNPROVEN = {DECLARED: CANONICAL, REDIRECT: OWN}
"""Reasons of addresses at which the article itself was not fetched, and what they become when it was."""


class Register:
    """The addresses of one batch: which stored articles stand at them, and what is noted of the new ones."""

    def __init__(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        self._connection = connection
        self._known = _known_at(connection, arrivals)
        self._load_doubtful(arrivals)
        self._new: dict[str, tuple[int, str]] = {}
        self._taken: set[str] = set()

    def match(self, arrived: Arrival) -> Known | None:
        """The article that this is; None for a new one."""
        found = self._known.get(arrived.keys[0])
        if found and (
            found.reason not in _UNPROVEN or _agrees(found, arrived, _UNPROVEN[found.reason])
        ):
            return found
        for key, reason in _weaker(arrived):
            found = self._known.get(key)
            if found and _agrees(found, arrived, reason):
                return replace(found, reason=reason)
        return None

    def note(self, arrived: Arrival, found: Known) -> list[str]:
        """Notes the addresses of an arrival that is the article ``found``; returns those at which that is known now."""
        here = arrived.keys[0]
        own = self._known.get(here)
        if own and own.reason in _UNPROVEN:  # now it is known whose it is
            del self._known[here]
            self._taken.add(here)
        is_own = own is not None and own.id == found.id
        reason = _UNPROVEN.get(found.reason, found.reason) if is_own else found.reason
        self._note(here, found, reason)
        for key in arrived.keys[1:]:
            self._note(key, found, REDIRECT)
        if arrived.canonical:
            self._note(arrived.canonical, found, DECLARED)
        if arrived.number:
            self._note(arrived.number, found, NUMBER)
        for key, view in arrived.views.items():
            self._note(key, found, view)
        if len(arrived.keys) == 1 and not arrived.canonical:
            return [here]
        return [
            key
            for key in (*arrived.keys, *filter(None, [arrived.canonical]))
            if self._known[key].id == found.id
        ]

    def _note(self, key: str, found: Known, reason: str) -> None:
        if key not in self._known:
            self._known[key] = found if found.reason == reason else replace(found, reason=reason)
            self._new[key] = (found.id, reason)

    def write(self) -> None:
        """Stores what was noted."""
        for chunk in chunks(list(self._taken)):
            self._connection.execute(delete(addresses).where(addresses.c.key.in_(chunk)))
        rows = [(key, id, reason) for key, (id, reason) in self._new.items()]
        fill_in_order(self._connection, addresses, ("key", "article_id", "reason"), rows)

    def _load_doubtful(self, arrivals: Sequence[Arrival]) -> None:
        """Brings the articles to compare with where an address proves nothing."""
        doubtful: set[int] = set()
        for arrived in arrivals:
            own = self._known.get(arrived.keys[0])
            if own is None:
                weaker = (self._known.get(key) for key, _ in _weaker(arrived))
                doubtful.update(known.id for known in weaker if known)
            elif own.reason in _UNPROVEN and own.content_hash != arrived.hash:
                doubtful.add(own.id)
        if not doubtful:
            return
        read = {
            row.id: to_article(row)
            for chunk in chunks(list(doubtful))
            for row in self._connection.execute(
                select(*ARTICLE_COLUMNS).where(articles.c.id.in_(chunk))
            )
        }
        for key, known in self._known.items():
            if known.id in read:
                self._known[key] = replace(known, article=read[known.id])


def as_known(id: int, arrived: Arrival) -> Known:
    """A new article as the later ones of its batch know it."""
    article = arrived.article
    return Known(id, article.revision, article.fetched, arrived.hash, article=article)


def _agrees(known: Known, arrived: Arrival, reason: str) -> bool:
    if known.content_hash == arrived.hash:
        return True
    if known.article is None:
        return False
    strictly = reason == CANONICAL or (
        reason == SAME_NUMBER
        and section_of(address_key(known.article.url)) != section_of(arrived.keys[0])
    )
    return agree(known.article, arrived.article, strictly=strictly)


def _weaker(arrived: Arrival) -> Iterable[tuple[str, str]]:
    """The keys that hint at an article, the stronger hints first, and why."""
    for key in arrived.keys[1:]:
        yield key, REDIRECT
    if arrived.canonical:
        yield arrived.canonical, CANONICAL
    if arrived.number:
        yield arrived.number, SAME_NUMBER


def _known_at(connection: Connection, arrivals: Sequence[Arrival]) -> dict[str, Known]:
    """The stored articles at the addresses of these arrivals."""
    wanted: set[str] = set()
    for arrived in arrivals:
        wanted.update(
            arrived.keys, arrived.views, filter(None, [arrived.canonical, arrived.number])
        )
    return {
        key: Known(id, revision, fetched, content_hash, reason)
        for key, reason, id, revision, fetched, content_hash in _AT.rows(connection, list(wanted))
    }


_AT = LookUp(
    select(
        addresses.c.key,
        addresses.c.reason,
        articles.c.id,
        articles.c.revision,
        articles.c.fetched,
        articles.c.content_hash,
    ).join(articles, articles.c.id == addresses.c.article_id),
    addresses.c.key,
)


def _canonical(article: Article, keys: tuple[str, ...]) -> str | None:
    """Key of the declared address, when it is another one, of the same newspaper, and not its front page."""
    url = article.canonical_url
    if not url or url == article.url or is_root(url):
        return None
    if host_of(url) != host_of(article.url) and not _related(host_of(url), host_of(article.url)):
        return None
    try:
        key = address_key(url)
    except ValueError:
        return None
    return None if key in keys else key


def _related(one: str, other: str) -> bool:
    """Whether two hosts belong together: the one is a part of the other, or they have a name of their own in common."""
    if one.endswith(f".{other}") or other.endswith(f".{one}"):
        return True
    common = one.partition(".")[2]
    if common != other.partition(".")[2]:
        return False
    name, dot, last = common.rpartition(".")
    return bool(dot) and (len(name) > 3 or len(last) > 2)
