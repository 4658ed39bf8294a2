"""``_area.c``: the functions of ``cuts.py`` and ``area.py`` of the same names."""

from collections.abc import Callable, Sequence, Set

from crawler.extract.blocks import Block, Container

def learn(
    block: type,
    container: type,
    no_kind: tuple[str, str],
    hidden: tuple[str, str],
    teaser: tuple[str, str],
    stubborn: frozenset[str],
    weak: frozenset[str],
    places: frozenset[str],
    kind_by_names: Callable[[str, str], tuple[str, str]],
    /,
) -> None:
    """Take the classes, cuts, rules and the function that it works with; comes first."""

def weights(blocks: tuple[Block, ...], /) -> tuple[float, ...]: ...
def open_sums(
    blocks: tuple[Block, ...], raw: tuple[float, ...], cut_by: list[tuple[str, str]], /
) -> list[float]: ...
def linked_headings(blocks: tuple[Block, ...], /) -> list[Block]: ...
def marked(containers: tuple[Container, ...], /) -> tuple[list[Container], list[Container]]: ...
def beside(containers: tuple[Container, ...], parent: int, /) -> list[Container]: ...
def own_rules(
    containers: tuple[Container, ...],
    blocks: tuple[Block, ...],
    teasers: Set[int],
    sums: Sequence[float],
    /,
) -> list[tuple[str, str]]: ...
def inherited(
    containers: tuple[Container, ...], own: list[tuple[str, str]], sums: Sequence[float], /
) -> tuple[list[tuple[str, str]], dict[str, float]]: ...
def named(
    containers: tuple[Container, ...], cut_by: list[tuple[str, str]], /
) -> list[tuple[str, str]]: ...
