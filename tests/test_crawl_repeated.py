"""What a newspaper puts into each of its stories, in a language that no word list knows, through the console command."""

from __future__ import annotations

import json
import re
from random import Random

PROMO = "Velu noma traso kelu mira bento, salu dori Havnakor peta lumi: oro vandu nesi kalto mirel."
HEADLINE = "Sela moreni oru"
"""The same over every story, as that of a daily column."""


def paragraphs(number: int) -> list[str]:
    """A story that shares no sentence with another one."""
    random = Random(number)  # noqa: S311 - not for secrets
    syllables = [a + b for a in "vtkmsdrlnp" for b in "aeiou"]

    def word() -> str:
        return "".join(random.choices(syllables, k=random.randint(1, 3)))

    return [" ".join(word() for _ in range(30)).capitalize() + "." for _ in range(6)]


def page(story: list[str], *house: str) -> str:
    """The page of a story, with the house's lines after its second paragraph."""
    body = "".join(f"<p>{line}</p>" for line in [*story[:2], *house, *story[2:]])
    return (
        f'<!doctype html><html><head><title>{HEADLINE}</title><meta property="og:type" content="article">'
        f"</head><body><article><h1>{HEADLINE}</h1>{body}</article></body></html>"
    )


def shown(kliping, url: str) -> dict[str, object]:
    """The article at an address, with what was cut from its page."""
    return json.loads(kliping("show", url, "--removed", "--format", "json").out)


def test_what_every_story_has_is_learnt_by_one_crawl_and_cut_by_the_next(kliping, website) -> None:
    def publish(*numbers: int) -> list[str]:
        for n in numbers:
            website.add(f"/news/story-{n}-of-the-day", page(paragraphs(n), PROMO))
        return [website.url(f"/news/story-{n}-of-the-day") for n in numbers]

    urls = publish(*range(8))
    wire = ["/news/wire-story-in-the-morning", "/news/wire-story-at-noon"]
    for path in wire:
        website.add(path, page(paragraphs(99), PROMO))
    kliping.configure({"courier": {"feeds": [website.feed([*urls, website.url(wire[0])])]}})
    assert kliping.crawl()[0].code == 0

    new = publish(50, 51, 52)
    website.feed([*new, website.url(wire[1]), *urls])
    assert kliping.crawl()[0].code == 0
    # They may be cleaned side by side, or in turn, each learning from the one before.
    for number, url in zip((50, 51, 52), new, strict=True):
        article = shown(kliping, url)
        assert article["title"] == HEADLINE
        assert article["text"] == "\n\n".join(paragraphs(number))
        assert [cut["text"] for cut in article["removed"]] == [PROMO]
        assert article["removed"][0]["rule"] in {
            f"repeated: on {pages} of {pages} pages" for pages in range(9, 13)
        }
    assert shown(kliping, website.url(wire[1]))["text"] == "\n\n".join(paragraphs(99))
    printed = kliping("show", new[0], "--removed").out
    assert re.search(rf"repeated: on (\d+) of \1 pages {PROMO}", printed)

    late = publish(70)
    saved = kliping.folder / "late.html"
    saved.write_text(page(paragraphs(70), PROMO), encoding="utf-8")
    asked = ("extract", "--explain", "--url", late[0], str(saved))
    assert "repeated" not in kliping(*asked).out
    told = kliping("--archive", str(kliping.archive), *asked).out.splitlines()
    reason = next(line for line in told if "repeated: on 12 of 12 pages" in line)
    assert PROMO in f"{reason}{told[told.index(reason) + 1]}"
    assert "repeated" not in kliping("--archive", "nowhere.db", *asked).out

    assert kliping("fetch", *late).code == 0
    assert PROMO not in str(shown(kliping, late[0])["text"])


def test_an_import_learns_from_the_pages_before(kliping) -> None:
    folder = kliping.folder / "saved"
    folder.mkdir()
    for n in range(20):
        head = f'<link rel="canonical" href="https://havnakor.example/news/{n:02}">'
        html = page(paragraphs(n), PROMO).replace("<title>", f"{head}<title>")
        (folder / f"{n:02}.html").write_text(html, encoding="utf-8")
    assert kliping("import", str(folder)).code == 0
    last = shown(kliping, "https://havnakor.example/news/19")
    assert last["text"] == "\n\n".join(paragraphs(19))
    assert [cut["rule"] for cut in last["removed"]] == ["repeated: on 19 of 19 pages"]
    assert PROMO in str(shown(kliping, "https://havnakor.example/news/00")["text"])
