"""Whether a page that was fetched again says something else, what kind of change that is, and where it stands."""
