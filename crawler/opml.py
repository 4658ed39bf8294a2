"""Lists of feeds as feed readers exchange them (OPML 2.0, http://opml.org/spec2.opml). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from crawler.errors import FeedError, SiteError
from crawler.hosts import domain_of, host_of
from crawler.site import Site, of_url

SIZE_LIMIT = 10 * 1024 * 1024


def read_opml(body: bytes) -> list[Site]:
    """The sources a list names: feeds of one registrable domain are one source, named after its host.

    Entries that are no feed, or whose address is none, are passed over.

    :raises FeedError: this is no OPML.
    """
    if len(body) > SIZE_LIMIT:
        raise FeedError(f"larger than {SIZE_LIMIT >> 20} MB")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise FeedError(f"not XML: {error.msg}") from error
    if str(root.tag).lower() != "opml":
        raise FeedError(f"not OPML: its outermost element is {root.tag}")
    feeds: dict[str, dict[str, str | None]] = {}
    for feed, home in _feeds(root):
        feeds.setdefault(domain_of(home or feed), {}).setdefault(feed, home)
    return [_site(entries) for entries in feeds.values()]


def _feeds(root: etree._Element) -> Iterator[tuple[str, str | None]]:
    for outline in root.iter("outline"):
        feed = str(outline.get("xmlUrl") or "").strip()
        home = str(outline.get("htmlUrl") or "").strip()
        if _is_url(feed):
            yield feed, home if _is_url(home) else None


def _is_url(text: str) -> bool:
    try:
        of_url(text)
    except SiteError:
        return False
    return True


def _site(entries: dict[str, str | None]) -> Site:
    home = next(filter(None, entries.values()), None)
    feeds = tuple(entries)
    return Site(name=source_name(home or feeds[0]), home=home, feeds=feeds)


def source_name(url: str) -> str:
    """What a source at this address is called: its host, as in a crawl by URL. A port is set off with a dash.

    >>> source_name("https://www.example.org/news"), source_name("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1-8000')
    """
    return host_of(url).strip("[]").replace("]:", "-").replace(":", "-")


def write_opml(sites: Iterable[Site]) -> str:
    """The feeds of these sources; a source that names none is left out, for OPML knows nothing but feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Kliping"
    body = etree.SubElement(root, "body")
    for site in sites:
        for feed in site.feeds:
            outline = {"text": site.name, "title": site.name, "type": "rss", "xmlUrl": feed}
            if site.home:
                outline["htmlUrl"] = site.home
            etree.SubElement(body, "outline", outline)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + str(etree.tostring(root, encoding="unicode", pretty_print=True))
