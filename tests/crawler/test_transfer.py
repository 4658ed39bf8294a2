"""What is unpacked in the crawl's own process is bounded, however it was packed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from importlib import import_module

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spiders import Spider
from scrapy.utils.test import get_crawler

from crawler.failures import of_error
from crawler.transfer import STAYS_PACKED, Packed

LIMIT = 100_000


def _with(library: str) -> Callable[[bytes], bytes]:
    compress: Callable[[bytes], bytes] = import_module(library).compress
    return compress


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("deflate", zlib.compress),
        ("br", _with("brotli")),
        ("zstd", _with("zstandard")),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    ],
)
def test_a_bomb_is_too_big_and_a_page_is_not(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": LIMIT, "DOWNLOAD_WARNSIZE": 0})
    crawler.spider = Spider("test", crawler=crawler)
    packed = Packed.from_crawler(crawler)
    request = Request("https://example.org/a", meta={STAYS_PACKED: True})

    def answer(body: bytes) -> Response:
        return Response(request.url, headers={"Content-Encoding": encoding}, body=pack(body))

    page = packed.process_response(request, answer(b"<p>" + b"a" * 1000))
    assert isinstance(page, Response)
    assert page.body == b"<p>" + b"a" * 1000
    with pytest.raises(IgnoreRequest) as caught:
        packed.process_response(request, answer(b"a" * 20_000_000))
    assert of_error(caught.value, request.url).slug == "too-big"
