"""Tiny applications behind the edge, and a client that shows what they answer."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from app.core import journal
from app.core.edge import Edge
from app.core.metrics import Meters
from app.core.settings import Settings

App = Callable[..., Coroutine[Any, Any, None]]


class NoAnswer(Exception):
    """Nothing was sent."""


class Answer:
    """What a client would see of one request."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        if not messages:
            raise NoAnswer
        starts = [message for message in messages if message["type"] == "http.response.start"]
        assert len(starts) == 1
        assert messages[0] is starts[0]
        self.status: int = starts[0]["status"]
        self.pairs = [(name.decode(), value.decode()) for name, value in starts[0]["headers"]]
        self.headers = dict(self.pairs)
        self.pieces = [message.get("body", b"") for message in messages[1:]]
        self.body = b"".join(self.pieces)
        self.whole = not messages[-1].get("more_body", False) and messages[-1]["type"] == "http.response.body"

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json"
        assert self.headers["content-length"] == str(len(self.body))
        assert self.whole
        told: dict[str, Any] = json.loads(self.body)
        assert told["status"] == self.status
        assert told["request_id"] == self.headers["x-request-id"]
        return told


def edge(inner: App, **settings: Any) -> Edge:
    return Edge(inner, Settings(**settings), Meters())


def call(app: App, method: str = "GET", path: str = "/v1/children", body: Any = b"", **scope: Any) -> Answer:
    """One request; a list as `body` is sent in pieces, `headers` are a dictionary of text."""
    headers = [(name.encode(), value.encode()) for name, value in scope.pop("headers", {}).items()]
    pieces = body if isinstance(body, list) else [body]
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting[-1]["more_body"] = False
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    whole = {"type": "http", "method": method, "path": path, "scheme": "http", "query_string": b"", "headers": headers}
    asyncio.run(app({**whole, "client": ("192.0.2.77", 5000), **scope}, receive, send))
    return Answer(sent)


def answering(body: bytes = b"{}", status: int = 200, **headers: str) -> App:
    fields = {"content_type": "application/json", "content_length": str(len(body)), **headers}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items() if value]
        await send({"type": "http.response.start", "status": status, "headers": named})
        await send({"type": "http.response.body", "body": body})

    return inner


def raising(error: BaseException) -> App:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        raise error

    return inner


async def reading(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body to its end and answers with its length."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message["body"]), message["more_body"]
    await answering(b"%d" % length)(scope, receive, send)


async def swallowing(scope: Any, receive: Any, send: Any) -> None:
    """As frameworks do: makes its own answer of whatever reading the body raised."""
    try:
        await reading(scope, receive, send)
    except Exception:
        await answering(b'{"detail":"There was an error parsing the body"}', 400)(scope, receive, send)


@contextmanager
def logging_to(stream: io.BytesIO) -> Iterator[io.BytesIO]:
    """Log lines go to the stream until the end of the block."""
    handlers, level = logging.root.handlers[:], logging.root.level
    journal.configure("info", stream)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
        logging.getLogger("uvicorn.access").disabled = False


def lines(stream: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]
