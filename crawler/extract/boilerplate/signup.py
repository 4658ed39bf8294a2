"""Boxes that want something of the reader: newsletter, account, app, donation, notifications, tips."""

from __future__ import annotations

from crawler.extract.boilerplate.view import View
from crawler.extract.boilerplate.worded import by_words

RULE = "signup"
NEWSLETTER = "newsletter"
_by_words = by_words(RULE, "signup", start=24, inside=40, asks=True)
_POST = (
    "bülten", "рассылк", "email", "e-mail", "inbox", "kotak masuk", "peti masuk", "postfach", "posteingang", "mailing list", "boîte", "correo", "buzón", "surel", "skrzynk", "почт",
    "e-posta", "بريد", "邮件", "郵件", "邮箱", "信箱", "メール", "이메일", "메일", "hộp thư", "ईमेल", "इनबॉक्स",
)  # fmt: skip


def cut(view: View) -> None:
    """Cut what asks for something; what asks for an address to send letters to is named for that."""
    if not view.has(RULE):
        return
    _by_words(view)
    for index, (rule, evidence) in list(view.cuts.items()):
        if rule != RULE:
            continue
        block = view.at(index)
        if view.hits(block, NEWSLETTER).inside or any(w in view.plain(block) for w in _POST):
            view.cuts[index] = (NEWSLETTER, evidence)
