"""The files ``words/<language>.toml``, read quickly: there are twelve thousand phrases in them, and each process that cleans reads all.

They are TOML, and written in the plainest way: names of tables, lists of strings in double quotes without escapes, comments in
lines of their own. That much is read here in a tenth of the time; whatever else one holds is left to :mod:`tomllib`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import orjson

Table = dict[str, dict[str, list[str]]]
"""Kind → name of a list → its phrases."""


def shipped() -> Iterator[tuple[str, Table]]:
    """Each language with its word list, by name."""
    folder = resources.files(__package__).joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), read(file.read_text("utf-8"))


def read(text: str) -> Table:
    """What :func:`tomllib.loads` makes of a word list; raises what it raises."""
    try:
        return _plain(text)
    except ValueError:
        import tomllib  # noqa: PLC0415 - not for the lists that are shipped

        return tomllib.loads(text)


def _plain(text: str) -> Table:
    """The same; ValueError for a file that is written otherwise."""
    tables: Table = {}
    lists: dict[str, list[str]] | None = None
    at = 0
    while at < len(text):
        end = text.index("\n", at)
        line = text[at:end]
        if line.startswith("["):
            name = line[1:-1]
            if line[-1] != "]" or not _is_bare(name) or name in tables:
                raise ValueError(line)
            lists = tables[name] = {}
        elif line and line[0] != "#":
            name, sign, _ = line.partition(" = [")
            if not sign or not _is_bare(name) or lists is None or name in lists:
                raise ValueError(line)
            end = text.index("]\n", at)  # no string goes on in the next line
            lists[name] = _strings(text[at + len(name) + len(sign) : end])
            end += 1
        at = end + 1
    return tables


def _is_bare(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum()


def _strings(written: str) -> list[str]:
    if "\\" in written:
        raise ValueError("an escape")
    # A list of strings is written alike in JSON, but for the comma behind the last one.
    found: list[str] = orjson.loads(f"[{written.rstrip().removesuffix(',')}]")
    if not {str}.issuperset(map(type, found)):
        raise ValueError("no list of strings")
    return found
