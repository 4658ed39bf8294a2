"""The archive: what is kept, and finding it again."""
