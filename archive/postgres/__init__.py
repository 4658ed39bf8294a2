"""An archive in a PostgreSQL database: what is said differently there than in a SQLite file.

Nothing here is imported before somebody names a ``postgresql://`` URL; psycopg comes with the extra ``postgres``.
"""
