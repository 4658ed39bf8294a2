"""How far apart the requests to a host are, in Scrapy's own slots. The longest that anybody wants counts.

Leans on ``Downloader.slots`` and ``per_slot_settings``: that is where Scrapy looks when it makes a host's slot anew.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

_FLOOR, _SLOWED = "kliping_floor", "kliping_slowed"


def keep_apart(
    downloader: Any,
    host: str,
    usual: float,
    *,
    floor: float | None = None,
    slowed: float | None = None,
) -> None:
    """Space the requests to ``host`` (a slot's key) from now on.

    :param usual: seconds between two requests to a host of which nothing is known.
    :param floor: seconds that its robots.txt asks for; never taken back.
    :param slowed: seconds that it was slowed down to; 0 takes that back. None leaves either as it is.
    """
    known = downloader.per_slot_settings.get(host, {})
    floor = max(known.get(_FLOOR, 0.0), floor or 0.0)
    slowed = known.get(_SLOWED, 0.0) if slowed is None else slowed
    delay = max(floor, slowed, usual)
    slot = downloader.slots.get(host)
    if delay <= usual:
        if downloader.per_slot_settings.pop(host, None) and slot is not None:
            slot.delay, slot.concurrency = usual, downloader.domain_concurrency
        return
    downloader.per_slot_settings[host] = {
        "delay": delay,
        "concurrency": 1,
        _FLOOR: floor,
        _SLOWED: slowed,
    }
    if slot is not None:
        slot.delay, slot.concurrency = delay, 1


def usual_delay(downloader: Any, host: str, usual: float) -> float:
    """Seconds between two requests to ``host`` when it is not slowed down."""
    floor: float = downloader.per_slot_settings.get(host, {}).get(_FLOOR, 0.0)
    return max(usual, floor)


def hold(downloader: Any, host: str, seconds: float) -> None:
    """Ask nothing of ``host`` for so many seconds; what waits for its turn goes on waiting.

    The host must have a delay: a slot without one never looks at the clock.
    """
    slot = downloader.slots.get(host)
    if slot is not None:
        slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)


def waits_left(downloader: Any, least: float) -> dict[str, float]:
    """Seconds until each host may be asked again whose delay is at least so long; those that may be now are left out."""
    now = monotonic()
    slots = downloader.slots.items()
    left = {host: slot.lastseen + slot.delay - now for host, slot in slots if slot.delay >= least}
    return {host: seconds for host, seconds in left.items() if seconds > 0}


def turn_away(downloader: Any, host: str, error: Exception) -> None:
    """Let what waits for its turn at ``host`` end with ``error``."""
    slot = downloader.slots.get(host)
    while slot is not None and slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(error)
