"""What a page reserves in a form made for machines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.opt_outs import NAMES, found, obeyed, read_rules, reserved, with_reservation

TAG = "X-Robots-Tag"


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ([], ()),
        ([(TAG, "noarchive")], ("noarchive: X-Robots-Tag",)),
        ([("x-robots-tag", "NOARCHIVE , noai")], ("noarchive: X-Robots-Tag", "noai: X-Robots-Tag")),
        ([(TAG, "index"), (TAG, "nocache")], ("noarchive: X-Robots-Tag",)),
        ([(TAG, "none")], ("noindex: X-Robots-Tag",)),
        ([(TAG, "all, max-snippet: 20, max-image-preview:large")], ()),
        ([(TAG, "googlebot: noarchive, noindex")], ()),
        ([(TAG, "otherbot: noindex, kliping: noarchive")], ("noarchive: X-Robots-Tag",)),
        ([(TAG, "Kliping: noarchive, otherbot: noindex")], ("noarchive: X-Robots-Tag",)),
        ([(TAG, "*: noarchive")], ("noarchive: X-Robots-Tag",)),
        (
            [(TAG, "unavailable_after: Friday, 25-Jun-27 15:00:00 GMT, noarchive")],
            ("noarchive: X-Robots-Tag",),
        ),
        ([("TDM-Reservation", " 1 ")], ("tdm: header",)),
        ([("tdm-reservation", "0")], ("tdm=0: header",)),
        ([("tdm-reservation", "yes")], ()),
        ([("Robots", "noarchive")], ()),
    ],
)
def test_headers(headers: list[tuple[str, str]], lines: tuple[str, ...]) -> None:
    assert found(headers, []) == lines


@pytest.mark.parametrize(
    ("metas", "lines"),
    [
        ([("robots", "index, follow")], ()),
        ([("robots", "NoArchive,noindex")], ("noarchive: meta robots", "noindex: meta robots")),
        ([("kliping", "noarchive")], ("noarchive: meta kliping",)),
        ([("robots", "index"), ("robots", "noai")], ("noai: meta robots",)),
        ([("tdm-reservation", "1")], ("tdm: meta",)),
        ([("googlebot", "noarchive"), ("description", "noarchive")], ()),
    ],
)
def test_metas(metas: list[tuple[str, str]], lines: tuple[str, ...]) -> None:
    assert found([], metas) == lines


def test_the_page_counts_before_its_header_and_that_before_its_host() -> None:
    header = [("tdm-reservation", "1")]
    assert found(header, [("tdm-reservation", "0")]) == ("tdm=0: meta",)
    assert with_reservation(found(header, []), reserved=False) == ("tdm: header",)
    assert with_reservation(("tdm=0: meta",), reserved=True) == ("tdm=0: meta",)
    assert with_reservation(("noai: meta robots",), reserved=True) == (
        "noai: meta robots",
        "tdm: tdmrep.json",
    )
    assert with_reservation((), reserved=False) == ("tdm=0: tdmrep.json",)
    assert with_reservation((), reserved=None) == ()


def test_only_what_was_told_to_be_obeyed_is() -> None:
    said = ("noarchive: X-Robots-Tag", "noindex: meta robots", "tdm=0: header")
    assert obeyed(said, ["noindex", "tdm"]) == "noindex: meta robots"
    assert obeyed(said, ["tdm", "noai"]) is None
    assert obeyed(said, []) is None


RULES = b"""[
  {"location": "/free/*", "tdm-reservation": 0},
  {"location": "/news/*.html$", "tdm-reservation": 1, "tdm-policy": "https://example.org/policy.json"},
  {"location": "/caf%C3%A9/", "tdm-reservation": 1},
  {"location": "/broken", "tdm-reservation": "often"},
  {"location": ["/broken"], "tdm-reservation": 1},
  "broken",
  {"location": "/all", "tdm-reservation": 0},
  {"location": "/all", "tdm-reservation": 1}
]"""


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/free/a.html", False),
        ("/news/2026/a.html", True),
        ("/news/2026/a.html?page=2", None),
        ("/news/2026/a", None),
        ("/caf%c3%a9/x", True),
        ("/all/x", False),
        ("/broken", None),
        ("", None),
    ],
)
def test_the_first_rule_of_a_tdmrep_json_that_fits_counts(path: str, verdict: bool | None) -> None:
    assert reserved(read_rules(RULES), f"https://example.org{path}") is verdict


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[1, null]", b"[" * 100_000, b'"x"', b"\xff"]
)
def test_what_is_no_tdmrep_json_has_no_rules(body: bytes) -> None:
    assert read_rules(body) == ()


def test_one_rule_without_a_list_will_do() -> None:
    rules = read_rules(b'{"location": "/", "tdm-reservation": 1}')
    assert reserved(rules, "https://example.org") is True


@given(st.lists(st.tuples(st.sampled_from([TAG, "tdm-reservation", "Server"]), st.text())))
def test_no_header_breaks_it(headers: list[tuple[str, str]]) -> None:
    assert {line.partition(":")[0] for line in found(headers, [])} <= {*NAMES, "tdm=0"}
