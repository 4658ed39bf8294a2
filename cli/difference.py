"""What changed between two revisions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from archive.model import Article
from archive.revise import differences as changed_fields
from cli.render import Paint, clean, one_line

_WORD = re.compile(r"\S+|\s+")
_LONGEST = 4_000
"""Words compared at a time: the comparison's time grows with the square of it."""


def differences(old: Article, new: Article, paint: Paint) -> Iterator[str]:
    """A line (for ``text``: a paragraph) for each thing that changed: what went in ``[-…-]``, what came in ``{+…+}``."""
    for field in changed_fields(old, new):
        before, after = _text(getattr(old, field)), _text(getattr(new, field))
        if field != "text":
            yield f"{field}: {words(one_line(before), one_line(after), paint)}"
        else:
            yield from _paragraphs(before, after, paint)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _paragraphs(before: str, after: str, paint: Paint) -> Iterator[str]:
    """Paragraphs that changed; those that stayed are left out."""
    old, new = clean(before).split("\n\n"), clean(after).split("\n\n")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield words("\n\n".join(old[i1:i2]), "\n\n".join(new[j1:j2]), paint)


def words(before: str, after: str, paint: Paint) -> str:
    """The two texts as one, marked word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > _LONGEST:
        return _gone(before, paint) + _come(after, paint)
    parts = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append("".join(old[i1:i2]))
        else:
            parts += [_gone("".join(old[i1:i2]), paint), _come("".join(new[j1:j2]), paint)]
    return "".join(parts)


def _gone(text: str, paint: Paint) -> str:
    return paint.bad(f"[-{text}-]") if text else ""


def _come(text: str, paint: Paint) -> str:
    return paint.good(f"{{+{text}+}}") if text else ""
