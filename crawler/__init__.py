"""The crawler: finding, fetching and cleaning the news."""
