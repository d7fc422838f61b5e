"""The header fields that every answer carries: security, caching, CORS."""

import re

from app.core.documents import Headers

PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (
        b"access-control-allow-headers",
        b"authorization, content-type, if-match, if-none-match, idempotency-key, accept-language, x-request-id, "
        b"traceparent, upload-offset, upload-length, tus-resumable",
    ),
    (b"access-control-max-age", b"600"),
]

_SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cache-control", b"no-store"),
]
_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_EXPOSED = (
    b"access-control-expose-headers",
    b"etag, location, x-request-id, retry-after, idempotency-replayed, link, content-language, upload-offset, "
    b"upload-length, tus-resumable, tus-version, tus-max-size, content-disposition",
)
_ORIGIN = re.compile(r"https?://[^/*\s]+")


class AnswerHeaders:
    """What an answer gets besides its own; it keeps its own field where both have one.

    `origins`: `scheme://host[:port]` that browsers may call from; ValueError for a wildcard or a path.
    """

    def __init__(self, origins: list[str]) -> None:
        if not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError("cors_origins takes scheme://host[:port], no wildcard and no path")
        self.origins = frozenset(origin.encode() for origin in origins)
        varied = b"Accept-Encoding, Origin" if origins else b"Accept-Encoding"
        self._vary = (b"vary", varied)
        private = (b"vary", b"Authorization, Accept-Language, " + varied)
        # By whether the answer is of /v1 and whether it came over TLS.
        self._defaults = {
            (False, False): [*_SECURITY, self._vary],
            (False, True): [*_SECURITY, self._vary, _TRANSPORT],
            (True, False): [*_SECURITY, private],
            (True, True): [*_SECURITY, private, _TRANSPORT],
        }
        self._names = frozenset(name for name, _ in self._defaults[True, True])

    def complete(self, own: Headers, of_api: bool, over_tls: bool) -> Headers:
        """A new list: the answer's own fields, then ours."""
        defaults = self._defaults[of_api, over_tls]
        given = {name for name, _ in own}
        if self._names.isdisjoint(given):
            return own + defaults
        kept = own + [field for field in defaults if field[0] not in given]
        return [*kept, self._vary] if b"vary" in given else kept

    def for_origin(self, origin: bytes, own: Headers) -> Headers:
        """What lets a page of this origin read the answer; nothing more where it says itself that every origin may."""
        if any(name == b"access-control-allow-origin" for name, _ in own):
            return []
        return [(b"access-control-allow-origin", origin), _EXPOSED]
