"""Hosts that asked for patience."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.hosts import HostState
from archive.store import Archive

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_what_a_host_asked_for_is_kept_in_place_of_what_it_asked_before(store: Archive) -> None:
    asked = HostState(
        host="example.org",
        until=NOW + timedelta(hours=1),
        delay=4.0,
        reason="it answered 429",
        changed=NOW,
    )
    store.hosts.keep(replace(asked, delay=2.0, until=None))
    store.hosts.keep(asked)
    store.hosts.keep(replace(asked, host="example.com"))
    assert store.hosts.all() == {
        "example.org": asked,
        "example.com": replace(asked, host="example.com"),
    }


def test_a_host_that_asks_for_nothing_any_more_is_forgotten(store: Archive) -> None:
    state = HostState(host="example.org", delay=2.0, changed=NOW)
    store.hosts.keep(state)
    store.hosts.keep(replace(state, delay=0.0))
    assert store.hosts.all() == {}


def test_a_time_without_a_zone_is_refused(store: Archive) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        store.hosts.keep(HostState(host="x", delay=1.0, changed=datetime(2026, 11, 22)))  # noqa: DTZ001
