"""Advert markers: "Advertisement", "Iklan", "Story continues below"."""

from crawler.extract.boilerplate.worded import by_words

RULE = "advert"
cut = by_words(RULE, "advert", start=9, inside=0, asks=True)
