"""What can go wrong with a crawl, one class for each thing a caller can do about it.

::

    CrawlerError
    ├── SiteError        a configuration or a site's definition is wrong; names file, source and key
    ├── PageError        this page can't be turned into an article
    │   ├── PageTooBig       over the size limit, compressed or not
    │   ├── BrokenPacking    its body is not packed as its server said
    │   ├── NotAPage         a PDF, an image, anything that is no HTML and no text
    │   └── PageTooHard      cleaning ran out of time or memory
    ├── FeedError        this is no feed and no sitemap, or a broken one
    ├── ScheduleError    the crontab or a timer can't be read or written
    ├── LogError         the log can't be written
    └── CrawlFailed      the crawl as a whole could not go on
"""


class CrawlerError(Exception):
    """Anything a crawl can't do."""


class SiteError(CrawlerError):
    """A configuration is wrong: names the file, the source and the key."""


class PageError(CrawlerError):
    """This page can't be turned into an article."""


class PageTooBig(PageError):
    """The page is over the size limit."""


class BrokenPacking(PageError):
    """The body can't be unpacked."""


class NotAPage(PageError):
    """The body is neither HTML nor text."""


class PageTooHard(PageError):
    """Cleaning the page ran out of time or memory."""


class FeedError(CrawlerError):
    """The body is no feed and no sitemap, or a broken one; says what was found instead."""


class ScheduleError(CrawlerError):
    """The crontab or a timer can't be read or written."""


class LogError(CrawlerError):
    """The log of a crawl can't be written."""


class CrawlFailed(CrawlerError):
    """The crawl could not go on; what was fetched before is stored."""
