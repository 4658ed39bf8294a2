"""The sample newspaper group that comes with the package: pages written for it, served on loopback.

::

    with demo.serve() as world:
        crawl(world.sites, archive, world.configuration, CrawlOptions())
        world.truth()  # what should have been found, by URL
"""

from crawler.demo.content import Truth
from crawler.demo.server import Edition, Request, World, serve, truth

__all__ = ["Edition", "Request", "Truth", "World", "serve", "truth"]
