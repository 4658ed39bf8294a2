"""Comment sections: their headings and forms (the comments themselves are known by their container)."""

from crawler.extract.boilerplate.worded import by_words

RULE = "comments"
cut = by_words(RULE, "comments", start=22, inside=60, asks=True)
