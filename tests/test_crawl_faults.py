"""What a crawl does when the world is broken or hostile: one line each, and everything else is stored."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.small_disk import mounted


def test_each_broken_page_costs_one_line_and_nothing_else(kliping, website, faults, page) -> None:
    good = website.articles(30)
    for name, fault in faults.items():
        website.answers[f"/news/{name}"] = fault
    website.add("/news/pdf", b"%PDF-1.7\n\x00\x01", "application/pdf")
    website.add("/news/mislabelled-pdf", b"%PDF-1.7\n\x00\x01" * 50)
    website.redirect("/news/loop", website.url("/news/loop"))
    website.redirect("/news/away", "http://elsewhere.example/story")
    website.add("/news/no-location", b"", status=302)
    website.redirect("/news/to-script", "javascript:alert(1)")
    website.redirect("/news/to-nonsense", "http://[::1")
    website.add("/news/broken-server", b"", status=500)
    bad = {
        **dict.fromkeys(("hang", "drip"), "failed timeout"),
        **dict.fromkeys(("endless", "huge", "bomb"), "refused too-big"),
        "cut": "failed cut-off",
        "slam": "failed connection",
        **dict.fromkeys(("headers", "folded", "lengths", "misspelt"), "failed broken-answer"),
        "chunks": "failed cut-off",
        "packed": "failed broken-packing",
        "unchanged": "failed http-304",
        "no-location": "failed http-302",
        "to-script": "failed bad-redirect",
        "to-nonsense": "failed bad-redirect",
        "pdf": "refused not-a-page",
        "mislabelled-pdf": "refused not-a-page",
        "loop": "failed redirect-loop",
        "away": "refused other-site",
        "not-there": "failed http-404",
        "broken-server": "failed http-500",
    }
    links = [website.url(f"/news/{name}") for name in bad]
    mixed = [url for pair in zip(links, good, strict=False) for url in pair] + good[len(links) :]
    kliping.configure({"courier": {"feeds": [website.feed(mixed)]}}, timeout=2)
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert sorted(kliping.urls()) == sorted(good)
    assert not any("twisted" in line or "ValueError" in line for line in courier["problems"])
    for name, told in bad.items():
        lines = [
            line
            for line in courier["problems"]
            if line.startswith(f"{website.url('/news/')}{name}:")
        ]
        assert len(lines) == 1, (name, courier["problems"])
        outcome, reason = told.split()
        assert reason in courier[outcome], (name, courier[outcome])
    assert len(courier["problems"]) == len(bad)
    assert (result.code, result.out, result.err) == (0, "", "")


def test_odd_pages_are_read_or_refused_but_never_end_the_crawl(kliping, website, page) -> None:
    good = website.articles(3)
    website.add("/news/nested", b"<!doctype html><body>" + b"<div>" * 100_000 + b"deep")
    website.add("/news/nul", page("A NUL in the text").replace("council", "coun\0cil"))
    website.add(
        "/news/charset",
        page("Müller wählt Brücke").encode("utf-8"),
        "text/html; charset=iso-8859-1",
    )
    website.add("/news/cut-html", page("Cut in the middle")[:900])
    website.add("/news/empty", b"")
    odd = [website.url(f"/news/{n}") for n in ("nested", "nul", "charset", "cut-html", "empty")]
    kliping.configure({"courier": {"feeds": [website.feed(odd + good)]}})
    result, report = kliping.crawl()
    assert (result.code, result.err) == (0, "")
    assert set(good) <= set(kliping.urls())
    assert "Müller wählt Brücke" in kliping.titles()
    courier = report["sources"]["courier"]
    counted = sum(courier["refused"].values()) + sum(courier["failed"].values()) + courier["new"]
    assert counted == len(odd) + len(good)
    assert courier["pending"] == 0


def test_memory_stays_bounded_while_bombs_and_endless_and_huge_pages_come(
    kliping, website, faults, page
) -> None:
    good = website.articles(5)
    website.answers.update({"/headers": faults["headers"], "/folded": faults["folded"]})
    for number in range(8):
        website.answers[f"/bomb{number}"] = faults["bomb"]
        website.answers[f"/endless{number}"] = faults["endless"]
    filled = "<script>" + "x" * 9_900_000 + "</script>"
    for number in range(12):
        website.add(f"/filled{number}", page(f"Filled {number}").replace("<nav>", filled + "<nav>"))
    website.add("/wide", b"<p>" + b"<b>word</b> " * 800_000)
    website.add("/long", b"<p>" + b"word word wo " * 700_000)
    bad = [website.url(f"/{kind}{n}") for n in range(8) for kind in ("bomb", "endless")]
    bad += [website.url(f"/filled{n}") for n in range(12)]
    bad += [website.url("/headers"), website.url("/folded")]
    bad += [website.url("/wide"), website.url("/long")]
    kliping.configure({"courier": {"feeds": [website.feed(bad + good)]}})
    process = kliping.start("crawl")
    peak = _Peak(process)
    _, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    assert set(good) <= set(kliping.urls())
    assert peak.stop() < 600_000_000


def test_a_source_that_is_down_fails_alone(kliping, new_website) -> None:
    down, up = new_website(), new_website()
    feed = down.feed([down.url("/a")])
    down.close()
    urls = up.articles(3)
    kliping.configure({"down": {"feeds": [feed]}, "up": {"feeds": [up.feed(urls)]}})
    result, report = kliping.crawl()
    assert result.code == 3
    assert sorted(kliping.urls()) == sorted(urls)
    assert report["sources"]["down"]["source_failed"]
    assert len(report["sources"]["down"]["problems"]) == 1
    assert not report["sources"]["up"]["source_failed"]
    assert len(result.err.splitlines()) == 1


def test_a_host_that_dies_is_left_alone_and_its_links_wait(kliping, website, faults) -> None:
    links = [website.url(f"/news/story-{n}") for n in range(40)]
    website.answers.update({f"/news/story-{n}": faults["slam"] for n in range(40)})
    kliping.configure({"courier": {"feeds": [website.feed(links)]}}, concurrency=4)
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert result.code == 3
    assert courier["pending"] == 40
    assert any("waits for the next run" in line for line in courier["problems"])
    assert sum(r.path.startswith("/news/") for r in website.requests) < 60
    for n in range(40):
        website.article(f"/news/story-{n}")
    result, report = kliping.crawl()
    assert result.code == 0
    assert len(kliping.urls()) == 40


Steps = Iterator[Mapping[str, Any]]
CASES: list[Any] = []


def case(function):
    """One of the sources that are crawled together; what stands after its ``yield`` happens between the two crawls."""
    CASES.append(function)
    return function


@pytest.fixture(scope="module")
def crawled(crawl_together):
    return crawl_together(CASES)


def _paths(count: int) -> list[str]:
    """Where ``website.articles(count)`` puts them, in order."""
    return [f"/news/2026/11/20/story-number-{n}-of-the-day" for n in range(count)]


def _broken_feed(name: str, body: bytes) -> str:
    def source(new) -> Steps:
        website = new()
        website.add("/broken.xml", body, "application/rss+xml")
        yield {"feeds": [website.url("/broken.xml"), website.feed(website.articles(2))]}

    source.__name__ = name
    case(source)
    return name


@pytest.mark.parametrize(
    "name",
    [
        _broken_feed("feed-that-is-a-page", b"<html><body>no feed</body></html>"),
        _broken_feed("feed-that-is-cut", b"<rss><channel><item><ti"),
        _broken_feed("feed-that-is-empty", b""),
    ],
)
def test_a_broken_feed_costs_one_line(crawled, name: str) -> None:
    story = crawled[name]
    first, _ = story.rounds
    assert first.code == 3
    assert first.report["source_failed"]
    assert first.stored == _paths(2)
    (problem,) = first.report["problems"]
    assert problem.startswith(story.site.url("/broken.xml"))
    assert len(first.err) == 1


@case
def always_unchanged(new) -> Steps:
    website = new()
    website.add("/feed.xml", b"", status=304)
    yield {"feeds": [website.url("/feed.xml")]}


def test_an_answer_that_says_unchanged_to_who_never_asked_before_is_no_feed(crawled) -> None:
    story = crawled["always_unchanged"]
    assert story.rounds[0].report["source_failed"]
    (problem,) = story.rounds[0].report["problems"]
    assert problem == f"{story.site.url('/feed.xml')}: the server answered 304 Not Modified"


@case
def long_address(new) -> Steps:
    website = new()
    yield {"feeds": [website.feed([website.url("/" + "a" * 1_900), *website.articles(1)])]}


def test_a_very_long_address_does_not_hide_what_is_wrong_with_it(crawled) -> None:
    first, _ = crawled["long_address"].rounds
    (problem,) = first.report["problems"]
    assert "/aaaaaaaa" in problem
    assert problem.endswith(": the server answered 404 Not Found")


@case
def disallowed(new) -> Steps:
    website = new()
    website.add("/robots.txt", "User-agent: Kliping\nDisallow: /private/\n", "text/plain")
    secrets = [website.article(f"/private/secret-{n}") for n in range(2)]
    yield {"feeds": [website.feed([secrets[0], *website.articles(2)])]}
    website.feed([*secrets, *website.articles(2)])


def test_disallowed_pages_are_never_asked_for(crawled) -> None:
    for round in crawled["disallowed"].rounds:
        assert round.report["refused"] == {"robots": 1}
        assert round.stored == _paths(2)
        assert not any("private" in path for path in round.paths)


def test_robots_txt_is_not_asked_for_again_on_the_same_day(crawled) -> None:
    first, second = crawled["disallowed"].rounds
    assert [request.path for request in first.requests].count("/robots.txt") == 1
    assert [request.path for request in second.requests] == ["/feed.xml"]


def _robots_status(status: int) -> str:
    def source(new) -> Steps:
        website = new()
        website.add("/robots.txt", b"", status=status)
        yield {"feeds": [website.feed(website.articles(2))]}
        del website.answers["/robots.txt"]

    source.__name__ = f"robots-{status}"
    case(source)
    return source.__name__


@pytest.mark.parametrize("name", [_robots_status(500), _robots_status(503), _robots_status(429)])
def test_a_robots_txt_that_can_not_be_read_closes_the_host_for_one_run(crawled, name: str) -> None:
    first, second = crawled[name].rounds
    assert first.paths == []
    assert first.report["source_failed"]
    assert "robots.txt can't be read" in first.report["problems"][0]
    assert second.stored == _paths(2)
    assert not second.report["source_failed"]


@case
def half_closed(new) -> Steps:
    one, other = new(), new()
    other.add("/robots.txt", b"", status=503)
    closed = other.articles(5, "/closed")
    links = [url for pair in zip(closed, one.articles(5), strict=True) for url in pair]
    yield {"home": other.url("/"), "feeds": [one.feed(links)]}


def test_a_host_that_robots_txt_closes_does_not_close_the_sources_other_hosts(crawled) -> None:
    story = crawled["half_closed"]
    first, _ = story.rounds
    assert first.stored == _paths(5)
    assert first.report["pending"] == 5
    assert not first.report["source_failed"]
    (line,) = first.report["problems"]
    assert line.startswith(f"{story.sites[1].host}: robots.txt can't be read")
    assert not any("closed" in path for path in first.paths)


@case
def slow(new) -> Steps:
    website = new()
    website.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
    yield {"feeds": [website.feed(website.articles(8))]}
    website.feed(website.articles(8, "/later"))


def test_a_crawl_delay_longer_than_ours_is_kept_in_later_runs_too(crawled) -> None:
    first, second = crawled["slow"].rounds
    assert (len(first.requests), len(second.requests)) == (11, 9)
    assert _spaced(first.requests, 0.4)
    assert _spaced(second.requests, 0.4)


@case
def no_articles(new) -> Steps:
    website = new()
    items = "".join(f"<li><a href='/s/{n}'>Headline number {n} of many</a></li>" for n in range(40))
    website.add("/section", f"<html><body><ul>{items}</ul></body></html>")
    website.redirect("/news/to-section", website.url("/section"))
    website.redirect("/news/loop?n=1", website.url("/news/loop?n=2"))
    website.redirect("/news/loop?n=2", website.url("/news/loop?n=1"))
    links = [website.url("/news/to-section"), website.url("/news/loop?n=1")]
    yield {"feeds": [website.feed([*links, *website.articles(1)])]}


def test_a_page_that_is_no_article_costs_one_line_which_names_it_as_announced(crawled) -> None:
    story = crawled["no_articles"]
    first, _ = story.rounds
    section, loop = sorted(first.report["problems"], reverse=True)
    assert section.startswith(f"{story.site.url('/news/to-section')}: not an article: index")
    assert loop == f"{story.site.url('/news/loop?n=1')}: it redirects again and again"
    assert first.err == []


def _old_failures(status: int) -> str:
    def source(new) -> Steps:
        website = new()
        for n in range(8):
            website.add(f"/news/broken-{n}", b"", status=403)
        yield {"feeds": [website.feed([website.url(f"/news/broken-{n}") for n in range(8)])]}
        for n in range(8):
            website.add(f"/news/broken-{n}", b"", status=status)

    source.__name__ = f"old-failures-{status}"
    case(source)
    return source.__name__


@pytest.mark.parametrize("name", [_old_failures(403), _old_failures(500)])
def test_old_failures_that_fail_again_do_not_make_a_source_fail(crawled, name: str) -> None:
    first, second = crawled[name].rounds
    assert first.report["source_failed"]
    assert not second.report["source_failed"]
    assert second.report["failed"]
    assert second.err == []


@case
def many_problems(new) -> Steps:
    website = new()
    links = [website.url(f"/news/missing-{n}") for n in range(80)] + website.articles(1)
    yield {"feeds": [website.feed(links)]}


def test_many_problems_are_told_in_few_lines(crawled) -> None:
    first, _ = crawled["many_problems"].rounds
    assert len(first.report["problems"]) == 51
    assert first.report["problems"][-1] == "and 30 more"
    assert first.report["failed"] == {"http-404": 80}


@case
def distrusted(new) -> Steps:
    website = new()
    with tempfile.TemporaryDirectory() as folder:
        home = website.use_tls(_self_signed(Path(folder) / "certificate.pem"))
    yield {"feeds": [f"{home}feed.xml"]}


@case
def no_tls(new) -> Steps:
    yield {"feeds": [new().url("/feed.xml").replace("http:", "https:")]}


def test_a_certificate_that_nobody_vouches_for_costs_one_line(crawled) -> None:
    for name, told in (
        ("distrusted", "its certificate could not be verified"),
        ("no_tls", "no secure connection could be made"),
    ):
        first, _ = crawled[name].rounds
        assert first.requests == []
        (problem,) = first.report["problems"]
        assert told in problem
        assert len(first.err) == 1


def test_a_robots_txt_older_than_a_day_is_asked_for_again(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(1))]}})
    kliping.crawl()
    with sqlite3.connect(kliping.archive) as database:
        database.execute("UPDATE robots SET checked = checked - 86400000000")
    database.close()
    website.requests.clear()
    kliping.crawl()
    assert website.paths() == ["/robots.txt", "/feed.xml"]


def test_our_own_delay_spaces_requests_to_one_host_but_not_to_others(kliping, new_website) -> None:
    sites = {f"paper{n}": new_website() for n in range(4)}
    kliping.configure(
        {name: {"feeds": [site.feed(site.articles(8))]} for name, site in sites.items()}, delay=0.3
    )
    kliping.crawl()
    begun = [site.requests[0].at for site in sites.values()]
    ended = [site.requests[-1].at for site in sites.values()]
    assert max(begun) < min(ended)  # none waits for another
    assert all(_spaced(site.requests, 0.3) for site in sites.values())


def test_private_addresses_are_refused_with_the_setting_that_allows_them(kliping, website) -> None:
    feed = website.feed(website.articles(2))
    named = feed.replace("127.0.1.1", "localhost")
    kliping.configure(
        {"literal": {"feeds": [feed]}, "named": {"feeds": [named]}}, allow_private_addresses=False
    )
    result, report = kliping.crawl()
    assert result.code == 3
    assert website.requests == []
    for name in ("literal", "named"):
        (problem,) = report["sources"][name]["problems"]
        assert "allow_private_addresses = true" in problem


HOSTS = """
import json, socket, sys
from cli.main import main
public, port = "93.184.215.14", int(sys.argv.pop(1))
names = {"example.com": public, "inside.example.com": "127.0.1.1", "metadata.example.com": "169.254.169.254"}
socket.gethostbyname = names.__getitem__
class Socket(socket.socket):
    def connect_ex(self, address):
        return super().connect_ex(("127.0.1.1", port) if address[0] == public else address)
socket.socket = Socket
main()
"""
"""``kliping`` on a machine where the test's website is ``example.com``, at a public address."""


def test_neither_a_name_nor_a_redirect_leads_a_crawl_inside(kliping, website) -> None:
    port = website.host.partition(":")[2]
    site = "http://example.com"
    website.article("/news/good-story")
    website.redirect("/news/to-address", f"http://127.0.1.1:{port}/secret")
    website.redirect("/news/to-name", f"http://inside.example.com:{port}/secret")
    website.article("/secret")
    links = [
        f"{site}/news/good-story",
        f"{site}/news/to-address",
        f"{site}/news/to-name",
        "http://metadata.example.com/latest/meta-data",
        f"http://inside.example.com:{port}/secret",
    ]
    website.feed(links)
    kliping.configure({"courier": {"feeds": [f"{site}/feed.xml"]}}, allow_private_addresses=False)
    done = subprocess.run(
        [sys.executable, "-c", HOSTS, port, "crawl", "--report", "report.json"],
        cwd=kliping.folder,
        env=kliping.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((kliping.folder / "report.json").read_text())["sources"]["courier"]
    assert kliping.urls() == links[:1]
    assert "/secret" not in website.paths()
    assert report["refused"] == {"private-address": 3, "other-site": 1}
    assert report["failed"] == {}
    told = {line.split(": ")[0]: line for line in report["problems"]}
    assert set(told) == set(links[1:])
    for link in links[2:]:
        assert told[link].endswith(
            "allow_private_addresses = true under [crawl] to let a crawl fetch it"
        )


def test_a_full_disk_ends_the_crawl_with_one_line_and_a_whole_archive(kliping, website) -> None:
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(400))]}})
    command = " ".join(kliping.command("crawl"))
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 600; exec {command}"],
        cwd=kliping.folder,
        env=kliping.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert re.search("disk|written", line), line
    stored = len(kliping.urls())
    assert stored < 400
    assert kliping("db", "check").code == 0
    result, _ = kliping.crawl()
    assert result.code == 0
    assert len(set(kliping.urls())) == len(kliping.urls()) == 400


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    with mounted(tmp_path / "disk", 2) as folder:
        yield folder


@pytest.mark.parametrize("keep_raw", [True, False])
def test_a_disk_that_is_really_full_costs_one_line_and_the_next_crawl_goes_on(
    kliping, website, small_disk: Path, keep_raw: bool
) -> None:
    kliping.folder = small_disk
    kliping.archive = small_disk / "kliping.db"
    kliping.configure(
        {"courier": {"feeds": [website.feed(website.articles(300))]}},
        keep_raw=keep_raw,
        min_free=0,
    )
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_200_000))
    result = kliping("crawl")
    assert (result.code, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert re.search("disk is full|No space left", line), line
    with sqlite3.connect(kliping.archive) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    stored = kliping.urls()
    assert len(stored) < 300
    assert kliping("search", "council").code == 0
    ballast.unlink()
    assert kliping("db", "check").code == 0  # raw pages too
    assert kliping("crawl", "--max-articles", "20").code == 0
    assert len(set(kliping.urls())) == len(kliping.urls())
    assert {*stored} < {*kliping.urls()}
    assert kliping("db", "check").code == 0


def _spaced(requests: Sequence[Any], seconds: float) -> bool:
    """Whether requests to one host came so far apart, going by the time from the first to the last.

    On a machine with other work to do the server may notice a request late, and the next one at once; so single gaps
    say little, and a second is left for the first request to be noticed.
    """
    times = [request.at for request in requests]
    return times[-1] - times[0] > (len(times) - 1) * seconds - 1


def _self_signed(file: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "courier.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(pem) + private)
    return file


class _Peak(threading.Thread):
    """The largest sum of resident memory of a process and its children."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._over = threading.Event()
        self._peak = 0
        self.start()

    def run(self) -> None:
        while not self._over.wait(0.03):
            pids = [self._process.pid, *_children(self._process.pid)]
            self._peak = max(self._peak, sum(map(_resident, pids)))

    def stop(self) -> int:
        self._over.set()
        self.join()
        assert self._peak > 0
        return self._peak


def _children(pid: int) -> list[int]:
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in tasks.read_text().split()]
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0
