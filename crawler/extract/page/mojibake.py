"""UTF-8 that a newspaper's own software has read as Latin-1 or windows-1252 and written as UTF-8 once more.

Such a page says ``whatâ€™s`` where it means ``what’s``; a browser shows it so. What was meant can be told with
certainty where the bytes make sense only the other way round, and ftfy (R. Speer, "ftfy", 2019) leaves alone what is not.
"""

from __future__ import annotations

import re

from crawler.extract.page.screening import is_mojibake

_SIGN = re.compile("[ÂÃÐÑâ][\x80-\xbf]|â€|&acirc;&euro;")
_BRACKET = re.compile("[<>\n]")
_NAMED = re.compile("&[a-zA-Z]{2,8};")


def mended(body: bytes) -> bytes:
    """The page in UTF-8 as it was meant; the very same bytes where there is nothing to mend, which is nearly always.

    Only the stretches between angle brackets that show signs of it are touched; entities that mean markup stay.
    """
    if not is_mojibake(body):
        return body
    text = body.decode("utf-8", "replace")
    parts: list[str] = []
    done = 0
    while sign := _SIGN.search(text, done):
        start = max(done, *(text.rfind(bracket, done, sign.start()) + 1 for bracket in "<>\n"))
        bracket = _BRACKET.search(text, sign.end())
        end = bracket.start() if bracket else len(text)
        parts += (text[done:start], _meant(text[start:end]))
        done = end
    parts.append(text[done:])
    return "".join(parts).encode("utf-8", "replace")


def _meant(text: str) -> str:
    from ftfy import fix_encoding  # noqa: PLC0415 - few pages need it, and every worker would pay for it

    return fix_encoding(_NAMED.sub(_character, text) if "&acirc;" in text else text)


def _character(entity: re.Match[str]) -> str:
    from html import unescape  # noqa: PLC0415 - as above

    character = unescape(entity[0])
    return entity[0] if character in "<>&\"'" else character
