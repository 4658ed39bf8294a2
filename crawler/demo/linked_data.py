"""What the sample pages say about themselves to machines: JSON-LD in its several shapes, and metas."""

from __future__ import annotations

import json
from html import escape

from crawler.demo.content import Newspaper, Story
from crawler.demo.templates import Markup

_TYPES = {"live": "LiveBlogPosting", "video": "VideoObject"}


def json_ld(paper: Newspaper, story: Story, home: str) -> Markup:
    """The page's ``<script type="application/ld+json">`` in the shape that the story asks for."""
    if story.structured == "none":
        return Markup()
    news = _news(paper, story, home)
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": paper.title, "item": home + "/"},
            {"@type": "ListItem", "position": 2, "name": story.section},
        ],
    }
    context = {"@context": "https://schema.org"}
    text = json.dumps(context | news, ensure_ascii=False, indent=1)
    if story.structured == "graph":
        people = [
            {"@type": "Person", "@id": f"{home}/#/person/{n}", "name": name}
            for n, name in enumerate(story.authors)
        ]
        news["author"] = [{"@id": person["@id"]} for person in people]
        site = {"@type": "WebSite", "name": paper.title, "url": home + "/"}
        text = json.dumps(context | {"@graph": [site, crumbs, news, *people]}, ensure_ascii=False)
    elif story.structured == "list":
        news["author"] = story.authors[0] if story.authors else paper.title
        text = json.dumps([context | crumbs, context | news])
    elif story.structured == "broken":
        # As it is met: a line break inside a string, a comma before the brace, and the brace forgotten.
        text = text.replace("description", "description\n").rstrip("}").rstrip() + ","
    text = text.replace("</", "<\\/")
    return Markup(f'<script type="application/ld+json">{text}</script>')


def metas(paper: Newspaper, story: Story, home: str) -> Markup:
    """OpenGraph, ``article:*`` and plain metas; a story without them has only a viewport."""
    if not story.metas:
        return Markup()
    pairs = [
        ("name", "description", story.deck),
        ("name", "author", ", ".join(story.authors)),
        ("property", "og:type", "article"),
        ("property", "og:site_name", paper.title),
        ("property", "og:title", story.title),
        ("property", "og:description", story.deck),
        ("property", "og:url", home + story.path),
        ("property", "og:image", f"{home}/media/{story.picture.file}" if story.picture else None),
        ("property", "article:published_time", _iso(story.published)),
        ("property", "article:modified_time", _iso(story.modified)),
        ("property", "article:section", story.section),
        *(("property", "article:tag", tag) for tag in story.tags),
        ("name", "twitter:card", "summary_large_image"),
    ]
    return Markup(
        "\n".join(
            f'<meta {kind}="{name}" content="{escape(value)}">'
            for kind, name, value in pairs
            if value
        )
    )


def _news(paper: Newspaper, story: Story, home: str) -> dict[str, object]:
    values: dict[str, object] = {
        "@type": _TYPES.get(story.kind, "NewsArticle"),
        "headline": story.title,
        "name": story.title if story.kind == "video" else None,
        "description": story.deck,
        "mainEntityOfPage": {"@type": "WebPage", "@id": home + story.path},
        "datePublished": _iso(story.published),
        "uploadDate": _iso(story.published) if story.kind == "video" else None,
        "dateModified": _iso(story.last_changed),
        "inLanguage": paper.language,
        "articleSection": story.section,
        "keywords": list(story.tags) or None,
        "author": [{"@type": "Person", "name": name} for name in story.authors] or None,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": paper.title,
            "logo": {"@type": "ImageObject", "url": f"{home}/media/masthead.svg"},
        },
        "image": [f"{home}/media/{story.picture.file}"] if story.picture else None,
        "isAccessibleForFree": False if story.kind == "paywall-stub" else None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _iso(moment: object) -> str | None:
    return None if moment is None else str(moment).replace(" ", "T")
