"""An archive in a SQLite file: what is said differently there than in a PostgreSQL database."""
