"""The two seed texts, where they lie beside the checkout: every sentence of the article, and no other line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive.model import Extracted
from archive.store import Archive

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
Understand = Callable[..., Extracted]

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the seed texts are not beside the checkout"
)


@pytest.fixture
def seed(understand: Understand) -> Callable[[str], Extracted]:
    def read(start: str) -> Extracted:
        (path,) = SEEDS.glob(f"{start}_*.txt")
        return understand(path.read_bytes(), "text/plain", url="")

    return read


def test_the_indonesian_seed_is_clean(seed: Callable[[str], Extracted]) -> None:
    article = seed("000").article
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[0].startswith("Jakarta, Nusantaratv.com - ")
    assert paragraphs[-1].endswith("di luar Cina.")
    assert article.title not in article.text
    assert article.title.endswith("'Partner-Only'")
    assert article.deck is not None
    assert article.deck.startswith("Pelanggan Korporat")
    assert (article.authors, article.section) == (("Adiantoro",), "Teknologi")
    assert article.published is not None
    assert article.published.isoformat() == "2020-08-04T08:04:00+07:00"
    assert article.captions == ("Aplikasi Zoom. (Spread)",)
    assert (article.dateline, article.language) == ("Jakarta, Nusantaratv.com", "id")


def test_the_reaction_counter_of_the_indonesian_seed_is_cut(
    seed: Callable[[str], Extracted],
) -> None:
    cuts = seed("000").removed
    assert len(cuts) == 13
    assert {cut.rule for cut in cuts} == {"reactions"}


def test_the_english_seed_is_clean(seed: Callable[[str], Extracted]) -> None:
    article = seed("003").article
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 9
    assert paragraphs[0].startswith("SHANGHAI (Reuters) - ")
    assert paragraphs[-1].endswith("users outside of China.")
    assert article.title.startswith("Zoom to shift to")
    assert article.title not in article.text
    assert article.authors == ("Josh Horwitz", "Brenda Goh")
    assert (article.agency, article.dateline, article.language) == (
        "Reuters",
        "SHANGHAI (Reuters)",
        "en",
    )
    assert article.captions == ("Small toy figures are seen in front of diplayed Zoom logo",)


def test_the_ticker_and_the_adverts_of_the_english_seed_are_cut_by_name(
    seed: Callable[[str], Extracted],
) -> None:
    rules = [cut.rule for cut in seed("003").removed]
    assert {rule: rules.count(rule) for rule in rules} == {"advert": 2, "ticker": 46, "credit": 1}


def test_the_seeds_are_related_in_an_archive_of_their_own(
    seed: Callable[[str], Extracted], tmp_path: Path
) -> None:
    with Archive.open(tmp_path / "two.db", create=True) as archive:
        pages = [seed(start) for start in ("000", "003")]
        told = [
            replace(page, article=replace(page.article, url=f"https://paper{n}.example/"))
            for n, page in enumerate(pages)
        ]
        ids = [each.id for each in archive.save(told)]
        found = [[hit.article.id for hit in archive.related(id)] for id in ids if id is not None]
    assert found == [[ids[1]], [ids[0]]]
