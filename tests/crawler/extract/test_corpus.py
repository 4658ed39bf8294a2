"""Nasty input: whatever comes in, a result or NotAPage comes out, in linear time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model import Extracted
from crawler.errors import NotAPage

CORPUS = sorted((Path(__file__).parent.parent / "corpus").iterdir())
PAGES = sorted((Path(__file__).parent.parent / "sites").glob("*/*/page.html"))
Understand = Callable[..., Extracted]


def result(
    understand: Understand, body: bytes, content_type: str = "text/html"
) -> Extracted | None:
    try:
        return understand(body, content_type)
    except NotAPage:
        return None


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
@pytest.mark.parametrize("content_type", ["text/html", "text/plain", ""])
def test_nasty_files_give_a_result_or_are_refused(
    understand: Understand, path: Path, content_type: str
) -> None:
    found = result(understand, path.read_bytes(), content_type)
    assert found is None or found.article.kind


BIG = {
    "100,000 nested divs": b"<html>" + b"<div>" * 100_000 + b"deep",
    "100,000 nested spans": b"<html>" + b"<span>" * 100_000 + b"deep",
    "100,000 nested lists": b"<html>" + b"<ul><li>" * 50_000 + b"deep",
    "100,000 nested tables": b"<html>" + b"<table><tr><td>" * 35_000 + b"deep",
    "50,000 small divs": b"<html>" + b"<div>word</div>" * 50_000,
    "100,000 links": b"<html><p>" + b"<a href=/x>word</a> " * 100_000,
    "unclosed bold": b"<html>" + b"<b>word " * 50_000,
    "unclosed script": b"<html><p>Before.</p><script>" + b"var a = '<div>';" * 200_000,
    "unclosed comment": b"<html><p>Before.</p><!-- " + b"<div>" * 200_000,
    "one endless line": b"<html><p>" + b"word " * 1_000_000,
    "one endless word": b"<html><p>" + b"w" * 5_000_000,
    "ten megabytes of angle brackets": b"<" * 10_000_000,
    "sixty thousand lines of text": b"A line of words.\n" * 60_000,
    "thirty thousand ticker lines": b"DAX\n18,001.60\n+105.10 (+0.59%)\n" * 10_000,
    "200,000 breaks": b"<html><p>" + b"word<br>" * 200_000,
    "endless attributes": b"<html><p " + b"a=1 " * 200_000 + b">text",
    "endless class": b'<html><p class="' + b"ad-x " * 200_000 + b'">text',
    "digits": b"<html><p>" + b"1,234.56 " * 30_000,
}


@pytest.mark.parametrize("name", BIG)
def test_size_costs_linear_time(understand: Understand, name: str) -> None:
    content_type = "text/plain" if "lines" in name else "text/html"
    before = time.process_time()
    result(understand, BIG[name], content_type)
    # The slowest of these takes a few seconds; what is quadratic takes minutes.
    assert time.process_time() - before < 30


def test_ten_megabytes_of_noise_are_refused(understand: Understand) -> None:
    noise = random.Random(7).randbytes(10_000_000)  # noqa: S311 - noise, no secret
    with pytest.raises(NotAPage):
        understand(noise, "text/html")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_mutated_pages_never_raise(understand: Understand, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(PAGES), "page").read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 400)))
        filling = data.draw(
            st.one_of(
                st.binary(max_size=20),
                st.sampled_from(
                    [b"<div>" * 50, b"</div>" * 50, b"<table>", b"\0\0", b"<svg>", b"<!--", b"]]>", b"<script>", b"\xff\xfe", b"&#0;&#xd800;"]
                ),
            )
        )  # fmt: skip
        body = body[:start] + filling + body[end:]
    found = result(understand, body)
    assert found is None or "\0" not in found.article.text


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=400), content_type=st.sampled_from(["text/html", "text/plain", "", "text/html; charset=utf-16", "x; charset=\udc80"]))  # fmt: skip
def test_any_bytes_give_a_result_or_are_refused(
    understand: Understand, body: bytes, content_type: str
) -> None:
    found = result(understand, body, content_type)
    assert found is None or isinstance(found.article.text.encode(), bytes)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.one_of(st.text(max_size=80), st.sampled_from(["ADVERTISEMENT", "like", "0", "+1.2%", "DAX", "A longer sentence of some words stands here."])), max_size=30))  # fmt: skip
def test_any_text_keeps_all_its_lines(understand: Understand, lines: list[str]) -> None:
    text = "\n".join(lines)
    found = result(understand, text.encode("utf-8", "replace"), "text/plain; charset=utf-8")
    if found is None:
        return
    held = "".join("".join(d.text for d in found.decisions).split())
    if not any(c in text for c in "\u200b\u200e\u200f\u2060\ufeff\u00ad\0<"):
        assert held == "".join(text.encode("utf-8", "replace").decode("utf-8").split())
