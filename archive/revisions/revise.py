"""Whether a page that was fetched again is new, changed or the same. Pure: no SQL, no clock.

Only what a reader would notice makes a revision: another headline, standfirst, body or other authors. How it is set
(:mod:`archive.revisions.meaning`), tags, pictures or a newer set of rules do not, nor what was learnt since about the lines that a
source repeats. Section, date and kind are kept up to date without a revision.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from archive.model import Article
from archive.revisions.meaning import gist, meaning, words

FIELDS = ("title", "deck", "text", "authors", "section", "published", "kind")
"""What is told of an article that has changed."""
REVISING = frozenset({"title", "deck", "text", "authors"})
"""A difference in one of these makes a revision."""

_STUB = "paywall-stub"
_DAY = timedelta(days=1)


def content_hash(article: Article) -> bytes:
    """16 bytes that tell quickly that nothing differs: two articles with the same hash have the same content.

    Those with different ones may still be the same to a reader; :func:`differences` tells.
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
    """The fields of :data:`FIELDS` in which ``new`` tells a reader something else than ``old``.

    A date that is only missing now is no difference: it may have come from the feed that announced the page.
    """
    return tuple(
        name
        for name in FIELDS
        if getattr(old, name) != getattr(new, name)
        and _meant(old, name) != _meant(new, name)
        and not (name == "published" and not new.published)
    )


def is_revision(old: Article, new: Article) -> bool:
    """Whether a reader would notice the difference."""
    return not REVISING.isdisjoint(differences(old, new))


def is_cleaner(old: Article, new: Article, repeated: Collection[str]) -> bool:
    """Whether nothing differs but that the newspaper's own lines, known as ``repeated`` by now, were still in ``old``."""
    if (
        not repeated
        or "text" not in (told := differences(old, new))
        or REVISING & {*told} - {"text"}
    ):
        return False
    lines = {" ".join(line.split()) for line in repeated}
    kept = [p for p in old.text.split("\n\n") if " ".join(p.split()) not in lines]
    return meaning("\n\n".join(kept)) == meaning(new.text)


def is_withheld(old: Article, new: Article) -> bool:
    """Whether ``new`` is what a paywall leaves of a page whose fuller text is stored: then that one stays.

    A shorter stub never takes the place of a whole article, nor that of a longer stub which begins the same.
    """
    if new.kind != _STUB:
        return False
    before, after = words(gist(old.text)), words(gist(new.text))
    return len(after) < len(before) and (old.kind != _STUB or before[: len(after)] == after)


def is_flip(earlier: Sequence[Article], old: Article, new: Article) -> bool:
    """Whether ``new`` is a state that the page had before, and goes to and fro (headlines on trial).

    The first return to an earlier state is a revision: it may be meant. After it, one is only when as much time has
    passed since the last change as the whole history before it took, and at least a day: of a page that flips for a year
    there are about ten revisions. ``earlier`` holds the states before ``old``, the oldest first.
    """
    if not any(not is_revision(state, new) for state in earlier):
        return False
    states = [*earlier, old]
    returned = any(
        not is_revision(states[i], states[j])
        for i in range(len(states))
        for j in range(i + 2, len(states))
    )
    first, changed = states[0].fetched, _since(states)
    return returned and new.fetched - changed < max(_DAY, changed - first)


def _since(states: Sequence[Article]) -> datetime:
    """When the state before the last was seen last: that the page is as it is was known some time after."""
    return states[-2].fetched


def refreshed(old: Article, new: Article) -> Article | None:
    """``old`` with the section, date and kind that the page has now; None where they are the same.

    A text that came whole once is no stub because the page is called one now.
    """
    changed = {name for name in differences(old, new) if name not in REVISING}
    if new.kind == _STUB:
        changed.discard("kind")
    if not changed:
        return None
    published = new if "published" in changed else old
    return replace(
        old,
        section=new.section,
        kind=new.kind if "kind" in changed else old.kind,
        published=published.published,
        published_evidence=published.published_evidence,
        modified=new.modified or old.modified,
        fetched=new.fetched,
        gone=new.gone,
    )


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


def _meant(article: Article, name: str) -> object:
    value = getattr(article, name)
    if name == "text":
        return meaning(value)
    match value:
        case None:
            return ""
        case datetime() as moment:
            return moment.astimezone(UTC)
        case tuple() as several:
            return {gist(one).casefold() for one in several}
        case _:
            return gist(value)
