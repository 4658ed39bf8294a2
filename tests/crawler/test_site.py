"""Sites and configurations: what is read, what is refused and how that is said."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.errors import SiteError
from crawler.site import Configuration, CrawlSettings, Site, for_url, load, of_url, shipped

WHOLE = r"""
archive = "data/kliping.db"
raw = "raw"
contact = "mailto:archive@example.org"

[crawl]
delay = 2
concurrency = 4
timeout = 12.5
keep_raw = false
allow_private_addresses = true

[sources.daily]
home = "https://www.daily.example/"
feeds = ["https://feeds.daily.example/rss"]
sitemaps = ["https://www.daily.example/news-sitemap.xml"]
language = "pt-BR"
timezone = "America/Sao_Paulo"
every = "30m"
include = ["/read/", '\d{4}']
exclude = ["/video/"]
"""


def configuration(folder: Path, text: str) -> Configuration:
    path = folder / "kliping.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SiteError) as caught:
        configuration(folder, text)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(str(folder / "kliping.toml"))
    return said


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    found = configuration(tmp_path, WHOLE)
    assert found.path == tmp_path / "kliping.toml"
    assert found.archive == str(tmp_path / "data/kliping.db")
    assert found.raw == tmp_path / "raw"
    assert found.contact == "mailto:archive@example.org"
    assert found.crawl == CrawlSettings(
        delay=2, concurrency=4, timeout=12.5, keep_raw=False, allow_private_addresses=True
    )
    site = found.sites["daily"]
    assert site.starts == (
        "https://www.daily.example/",
        "https://feeds.daily.example/rss",
        "https://www.daily.example/news-sitemap.xml",
    )
    assert (site.language, site.timezone, site.every) == (
        "pt",
        "America/Sao_Paulo",
        timedelta(minutes=30),
    )
    assert [pattern.pattern for pattern in site.include] == ["/read/", r"\d{4}"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("false", False),
        ('["1h", "2d"]', (timedelta(hours=1), timedelta(days=2))),
        ('"90m"', (timedelta(minutes=90),)),
    ],
)
def test_articles_are_looked_at_again_or_not_or_at_certain_ages(
    tmp_path: Path, value: str, expected: object
) -> None:
    assert configuration(tmp_path, f"[crawl]\nlook_again = {value}").crawl.look_again == expected


@pytest.mark.parametrize(
    ("line", "obeyed"),
    [
        ("", ("tdm",)),
        ("obey_opt_outs = true", ("noarchive", "noindex", "noai", "tdm")),
        ("obey_opt_outs = false", ()),
        ("obey_opt_outs = []", ()),
        ('obey_opt_outs = ["noai", "tdm", "noai"]', ("noai", "tdm")),
    ],
)
def test_which_opt_outs_are_obeyed_is_said_in_words(
    tmp_path: Path, line: str, obeyed: tuple[str, ...]
) -> None:
    assert configuration(tmp_path, f"[crawl]\n{line}").crawl.obey_opt_outs == obeyed


def test_an_empty_file_has_the_defaults(tmp_path: Path) -> None:
    found = configuration(tmp_path, "")
    assert (found.archive, found.raw, found.contact, found.sites) == (None, None, None, {})
    assert found.crawl == CrawlSettings(
        delay=1.0, concurrency=16, timeout=30, keep_raw=True, allow_private_addresses=False
    )


@pytest.mark.parametrize(
    ("archive", "expected"),
    [
        ("sub/k.db", "{folder}/sub/k.db"),
        ("/data/k.db", "/data/k.db"),
        ("sqlite:///sub/k.db", "sqlite:///{folder}/sub/k.db"),
        ("sqlite:////data/k.db", "sqlite:////data/k.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://me@db/news", "postgresql+psycopg://me@db/news"),
    ],
)
def test_an_archive_lies_beside_the_file_that_names_it(
    tmp_path: Path, archive: str, expected: str
) -> None:
    assert configuration(tmp_path, f'archive = "{archive}"').archive == expected.format(
        folder=tmp_path
    )


SOURCE = '[sources.daily]\nhome = "https://daily.example/"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('archiv = "k.db"', ['key "archiv": unknown key; did you mean "archive"?']),
        ("archive = 3", ['key "archive": must be text in quotes, not a whole number']),
        ('archive = ""', ['key "archive": is empty']),
        ('contact = "me"', ['key "contact"', "mailto:name@example.org"]),
        ('contact = "mailto:a@b.c\\r\\nX: y"', ['key "contact"', "control character"]),
        ("[crawl]\ndelay = -1", ['[crawl]: key "delay": must be between 0 and 3600, not -1']),
        ("[crawl]\ndelay = nan", ['key "delay"', "nan"]),
        ('[crawl]\ndelay = "1"', ['key "delay": must be a number, not text in quotes']),
        ("[crawl]\ndelay = true", ['key "delay": must be a number, not true or false']),
        ("[crawl]\nconcurrency = 1.5", ['key "concurrency": must be a whole number, not a number']),
        ("[crawl]\nconcurrency = 0", ['key "concurrency"', "between 1 and 1000"]),
        ("[crawl]\nkeep_raw = 1", ['key "keep_raw": must be true or false']),
        ("[crawl]\ntimeout = 0", ['key "timeout"']),
        (
            '[crawl]\nobey_opt_outs = ["tdmrep"]',
            ['"tdmrep" is none of noarchive, noindex, noai, tdm'],
        ),
        ("[crawl]\nobey_opt_outs = 1", ['key "obey_opt_outs": must be a list']),
        ("[crawl]\npages_per_host = 0", ['key "pages_per_host"', "between 1 and"]),
        ("[crawl]\nlook_again = 2", ['key "look_again": must be true, false or a list, not a']),
        ('[crawl]\nlook_again = ["soon"]', ['key "look_again": "soon" is no interval']),
        ('[crawl]\nlook_again = ["1d", "1h"]', ['key "look_again": must rise, as in ["1h", "1d"]']),
        ("[crawl]\nlook_again = []", ['key "look_again"', "for none write false"]),
        ("[crawl]\ndelays = 1", ['[crawl]: key "delays": unknown key; did you mean "delay"?']),
        ("crawl = 1", ['key "crawl": must be a table']),
        ("sources = []", ['key "sources": must be a table, not a list']),
        ("[sources]\ndaily = 1", ['key "daily": must be a table']),
        (
            SOURCE + 'evry = "1h"',
            ['source "daily": key "evry": unknown key; did you mean "every"?'],
        ),
        (SOURCE + 'selectors = ".a"', ['source "daily": key "selectors": unknown key']),
        (
            SOURCE + 'every = "soon"',
            ['source "daily": key "every": "soon" is no interval; write 90s, 30m'],
        ),
        (SOURCE + "every = 30", ['key "every": must be text in quotes']),
        (
            SOURCE + 'include = ["("]',
            ['source "daily": key "include": "(" is no regular expression'],
        ),
        (SOURCE + "exclude = [1]", ['key "exclude": every item must be text in quotes']),
        (
            SOURCE + 'language = "Indonesian"',
            ['key "language": "Indonesian" is no language code', "id"],
        ),
        (SOURCE + 'language = "xx"', ['key "language"']),
        (SOURCE + 'timezone = "Asia/Jakata"', ['key "timezone"', 'did you mean "Asia/Jakarta"?']),
        (SOURCE + 'timezone = "../etc/passwd"', ['key "timezone"', "no time zone"]),
        (SOURCE + 'timezone = "Asia"', ['key "timezone"', "no time zone"]),
        (SOURCE + 'feeds = ["daily.example/rss"]', ['source "daily": key "feeds"', "https://"]),
        ('[sources.x]\nhome = "ftp://x.example/"', ['source "x": key "home"', "https://"]),
        ('[sources.x]\nhome = "https://"', ['key "home"', "is no URL"]),
        ('[sources.x]\nhome = "https://x.example:99999/"', ['key "home"', "is no URL"]),
        ('[sources.x]\nhome = "https://[::1/"', ['key "home"', "is no URL"]),
        ('[sources.x]\nhome = "https://a b.example/"', ['key "home"', "is no URL"]),
        ('[sources.x]\nhome = "https://me:secret@x.example/"', ['key "home"', "not supported"]),
        (
            '[sources.x]\nlanguage = "id"',
            ['source "x": nowhere to begin; give it a home, feeds or sitemaps'],
        ),
        ('[sources."a b"]\nhome = "https://x.example/"', ['source "a b"', "letters, digits"]),
        ('[sources.bbc.uk]\nhome = "https://x.example/"', ['source "bbc"', '[sources."bbc.uk"]']),
        ("\nx = y", ["not valid TOML", "line 2"]),
        ('"a\\nb" = 1', ["unknown key"]),
        ('[sources."a\\nb"]', ["letters, digits"]),
        ('[sources.x]\nhome = "https://x.example/"\n[sources.x]\n', ["not valid TOML"]),
    ],
)
def test_what_is_wrong_is_named_by_file_source_and_key(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    complaint = refusal(tmp_path, text)
    assert [part for part in said if part not in complaint] == [], complaint


def test_a_password_in_a_url_is_not_repeated(tmp_path: Path) -> None:
    assert "secret" not in refusal(tmp_path, '[sources.x]\nhome = "https://me:secret@x.example/"')


def test_a_file_that_is_missing_a_folder_or_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no such file; `kliping init` writes one"):
        load(tmp_path / "none.toml")
    with pytest.raises(SiteError, match="can't be read"):
        load(tmp_path)
    (tmp_path / "x.toml").write_bytes(b'archive = "caf\xe9"')
    with pytest.raises(SiteError, match="not UTF-8"):
        load(tmp_path / "x.toml")


def test_a_byte_order_mark_of_an_editor_is_no_error(tmp_path: Path) -> None:
    assert configuration(tmp_path, '\ufeffarchive = "k.db"').archive == str(tmp_path / "k.db")


def test_a_quoted_name_with_dots_is_a_source(tmp_path: Path) -> None:
    found = configuration(
        tmp_path, '[sources."news.example.org"]\nhome = "https://news.example.org/"'
    )
    assert list(found.sites) == ["news.example.org"]


def test_a_source_inherits_what_it_leaves_open_from_the_shipped_site(tmp_path: Path) -> None:
    found = configuration(
        tmp_path,
        '[sources.mine]\nhome = "https://nusantaratv.com/"\n'
        '[sources.other]\nhome = "https://nusantaratv.com/"\ntimezone = "Asia/Makassar"',
    )
    assert found.sites["mine"].timezone == shipped()["nusantaratv"].timezone == "Asia/Jakarta"
    assert found.sites["mine"].language == "id"
    assert found.sites["other"].timezone == "Asia/Makassar"


def test_the_shipped_sites_are_valid_and_begin_at_home() -> None:
    assert {"nusantaratv", "yahoo-finance-uk"} <= set(shipped())
    assert all(site.home and site.language and site.timezone for site in shipped().values())
    assert all(
        site.owns(site.home or "") and site.wants(site.home or "") for site in shipped().values()
    )


@pytest.mark.parametrize(
    ("home", "url", "owned"),
    [
        ("https://www.daily.example.co.uk/", "https://m.example.co.uk/x", True),
        ("https://www.example.co.uk/", "https://other.co.uk/x", False),
        ("https://example.org/", "http://www.EXAMPLE.org:8080/x", True),
        ("https://example.org/", "https://example.org.evil.test/", False),
        ("https://example.org/", "https://notexample.org/", False),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("https://a.blogspot.com/", "https://a.blogspot.com/2020/", True),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/x", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/x", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/x", False),
        ("http://10.0.0.1/", "http://10.0.0.2/", False),
        ("http://[::1]:8000/", "http://[::1]:8000/x", True),
        ("http://[::1]:8000/", "http://[::2]:8000/x", False),
        ("http://localhost:8000/", "http://localhost:8001/", False),
        ("http://a.localhost:8000/", "http://b.localhost:8000/", False),
        ("http://a.localhost:8000/", "http://a.localhost:8000/x", True),
        ("http://intranet/", "http://intranet/x", True),
        ("https://example.org/", "no url", False),
        ("https://example.org/", "https://[broken/", False),
        ("https://example.org/", "", False),
    ],
)
def test_a_site_owns_the_hosts_of_its_domain_and_no_others(
    home: str, url: str, owned: bool
) -> None:
    assert Site(name="x", home=home).owns(url) is owned


def test_a_site_owns_the_hosts_of_its_feeds_too() -> None:
    site = Site(name="x", home="https://daily.example/", feeds=("https://feeds.press.example/rss",))
    assert site.owns("https://www.press.example/a")
    assert not Site(name="y").owns("https://daily.example/")


def test_exclude_wins_over_include(tmp_path: Path) -> None:
    site = configuration(tmp_path, WHOLE).sites["daily"]
    assert site.wants("https://daily.example/read/x")
    assert not site.wants("https://daily.example/read/video/x")
    assert not site.wants("https://daily.example/other")
    assert Site(name="x").wants("https://daily.example/other")


def test_the_site_that_names_the_very_host_comes_before_one_of_its_domain() -> None:
    whole = Site(name="whole", home="https://example.org/")
    sport = Site(name="sport", home="https://sport.example.org/")
    assert for_url("https://sport.example.org/x", {"whole": whole, "sport": sport}) is sport
    assert for_url("https://www.example.org/x", [sport, whole]) is whole
    assert for_url("https://blog.example.org/x", [sport, whole]) is sport
    assert for_url("https://elsewhere.example/", [sport, whole]) is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Example.org/a", "example.org"),
        ("http://127.0.0.1:8000/a", "127.0.0.1:8000"),
        ("https://example.org:443/", "example.org"),
        ("https://news.example.org/", "news.example.org"),
    ],
)
def test_a_url_alone_makes_a_site_named_after_its_host(url: str, name: str) -> None:
    site = of_url(url)
    assert (site.name, site.home) == (name, url)
    assert site.owns(url)


def test_a_url_of_a_shipped_newspaper_knows_its_zone() -> None:
    assert of_url("https://www.nusantaratv.com/read/1").timezone == "Asia/Jakarta"


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org/", "https://", "https://[x/"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(SiteError):
        of_url(url)


def test_a_site_goes_to_another_process_and_is_a_key(tmp_path: Path) -> None:
    site = configuration(tmp_path, WHOLE).sites["daily"]
    assert pickle.loads(pickle.dumps(site)) == site  # noqa: S301  our own bytes
    assert {site: 1}[site] == 1
