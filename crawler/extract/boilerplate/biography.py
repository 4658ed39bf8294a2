"""Author biographies under the article, and the disclaimers that stand with them."""

from crawler.extract.boilerplate.worded import by_words

RULE = "author-bio"
cut = by_words(RULE, "biography", start=12, inside=50)
