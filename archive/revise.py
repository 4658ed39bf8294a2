"""Whether a page that was fetched again is new, changed or the same. Pure: no SQL, no clock.

Only what a reader would notice makes a revision: headline, standfirst, body, authors, section, date and kind. White
space, tags, pictures or a newer set of rules do not, nor what was learnt since about the lines that a source repeats.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

from archive.model import Article

FIELDS = ("title", "deck", "text", "authors", "section", "published", "kind")
"""A difference in one of these makes a revision."""


def content_hash(article: Article) -> bytes:
    """16 bytes that tell quickly that nothing differs: two articles with the same hash have the same content.

    Those with different ones may still be the same but for white space; :func:`differences` tells.
    """
    published = article.published
    parts = (
        article.title,
        article.deck or "",
        article.text,
        "\x1e".join(article.authors),
        article.section or "",
        published.astimezone(UTC).isoformat() if published else "",
        article.kind,
    )
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def differences(old: Article, new: Article) -> tuple[str, ...]:
    """The fields of :data:`FIELDS` in which ``new`` tells something else than ``old``.

    A date that is only missing now is no difference: it may have come from the feed that announced the page.
    """
    return tuple(
        name
        for name in FIELDS
        if _normal(old, name) != _normal(new, name)
        and not (name == "published" and not new.published)
    )


def is_cleaner(old: Article, new: Article, repeated: Collection[str]) -> bool:
    """Whether nothing differs but that the newspaper's own lines, known as ``repeated`` by now, were still in ``old``."""
    if not repeated or differences(old, new) != ("text",):
        return False
    lines = {" ".join(line.split()) for line in repeated}
    kept = [p for p in old.text.split("\n\n") if " ".join(p.split()) not in lines]
    return _normal(replace(old, text="\n\n".join(kept)), "text") == _normal(new, "text")


def revised(old: Article, new: Article) -> Article:
    """``new`` as the next revision of ``old``: with its number in the archive and what a later fetch can't know."""
    if new.published is None:
        new = replace(new, published=old.published, published_evidence=old.published_evidence)
    return replace(
        new,
        id=old.id,
        first_seen=old.first_seen,
        revision=max(old.revision + 1, new.revision),
        duplicate_of=old.duplicate_of,
        story=old.story,
    )


def is_outdated(known_fetched: datetime, new: Article) -> bool:
    """Whether ``new`` was fetched before what is stored; then it changes nothing."""
    return new.fetched < known_fetched


def _normal(article: Article, name: str) -> str:
    match getattr(article, name):
        case None:
            return ""
        case datetime() as moment:
            return moment.astimezone(UTC).isoformat()
        case tuple() as several:
            return "\x1e".join(" ".join(one.split()) for one in several)
        case value:
            return " ".join(value.split())
