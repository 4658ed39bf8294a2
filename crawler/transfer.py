"""Pages stay packed on their way through the crawl: they are unpacked where they are cleaned, in another process.

Unpacking a page, and guessing its encoding as Scrapy does then, would take a third of the reactor's time.
"""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Request, Response

STAYS_PACKED = "kliping_stays_packed"
"""Key of ``Request.meta``: whoever asks unpacks the answer himself, where :func:`is_packed` says so."""


class Packed(HttpCompressionMiddleware):
    """Unpacks what Scrapy can unpack, but for pages in gzip."""

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Leave a page in gzip as it is."""
        if STAYS_PACKED in request.meta and is_packed(response):
            return response
        return super().process_response(request, response)


def is_packed(response: Response) -> bool:
    """Whether the body is in gzip, and in nothing else."""
    encodings = response.headers.getlist("Content-Encoding")
    return (
        len(encodings) == 1
        and encodings[0].strip().lower() in {b"gzip", b"x-gzip"}
        and bool(response.body)
    )
