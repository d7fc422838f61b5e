"""Answers that are the same for everybody: shared caches keep them for five minutes and then ask by their tag."""

from typing import Any

from app.core.entity_tags import etag, is_among
from app.web.answer import Answer
from app.web.call import Call

CACHED = (b"cache-control", b"public, max-age=300")
VARY = (b"vary", b"Accept-Language")
# Pages of others may show it and read it; it holds nothing that is meant for one reader.
ANYWHERE = ((b"cross-origin-resource-policy", b"cross-origin"), (b"access-control-allow-origin", b"*"))


def open_answer(call: Call, body: bytes, kind: bytes, tag: str, *more: tuple[bytes, bytes]) -> Answer[Any]:
    """The bytes with their tag; 304 when the caller has them. kind: content-type; tag: language; more: own headers."""
    mark = etag(body)
    headers = ((b"etag", mark), (b"content-language", tag.encode()), CACHED, VARY, *ANYWHERE, *more)
    if is_among(mark, call.headers.get(b"if-none-match", b""), weak=True):
        return Answer(b"", 304, headers)
    return Answer(body, 200, ((b"content-type", kind), *headers))
