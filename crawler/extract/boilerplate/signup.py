"""Boxes that want something of the reader: newsletter, account, app, donation, notifications, tips."""

from crawler.extract.boilerplate.worded import by_words

RULE = "signup"
cut = by_words(RULE, "signup", start=24, inside=40)
