"""One newspaper, and the configuration that names many. Reads TOML; refuses what it does not know.

Everything wrong with a configuration is a :class:`~crawler.errors.SiteError` of one line that names the
file, the source and the key, and says what to do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.alarm_settings import AlarmSettings, alarm_settings
from crawler.errors import SiteError
from crawler.hosts import domain_of, host_of
from crawler.log_settings import LogSettings, log_settings
from crawler.opt_outs import NAMES as OPT_OUTS
from crawler.tables import Table, complaint

SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What a configured source may be called: it must do as a TOML key, a file name and a command's argument."""

SELECTORS = ("title", "deck", "body", "authors", "published", "section", "remove")
"""The fields a shipped site may point at with CSS; ``remove`` names what is never part of an article."""

SITES = Path(__file__).with_name("sites")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One newspaper: where to begin, what of it is wanted, and what it declares about itself."""

    name: str
    home: str | None = None
    """The front page; feeds and sitemaps are found from here when none are named."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1: what the source declares about itself."""
    timezone: str | None = None
    """IANA name, for dates printed without a zone."""
    every: timedelta | None = None
    """How often it is due; None: the interval follows the source."""
    include: tuple[re.Pattern[str], ...] = ()
    """A URL is wanted when one of these is found in it; empty: every URL."""
    exclude: tuple[re.Pattern[str], ...] = ()
    """A URL is not wanted when one of these is found in it; wins over ``include``."""
    silence: bool = True
    """Whether somebody wants to know when it is silent for longer than it ever was."""
    selectors: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Field name (see :data:`SELECTORS`) → CSS selector; only sites that ship with the package have any."""

    @property
    def starts(self) -> tuple[str, ...]:
        """Every URL named: home, feeds, sitemaps."""
        return (*((self.home,) if self.home else ()), *self.feeds, *self.sitemaps)

    def owns(self, url: str) -> bool:
        """Whether ``url`` lies on the site's own hosts: the registrable domains of its start points.

        An IP address, ``localhost`` and a name without a dot own only themselves, port included.
        ``www.`` counts for nothing. Never raises: what is no URL is not owned.
        """
        domain = domain_of(url)
        return bool(domain) and domain in _domains(self.starts)

    def wants(self, url: str) -> bool:
        """Whether ``include`` and ``exclude`` let this URL through."""
        if any(pattern.search(url) for pattern in self.exclude):
            return False
        return not self.include or any(pattern.search(url) for pattern in self.include)


@lru_cache(maxsize=1024)
def _domains(starts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(domain_of, starts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """How a crawl behaves: the table ``[crawl]``."""

    delay: float = 1.0
    """Seconds between two requests to one host; a longer Crawl-delay in robots.txt wins."""
    concurrency: int = 16
    """Requests under way in all."""
    timeout: float = 30
    """Seconds until a request is given up."""
    keep_raw: bool = True
    allow_private_addresses: bool = False
    """Whether loopback, link-local and private addresses may be fetched."""
    look_again: bool | tuple[timedelta, ...] = True
    """Whether stored articles are looked at again, or at which ages; True: as :mod:`crawler.looking` decides."""
    pages_per_host: int = 10_000
    """Pages asked of one host in one run; its other links wait for the next."""
    obey_opt_outs: tuple[str, ...] = ("tdm",)
    """Of what pages reserve in a form made for machines (:data:`crawler.opt_outs.NAMES`), what keeps them out."""
    min_free: int = 500_000_000
    """Bytes that must be left on the disks of archive and raw pages; with fewer a run does not begin, or ends. 0: any."""
    max_memory: int = 1_500_000_000
    """Bytes that a run and its workers may take; with more it ends, and the next one goes on. 0: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A configuration as read: paths absolute, values checked. The defaults are those of no file at all."""

    path: Path | None = None
    archive: str | None = None
    """Absolute path or database URL; None: not configured."""
    contact: str | None = None
    """``mailto:`` or web address for the User-Agent."""
    raw: Path | None = None
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    log: LogSettings = field(default_factory=LogSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    prometheus: Path | None = None
    """Where metrics are written at the end of each crawl: ``prometheus`` of the table ``[status]``."""
    sites: Mapping[str, Site] = field(default_factory=dict)
    """The sources by name, in the order of the file."""

    def raw_folder(self, archive: Path | None) -> Path | None:
        """Where raw pages are kept; None when they are not. By default beside the archive's file; for an archive on a
        server in the current folder."""
        if not self.crawl.keep_raw:
            return None
        return self.raw or (archive or Path("kliping.db")).with_suffix(".warc")


def load(path: Path) -> Configuration:
    """Read a configuration file. A source whose host we ship a site for inherits what it leaves open.

    :raises SiteError: the file can't be read, or something in it is wrong.
    """
    path = Path(path)
    table = Table(_read(path), str(path))
    folder = path.absolute().parent
    archive = table.text("archive")
    raw = table.text("raw")
    contact = table.contact("contact")
    crawl = _crawl(table.table("crawl"))
    log = log_settings(table.table("log"), folder)
    alarms = alarm_settings(table.table("alarms"), folder)
    prometheus = _status(table.table("status"), folder)
    sources = table.table("sources")
    sites = {name: _source(sources, name) for name in sources.values}
    table.nothing_else()
    return Configuration(
        path=path.absolute(),
        archive=None if archive is None else _address(archive, folder),
        contact=contact,
        raw=None if raw is None else folder / Path(raw).expanduser(),
        crawl=crawl,
        log=log,
        alarms=alarms,
        prometheus=prometheus,
        sites={name: _inherit(site) for name, site in sites.items()},
    )


def archive_of(path: Path) -> str | None:
    """Only where a configuration says that its archive is: what a search needs to know, without the sources.

    :raises SiteError: the file can't be read, or its ``archive`` is no text.
    """
    archive = Table(_read(path), str(path)).text("archive")
    return None if archive is None else _address(archive, path.absolute().parent)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Site]:
    """The sites that come with the package, by name: ``crawler/sites/*.toml``."""
    return {path.stem: _shipped(path) for path in sorted(SITES.glob("*.toml"))}


def for_url(url: str, sites: Mapping[str, Site] | Iterable[Site]) -> Site | None:
    """The site that ``url`` belongs to: one that names its very host before one of the same domain."""
    candidates = list(sites.values() if isinstance(sites, Mapping) else sites)
    owners = [site for site in candidates if site.owns(url)]
    host = host_of(url)
    exact = (site for site in owners if host in {host_of(start) for start in site.starts})
    return next(exact, owners[0] if owners else None)


def of_url(url: str) -> Site:
    """A site for crawling a URL without configuration, named after its host (``host:port`` where a port is given).

    :raises SiteError: this is no http(s) URL.
    """
    home = Table({"URL": url}, "").url("URL")
    return _inherit(Site(name=host_of(home or ""), home=home))


def _inherit(site: Site) -> Site:
    parent = next((for_url(start, shipped()) for start in site.starts), None)
    if parent is None:
        return site
    return replace(
        site,
        selectors=parent.selectors,
        timezone=site.timezone or parent.timezone,
        language=site.language or parent.language,
        include=site.include or parent.include,
        exclude=site.exclude or parent.exclude,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise SiteError(f"{path}: no such file; `kliping init` writes one") from None
    except OSError as error:
        raise SiteError(f"{path}: can't be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SiteError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SiteError(f"{path}: not valid TOML: {error}") from error


def _crawl(table: Table) -> CrawlSettings:
    default = CrawlSettings()
    settings = CrawlSettings(
        delay=table.number("delay", default.delay, least=0, most=3600),
        concurrency=table.whole("concurrency", default.concurrency, least=1, most=1000),
        timeout=table.number("timeout", default.timeout, least=0.1, most=3600),
        keep_raw=table.flag("keep_raw", default.keep_raw),
        allow_private_addresses=table.flag(
            "allow_private_addresses", default.allow_private_addresses
        ),
        look_again=table.flag_or_intervals("look_again", default=True),
        pages_per_host=table.whole(
            "pages_per_host", default.pages_per_host, least=1, most=10_000_000
        ),
        obey_opt_outs=table.all_or_some("obey_opt_outs", default.obey_opt_outs, OPT_OUTS),
        min_free=table.size("min_free", default.min_free),
        max_memory=table.size("max_memory", default.max_memory),
    )
    table.nothing_else()
    return settings


def _status(table: Table, folder: Path) -> Path | None:
    prometheus = table.text("prometheus")
    table.nothing_else()
    return None if prometheus is None else folder / Path(prometheus).expanduser()


def _source(sources: Table, name: str) -> Site:
    if not SOURCE_NAME.fullmatch(name):
        raise complaint(
            sources.where,
            f'source "{name}"',
            "a name has letters, digits, dashes, underscores and dots (at most 100), and begins with a letter or digit",
        )
    table = sources.table(name, name=f'source "{name}"')
    nested = next((key for key, value in table.values.items() if isinstance(value, dict)), None)
    if nested is not None:
        raise table.error(
            nested, f'is a table; a name with a dot needs quotes: [sources."{name}.{nested}"]'
        )
    return _site(table, name)


def _shipped(path: Path) -> Site:
    table = Table(_read(path), str(path))
    selectors = table.table("selectors")
    css = {key: ", ".join(selectors.texts(key)) for key in SELECTORS if key in selectors.values}
    selectors.nothing_else()
    return replace(_site(table, path.stem), selectors=css)


def _site(table: Table, name: str) -> Site:
    site = Site(
        name=name,
        home=table.url("home"),
        feeds=table.urls("feeds"),
        sitemaps=table.urls("sitemaps"),
        language=table.language("language"),
        timezone=table.timezone("timezone"),
        every=table.interval("every"),
        include=table.patterns("include"),
        exclude=table.patterns("exclude"),
        silence=table.flag("silence", default=True),
    )
    table.nothing_else()
    if not site.starts:
        raise SiteError(f"{table.where}: nowhere to begin; give it a home, feeds or sitemaps")
    return site


def _address(archive: str, folder: Path) -> str:
    """The archive's address with a relative path made absolute; SQLite's URLs have paths too."""
    if "://" not in archive:
        return str(folder / Path(archive).expanduser())
    parts = urlsplit(archive)
    is_file = parts.scheme.partition("+")[0] == "sqlite" and parts.path.startswith("/")
    relative = parts.path[1:]
    if is_file and not parts.netloc and relative and not relative.startswith((":memory:", "/")):
        return archive.replace(":///" + relative, f":///{folder / relative}", 1)
    return archive
