"""What learning from a newspaper's own pages adds, on the labelled newspapers with several pages. ``make bench-repeated``.

Each page is cleaned by itself and with what the archive would have learnt from the newspaper's *other* pages:

- as it is;
- **bare**: without our rules for lines and for class names, as if nobody had made lists for the newspaper's language and software;
- **planted**: with three paragraphs of a house's own, in a language that does not exist, between those of the article.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from statistics import mean
from unittest import mock

from labelled import BENCH, Labelled, page_scores, pages, score_script

from archive.model import Extracted, Page, Repeated
from archive.repeated import Window
from crawler.extract import article, body
from crawler.extract.body import cuts
from crawler.extract.page import reader

LEAST_PAGES = 5
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLANTED = (
    "Velu noma traso kelu mira bento, salu dori Havnakor peta lumi: oro vandu nesi kalto mirel.",
    "Doru seli Havnakor Tivan en palu moro, tesa vili kanu retsi omba luri sendo.",
    "Kanu Havnakor moru dela sumo piro, veta nalo kesi tura benso dalu.",
)
COLUMNS = ("as it is", "bare", "planted")


def main() -> None:
    """Clean, score, print."""
    newspapers = _newspapers()
    if not newspapers:
        print(f"bench-repeated: no labelled pages in {BENCH}; nothing to do")
        return
    print("F1 of the text, by itself → with what the other pages taught; lines cut, of these in the true text\n")  # fmt: skip
    print(f"{'':22} pages  " + "  ".join(f"{name:^25}" for name in COLUMNS))
    rows = [_row(domain, members) for domain, members in sorted(newspapers.items())]
    print(f"{'all':22} {sum(map(len, newspapers.values())):5}  " + "  ".join(_told(_mean(column)) for column in zip(*rows, strict=True)))  # fmt: skip


Result = tuple[float, float, int, int]
"""F1 by itself, F1 with what was learnt, lines cut, of these in the true text."""


def _row(domain: str, members: Sequence[Labelled]) -> list[Result]:
    asked = [(page, _page(page)) for page in members if page.truth.get("text")]
    results = [_compared(asked)]
    with _bare():
        results.append(_compared(asked))
    results.append(_compared([(page, _planted(page, asked)) for page, asked in asked]))
    print(f"{domain[:22]:22} {len(members):5}  " + "  ".join(map(_told, results)), flush=True)
    return results


def _told(result: Result) -> str:
    alone, learnt, cut, wrong = result
    return f"{alone:.3f} → {learnt:.3f} {cut:5} {wrong:4}"


def _mean(results: Sequence[Result]) -> Result:
    alone, learnt, cut, wrong = zip(*results, strict=True)
    return mean(alone), mean(learnt), sum(cut), sum(wrong)


def _newspapers() -> Mapping[str, Sequence[Labelled]]:
    """The pages of each newspaper that have a text to compare with, those of one address once."""
    found: dict[str, dict[str, Labelled]] = defaultdict(dict)
    for page in pages():
        if page.url and page.truth.get("text"):
            found[page.domain].setdefault(page.url, page)
    return {
        domain: list(members.values())
        for domain, members in found.items()
        if len(members) >= LEAST_PAGES
    }


def _page(page: Labelled) -> Page:
    headers = (("Content-Type", "text/html"),)
    return Page(url=page.url, fetched=NOW, headers=headers, body=page.body())


def _planted(page: Labelled, served: Page) -> Page:
    """The page with the house's lines after paragraphs of the article."""
    html = served.body
    starts = [line[:30].encode() for line in page.truth["text"].split("\n") if len(line) > 80]
    ends = [html.find(b"</p>", html.find(start)) for start in starts if html.find(start) >= 0]
    places = sorted({end for end in ends if end >= 0})
    chosen = {places[len(places) * n // len(PLANTED)] for n in range(len(PLANTED)) if places}
    for place, line in zip(sorted(chosen, reverse=True), PLANTED, strict=False):
        html = html[:place] + f"</p><p>{line}".encode() + html[place:]
    return replace(served, body=html)


def _compared(asked: Sequence[tuple[Labelled, Page]]) -> Result:
    alone = [article(served, repeated=Repeated()) for _, served in asked]
    learnt, cut, wrong = [], 0, 0
    for place, (page, served) in enumerate(asked):
        window = Window()
        for extracted in (*alone[:place], *alone[place + 1 :]):
            window.add(extracted.lines)
        learnt.append(article(served, repeated=window.often()))
        for line in learnt[-1].removed:
            if line.rule.startswith("repeated"):
                cut += 1
                wrong += line.text in page.truth["text"]
                if "--lines" in sys.argv and page.half == "A" and line.text not in PLANTED:
                    print(f"    {page.name}: {line.rule}: {line.text[:150]!r}")
    return _f1(asked, alone), _f1(asked, learnt), cut, wrong


def _f1(asked: Sequence[tuple[Labelled, Page]], found: Sequence[Extracted]) -> float:
    scores = [
        page_scores(page, {"text": extracted.article.text})
        for (page, _), extracted in zip(asked, found, strict=True)
    ]
    return float(score_script().summary(scores)["F1"])


@contextmanager
def _bare() -> Iterator[None]:
    with (  # what is compiled knows the functions by heart
        mock.patch.object(reader, "COMPILED", None),
        mock.patch.object(cuts, "COMPILED", new=False),
        mock.patch.object(body, "RULES", ()),
        mock.patch.object(reader, "kind_of", return_value=("", "")),
        mock.patch.object(cuts, "kind_by_names", return_value=("", "")),
    ):
        yield


if __name__ == "__main__":
    main()
