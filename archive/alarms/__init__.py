"""What needs a person: sources that fell silent or drift or fail, a disk that fills, a crawl that no longer runs."""
