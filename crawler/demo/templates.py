"""Page templates that are data: files of named parts, filled by :class:`string.Template`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

_PART = re.compile(r"^<!-- part: ([a-z0-9-]+) -->\n", re.MULTILINE)


class Markup(str):
    """Text that is HTML or XML already; everything else is escaped when it is filled in."""

    __slots__ = ()


class Templates:
    """The named parts of one template file."""

    def __init__(self, text: str) -> None:
        _, *pieces = _PART.split(text)
        self._parts = {
            name: Template(body.rstrip("\n"))
            for name, body in zip(pieces[::2], pieces[1::2], strict=True)
        }

    @classmethod
    def load(cls, path: Path) -> Templates:
        """Read a file in which ``<!-- part: name -->`` lines begin the parts."""
        return cls(path.read_text(encoding="utf-8"))

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def fill(self, part: str, values: Mapping[str, object]) -> Markup:
        """Fill one part; a name that is missing raises :class:`KeyError`, a None becomes nothing."""
        return Markup(
            self._parts[part].substitute({key: _markup(value) for key, value in values.items()})
        )

    def each(self, part: str, rows: Iterable[Mapping[str, object]]) -> Markup:
        """Fill one part for every row, one after the other."""
        return Markup("\n".join(self.fill(part, row) for row in rows))


def _markup(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, Markup) else escape(str(value))
