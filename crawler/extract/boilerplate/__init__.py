"""What is cut from an article area and why: one file a kind, word lists per language in ``words/``.

A rule is a function that looks at a :class:`~crawler.extract.boilerplate.view.View` and cuts blocks of it by name. To add
a kind, write its file and one line in ``RULES``. The order counts: the first rule that cuts a block names it.
"""

from crawler.extract.boilerplate import (
    adverts,
    biography,
    breadcrumbs,
    comments,
    consent,
    contact,
    copyright,
    notes,
    player,
    reactions,
    related,
    scores,
    share,
    signed,
    signup,
    tags,
    tickers,
    weather,
)
from crawler.extract.boilerplate.view import View

RULES = (
    tickers.cut,
    weather.cut,
    scores.cut,
    reactions.cut,
    adverts.cut,
    related.cut,
    share.cut,
    tags.cut,
    consent.cut,
    signup.cut,
    comments.cut,
    copyright.cut,
    contact.cut,
    biography.cut,
    signed.cut,
    notes.cut,
    player.cut,
    breadcrumbs.cut,
)

__all__ = ["RULES", "View"]
