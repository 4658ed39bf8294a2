"""Lines about the article rather than of it: when it was published or changed, how long it takes to read."""

from __future__ import annotations

import re

from crawler.extract.boilerplate.phrases import phrases
from crawler.extract.boilerplate.view import View, ends_sentence

RULE = "page-note"
RULE_WORDS = "notes"
"""Name of its word lists."""
_READING_TIME = re.compile(
    r"^(?:\d{1,3}\s*[-–]?\s*(?:min(?:ute)?s?|menit|minuten|minutos?|minuti)\.?\s*(?:read|baca|membaca|lesezeit|de lecture|de lectura|de leitura|di lettura|leestijd)?"
    r"|(?:reading time|read time|estimated reading|waktu baca)\b.{0,20})$"
)
_DATE_ONLY = re.compile(
    r"^(?:\w{2,12},?\s+)?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.?\s+\w{3,12}\.?,?\s+\d{4}|\w{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
    r"(?:[\s,|–-]+(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[a-z]{2,5}|uhr)?)?$"
)
_AGO = re.compile(
    r"^(?:\d{1,2}|an?)\s+(?:second|minute|min|hour|day|week|month|year|jam|menit|hari|minggu|bulan)s?\s+(?:ago|yang lalu|lalu)$"
)


def cut(view: View) -> None:
    """Cut dates, reading times and "updated" lines that no field has taken."""
    words = phrases(RULE_WORDS)
    for _, block in view.short(14):
        text = view.plain(block)
        if not any(map(str.isdecimal, text)) and not text.endswith(("ago", "lalu")):
            continue
        if _READING_TIME.match(text) or _AGO.match(text) or _DATE_ONLY.match(text):
            view.cut(block, RULE, "a date or a duration")
    for _, block in view.of_kind(14, RULE_WORDS):
        text = view.plain(block)
        if hit := words.line(text):
            view.cut(block, RULE, f"is {hit!r}")
        elif (
            (hit := words.start(text))
            and not ends_sentence(block.text)
            and any(c.isdigit() for c in text)
        ):
            view.cut(block, RULE, f"begins with {hit!r}")
