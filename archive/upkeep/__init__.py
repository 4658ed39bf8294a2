"""Looking after an archive: whether it is whole, and moving it into another database."""
