"""Which article a page is: the addresses it is known by, and the stored article that is met at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime

from sqlalchemy import Connection, select

from archive.address import address_key, host_of, is_root
from archive.database import chunks
from archive.errors import RecordError
from archive.model import Article
from archive.revise import content_hash
from archive.rows import sound, sound_article
from archive.schema import addresses, articles
from archive.visit import Visit


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
    """Key of another address of the same host, which the page declares as its own."""
    hash: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive needs of a stored article to tell whether another page is the same."""

    id: int
    revision: int
    fetched: datetime
    title: str
    content_hash: bytes


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
    return Arrival(place, visit, article, keys, _canonical(article, keys), content_hash(article))


def addresses_of(arrived: Arrival) -> Iterable[str]:
    """The keys at which its article is known once it is stored."""
    return (*arrived.keys, *filter(None, [arrived.canonical]))


def known_at(connection: Connection, arrivals: Sequence[Arrival]) -> dict[str, Known]:
    """The stored articles at the addresses of these arrivals."""
    wanted = {key for arrived in arrivals for key in addresses_of(arrived)}
    query = select(
        addresses.c.key,
        articles.c.id,
        articles.c.revision,
        articles.c.fetched,
        articles.c.title,
        articles.c.content_hash,
    ).join(articles, articles.c.id == addresses.c.article_id)
    return {
        row.key: Known(row.id, row.revision, row.fetched, row.title, row.content_hash)
        for chunk in chunks(list(wanted))
        for row in connection.execute(query.where(addresses.c.key.in_(chunk)))
    }


def as_known(id: int, arrived: Arrival) -> Known:
    """A new article as the later ones of its batch know it."""
    article = arrived.article
    return Known(id, article.revision, article.fetched, article.title, arrived.hash)


def match(arrived: Arrival, known: Mapping[str, Known]) -> Known | None:
    """The article that this is, among those ``known`` by their keys; None for a new one."""
    for key in arrived.keys:
        if key in known:
            return known[key]
    declared = known.get(arrived.canonical) if arrived.canonical else None
    return declared if declared and _same_by_canonical(declared, arrived) else None


def _same_by_canonical(known: Known, arrived: Arrival) -> bool:
    """Whether a page that is known only by the canonical URL it declares is that article.

    Some newspapers declare one address, that of a section, on all their pages: merged, each article would overwrite
    the one before. So the headline, or everything, must be the same too.
    """
    return (
        _plain(known.title) == _plain(arrived.article.title) or known.content_hash == arrived.hash
    )


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _canonical(article: Article, keys: tuple[str, ...]) -> str | None:
    """Key of the declared address, when it is another one, of the same host, and not its front page."""
    url = article.canonical_url
    if not url or url == article.url or is_root(url) or host_of(url) != host_of(article.url):
        return None
    try:
        key = address_key(url)
    except ValueError:
        return None
    return None if key in keys else key


def _within_the_calendar(article: Article) -> Article:
    """The article without a date that lies beyond the year 9999, or before the year 1, elsewhere on Earth: it can't be
    compared with others, and is no date of a newspaper."""
    if _is_comparable(article.published) and _is_comparable(article.modified):
        return article
    return replace(
        article,
        published=article.published if _is_comparable(article.published) else None,
        modified=article.modified if _is_comparable(article.modified) else None,
    )


def _is_comparable(moment: datetime | None) -> bool:
    if moment is None or MINYEAR < moment.year < MAXYEAR:
        return True
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return False
    return True
