"""Whether it is our own network that is down, and not so many hosts at once. Pure.

A host that can't be reached says nothing by itself. Our own network is suspected when several hosts that answered the last
time can't be reached, and no host at all has answered anything since they were asked.
"""

from __future__ import annotations

from collections.abc import Collection

LEAST = 3
"""Hosts that must fail before it can be our network: one or two are down on any day."""

MANY = 10
"""So many need not wait until all that is under way has come back."""

SLUGS = frozenset({"dns", "timeout", "connection", "connection-refused"})
"""How a request ends that reached nobody (:class:`crawler.failures.Fault`)."""


class Outage:
    """Watches which hosts answer.

    :param troubled: hosts that could not be reached before this run: that they can't be now proves nothing.
    """

    def __init__(self, troubled: Collection[str] = ()) -> None:
        self._troubled = set(troubled)
        self._answered = float("-inf")
        self._suspects: dict[str, str] = {}
        self._unsure = False

    def answered(self, at: float) -> None:
        """Some host answered something: our network worked then, and who failed before has failed."""
        self._answered = max(at, self._answered)
        self.believe()

    def believe(self) -> None:
        """Who failed has failed."""
        self._troubled.update(self._suspects)
        self._suspects.clear()
        self._unsure = False

    def failed(self, host: str, began: float, line: str = "") -> None:
        """A host could not be reached.

        :param began: when it was asked.
        :param line: what happened, for a person.
        """
        if began <= self._answered:
            self._troubled.add(host)
        elif host in self._troubled:
            self._unsure = True
        else:
            self._suspects[host] = line

    @property
    def in_doubt(self) -> bool:
        """Whether a failure may be our own network's: no host has answered since one was asked that failed."""
        return self._unsure or bool(self._suspects)

    def is_ours(self, *, all_back: bool) -> bool:
        """Whether it is our network that is down.

        :param all_back: nothing is under way any more that could still be answered.
        """
        return len(self._suspects) >= (LEAST if all_back else MANY)

    @property
    def line(self) -> str:
        """What happened, for a person."""
        some = "; ".join(f"{host}: {line}" for host, line in list(self._suspects.items())[:LEAST])
        more = " …" if len(self._suspects) > LEAST else ""
        return (
            f"none of {len(self._suspects)} hosts could be reached, so our own network seems to be down, and nothing was"
            f" counted against any source ({some}{more})"
        )
