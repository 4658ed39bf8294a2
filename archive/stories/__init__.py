"""Which articles are copies of others, and which tell the same story."""

from archive.stories.assigning import Fresh, assign
from archive.stories.kept import Standing

__all__ = ["Fresh", "Standing", "assign"]
