"""Pure functions on URLs: the form in which one is fetched, and whether it may lead to an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from archive.address import address_key, escaped, without_tracking

__all__ = ["URL_LIMIT", "address_key", "canonical", "is_http", "is_plain", "may_be_article"]

URL_LIMIT = 2048
"""Characters; a longer URL is no article's."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::(?:[1-9][0-9]{3}|[1-5][0-9]{4}))?/[A-Za-z0-9/._~-]*"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_NOT_PAGES = frozenset(
    "7z aac apk atom avi avif bmp bz2 css csv dmg doc docx eot epub exe flac gif gz ico ics iso jpeg jpg js json"
    " m3u8 m4a m4v mkv mov mp3 mp4 mpeg mpg msi ogg ogv opus otf pdf png ppt pptx ps rar rdf rss rtf svg tar tgz"
    " tif tiff ts ttf txt wasm wav webm webmanifest webp wma wmv woff woff2 xls xlsx xml zip zst".split(
        " "
    )
)
_NEVER = frozenset(
    "about about-us abo abo-angebote account accounts admin advert advertise advertising agb ajax amp-redirect api app"
    " apps assets auth autor auteur basket betting bookmarks careers cart casino category categories categoria categorie"
    " cdn-cgi cgi-bin checkout comment-page comments contact contact-us contacto cookie-policy cookies corrections"
    " datenschutz disclaimer donate editors faq favorites feed feeds follow games help hilfe horoscope impressum indeks"
    " index jobs kategori kategorie kontak kontakt label labels lists log-in login logout mailto media-kit member members"
    " membership my-account newsletter notifications oauth offers page pagina pages password pedoman-media-siber"
    " penulis preferences press-kit print privacy privacy-policy profile profiles redaksi redirect register registrasi"
    " registrierung reporter rss save saved search seite sekce settings share shop sign-in sign-up signin signup sitemap"
    " sitemaps staff static store subscribe subscription subscriptions suche tag tagged tags tentang tentang-kami terms"
    " terms-and-conditions terms-of-service terms-of-use topics topik unsubscribe user users webmail widget widgets"
    " wp-admin wp-content wp-includes wp-json wp-login wishlist".split(" ")
)
"""Names of a part of the path under which no article lies."""
_SELDOM = frozenset(
    "archive archives archiv arsip author authors autores autoren forum forums newsletters people promo service specials"
    " tema thema themen topic".split(" ")
)
"""Names of a part of the path under which an article lies only with a date or a long headline in the path."""
_NEVER_HOSTS = frozenset(
    "abo account accounts ads advertising api auth cdn epaper forum help hilfe images img jobs karriere kontakt login"
    " newsletter newsletters profile shop sso static stellenmarkt store subscribe support tickets webmail".split(
        " "
    )
)
"""First names of hosts that hold no articles."""
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
    "aid article article_id articleid artid id idnews idx itemid newsid news_id nid p post postid sid story storyid".split(
        " "
    )
)
_NEVER_PARAMETERS = frozenset({"share", "replytocom", "s", "q"})
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = re.compile(
    rf"/(?:(?:19[89]|20[0-4])\d(?:[/-]{_MONTH}(?:[/-]{_DAY})?)?|20[0-4]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?=/|$)"
)
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIXED_ID = re.compile(r"(?=[a-z-]*[0-9])(?=[0-9-]*[a-z])[a-z0-9-]{8,}", re.IGNORECASE)


def is_plain(url: str) -> bool:
    """Whether nothing is to be done about a URL: most are just host and path, of characters that stay as they are
    whoever writes them. It is canonical then.

    >>> is_plain("https://example.org/2020/08/04/zoom-leaves-china"), is_plain("https://example.org/?id=1")
    (True, False)
    """
    return _PLAIN.fullmatch(url) is not None


def is_http(url: str) -> bool:
    """Whether this is an absolute http(s) URL with a host."""
    if is_plain(url):
        return True
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
    return url if is_plain(url) else _canonical(url)


def _canonical(url: str) -> str:
    url = _CONTROL.sub("", url).strip()
    if not is_http(url):
        return url
    parts = urlsplit(url)
    path = escaped(parts.path) or "/"
    query = escaped(without_tracking(parts.query))
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
    if not _NEVER.isdisjoint(segments) or (parts.hostname or "").partition(".")[0] in _NEVER_HOSTS:
        return False
    names = dict(parse_qsl(parts.query, errors="replace"))
    if not _NEVER_PARAMETERS.isdisjoint(names):
        return False
    if not segments:
        return _has_id(names)
    last, _, ending = segments[-1].rpartition(".")
    if not last or len(ending) > 8 or "-" in ending:
        last, ending = segments[-1], ""
    is_service = last in _NEVER or (len(segments) == 1 and _SERVICE.match(last))
    if ending in _NOT_PAGES or (is_service and last != "index"):
        return False
    return _has_id(names) or (
        not is_service and _is_story(segments, last, parts.path.rstrip("/").lower())
    )


def _is_story(segments: list[str], last: str, path: str) -> bool:
    words = _words(last)
    date = _DATE.search(path)
    if date:  # a date alone is a day's or a month's archive
        return date.end() < len(path) and last not in _SELDOM
    if not _SELDOM.isdisjoint(segments):
        return words >= 5 or _LONG_NUMBER.search(last) is not None
    before = segments[-2] if len(segments) > 1 else ""
    if words >= 4 or (words == 3 and before and len(last) >= 15) or _LONG_NUMBER.search(last):
        return True
    if before in _MARKERS:
        return len(last) >= 6 or last.isdigit() or words >= 2
    return _follows(before, last, words) or _is_foreign_headline(last)


def _follows(before: str, last: str, words: int) -> bool:
    """Whether an id stands before the headline, or after it."""
    if (before.isdigit() and len(before) >= 3) or _LONG_NUMBER.search(before):
        return words > 0
    return bool(before) and (_MIXED_ID.fullmatch(last) is not None or _words(before) >= 4)


def _words(segment: str) -> int:
    return len(_WORD.findall(segment.replace("_", "-")))


def _is_foreign_headline(last: str) -> bool:
    """A headline in a script that puts nothing between words: Chinese, Japanese, Korean; Thai and its neighbours."""
    wide = sum(unicodedata.east_asian_width(character) == "W" for character in last)
    return wide >= 8 or sum("\u0e00" <= character <= "\u17ff" for character in last) >= 16


def _has_id(parameters: Mapping[str, str]) -> bool:
    return any(
        name.lower() in _ID_PARAMETERS and len(value) >= 2 and any(map(str.isdigit, value))
        for name, value in parameters.items()
    )
