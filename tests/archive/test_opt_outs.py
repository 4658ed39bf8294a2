"""What the pages of the articles reserve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from archive.model import Article, Extracted
from archive.opt_outs import Reservations
from archive.store import Archive


def test_what_a_page_reserves_is_kept_as_it_was_when_it_was_last_stored(
    store: Archive,
    article: Callable[..., Article],
    extract: Callable[..., Extracted],
    noon: datetime,
) -> None:
    page = extract(article())
    minutes = 0

    def saved(*said: str) -> tuple[int, tuple[str, ...]]:
        nonlocal minutes
        minutes += 1
        told = replace(page.article, fetched=noon + timedelta(minutes=minutes))
        (result,) = store.save([replace(page, article=told, opt_outs=said)])
        assert result.id is not None
        return result.id, store.opt_outs.said(result.id)

    for said in (("noai: meta robots", "tdm: header"), ("tdm=0: meta",), ()):
        assert saved(*said) == (1, said)
    assert store.opt_outs.said(2) == ()


def test_one_article_twice_in_a_batch_reserves_what_it_said_last(
    store: Archive,
    article: Callable[..., Article],
    extract: Callable[..., Extracted],
    noon: datetime,
) -> None:
    page = extract(article())
    later = replace(page.article, fetched=noon + timedelta(hours=1))
    store.save(
        [
            replace(page, opt_outs=("noai: meta robots",)),
            replace(page, article=later, opt_outs=("noindex: meta robots",)),
        ]
    )
    assert store.opt_outs.said(1) == ("noindex: meta robots",)


def test_a_tdmrep_json_is_kept_in_place_of_the_one_before(store: Archive, noon: datetime) -> None:
    first = Reservations(host="example.org", body=b"", checked=noon)
    second = replace(first, body=b"[]", checked=noon + timedelta(days=1))
    store.opt_outs.keep_reservations(first)
    store.opt_outs.keep_reservations(second)
    assert store.opt_outs.reservations("example.org", noon) == second
    assert store.opt_outs.reservations("example.org", noon + timedelta(days=2)) is None
    assert store.opt_outs.reservations("example.com", noon) is None
