"""One article for a person: as terminal text and as a standalone HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from archive.address import key_of
from archive.model import Article
from cli.render import Paint, clean, one_line, wrap

if TYPE_CHECKING:
    from archive.revisions.histories import Address

_MOST_ADDRESSES = 5
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body{{max-width:40em;margin:2em auto;padding:0 1em;font:1.05em/1.6 Georgia,serif}}
.about{{color:#666;font-size:.85em}}</style>
</head>
<body>
<article>
<h1>{title}</h1>
{body}
</article>
</body>
</html>"""


def as_text(article: Article, columns: int | None, paint: Paint, notes: Iterable[str] = ()) -> str:
    """Title, standfirst, byline, date, address, what else there is to note, body. Lines are broken only where ``columns``
    says how long they are."""

    def fold(text: str) -> str:
        return wrap(text, columns) if columns else clean(text)

    parts = [paint.bold(fold(one_line(article.title))) if article.title else ""]
    if article.deck:
        parts.append(fold(article.deck))
    parts.append(paint.dim("\n".join(fold(line) for line in (*about(article), *notes))))
    parts.append(fold(article.text))
    return "\n\n".join(filter(None, parts))


def opted_out(said: Iterable[str]) -> Iterable[str]:
    """One line that says what the page reserves in a form made for machines, if anything."""
    lines = [one_line(line) for line in said]
    if lines:
        yield f"the page says to machines: {'; '.join(lines)}"


def also_at(article: Article, addresses: Iterable[Address]) -> Iterable[str]:
    """The other addresses of an article, and what was remarkable when they were last visited."""
    own = key_of(article.url)
    others = [address for address in addresses if address.key != own]
    for address in others[:_MOST_ADDRESSES]:
        yield one_line(f"also at {address.key}: {address.reason or 'fetched there before'}")
    if len(others) > _MOST_ADDRESSES:
        yield f"and at {len(others) - _MOST_ADDRESSES} more (--addresses)"
    yield from dict.fromkeys(one_line(address.note) for address in addresses if address.note)


def about(article: Article) -> Iterable[str]:
    """The lines between headline and body, only those that are known."""
    byline = ", ".join(article.authors)
    if article.agency:
        byline = f"{byline} ({article.agency})" if byline else article.agency
    if byline:
        yield one_line(byline)
    dates = _day_and_time(article.published)
    if article.modified and article.modified != article.published:
        dates += f" (changed {_day_and_time(article.modified)})"
    place = " · ".join(filter(None, (dates, article.source, article.section, article.language)))
    if place:
        yield one_line(place)
    if article.url:
        yield one_line(article.url)
    notes = [article.kind] if article.kind != "article" else []
    if article.gone:
        notes.append(f"gone since {_day_and_time(article.gone)}")
    if article.duplicate_of:
        notes.append(f"duplicate of {article.duplicate_of}")
    if notes:
        yield one_line(" · ".join(notes))


def _day_and_time(moment: datetime | None) -> str:
    """As the newspaper printed it, in its own zone: ``2020-08-04 08:04 +07:00``."""
    return moment.isoformat(sep=" ", timespec="minutes").replace("+", " +") if moment else ""


def as_html(article: Article) -> str:
    """A page that stands alone: no script, no picture, nothing fetched; every character of the article escaped."""
    parts = []
    if article.deck:
        parts.append(f"<p><strong>{escape(clean(article.deck))}</strong></p>")
    lines = "<br>\n".join(_linked(line, article.url) for line in about(article))
    parts.append(f'<p class="about">{lines}</p>')
    parts += [
        f"<p>{escape(clean(paragraph))}</p>"
        for paragraph in article.text.split("\n\n")
        if paragraph
    ]
    return _PAGE.format(
        language=escape(article.language or "", quote=True),
        title=escape(one_line(article.title)),
        body="\n".join(parts),
    )


def _linked(line: str, url: str) -> str:
    if line == one_line(url) and url.startswith(("http://", "https://")):
        return f'<a rel="noreferrer" href="{escape(line, quote=True)}">{escape(line)}</a>'
    return escape(line)
