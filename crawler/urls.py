"""Pure functions on URLs: the form in which one is fetched, and whether it may lead to an article."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from archive.address import address_key, escaped, without_tracking

__all__ = ["URL_LIMIT", "address_key", "canonical", "is_http", "may_be_article"]

URL_LIMIT = 2048
"""Characters; a longer URL is no article's."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_NOT_PAGES = frozenset(
    "7z aac apk atom avi avif bmp bz2 css csv dmg doc docx eot epub exe flac gif gz ico ics iso jpeg jpg js json"
    " m3u8 m4a m4v mkv mov mp3 mp4 mpeg mpg msi ogg ogv opus otf pdf png ppt pptx ps rar rdf rss rtf svg tar tgz"
    " tif tiff ts ttf txt wasm wav webm webmanifest webp wma wmv woff woff2 xls xlsx xml zip zst".split(
        " "
    )
)
_NEVER = frozenset(
    "about about-us abo account accounts admin advertise advertising agb ajax amp-redirect api app apps archive"
    " archives archiv arsip assets auth author authors autor autoren auteur basket bookmarks careers cart category"
    " categories categoria categorie cdn-cgi cgi-bin checkout comment-page comments contact contact-us contacto"
    " cookie-policy cookies corrections datenschutz disclaimer donate editors faq favorites feed feeds follow forum"
    " forums games help hilfe horoscope impressum indeks index jobs kategori kategorie kontak kontakt label labels"
    " lists log-in login logout mailto media-kit member members membership my-account newsletter newsletters notifications"
    " oauth offers page pagina pages password pedoman-media-siber penulis people preferences press-kit print privacy"
    " privacy-policy profile profiles promo redaksi redirect register registrasi registrierung reporter rss save saved"
    " search seite settings share shop sign-in sign-up signin signup sitemap sitemaps staff static store subscribe"
    " subscription subscriptions suche tag tagged tags tema tentang tentang-kami terms terms-and-conditions"
    " terms-of-service terms-of-use thema themen topic topics topik unsubscribe user users webmail widget widgets"
    " wp-admin wp-content wp-includes wp-json wp-login wishlist".split(" ")
)
"""Names of a part of the path under which no article lies."""
_SERVICE = re.compile(
    r"(?:privacy|cookies?|terms|about|contact|kontak|tentang|pedoman|kebijakan|syarat|datenschutz|community|editorial|"
    r"how-to-(?:contact|complain|advertise)|manage|advertise|customer|subscri)(?:-|$)"
)
_MARKERS = frozenset(
    "a articolo article articles artikel articulo articulos berita doc item n nachricht news-story noticia noticias"
    " nota nyheter post posts read story stories s v".split(" ")
)
"""Parts of a path that stand before the name of an article."""
_ID_PARAMETERS = frozenset(
    "aid article article_id articleid artid id idnews itemid newsid news_id nid p post postid sid story storyid".split(
        " "
    )
)
_DATE = re.compile(
    r"/(?:19[89]|20\d)\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?=/|$)|[01]\d[0-3]\d(?=/|$))"
)
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIXED_ID = re.compile(r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{8,}|[0-9a-f]{16,}", re.IGNORECASE)


def is_http(url: str) -> bool:
    """Whether this is an absolute http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def canonical(url: str) -> str:
    """The form in which a URL is fetched: without fragment, tracking parameters and default port; host in ASCII and
    lower case; what may not stand in a URL percent-encoded.

    Order of parameters, ``www.`` and a slash at the end stay, since a server may care. What is no http(s) URL comes
    back stripped. Never raises.

    >>> canonical("HTTPS://München.example:443/ä b?id=1&utm_source=x#top")
    'https://xn--mnchen-3ya.example/%C3%A4%20b?id=1'
    """
    url = _CONTROL.sub("", url).strip()
    if not is_http(url):
        return url
    parts = urlsplit(url)
    path = _LONE_PERCENT.sub("%25", escaped(parts.path)) or "/"
    query = _LONE_PERCENT.sub("%25", escaped(without_tracking(parts.query)))
    return urlunsplit((parts.scheme, _authority(url), path, query, ""))


def _authority(url: str) -> str:
    """Host and port as they go over the wire; a user name and password are not kept."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = escaped(host)
    if ":" in host:
        host = f"[{host}]"
    is_default = parts.port in {None, _DEFAULT_PORTS[parts.scheme]}
    return host if is_default else f"{host}:{parts.port}"


def may_be_article(url: str) -> bool:
    """Whether the look of a URL lets it be an article's: a date, a number, or a headline in its path.

    For links of front pages, where nothing else tells articles from sections. It errs on both sides; what is fetched
    is judged again by its content.

    >>> may_be_article("https://example.org/2020/08/04/zoom-leaves-china")
    True
    >>> may_be_article("https://example.org/business/companies/")
    False
    """
    if len(url) > URL_LIMIT or not is_http(url):
        return False
    parts = urlsplit(url)
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    if not segments or any(segment in _NEVER for segment in segments):
        return _has_id(parts.query) and not any(segment in _NEVER for segment in segments)
    last, _, ending = segments[-1].rpartition(".")
    if not last or len(ending) > 8 or "-" in ending:
        last, ending = segments[-1], ""
    if ending in _NOT_PAGES or last in _NEVER or (len(segments) == 1 and _SERVICE.match(last)):
        return False
    return _has_id(parts.query) or _is_story(segments, last, parts.path.rstrip("/"))


def _is_story(segments: list[str], last: str, path: str) -> bool:
    words = _WORD.findall(last.replace("_", "-"))
    date = _DATE.search(path)
    if date:  # a date alone is a day's or a month's archive
        return date.end() < len(path) and (len(words) >= 1 or last.isdigit())
    before = segments[-2] if len(segments) > 1 else ""
    is_slug = len(words) >= 4 or (len(words) == 3 and len(segments) > 1 and len(last) >= 15)
    if is_slug or _LONG_NUMBER.search(last) or (_LONG_NUMBER.search(before) and words):
        return True
    if before in _MARKERS:
        return len(last) >= 6 or last.isdigit() or len(words) >= 2
    if before.isdigit() and len(before) >= 3:
        return bool(words)
    return _is_foreign_headline(last) or (
        len(segments) > 1 and _MIXED_ID.fullmatch(last) is not None
    )


def _is_foreign_headline(last: str) -> bool:
    """A headline in a script that writes no hyphens between words."""
    return sum(not character.isascii() and character.isalpha() for character in last) >= 10


def _has_id(query: str) -> bool:
    return any(
        name.lower() in _ID_PARAMETERS and len(value) >= 2 and any(map(str.isdigit, value))
        for name, value in parse_qsl(query[:URL_LIMIT], errors="replace", max_num_fields=None)
    )
