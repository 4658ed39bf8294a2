"""Bytes → text as browsers do (WHATWG Encoding and HTML standards), except that no label is believed against the bytes.

Order: byte order mark, then bytes that are valid UTF-8, then the header's label, the page's own label, and last a look
at the bytes. Labels are translated as the standard wants it (``iso-8859-1`` means ``windows-1252``).
"""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# These write their characters with ASCII bytes: valid UTF-8 says nothing against them.
_SEVEN_BIT = frozenset(
    {"iso2022_jp", "iso2022-jp", "iso-2022-jp", "utf-16", "utf-16-le", "utf-16-be"}
)
_OTHER_SCRIPTS = frozenset(
    {
        "shift_jis",
        "cp932",
        "euc_jp",
        "euc_jis_2004",
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
        "big5hkscs",
        "cp949",
    }
    | {
        "euc_kr",
        "johab",
        "cp1251",
        "koi8_r",
        "koi8_u",
        "iso8859_5",
        "mac_cyrillic",
        "cp1253",
        "iso8859_7",
    }
    | {"cp1255", "iso8859_8", "cp1256", "iso8859_6", "cp874", "tis_620", "cp1258"}
)
_CENTRAL = frozenset({"cp1250", "iso8859_2", "iso8859-2"})
_CENTRAL_LANGUAGE = re.compile(rb"lang=[\"']?(?:pl|cs|sk|hu|sl|hr|bs|ro)\b", re.I)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 32_768


def decode(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the text without NUL characters and the name of the encoding it was read with. Never raises."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace")), name
    declared = _declared(body, content_type)
    for name in declared:
        if name in _SEVEN_BIT and (not name.startswith("utf") or b"\0" in body[:64]):
            return _clean(body.decode(name, "replace")), name
    if (text := _as_utf8(body)) is not None:
        return _clean(text), "utf-8"
    for name in declared:
        if name != "utf-8" and (text := _fitting(body, name)) is not None:
            return _clean(text), name
    return _sniffed(body)


def _declared(body: bytes, content_type: str) -> list[str]:
    """What the header and the page itself say, translated; labels nobody knows are left out."""
    header = http_content_type_encoding(content_type)
    own = html_body_declared_encoding(body[:8192])
    names = (resolve_encoding(label) for label in (header, own) if label)
    return list(dict.fromkeys(name.replace("_", "-").lower() for name in names if name))


def _as_utf8(body: bytes) -> str | None:
    """The text when the bytes are UTF-8, give or take a cut end and a few broken characters in much good text."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(body, final=False)
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A character outside ASCII takes two bytes or more: what is left over after the characters is their weight.
    good = len(body) - len(text)
    return text if broken * 10 < good else None


def _fitting(body: bytes, name: str) -> str | None:
    """The text when the bytes make sense in this encoding, else None."""
    try:
        text = body.decode(name, "replace")
    except LookupError:
        return None
    broken = text.count("\ufffd") + sum(text.count(chr(c)) for c in range(0x80, 0xA0))
    return text if broken * 20 <= len(_NOT_ASCII.findall(body, 0, _SAMPLE * 8)) else None


def _sniffed(body: bytes) -> tuple[str, str]:
    """No label fits: look at the stretch of the page with the first characters outside ASCII."""
    from charset_normalizer import (  # noqa: PLC0415 - few pages need it, and every crawl would pay
        from_bytes,
    )

    first = _NOT_ASCII.search(body)
    start = max(0, first.start() - 512) if first else 0
    best = from_bytes(body[start : start + _SAMPLE], steps=3).best()
    name = resolve_encoding(best.encoding) if best is not None else None
    if (
        name
        and name not in _OTHER_SCRIPTS
        and not (name in _CENTRAL and _CENTRAL_LANGUAGE.search(body, 0, 2048))
    ):
        # Between alphabets as alike as these the guess is poor; browsers take windows-1252.
        name = None
    if name and name != "utf-8" and (text := _fitting(body, name)) is not None:
        return _clean(text), name
    return _clean(body.decode("cp1252", "replace")), "cp1252"


def _clean(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text
