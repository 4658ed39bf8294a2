"""Boxes that want something of the reader: newsletter, account, app, donation, notifications, tips."""

from __future__ import annotations

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "signup"
NEWSLETTER = "newsletter"
_by_words = by_words(RULE, "signup", start=24, inside=40, asks=True)
_LETTERS = (
    "newsletter", "news-letter", "mailing list", "infolettre", "bulletin", "boletin", "boletín", "nieuwsbrief", "buletin", "nawala", "inbox", "kotak masuk", "postfach",
    "email", "e-mail", "surel", "e-posta", "biuletyn", "рассылк", "почт", "بريد", "邮件", "邮箱", "信箱", "郵件", "电子报", "電子報", "メルマガ", "メール", "ニュースレター", "뉴스레터", "이메일",
    "bản tin", "न्यूज़लेटर", "न्यूजलेटर", "ईमेल", "peti masuk", "surat berita", "e-bülten", "bülten", "posteingang",
)  # fmt: skip


def cut(view: View) -> None:
    """Cut what asks for something; what asks for an address to send letters to is named for that."""
    if not view.has(RULE):
        return
    _by_words(view)
    for block in view.blocks:
        found = view.cuts.get(block.index)
        if found is not None and found[0] == RULE:
            text = view.plain(block)
            if any(word in text for word in _LETTERS):
                view.cuts[block.index] = (NEWSLETTER, found[1])
