"""The number a newspaper gives a story, as it stands in the address: what stays when the headline in it changes."""

from __future__ import annotations

import re

_NAMED = r"(?:id|aid|artid|articleid|article_id|newsid|news_id|idnews|nid|p|pid|postid|post_id|sid|story|storyid|itemid)"
_HEX = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{24,40}"
_DATE = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12][0-9]|3[01]))?"
_NUMBER = rf"(?!{_DATE}(?![0-9]))[0-9]{{5,20}}"
_ENDING = r"(?:\.[a-z]{2,6})?"

_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![0-9a-f])({_HEX})(?![0-9a-f])[^/?]*(?:\?|$)",  # anywhere in the last part
        rf"/({_NUMBER})(?=/|\?|$)(?!.*/{_NUMBER}(?:/|\?|$))",  # a part of its own, the last such
        rf"/[^/?]*?(?<![0-9])({_NUMBER}){_ENDING}(?:\?|$)",  # at the end of the last part
        rf"/(?:[a-z]{{1,2}}-?)?({_NUMBER})[-_.,][^/?]*(?:\?|$)",  # at its beginning
        rf"/(?:[a-z]{{1,8}}[-_.]?)({_NUMBER})(?=/|\?|$)",  # a part of its own but for a word: d-6123456, article12345
        rf"[?&]{_NAMED}=({_NUMBER}|{_HEX})(?=&|$)",
    )
)
_CLUE = re.compile(r"[0-9]{5}|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24}")


def number_key(key: str) -> str | None:
    """Under which a story of this address key is looked for by its number, such as ``example.org#12345``; None for an
    address without one. Dates are no numbers. A ``#`` stands in no address key.

    Two stories of a newspaper may well have one number, in two sections: it is a hint, never a proof.

    >>> number_key("example.org/news/12345/a-headline")
    'example.org#12345'
    """
    if "://" in key or not _CLUE.search(key):
        return None
    host, slash, rest = key.partition("/")
    if not slash:
        host, _, rest = key.partition("?")
        rest = f"?{rest}"
    for place in _PLACES:
        if found := place.search(slash + rest):
            return f"{host}#{found[1].lower()}"
    return None


def section_of(key: str) -> str:
    """What stands before the number in an address key, without a headline that runs up to it."""
    number = (number_key(key) or "#").partition("#")[2]
    return key.lower().partition(number)[0].rpartition("/")[0] if number else key
