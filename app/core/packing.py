"""Whether an answer goes out as gzip, and its packing."""

import asyncio
import re
import zlib
from functools import lru_cache

from starlette.types import Message

_LEAST = 1024
_ASIDE = 65_536
_GZIP = re.compile(rb"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)


@lru_cache(maxsize=128)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether the client accepts gzip (RFC 9110, 12.5.3); only when it says so by name."""
    match = _GZIP.search(accept_encoding)
    return match is not None and (match[1] is None or match[1].strip(b"0.") != b"")


def may_be_packed(start: Message) -> bool:
    """Whether the body could be worth it: JSON or text, long or of unknown length, and not a stream of events.

    Packing a secret beside reflected input lets an observer guess it by the length (BREACH): no answer of ours
    reflects input, and none comes without a bearer token, which a stranger's page cannot make a browser send.
    """
    if start["status"] in (204, 206, 304):
        return False
    fields = dict(start.get("headers", ()))
    length = fields.get(b"content-length")
    if length is not None and int(length) < _LEAST:
        return False
    kind = fields.get(b"content-type", b"")
    textual = b"json" in kind or (kind.startswith(b"text/") and not kind.startswith(b"text/event-stream"))
    return textual and b"content-encoding" not in fields


async def packed(start: Message, first: Message) -> tuple[Message, Message]:
    """Start and body of an answer, as gzip if the first piece of the body is the whole; the ETag stays."""
    body = first.get("body", b"")
    if len(body) < _LEAST or first.get("more_body"):
        return start, first
    # Some milliseconds for a large page: other requests go on meanwhile.
    body = await asyncio.to_thread(_gzip, body) if len(body) > _ASIDE else _gzip(body)
    kept = [field for field in start["headers"] if field[0] != b"content-length"]
    told = [(b"content-length", b"%d" % len(body)), (b"content-encoding", b"gzip")]
    return {**start, "headers": kept + told}, {**first, "body": body}


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, 5, zlib.MAX_WBITS | 16)
