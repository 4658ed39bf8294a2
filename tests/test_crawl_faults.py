"""What a crawl does when the world is broken or hostile: one line each, and everything else is stored."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


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
    website.add("/news/too-many", b"", status=429, headers={"Retry-After": "3600"})
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
        "too-many": "failed http-429",
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


@pytest.mark.parametrize(
    "body", [b"<html><body>no feed</body></html>", b"<rss><channel><item><ti", b""]
)
def test_a_broken_feed_costs_one_line(kliping, website, body: bytes) -> None:
    urls = website.articles(2)
    website.add("/broken.xml", body, "application/rss+xml")
    kliping.configure({"courier": {"feeds": [website.url("/broken.xml"), website.feed(urls)]}})
    result, report = kliping.crawl()
    assert result.code == 3
    assert sorted(kliping.urls()) == sorted(urls)
    assert len(report["sources"]["courier"]["problems"]) == 1
    assert report["sources"]["courier"]["problems"][0].startswith(website.url("/broken.xml"))


def test_an_answer_that_says_unchanged_to_who_never_asked_before_is_no_feed(
    kliping, website, faults
) -> None:
    website.answers["/feed.xml"] = faults["unchanged"]
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}})
    result, report = kliping.crawl()
    assert result.code == 3
    (problem,) = report["sources"]["courier"]["problems"]
    assert problem == f"{website.url('/feed.xml')}: the server answered 304 Not Modified"


def test_a_very_long_address_does_not_hide_what_is_wrong_with_it(kliping, website) -> None:
    long = website.url("/news/" + "a" * 10_000)
    kliping.configure({"courier": {"feeds": [website.feed([long, *website.articles(1)])]}})
    _, report = kliping.crawl()
    (problem,) = report["sources"]["courier"]["problems"]
    assert problem.startswith(long[:250])
    assert problem.endswith(": the server answered 404 Not Found")


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


def test_disallowed_pages_are_never_asked_for(kliping, website) -> None:
    website.add("/robots.txt", "User-agent: Kliping\nDisallow: /private/\n", "text/plain")
    secret = website.article("/private/story-of-a-secret")
    urls = website.articles(2)
    kliping.configure({"courier": {"feeds": [website.feed([secret, *urls])]}})
    _, report = kliping.crawl()
    assert "/private/story-of-a-secret" not in website.paths()
    assert report["sources"]["courier"]["refused"] == {"robots": 1}
    assert website.paths().count("/robots.txt") == 1


def test_robots_txt_is_asked_for_once_a_day_and_obeyed_in_between(kliping, website) -> None:
    text = "User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n"
    website.add("/robots.txt", text, "text/plain")
    first = website.articles(1)
    kliping.configure({"courier": {"feeds": [website.feed(first)]}})
    kliping.crawl()
    assert website.paths().count("/robots.txt") == 1
    website.requests.clear()
    secret = website.article("/private/story-of-a-secret")
    website.feed([secret, *website.articles(3), *first])
    _, report = kliping.crawl()
    assert len(website.paths()) == 3
    assert report["sources"]["courier"]["refused"] == {"robots": 1}
    assert _spaced(website, 1)
    with sqlite3.connect(kliping.archive) as database:
        database.execute("UPDATE robots SET checked = checked - 86400000000")
    database.close()
    website.requests.clear()
    kliping.crawl()
    assert website.paths() == ["/robots.txt", "/feed.xml"]


def test_a_host_that_robots_txt_closes_does_not_close_the_sources_other_hosts(
    kliping, new_website
) -> None:
    one, other = new_website(), new_website()
    other.add("/robots.txt", b"", status=503)
    links = [url for pair in zip(other.articles(5), one.articles(5), strict=True) for url in pair]
    kliping.configure({"courier": {"home": other.url("/"), "feeds": [one.feed(links)]}})
    result, report = kliping.crawl()
    courier = report["sources"]["courier"]
    assert result.code == 0
    assert sorted(kliping.urls()) == sorted(links[1::2])
    assert courier["pending"] == 5
    (line,) = courier["problems"]
    assert line.startswith(f"{other.host}: robots.txt can't be read")
    assert set(other.paths()) == {"/robots.txt"}


def test_a_robots_txt_that_failed_is_asked_for_again(kliping, website) -> None:
    website.add("/robots.txt", b"", status=503)
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(2))]}})
    assert kliping.crawl()[0].code == 3
    del website.answers["/robots.txt"]
    assert kliping.crawl()[0].code == 0
    assert len(kliping.urls()) == 2


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_can_not_be_read_closes_the_host(kliping, website, status: int) -> None:
    website.add("/robots.txt", b"", status=status)
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(2))]}})
    result, report = kliping.crawl()
    assert result.code == 3
    assert set(website.paths()) == {"/robots.txt"}
    assert "robots.txt can't be read" in report["sources"]["courier"]["problems"][0]


def test_a_crawl_delay_longer_than_ours_is_kept(kliping, website) -> None:
    website.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    kliping.configure({"courier": {"feeds": [website.feed(website.articles(8))]}})
    kliping.crawl()
    assert len(website.requests) == 10
    assert _spaced(website, 0.3)


def test_our_own_delay_spaces_requests_to_one_host_but_not_to_others(kliping, new_website) -> None:
    sites = {f"paper{n}": new_website() for n in range(4)}
    kliping.configure(
        {name: {"feeds": [site.feed(site.articles(8))]} for name, site in sites.items()}, delay=0.3
    )
    kliping.crawl()
    begun = [site.requests[0].at for site in sites.values()]
    ended = [site.requests[-1].at for site in sites.values()]
    assert max(begun) < min(ended)  # none waits for another
    assert all(_spaced(site, 0.3) for site in sites.values())


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


def test_a_certificate_that_nobody_vouches_for_costs_one_line(kliping, website) -> None:
    home = website.use_tls(_self_signed(kliping.folder / "certificate.pem"))
    kliping.configure({"courier": {"feeds": [f"{home}feed.xml"]}})
    result, report = kliping.crawl()
    assert result.code == 3
    assert website.requests == []
    (problem,) = report["sources"]["courier"]["problems"]
    assert "its certificate could not be verified" in problem
    assert len(result.err.splitlines()) == 1, result.err


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
    result, _ = kliping.crawl()
    assert result.code == 0
    assert len(set(kliping.urls())) == len(kliping.urls()) == 400


def test_a_page_that_is_no_article_costs_one_line_which_names_it_as_announced(
    kliping, website
) -> None:
    items = "".join(f"<li><a href='/s/{n}'>Headline number {n} of many</a></li>" for n in range(40))
    website.add("/section", f"<html><body><ul>{items}</ul></body></html>")
    website.redirect("/news/to-section", website.url("/section"))
    website.redirect("/news/loop?n=1", website.url("/news/loop?n=2"))
    website.redirect("/news/loop?n=2", website.url("/news/loop?n=1"))
    links = [website.url("/news/to-section"), website.url("/news/loop?n=1")]
    kliping.configure({"courier": {"feeds": [website.feed([*links, *website.articles(1)])]}})
    result, report = kliping.crawl()
    assert (result.code, result.err) == (0, "")
    section, loop = sorted(report["sources"]["courier"]["problems"], reverse=True)
    assert section.startswith(f"{links[0]}: not an article: index")
    assert loop == f"{links[1]}: it redirects again and again"


def test_old_failures_that_fail_again_do_not_make_a_source_fail(kliping, website) -> None:
    links = [website.url(f"/news/broken-{n}") for n in range(8)]
    for n in range(8):
        website.add(f"/news/broken-{n}", b"", status=403)
    kliping.configure({"courier": {"feeds": [website.feed(links)]}})
    result, report = kliping.crawl()
    assert result.code == 3
    assert report["sources"]["courier"]["source_failed"]
    for status in (403, 500):
        for n in range(8):
            website.add(f"/news/broken-{n}", b"", status=status)
        result, report = kliping.crawl()
        assert result.code == 0
        assert not report["sources"]["courier"]["source_failed"]
        assert report["sources"]["courier"]["failed"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("a file system can't be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("keep_raw", [True, False])
def test_a_disk_that_is_really_full_costs_one_line_and_the_next_crawl_goes_on(
    kliping, website, small_disk: Path, keep_raw: bool
) -> None:
    kliping.folder = small_disk
    kliping.archive = small_disk / "kliping.db"
    kliping.configure(
        {"courier": {"feeds": [website.feed(website.articles(600))]}}, keep_raw=keep_raw
    )
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_500_000))
    result = kliping("crawl")
    assert (result.code, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert re.search("disk is full|No space left", line), line
    with sqlite3.connect(kliping.archive) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert len(kliping.urls()) < 600
    assert kliping("search", "council").code == 0
    ballast.unlink()
    assert kliping("crawl", "--max-articles", "20").code == 0
    assert len(set(kliping.urls())) == len(kliping.urls())


def test_many_problems_are_told_in_few_lines(kliping, website) -> None:
    links = [website.url(f"/news/missing-{n}") for n in range(80)] + website.articles(1)
    kliping.configure({"courier": {"feeds": [website.feed(links)]}})
    _, report = kliping.crawl()
    problems = report["sources"]["courier"]["problems"]
    assert len(problems) == 51
    assert problems[-1] == "and 30 more"
    assert report["sources"]["courier"]["failed"] == {"http-404": 80}


def _spaced(website, seconds: float) -> bool:
    """Whether a website's requests came so far apart, going by the time from the first to the last.

    On a machine with other work to do the server may notice a request late, and the next one at once; so single gaps
    say little, and a second is left for the first request to be noticed.
    """
    times = [request.at for request in website.requests]
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
