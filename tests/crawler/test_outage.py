"""Whether it is our own network that is down."""

from __future__ import annotations

import pytest

from crawler.outage import LEAST, MANY, Outage


def failing(outage: Outage, count: int, began: float = 10.0) -> None:
    """So many hosts that can't be reached."""
    for n in range(count):
        outage.failed(f"host{n}.test", began, "the name does not exist")


@pytest.mark.parametrize(
    ("hosts", "at_the_end", "at_once"), [(0, False, False), (LEAST - 1, False, False), (LEAST, True, False), (MANY, True, True)]
)  # fmt: skip
def test_several_hosts_must_fail(hosts: int, *, at_the_end: bool, at_once: bool) -> None:
    outage = Outage()
    failing(outage, hosts)
    assert outage.in_doubt is (hosts > 0)
    assert outage.is_ours(all_back=True) is at_the_end
    assert outage.is_ours(all_back=False) is at_once


def test_one_host_that_answers_acquits_our_network() -> None:
    outage = Outage()
    failing(outage, 20)
    outage.answered(11.0)
    assert not outage.in_doubt
    assert not outage.is_ours(all_back=True)


def test_who_failed_while_others_answered_proves_nothing_later_on() -> None:
    outage = Outage()
    outage.answered(12.0)
    failing(outage, 20)
    assert not outage.in_doubt
    failing(outage, 20, began=30.0)
    assert outage.in_doubt
    assert not outage.is_ours(all_back=True)


def test_our_network_may_go_down_in_the_middle() -> None:
    outage = Outage()
    outage.answered(9.0)
    failing(outage, 5)
    assert outage.is_ours(all_back=True)


def test_hosts_that_were_in_trouble_before_do_not_count() -> None:
    outage = Outage({f"host{n}.test" for n in range(18)})
    failing(outage, 20)
    assert outage.in_doubt
    assert not outage.is_ours(all_back=True)


def test_what_happened_is_told_in_a_line() -> None:
    outage = Outage()
    failing(outage, 4)
    assert outage.line == (
        "none of 4 hosts could be reached, so our own network seems to be down, and nothing was counted against any source"
        " (host0.test: the name does not exist; host1.test: the name does not exist; host2.test: the name does not exist …)"
    )
