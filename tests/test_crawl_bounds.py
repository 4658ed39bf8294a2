"""What one run asks of one host, and what it leaves alone, through the console command."""

from __future__ import annotations

from crawler.traps import ENOUGH


def test_a_run_ends_with_a_host_that_has_no_end_and_with_a_build_that_is_never_an_article(
    kliping, new_website
) -> None:
    endless, calendar = new_website(), new_website()
    links = endless.articles(40)
    days = [f"/calendar/2026/11/what-is-on-in-the-harbour-on-day-{n}" for n in range(40)]
    headlines = "".join(
        f"<li><a href='/s/{n}'>Headline number {n} of many more</a></li>" for n in range(40)
    )
    for day in days:
        calendar.add(day, f"<html><body><h1>Calendar</h1><ul>{headlines}</ul></body></html>")
    anchors = "".join(f"<a href='{day}'>What is on in the harbour on that day</a>" for day in days)
    calendar.add("/", f"<html><head><title>News</title></head><body>{anchors}</body></html>")
    kliping.configure(
        {"endless": {"feeds": [endless.feed(links)]}, "calendar": {"home": calendar.url()}},
        pages_per_host=30,
        concurrency=1,
    )
    result, report = kliping.crawl()
    assert result.code == 0
    told = report["sources"]["endless"]
    assert (told["new"], told["pending"], told["failed"]) == (30, 10, {})
    (line,) = told["problems"]
    assert line.endswith("30 pages were asked of it in this run; its links wait for the next run")
    told = report["sources"]["calendar"]
    asked = sum(path.startswith("/calendar/") for path in calendar.paths())
    assert ENOUGH <= asked < 40  # pages on their way through the crawl are not known yet
    assert told["refused"] == {"not-an-article:index": asked, "trap": 40 - asked}
    _, report = kliping.crawl()
    assert report["sources"]["endless"]["pending"] == 0
    assert sorted(kliping.urls()) == sorted(links)
