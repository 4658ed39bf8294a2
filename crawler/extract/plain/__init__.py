"""Text that was taken from a page: its paragraphs, what each line is, and how likely it is the article's."""
