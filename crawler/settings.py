"""Every Scrapy setting of Kliping, and the only place of the crawler that reads the environment.

A run of ``kliping crawl`` and Scrapy's own commands from a checkout (``scrapy list``, ``scrapy crawl news -a
source=NAME``, ``scrapy shell``) share these. What a configuration file says (delay, concurrency, time-out,
contact, private addresses) is laid over them by :func:`configured`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from crawler.places import archive_address, configuration_file
from crawler.site import Configuration, load

BOT_NAME = "kliping"
SPIDER_MODULES = ["crawler.spiders"]

# --- What is fetched, and how politely ---

try:
    VERSION = version("kliping")
except PackageNotFoundError:  # a checkout that was never installed
    VERSION = "0"

USER_AGENT = f"Kliping/{VERSION}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Kliping"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # a random delay would now and then be shorter than the one promised
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_TIMEOUT = 30  # seconds for one whole answer, its body included
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # compressed and unpacked alike
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 1
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # each failure has its line in the run's report
KLIPING_RETRY_PAUSE = 1.0  # seconds before a request is repeated
KLIPING_ALLOW_PRIVATE_ADDRESSES = False
KLIPING_OBEY_OPT_OUTS = ["tdm"]
KLIPING_PAGES_PER_HOST = 10_000
DNS_TIMEOUT = 20
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
}

# --- What must never happen ---

COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # an HTTP server that runs Python in this process
METAREFRESH_ENABLED = False
MEMUSAGE_ENABLED = False

# --- The parts, in order ---

DOWNLOAD_HANDLERS = {
    "http": "crawler.downloads.DownloadHandler",
    "https": "crawler.downloads.DownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.addresses.GuardedResolver"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the archive's own memory knows every link
HTTPPROXY_ENABLED = bool(getproxies())
KLIPING_PROXY_HOSTS = [urlsplit(proxy).hostname for proxy in getproxies().values()]

# Scrapy's own lists are replaced, not added to: what it switches on by itself would be imported even where it is switched off
# here (one extension brings a web server along), and a newer Scrapy may bring more.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.AddressGuard": 50,
    "crawler.robots.Robots": 100,
    "crawler.bounds.Bounds": 105,
    "crawler.reservations.Reservations": 110,
    "crawler.courtesy.Patience": 550,
    "crawler.transfer.Packed": 590,
    "crawler.middlewares.SiteRedirects": 600,
    "crawler.listening.Listening": 950,
}
# The spider judges statuses itself and asks for nothing it was not told to: none of Scrapy's has work to do.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
ITEM_PIPELINES = {
    "crawler.pipelines.Extract": 100,
    "crawler.pipelines.Admit": 200,
    "crawler.pipelines.Store": 300,
}
# Per response, where Scrapy itself works on items; crawler.scraping takes them one by one anyway.
CONCURRENT_ITEMS = 1
SCRAPER_SLOT_MAX_ACTIVE_SIZE = (
    4 * 1024 * 1024
)  # bytes of bodies under way, most of them in gzip, before no more are asked for

# --- What is told ---

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawler.logs.Terse"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
STATS_CLASS = "crawler.unheard.Counters"
WARN_ON_GENERATOR_RETURN_VALUE = False

# --- Where a run from Scrapy's own commands finds its configuration; the same places as kliping itself ---


def find_archive(configuration: Configuration) -> str:
    """Path or URL of the archive that a run without arguments fills."""
    return archive_address(None, os.environ, lambda: configuration.archive)


def read_configuration() -> Configuration:
    """The configuration that a run without arguments uses.

    :raises SiteError: something in it is wrong.
    """
    path = configuration_file(None, os.environ)
    return Configuration() if path is None else load(path)


def configured(configuration: Configuration) -> Mapping[str, Any]:
    """The Scrapy settings that a configuration changes."""
    crawl = configuration.crawl
    contact = configuration.contact
    return {
        "USER_AGENT": f"{USER_AGENT} (+{contact})" if contact else USER_AGENT,
        "DOWNLOAD_DELAY": crawl.delay,
        "CONCURRENT_REQUESTS": crawl.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": min(crawl.concurrency, CONCURRENT_REQUESTS_PER_DOMAIN),
        "DOWNLOAD_TIMEOUT": crawl.timeout,
        "KLIPING_ALLOW_PRIVATE_ADDRESSES": crawl.allow_private_addresses,
        "KLIPING_OBEY_OPT_OUTS": list(crawl.obey_opt_outs),
        "KLIPING_PAGES_PER_HOST": crawl.pages_per_host,
    }


def smtp_password() -> str | None:
    """The password for the mail server of ``[alarms]``, where it is in no file."""
    return os.environ.get("KLIPING_SMTP_PASSWORD") or None
