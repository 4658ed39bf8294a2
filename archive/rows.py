"""An article as a row of the database, and back."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import orjson
from isal import isal_zlib
from sqlalchemy import Row

from archive.compression import MAGIC, expanded
from archive.model import Article
from archive.schema import articles
from archive.search.folding import fold
from archive.times import at_offset, offset_of
from archive.visit import RawRecord

_PLAIN = tuple(
    f.name
    for f in fields(Article)
    if f.name not in {"id", "published", "modified", "first_seen", "source"}
)
_SIMPLY = tuple(name for name in _PLAIN if name != "text")
_TEXTS = tuple(f.name for f in fields(Article) if f.type in {"str", "str | None"})
_LISTS = tuple(f.name for f in fields(Article) if f.type == "tuple[str, ...]")
_simply_of, _texts_of, _lists_of = (attrgetter(*names) for names in (_SIMPLY, _TEXTS, _LISTS))

ARTICLE_COLUMNS = tuple(
    articles.c[name]
    for name in (*(f.name for f in fields(Article)), "published_offset", "modified_offset")
)
"""What :func:`to_article` needs of a row."""


ROW_NAMES: Final = (
    *_SIMPLY, "text", "id", "place", "source", "authors_folded", "published", "published_offset", "modified",
    "modified_offset", "first_seen", "sort_date", "raw_file", "raw_offset", "content_hash",
)  # fmt: skip
"""All columns of ``articles``, in the order of :func:`to_row`."""


def sort_date(article: Article, first_seen: datetime) -> datetime:
    """What the article is sorted and filtered by: when it was published or, without a date, first seen."""
    return article.published or first_seen


def to_row(
    article: Article,
    *,
    id: int,
    place: int,
    first_seen: datetime,
    content_hash: bytes,
    raw: RawRecord | None,
    packer: Callable[[bytes], bytes | None] | None = None,
) -> tuple[Any, ...]:
    """The values of :data:`ROW_NAMES` for this article; ``packer`` compresses its text (:func:`archive.dictionaries.packer`)."""
    text = article.text
    return (
        *_simply_of(article),
        (packer and packer(text.encode())) or text,
        id,
        place,
        article.source,
        fold("\n".join(article.authors)),
        article.published,
        offset_of(article.published),
        article.modified,
        offset_of(article.modified),
        first_seen,
        sort_date(article, first_seen),
        raw and raw.file,
        raw and raw.offset,
        content_hash,
    )


def to_article(row: Row[Any]) -> Article:
    """The article in a row that has :data:`ARTICLE_COLUMNS`."""
    return Article(
        id=row.id,
        source=row.source,
        published=at_offset(row.published, row.published_offset),
        modified=at_offset(row.modified, row.modified_offset),
        first_seen=row.first_seen,
        **{name: getattr(row, name) for name in _PLAIN},
    )


def sound(text: str) -> str:
    """``text`` without what no database can keep: NUL, and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def sound_article(article: Article) -> Article:
    """The article with every string sound; the very same one when it was."""
    values, lists = _texts_of(article), _lists_of(article)
    everything = "".join([*filter(None, values), *chain.from_iterable(lists)])
    if sound(everything) == everything:
        return article
    mended: dict[str, Any] = {
        name: value and sound(value) for name, value in zip(_TEXTS, values, strict=True)
    }
    mended.update(
        (name, tuple(map(sound, several))) for name, several in zip(_LISTS, lists, strict=True)
    )
    return replace(article, **mended)


def pack(value: Any, packer: Callable[[bytes], bytes | None] | None = None) -> bytes:
    """A JSON value, compressed: by ``packer`` (:func:`archive.dictionaries.packer`) or, without one, with zlib. Strings
    must be sound."""
    content = orjson.dumps(value)
    # Level 2 of isal is as small as level 1 of zlib, in a quarter of the time.
    return (packer and packer(content)) or isal_zlib.compress(content, 2)


def unpack(packed: bytes) -> Any:
    """What :func:`pack` packed. Damage raises zlib.error."""
    return orjson.loads(unpacked(packed))


def unpacked(packed: bytes) -> bytes:
    """The JSON that :func:`pack` packed. Damage raises zlib.error."""
    return expanded(packed) if packed.startswith(MAGIC) else zlib.decompress(packed)
