"""Registrable domains: of the public suffix list only what ends as a name does is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from crawler.hosts import domain_of


def _names() -> list[str]:
    """A name for each rule of the list, as people write it and as it is sent."""
    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    rules = {line.split(" ")[0].lstrip("!") for line in lines if line and line[:2] != "//"}
    assert len(rules) > 9_000
    written = {rule.replace("*", "any") for rule in rules}
    return sorted(written | {name.encode("idna").decode() for name in written})


def test_every_rule_of_the_list_counts_as_in_the_whole_list() -> None:
    whole = PublicSuffixList()
    for name in _names():
        for longer in (f"paper.{name}", f"a.paper.{name}"):
            sent = longer.encode("idna").decode()
            assert domain_of(f"https://{longer}/") == whole.privatesuffix(sent), longer


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.paper.co.uk:8443/a?b", "paper.co.uk"),
        ("https://a.paper.unheard-of/", "paper.unheard-of"),
        ("https://a.paper.xn--/", "paper.xn--"),
        ("https://a.paper.xn--p1ai", "paper.xn--p1ai"),
        ("https://co.uk/", "co.uk"),
        ("http://paper.example:99999/", ""),
        ("no url", ""),
    ],
)
def test_a_domain_is_what_somebody_registered(url: str, domain: str) -> None:
    assert domain_of(url) == domain
