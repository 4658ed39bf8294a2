"""What changed between two revisions, word by word; in scripts without spaces character by character."""

from __future__ import annotations

from collections.abc import Iterator

from archive.model import Article
from archive.revisions.alignment import Opcode, opcodes
from archive.revisions.meaning import gist, tokens
from archive.revisions.revise import differences as changed_fields
from cli.render import Paint, clean, one_line


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
    """Paragraphs that changed; those that stayed are left out, those whose setting alone changed too."""
    old, new = clean(before).split("\n\n"), clean(after).split("\n\n")
    for tag, i1, i2, j1, j2 in opcodes([*map(gist, old)], [*map(gist, new)]):
        if tag != "equal":
            went, came = old[i1:i2], new[j1:j2]
            if len(went) == len(came):
                for one, other in zip(went, came, strict=True):
                    yield words(one, other, paint)
            else:
                yield words("\n\n".join(went), "\n\n".join(came), paint)


def words(before: str, after: str, paint: Paint) -> str:
    """The two texts as one, marked word by word."""
    old, new = tokens(before), tokens(after)
    parts = []
    for tag, i1, i2, j1, j2 in _readable(opcodes(old, new), old):
        if tag == "equal":
            parts.append("".join(old[i1:i2]))
        else:
            parts += [_gone("".join(old[i1:i2]), paint), _come("".join(new[j1:j2]), paint)]
    return "".join(parts)


def _readable(steps: list[Opcode], old: list[str]) -> list[Opcode]:
    """The steps, with neighbouring changes made one where nothing but spaces stayed between them."""
    joined: list[Opcode] = []
    for place, step in enumerate(steps):
        tag, i1, i2, _, j2 = step
        between = 0 < place < len(steps) - 1 and tag == "equal" and _is_space(old[i1:i2])
        if joined and (between or tag != "equal") and joined[-1][0] != "equal":
            _, start_i, _, start_j, _ = joined[-1]
            joined[-1] = ("replace", start_i, i2, start_j, j2)
        else:
            joined.append(step)
    return joined


def _is_space(words_: list[str]) -> bool:
    return all(map(str.isspace, words_))


def _gone(text: str, paint: Paint) -> str:
    return paint.bad(f"[-{text}-]") if text else ""


def _come(text: str, paint: Paint) -> str:
    return paint.good(f"{{+{text}+}}") if text else ""
