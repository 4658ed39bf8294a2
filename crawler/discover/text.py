"""Bytes to text for XML, JSON and HTML that announce links; never raises. What a document says of its encoding is
believed only as far as its bytes agree."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]+)""",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FAMILIES = (
    "ascii", "big5", "cp", "euc", "gb", "iso2022", "iso8859", "koi8", "mac", "shift_jis", "tis",
)  # fmt: skip
_CHUNK = 1 << 16
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_TITLE_LIMIT = 500


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The error handler for text that says UTF-8 and in places is not: those bytes are read as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("kliping-windows", _as_windows)


def encoding_of(body: bytes) -> tuple[str, str]:
    """Encoding and error handler to read ``body`` with."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name, "replace"
    if body[:4].replace(b"\x00", b"")[:1] == b"<" and body[:4].count(0) == 2:
        return ("utf-16-be" if body[0] == 0 else "utf-16-le"), "replace"
    match = _DECLARED.search(body[:4096])
    declared = (match[1] or match[2]).decode("ascii").lower() if match else "utf-8"
    if declared.startswith("iso-2022") and _is_of_the_web(
        declared
    ):  # seven-bit: its bytes would pass for UTF-8
        return declared, "replace"
    if _is_utf8(body) or not _is_of_the_web(declared):
        return "utf-8", "kliping-windows"
    if declared in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}:
        return "cp1252", "replace"  # as the WHATWG Encoding Standard reads these labels
    return declared, "replace"


def chunks(body: bytes) -> Iterator[str]:
    """``body`` as text, piece by piece."""
    encoding, errors = encoding_of(body)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for start in range(0, len(body), _CHUNK):
        piece = decoder.decode(body[start : start + _CHUNK], start + _CHUNK >= len(body))
        yield piece.removeprefix("\ufeff") if start == 0 else piece


def decode(body: bytes) -> str:
    """``body`` as text."""
    return "".join(chunks(body))


def one_line(text: str) -> str:
    """Text on one line, without control characters, at most 500 characters."""
    return _SPACE.sub(" ", text[: 4 * _TITLE_LIMIT]).strip()[:_TITLE_LIMIT]


def from_markup(text: str) -> str:
    """A title that may hold HTML as plain text on one line.

    >>> from_markup("Fish &amp;amp; <b>chips</b>: 1 < 2")
    'Fish & chips: 1 < 2'
    """
    text = html.unescape(text[: 8 * _TITLE_LIMIT])
    return one_line(html.unescape(_TAG.sub("", text)))


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), 1 << 20):
            decoder.decode(body[start : start + (1 << 20)])
    except UnicodeDecodeError:
        return False
    return True


def _is_of_the_web(label: str) -> bool:
    """Whether Python knows the label and it names an old encoding of one script. UTF-16 could not have been read here,
    and Python's names for escapes and the like are no encodings of text."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return False
    return name.startswith(_FAMILIES)
