"""Copyright lines and the agencies' and publishers' small print."""

from crawler.extract.boilerplate.worded import by_words

RULE = "copyright"
cut = by_words(RULE, "copyright", start=20, inside=45)
