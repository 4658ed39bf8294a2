"""``_lines.c``."""

def line(
    names: tuple[bytes, ...], kinds: bytes, row: tuple[object, ...], text: bytes | str, /
) -> bytes | None:
    """A row as a line of JSON; None for one that has what the archive does not write.

    :param names: what stands before each value: ``{"id":``, ``,"url":`` …
    :param kinds: of each value: ``v`` a string, number or null, ``t`` the text, ``l`` a list as it is stored, ``u`` a moment
        in UTC, ``p`` and ``m`` one with the zone that stands last but one, and last, in the row.
    :param text: what ``row`` has packed; bytes are UTF-8.
    """
