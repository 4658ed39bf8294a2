"""Signals and counters of a crawl: who listens hears all, however late."""

from __future__ import annotations

import asyncio
import gc
from types import SimpleNamespace
from typing import Any

import pytest
from pydispatch import dispatcher
from scrapy.settings import Settings

from crawler.unheard import Counters, Signals

ARRIVED, LEFT = object(), object()


@pytest.fixture
def signals() -> Signals:
    return Signals(object())


def test_a_signal_that_nobody_listens_to_has_no_answers(signals: Signals) -> None:
    assert signals.send_catch_log(ARRIVED, page=1) == []
    assert asyncio.run(signals.send_catch_log_async(ARRIVED, page=1)) == []


def test_who_listens_hears_what_is_sent_until_he_goes(signals: Signals) -> None:
    def hear(page: int) -> int:
        return page + 1

    signals.connect(hear, ARRIVED)
    assert signals.send_catch_log(ARRIVED, page=1) == [(hear, 2)]
    assert asyncio.run(signals.send_catch_log_async(ARRIVED, page=2)) == [(hear, 3)]
    assert signals.send_catch_log(LEFT, page=1) == []
    signals.disconnect(hear, ARRIVED)
    assert signals.send_catch_log(ARRIVED, page=1) == []


@pytest.mark.parametrize("signal", [ARRIVED, dispatcher.Any])
@pytest.mark.parametrize("own", [True, False])
def test_who_listens_to_everything_hears_it_too(signals: Signals, signal: Any, own: bool) -> None:
    heard: list[int] = []

    def hear(page: int) -> None:
        heard.append(page)

    signals.connect(hear, signal, **({} if own else {"sender": dispatcher.Any}))
    signals.send_catch_log(ARRIVED, page=1)
    signals.disconnect(hear, signal, **({} if own else {"sender": dispatcher.Any}))
    signals.send_catch_log(ARRIVED, page=2)
    assert heard == [1]


def test_who_is_gone_without_a_word_is_nobody(signals: Signals) -> None:
    def hear(page: int) -> None:
        raise AssertionError(page)

    signals.connect(hear, ARRIVED)
    del hear
    gc.collect()
    assert signals.send_catch_log(ARRIVED, page=1) == []


def test_another_crawl_hears_nothing_of_this_one(signals: Signals) -> None:
    def hear(page: int) -> int:
        return page

    other = Signals(object())
    other.connect(hear, ARRIVED)
    assert signals.send_catch_log(ARRIVED, page=1) == []
    assert other.send_catch_log(ARRIVED, page=1) == [(hear, 1)]


def test_the_counters_count() -> None:
    counters = Counters(SimpleNamespace(settings=Settings()))  # type: ignore[arg-type]
    counters.inc_value("pages")
    counters.inc_value("pages", 2)
    counters.max_value("depth", 3)
    counters.max_value("depth", 2)
    assert counters.get_stats() == {"pages": 3, "depth": 3}
    assert counters.get_value("none", "nothing") == "nothing"
