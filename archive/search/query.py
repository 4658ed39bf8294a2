"""What a person types into a search, as a tree.

::

    any    = all { "OR" all }
    all    = part { ["AND"] part }
    part   = "-" part | field ":" part | "(" any ")" | '"' phrase '"' | word "*" | word
    field  = "title" | "author"

Hand-written: the grammar is this small, and people type anything. What is unbalanced is read as it was meant (an
open quotation mark or parenthesis closes at the end, a closing one without an opening one is nothing), an operator
with nothing to work on is left out, and ``-`` leads only where a word begins (``-stock``, but ``state-owned`` and
``Jakarta - Bali``). Nothing but length, number of words and depth is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from archive.errors import QueryError
from archive.search.terms import words

MAX_LENGTH: Final = 5_000
MAX_WORDS: Final = 100
MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Term:
    """A word as typed. May analyse to several terms (``covid-19``), which then stand side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is ``title`` or ``author``: where ``node`` has to be found."""

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


Node: TypeAlias = Term | Phrase | Prefix | Field | Not | And | Or


def parse(query: str) -> Node | None:
    """The tree of a query; None when it asks for everything (it is empty, or a lone ``*``).

    Raises QueryError, in one line, when the query is too long or too deep, or holds no letter and no digit.
    """
    typed = query.strip()
    if not typed.strip("*"):
        return None
    if len(typed) > MAX_LENGTH:
        msg = f"the query is too long: {len(typed)} characters, at most {MAX_LENGTH} are possible"
        raise QueryError(msg)
    found = words(typed)
    if not found:
        msg = f"nothing to search for in {_shown(typed)}: it holds no letter and no digit"
        raise QueryError(msg)
    count = sum(word not in _OPERATORS for word in found)
    if count > MAX_WORDS:
        msg = f"the query is too long: {count} words, at most {MAX_WORDS} are possible"
        raise QueryError(msg)
    node = _Parser(typed).whole()
    # Nothing but operators (OR, title:): then they are the words.
    return node or _all([Term(word) for word in found])


def _shown(typed: str) -> str:
    """The query as it may stand in a message: one short line of printable characters."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in typed)
    return f"'{line[:40]}…'" if len(line) > 40 else f"'{line}'"


class _Token(NamedTuple):
    kind: str
    text: str


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<minus>-+(?=[^\s)-]))
      | (?P<field>(?i:title|author):)
      | ["“”„«»](?P<phrase>[^"“”„«»]*)["“”«»]?
      | (?P<word>[^\s()"“”„«»]+)
    """,
    re.VERBOSE,
)
_OPERATORS: Final = ("OR", "AND")


def _tokens(typed: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(typed):
        kind = found.lastgroup or ""
        text = found[kind]
        if kind == "word" and text in _OPERATORS:
            kind = text
        if kind != "space" and (kind not in {"word", "phrase"} or words(text)):
            tokens.append(_Token(kind, text))
    return tokens


_END = _Token("end", "")


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, typed: str) -> None:
        self._tokens = _tokens(typed)
        self._at = 0
        self._depth = 0

    def whole(self) -> Node | None:
        """All tokens. A closing parenthesis too many ends nothing."""
        nodes = []
        while self._kind() != "end":
            if node := self._any():
                nodes.append(node)
            if self._kind() == "close":
                self._at += 1
        return _all(nodes)

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else _END.kind

    def _any(self) -> Node | None:
        nodes = [self._all()]
        while self._kind() == "OR":
            self._at += 1
            nodes.append(self._all())
        given = tuple(node for node in nodes if node)
        return Or(given) if len(given) > 1 else given[0] if given else None

    def _all(self) -> Node | None:
        nodes = []
        while self._kind() not in {"OR", "close", "end"}:
            if self._kind() == "AND":
                self._at += 1
            elif node := self._part():
                nodes.append(node)
        return _all(nodes)

    def _part(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        match token.kind:
            case "minus":
                node = self._operand()
                return Not(node) if node else None
            case "field":
                return _in_field(token.text[:-1].lower(), self._operand())
            case "open":
                return self._group()
            case "phrase":
                return Phrase(token.text)
            case _:
                stem = token.text.rstrip("*")
                return Prefix(stem) if stem != token.text else Term(stem)

    def _operand(self) -> Node | None:
        """What stands behind ``-`` or ``title:``."""
        if self._kind() in {"close", "end", "OR", "AND"}:
            return None
        return self._deeper(self._part)

    def _group(self) -> Node | None:
        node = self._deeper(self._any)
        if self._kind() == "close":
            self._at += 1
        return node

    def _deeper(self, part: Callable[[], Node | None]) -> Node | None:
        if self._depth == MAX_DEPTH:
            msg = f"the query is nested too deeply: at most {MAX_DEPTH} levels are possible"
            raise QueryError(msg)
        self._depth += 1
        node = part()
        self._depth -= 1
        return node


def _all(nodes: list[Node]) -> Node | None:
    if len(nodes) > 1:
        return And(tuple(nodes))
    return nodes[0] if nodes else None


def _in_field(name: str, node: Node | None) -> Node | None:
    """``title:-word`` means the same as ``-title:word``."""
    if isinstance(node, Not):
        return Not(Field(name, node.node))
    return Field(name, node) if node else None
