"""An article in the words of schema.org, as other tools read it: https://schema.org/NewsArticle."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from archive.model import Article

_TYPES = {"live": "LiveBlogPosting"}


def to_news_article(article: Article) -> dict[str, Any]:
    """The article as JSON-LD. What is not known is left out; the source stands for the publisher's name."""
    parts = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(article.kind, "NewsArticle"),
        "url": article.url,
        "mainEntityOfPage": article.canonical_url,
        "headline": article.title,
        "description": article.deck,
        "articleBody": article.text,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": _organization(article.source),
        "sourceOrganization": _organization(article.agency),
        "dateline": article.dateline,
        "articleSection": article.section,
        "keywords": list(article.tags),
        "datePublished": article.published.isoformat() if article.published else None,
        "dateModified": article.modified.isoformat() if article.modified else None,
        "inLanguage": article.language,
        "image": article.image,
        "wordCount": article.words,
        "isAccessibleForFree": False if article.kind == "paywall-stub" else None,
        "sdDatePublished": article.fetched.astimezone(UTC).isoformat(),
    }
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "NewsMediaOrganization", "name": name} if name else None
