"""Cookie and consent text, placeholders of embedded content that wait for consent."""

from crawler.extract.boilerplate.worded import by_words

RULE = "consent"
cut = by_words(RULE, "consent", start=10, inside=60, asks=True, addressed=True)
