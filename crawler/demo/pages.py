"""The pages of one sample newspaper, from its stories and templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import cycle, islice

from crawler.demo.content import Newspaper, Story
from crawler.demo.dates import FORMATS
from crawler.demo.linked_data import json_ld, metas
from crawler.demo.markup import Block, html
from crawler.demo.templates import Markup, Templates


class Pages:
    """Renders every page of a newspaper that lives at ``home`` (no slash at its end).

    ``number`` counts the requests: the ticker's figures, the reactions and the counters move with it, as on
    a real site, and the same number gives the same page.
    """

    def __init__(self, paper: Newspaper, home: str) -> None:
        self.paper = paper
        self.home = home
        self._templates = Templates.load(paper.folder / "pages.html")
        self._listed = [s for s in paper.stories if s.announced and s.kind != "index"]

    def front(self, number: int) -> str:
        """The home page: a teaser for each story."""
        return self._templates.fill(
            "front", self._furniture(number) | {"teasers": self._teasers(self._listed)}
        )

    def not_found(self) -> str:
        """The page that comes with status 404."""
        return self._templates.fill("not-found", {"paper": self.paper.title})

    def page(self, story: Story, number: int) -> str:
        """The page of one story, whatever its kind."""
        values = self._furniture(number) | self._story_values(story)
        if story.kind == "consent-wall":
            return self._templates.fill("consent-wall", values)
        if story.kind == "index":
            section = [s for s in self._listed if s.section == story.section]
            return self._templates.fill("index", values | {"teasers": self._teasers(section)})
        if not story.furniture:
            return self._templates.fill("bare", values | {"body": self._body(story)})
        return self._templates.fill("article", values | self._around(story, number))

    def _furniture(self, number: int) -> dict[str, object]:
        return {
            "paper": self.paper.title,
            "home": self.home,
            "number": number,
            "shares": 40 + number * 3,
            "happy": 12 + number,
            "surprised": number % 7,
            "cross": number % 4,
            "comment_count": len(self.paper.comments) + number,
            "ticker": self._templates.each("tick", _ticks(self.paper.ticker, number))
            if self.paper.ticker
            else None,
        }

    def _story_values(self, story: Story) -> dict[str, object]:
        published = FORMATS[self.paper.dates](story.published) if story.published else ""
        return {
            "title": story.title,
            "url": story.path,
            "canonical": self.home + story.path,
            "slug": story.slug,
            "section": story.section,
            "section_slug": _slug(story.section or "news"),
            "published_local": published,
            "published_iso": story.published.isoformat() if story.published else "",
            "deck": story.deck,
            "minutes": 1 + sum(len(block.text) for block in story.body) // 1200,
        }

    def _around(self, story: Story, number: int) -> dict[str, object]:
        """Everything that stands on an article's page beside its headline and dates."""
        part = self._part
        others = self._others(story)
        authors = ", ".join(story.authors)
        role = part("role", {"role": story.role}) if story.role else None
        picture = story.picture
        return {
            "head": metas(self.paper, story, self.home),
            "structured": json_ld(self.paper, story, self.home),
            "deck": part("deck", {"deck": html(story.deck)}) if story.deck else None,
            "byline": part("byline", {"authors": authors, "role": role, "section": story.section})
            if authors
            else None,
            "updated": self._updated(story),
            "picture": part(
                "picture",
                {
                    "file": f"/media/{picture.file}",
                    "caption": picture.caption,
                    "credit": picture.credit,
                },
            )
            if picture
            else None,
            "body": self._body(story),
            "tags": part("tags", {"items": self._tags(story)}) if story.tags else None,
            "author_box": part("author-box", {"authors": authors}) if authors else None,
            "related": self._links("related", others[:3]),
            "most_read": self._links("most-read", others[2:7]),
            "comments": self._comments(number),
        }

    def _part(self, part: str, values: Mapping[str, object]) -> Markup | None:
        """A part of the page; a newspaper whose templates lack it does without."""
        return self._templates.fill(part, values) if part in self._templates else None

    def _updated(self, story: Story) -> Markup | None:
        if story.modified is None:
            return None
        local = FORMATS[self.paper.dates](story.modified)
        return self._part("updated", {"iso": story.modified.isoformat(), "local": local})

    def _tags(self, story: Story) -> Markup:
        return self._templates.each("tag", [{"tag": tag, "slug": _slug(tag)} for tag in story.tags])

    def _comments(self, number: int) -> Markup:
        return (
            self._templates.each(
                "comment",
                [
                    {"name": name, "text": text, "likes": number % 9 + place}
                    for place, (name, text) in enumerate(self.paper.comments)
                ],
            )
            if self.paper.comments
            else Markup()
        )

    def _links(self, part: str, stories: Sequence[Story]) -> Markup:
        if part not in self._templates:
            return Markup()
        return self._templates.each(part, [self._story_values(s) for s in stories])

    def _teasers(self, stories: Sequence[Story]) -> Markup:
        return self._links("teaser", stories)

    def _others(self, story: Story) -> list[Story]:
        """The paper's next stories after this one, around the end of the list."""
        ring = [s for s in self._listed if s.kind == "article" or s is story]
        start = ring.index(story) + 1 if story in ring else 0
        following = islice(cycle(ring), start, start + min(8, len(ring) - 1))
        return [s for s in following if s is not story]

    def _body(self, story: Story) -> Markup:
        others = self._others(story)
        readalso = cycle(others[3:] or others)
        pieces: list[str | None] = []
        for block in story.body:
            if block.part == "readalso":
                other = next(readalso)
                pieces.append(self._part("readalso", {"url": other.path, "title": other.title}))
            elif block.kind == "part":
                pieces.append(self._part(block.part, _arguments(block.text)))
            else:
                pieces.append(_element(block))
        if story.credit:
            pieces.append(f"<p>{html(story.credit)}</p>")
        return Markup("\n".join(piece for piece in pieces if piece))


def _element(block: Block) -> str:
    if block.kind == "list":
        items = "".join(f"<li>{html(line)}</li>" for line in block.text.split("\n"))
        return f"<ul>{items}</ul>"
    text = html(block.text)
    if block.kind == "subhead":
        return f"<h2>{text}</h2>"
    return f"<blockquote><p>{text}</p></blockquote>" if block.kind == "quote" else f"<p>{text}</p>"


def _arguments(text: str) -> dict[str, object]:
    caption, _, credit = text.partition(" | ")
    return {"text": text, "caption": caption, "credit": credit}


def _ticks(ticker: Sequence[tuple[str, float]], number: int) -> list[dict[str, object]]:
    """The market's figures at this request: each drifts within one percent of where it began."""
    rows: list[dict[str, object]] = []
    for place, (name, base) in enumerate(ticker):
        percent = ((number * 37 + place * 53) % 199 - 99) / 100
        change = base * percent / 100
        digits = 4 if base < 10 else 2
        rows.append(
            {
                "name": name,
                "value": f"{base + change:,.{digits}f}",
                "change": f"{change:+.{digits}f}",
                "percent": f"{percent:+.2f}",
            }
        )
    return rows


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
