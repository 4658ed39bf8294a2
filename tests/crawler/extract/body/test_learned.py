"""What a newspaper repeats is cut, in a language that no word list knows; what is the article's own stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from archive.model import Extracted, Page, Repeated
from archive.repeated import MOST, Window
from crawler.extract import article
from crawler.extract.blocks import Block
from crawler.extract.body.learned import fingerprint

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PROMO = "Velu noma traso kelu mira bento, salu dori Havnakor peta lumi: oro vandu nesi kalto mirel."
MARK = "Anuntso"
CLOSING = "Doru seli Havnakor Tivan en palu moro, tesa vili kanu retsi omba luri sendo."
HEADING = "Tora ben selu"
SYLLABLES = tuple(
    a + b for a in ("v", "t", "k", "m", "s", "d", "r", "l", "n", "p") for b in "aeiou"
)


class Newspaper:
    """A newspaper in a language of our own. Its pages are cleaned one after the other, and learnt from."""

    def __init__(self, seed: int = 1) -> None:
        self.window = Window()
        self.random = Random(seed)  # noqa: S311 - not for secrets
        self.template = (MARK, PROMO)
        self.closing: tuple[str, ...] = (CLOSING,)
        self.deck = ""
        self.title = ""

    def sentence(self, words: int = 16) -> str:
        """A sentence that no other page has."""
        said = [
            "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(1, 3)))
            for _ in range(words)
        ]
        return " ".join(said).capitalize() + "."

    def story(self, paragraphs: int = 6) -> list[str]:
        """The paragraphs of a story."""
        return [f"{self.sentence()} {self.sentence()}" for _ in range(paragraphs)]

    def page(self, story: list[str] | None = None) -> Page:
        """The page of a story: the house's own lines after the second paragraph and behind the last."""
        told = story or self.story()
        lines = [f"<p>{line}</p>" for line in told]
        lines[2:2] = [f"<p>{line}</p>" for line in self.template]
        lines += [f"<p>{line}</p>" for line in self.closing]
        title = self.title or self.sentence(6).rstrip(".")
        deck = f'<p class="standfirst">{self.deck}</p>' if self.deck else ""
        about = f'<meta name="description" content="{self.deck}">' if self.deck else ""
        html = (
            f"<html><head><title>{title}</title>{about}</head><body><article><h1>{title}</h1>{deck}"
            f"<h2>{HEADING}</h2>{''.join(lines)}</article></body></html>"
        )
        return Page(
            url=f"https://havnakor.example/{self.random.getrandbits(40)}",
            source="havnakor",
            fetched=NOON,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=html.encode(),
        )

    def publish(self, story: list[str] | None = None) -> Extracted:
        """Clean a page with what is known so far, and learn from it."""
        extracted = article(self.page(story), repeated=self.window.often())
        self.window.add(extracted.lines)
        return extracted

    def printed(self, pages: int) -> Newspaper:
        """The newspaper after so many more pages."""
        for _ in range(pages):
            self.publish()
        return self

    def aged(self, pages: int) -> Newspaper:
        """The same without cleaning all of them, which takes long: what two pages share is on the others too."""
        house = set(self.publish().lines) & set(self.publish().lines)
        for _ in range(pages - 2):
            self.window.add([*(self.random.getrandbits(64) | 31 for _ in range(6)), *house])
        return self


def cuts(extracted: Extracted) -> dict[str, str]:
    return {cut.text: cut.rule for cut in extracted.removed}


@pytest.fixture
def newspaper() -> Newspaper:
    return Newspaper()


def test_what_every_page_has_is_cut_with_on_how_many_it_stands(newspaper: Newspaper) -> None:
    assert PROMO in newspaper.publish().article.text
    newspaper.printed(19)
    story = newspaper.story()
    found = newspaper.publish(story)
    assert found.article.text.split("\n\n") == [HEADING, *story]
    assert cuts(found) == dict.fromkeys((MARK, PROMO, CLOSING), "repeated: on 20 of 20 pages")
    decision = next(d for d in found.decisions if d.text == PROMO)
    assert (decision.rule, decision.evidence) == ("repeated", "on 20 of 20 pages")


def test_a_paragraph_is_known_sooner_than_a_label(newspaper: Newspaper) -> None:
    newspaper.printed(4)
    found = newspaper.publish()
    assert cuts(found) == dict.fromkeys((PROMO, CLOSING), "repeated: on 4 of 4 pages")
    assert MARK in found.article.text


def test_a_page_by_itself_is_judged_by_itself(newspaper: Newspaper) -> None:
    found = article(newspaper.page())
    assert found.lines == ()
    assert not found.removed


def test_a_wire_story_that_is_carried_twice_stays_whole(newspaper: Newspaper) -> None:
    newspaper.printed(20)
    wire = newspaper.story(8)
    for _ in range(5):
        assert newspaper.publish(wire).article.text.split("\n\n") == [HEADING, *wire]
    assert newspaper.publish([newspaper.sentence(30), *wire]).article.text.count(wire[3]) == 1


def test_a_standing_headline_standfirst_and_section_stay(newspaper: Newspaper) -> None:
    newspaper.title = "Sela moreni oru"
    newspaper.deck = "Pana veli moru tesa kilo nera, lumi dosa vetu kane roli sumo dela pira."
    newspaper.printed(30)
    found = newspaper.publish()
    assert found.article.title == newspaper.title
    assert found.article.deck == newspaper.deck
    assert found.article.text.split("\n\n")[0] == HEADING
    assert cuts(found).keys() == {MARK, PROMO, CLOSING}


def test_a_heading_goes_with_the_box_below_it(newspaper: Newspaper) -> None:
    newspaper.closing = ()
    newspaper.printed(12)
    page = newspaper.page()
    body = page.body.replace(b"</article>", f"<h2>Vandu</h2><p>{PROMO}</p></article>".encode())
    changed = Page(url=page.url, fetched=NOON, headers=page.headers, body=body)
    found = article(changed, repeated=newspaper.window.often())
    assert cuts(found)["Vandu"] == "heading-of-nothing"


def test_a_text_that_would_be_mostly_gone_stays(newspaper: Newspaper) -> None:
    background = newspaper.story(2)
    for _ in range(6):  # one story, told from six sides: a third of it is the same
        newspaper.publish([*newspaper.story(5), *background])
    assert set(background) & cuts(newspaper.publish([*newspaper.story(6), *background])).keys()
    found = newspaper.publish([newspaper.sentence(12), *background])
    assert set(background) <= set(found.article.text.split("\n\n"))


def test_a_short_item_below_a_long_promotion_is_left_alone_with_itself(
    newspaper: Newspaper,
) -> None:
    newspaper.template = tuple(newspaper.story(3))
    newspaper.printed(20)
    item = [newspaper.sentence(14), newspaper.sentence(14)]
    assert newspaper.publish(item).article.text.split("\n\n") == [HEADING, *item]


def test_background_of_a_running_story_stays_among_other_stories(newspaper: Newspaper) -> None:
    background = newspaper.story(2)
    newspaper.aged(20)
    for n in range(24):
        told = [*newspaper.story(), *background] if n % 6 == 0 else newspaper.story()
        found = newspaper.publish(told)
        assert not set(background) & cuts(found).keys()


def test_after_a_new_template_the_old_one_is_forgotten(newspaper: Newspaper) -> None:
    newspaper.aged(MOST)
    assert (
        newspaper.window.often().lines[fingerprint(Block(0, PROMO, "p", words=len(PROMO.split())))]
        == MOST
    )
    newspaper.template = (newspaper.sentence(),)
    newspaper.aged(8)
    assert newspaper.template[0] in newspaper.publish().article.text  # 8 of 64: not yet
    newspaper.aged(8)
    assert newspaper.template[0] in cuts(newspaper.publish())
    newspaper.aged(MOST)
    story = [*newspaper.story(), PROMO]
    assert PROMO in newspaper.publish(story).article.text


def test_a_line_with_a_counter_is_one_line(newspaper: Newspaper) -> None:
    for n in range(20):
        newspaper.closing = (f"Vandu Havnakor: {n * 37} seli moro tena vilu dora kesi",)
        newspaper.publish()
    newspaper.closing = ("Vandu Havnakor: 4,711 seli moro tena vilu dora kesi",)
    assert newspaper.closing[0] in cuts(newspaper.publish())


def test_numbers_that_may_be_the_news_are_cut_on_most_pages_only(newspaper: Newspaper) -> None:
    price = "Tora selu: {:,} kelu, moro {} dena vili sura pento nalo."
    for n in range(20):
        told = newspaper.story()
        if n % 3 == 0:
            told.append(price.format(1000 + 13 * n, n))
        newspaper.publish(told)
    line = price.format(2311, 7)
    assert line in newspaper.publish([*newspaper.story(), line]).article.text


def test_a_caption_under_every_picture_is_no_caption(newspaper: Newspaper) -> None:
    standing = "Havnakor Tivan moru selu dani"
    for n in range(13):
        page = newspaper.page()
        own = newspaper.sentence(7)
        figures = "".join(
            f"<figure><img src=a.jpg><figcaption>{c}</figcaption></figure>" for c in (own, standing)
        )
        body = page.body.replace(b"</h2>", b"</h2>" + figures.encode())
        changed = Page(url=f"{page.url}{n}", fetched=NOON, headers=page.headers, body=body)
        found = article(changed, repeated=newspaper.window.often())
        newspaper.window.add(found.lines)
    assert found.article.captions == (own,)
    assert cuts(found)[standing] == "repeated: on 12 of 12 pages"


def test_lines_of_a_text_are_learnt_as_well(newspaper: Newspaper) -> None:
    window = Window()
    for _ in range(10):
        story = newspaper.story()
        text = "\n\n".join([newspaper.sentence(6), *story[:2], PROMO, *story[2:]])
        page = Page(
            url="",
            fetched=NOON,
            headers=(("Content-Type", "text/plain; charset=utf-8"),),
            body=text.encode(),
        )
        found = article(page, repeated=window.often())
        window.add(found.lines)
    assert cuts(found)[PROMO] == "repeated: on 9 of 9 pages"


def test_lines_of_a_declared_text_are_learnt_as_well(newspaper: Newspaper) -> None:
    for _ in range(10):
        story = newspaper.story(8)
        text = "\n".join([*story[:2], PROMO, *story[2:]])
        declared = json.dumps({"@type": "NewsArticle", "articleBody": text})
        html = (
            f'<html><head><script type="application/ld+json">{declared}</script></head>'
            f"<body><h1>{newspaper.sentence(6)}</h1><p>{newspaper.sentence()}</p></body></html>"
        )
        found = article(
            replace(newspaper.page(), body=html.encode()), repeated=newspaper.window.often()
        )
        newspaper.window.add(found.lines)
    assert found.article.method == "json-ld"
    assert found.article.text.split("\n\n") == story
    assert cuts(found)[PROMO] == "repeated: on 9 of 9 pages"


def test_nothing_is_lost(newspaper: Newspaper) -> None:
    newspaper.printed(20)
    page = newspaper.page()
    plain = article(page)
    found = article(page, repeated=newspaper.window.often())
    told = {*found.article.text.split("\n\n"), *cuts(found)}
    assert told == set(plain.article.text.split("\n\n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 comments", "1,204 Comments"),
        ("Velu “noma”", "VELU “NOMA”."),
        ("Страница 3 из 12", "СТРАНИЦА 4 из 9"),
    ],
)
def test_case_numbers_and_points_do_not_make_another_line(one: str, other: str) -> None:
    assert fingerprint(Block(0, one, "p", words=3)) == fingerprint(Block(0, other, "p", words=3))


@pytest.mark.parametrize("text", ["", "12:30", "— 4,5 —", "€ 12", "1.", "\ud800"])
def test_what_has_no_letters_is_no_line(text: str) -> None:
    assert fingerprint(Block(0, text, "p", words=1)) == 0


def test_an_empty_memory_asks_for_lines_and_cuts_nothing(newspaper: Newspaper) -> None:
    found = article(newspaper.page(), repeated=Repeated())
    assert len(found.lines) == 9
    assert not found.removed
