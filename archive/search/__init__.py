"""Finding articles again.

``query`` reads what a person types into a tree, ``terms`` turns text into the terms of its language, ``match`` turns the
tree into an expression over terms, ``index`` keeps the terms in step with the articles, ``ranking`` makes the scores of
several languages comparable, ``sqlite`` asks and puts the answer (``results``) together with the ``snippets`` to show.
"""
