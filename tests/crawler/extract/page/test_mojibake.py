"""Pages whose own software has read UTF-8 as something else, and pages that only look so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import Extracted
from crawler.extract.page.mojibake import mended


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("whatâ\x80\x99s new", "what’s new"),
        ("the harbourâ€™s lamp", "the harbour’s lamp"),
        ("the harbour&acirc;&euro;&trade;s lamp", "the harbour’s lamp"),
        ("l'Ã©tÃ© Ã\xa0 la mer", "l'été à la mer"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð³Ð°Ð²Ð°Ð½ÑŒ", "Привет, гавань"),
        ("GrÃ¼Ã\x9fe aus dem Hafen", "Grüße aus dem Hafen"),
    ],
)
def test_what_was_read_wrongly_is_read_as_it_was_meant(shown: str, meant: str) -> None:
    assert mended(f"<p>{shown}</p>".encode()).decode() == f"<p>{meant}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo, PÃO DE AÇÚCAR, NÃO!",
        "Âge d’or, ÂME, Ñandú, âme",
        "“typographic” quotes – and a dash",
        "a &lt;b&gt; &amp; c &acirc;me",
        "naïve café, 5 € and 3 €",
        "港のランプ",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    page = f"<p>{text}</p>".encode()
    assert mended(page) == page


def test_what_a_tag_declares_is_mended_too_and_markup_stays_markup() -> None:
    page = '<meta content="itâ€™s"><p>“kept” as it is</p><p>itâ\x80\x99s &lt;b&gt;</p>'
    meant = '<meta content="it’s"><p>“kept” as it is</p><p>it’s &lt;b&gt;</p>'
    assert mended(page.encode()).decode() == meant


def test_an_article_is_stored_as_it_was_meant(understand: Callable[..., Extracted]) -> None:
    line = "The lamp of the harbourâ€™s northern light was lit again on Monday, the office said, after a year in the dark."
    found = understand(
        f"<html><body><article><h1>The lamp</h1><p>{line}</p><p>It had been dark.</p></article></body></html>"
    )
    assert "harbour’s northern light" in found.article.text
