"""A page's bytes as a tree, and the tree as the blocks of text that stand in it."""
