"""Pages that reserve something in a form made for machines, through the console command."""

from __future__ import annotations

import json

from archive.pages import RawPages
from archive.store import Archive
from crawler.opt_outs import WELL_KNOWN

NEWS = "/news/2026/11/20"


def _newspaper(website, page) -> None:
    """One plain article, one that is not to be archived, one reserved by a meta, one by the host's tdmrep.json."""
    website.article(f"{NEWS}/plain-story-of-the-day")
    website.article(f"{NEWS}/fleeting-story-of-the-day")
    website.answers[f"{NEWS}/fleeting-story-of-the-day"].headers["X-Robots-Tag"] = "noarchive"
    reserved = page("A reserved story").replace(
        "</head>",
        '<meta name="tdm-reservation" content="1"><meta name="robots" content="noai"></head>',
    )
    website.add(f"{NEWS}/reserved-story-of-the-day", reserved)
    website.article("/premium/2026/11/20/story-of-the-day")
    rules = [{"location": "/premium/", "tdm-reservation": 1}]
    website.add(WELL_KNOWN, json.dumps(rules), "application/json")
    names = ("plain", "fleeting", "reserved")
    urls = [website.url(f"{NEWS}/{name}-story-of-the-day") for name in names]
    website.feed([*urls, website.url("/premium/2026/11/20/story-of-the-day")])


def test_opt_outs_are_obeyed_and_counted_and_leave_nothing_behind(kliping, website, page) -> None:
    _newspaper(website, page)
    feeds = {"courier": {"feeds": [website.url("/feed.xml")]}}
    kliping.configure(feeds, obey_opt_outs=["noarchive", "tdm"])
    result, report = kliping.crawl()
    assert (result.code, result.err) == (0, "")
    assert kliping.urls() == [website.url(f"{NEWS}/plain-story-of-the-day")]
    courier = report["sources"]["courier"]
    assert courier["refused"] == {"opt-out": 3}
    assert "/premium/2026/11/20/story-of-the-day" not in website.paths()
    told = [line.partition(": ")[2] for line in courier["problems"]]
    assert sorted(told) == [
        "it opts out (noarchive: X-Robots-Tag)",
        "it opts out (tdm: /.well-known/tdmrep.json)",
        "it opts out (tdm: meta)",
    ]
    folder = kliping.folder / "kliping.warc"
    with RawPages(folder) as raw:
        kept = [page.url for file in folder.iterdir() for _, page in raw.all(file.name)]
    assert kept == kliping.urls()
    # Nothing is asked for again, the host's rules neither: they were read within the day.
    website.requests.clear()
    kliping.crawl()
    assert website.paths() == ["/feed.xml"]


def test_opt_outs_that_are_not_obeyed_are_kept_with_the_article(kliping, website, page) -> None:
    _newspaper(website, page)
    kliping.configure({"courier": {"feeds": [website.url("/feed.xml")]}}, obey_opt_outs=False)
    result, report = kliping.crawl()
    assert (result.code, result.err) == (0, "")
    assert report["sources"]["courier"]["new"] == 4
    told = {}
    for url in kliping.urls():
        shown = kliping("show", url)
        assert shown.code == 0
        lines = [line for line in shown.out.splitlines() if line.startswith("the page says")]
        told[url.rsplit("/2026", 1)[0].rsplit("/", 1)[1] + url.rsplit("/", 1)[1][:5]] = lines
    assert told == {
        "newsplain": [],
        "newsfleet": ["the page says to machines: noarchive: X-Robots-Tag"],
        "newsreser": ["the page says to machines: noai: meta robots; tdm: meta"],
        "premiumstory": ["the page says to machines: tdm: tdmrep.json"],
    }
    line = json.loads(kliping("show", "2", "--format", "json").out)
    assert not {"opt_outs", "tdm"} & set(line)  # the fields of an article are what scripts rely on
    # A page that no longer says so is one that no longer says so.
    website.article(f"{NEWS}/fleeting-story-of-the-day", "Another headline for the harbour")
    kliping("fetch", website.url(f"{NEWS}/fleeting-story-of-the-day"))
    with Archive.open(kliping.archive, read_only=True) as archive:
        found = archive.find(website.url(f"{NEWS}/fleeting-story-of-the-day"))
        assert found is not None
        assert found.id is not None
        assert archive.opt_outs.said(found.id) == ()


def test_a_word_that_is_no_opt_out_is_an_error_of_one_line(kliping, website) -> None:
    kliping.configure({"courier": {"home": website.url()}}, obey_opt_outs=["noarchiv"])
    result = kliping("crawl")
    assert result.code == 2
    assert '"noarchiv" is none of noarchive, noindex, noai, tdm' in result.err
