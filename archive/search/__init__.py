"""Finding articles again.

``query`` reads what a person types into a tree, ``terms`` turns text into the terms of its language, ``match`` turns the
tree into an expression over terms, ``index`` keeps the terms in step with the articles, ``ranking`` makes the scores of
several languages comparable, ``sqlite`` asks and puts the answer (``results``) together with the ``snippets`` to show.

All that is SQLite's own stands in ``index``, ``expression``, ``candidates``, ``prefixes``, ``plain_words`` with
``postings``, ``sqlite_ranking`` and ``sqlite``. The same for PostgreSQL: ``postgres_index`` and ``vectors`` hold the terms,
``tsquery`` puts the tree into its words, ``long_articles`` and ``postgres_ranking`` do what it does not, ``postgres`` asks.
``engine`` says which of the two an archive has.
"""
