"""What leaves: ready bytes, a status, a few headers; the type parameter says what the bytes are, for the contract."""

from typing import Any, Generic, TypeVar

from app.core.json_text import json_text

T = TypeVar("T")
Send = Any

JSON = (b"content-type", b"application/json")
PRIVATE = (b"cache-control", b"private, no-cache")
# Of answers that hold a secret.
NEVER_STORED = (b"cache-control", b"no-store")


class Answer(Generic[T]):
    """An HTTP answer with a body that is already bytes."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, body: bytes, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = (JSON, PRIVATE)):
        self.body, self.status, self.headers = body, status, headers

    @classmethod
    def json(cls, content: Any, status: int = 200) -> "Answer[T]":
        """An answer made from Python values: for what is not a declared read."""
        return cls(json_text(content), status)

    @classmethod
    def nothing(cls) -> "Answer[T]":
        """204: done, nothing to show."""
        return cls(b"", 204, ())

    async def send(self, send: Send) -> None:
        """The two messages of an ASGI answer."""
        length = () if self.status in (204, 304) else ((b"content-length", b"%d" % len(self.body)),)
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *length]})
        await send({"type": "http.response.body", "body": self.body})
