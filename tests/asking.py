"""Asking the application in this process as a server does: one step onto its event loop and back for a request.

A client library makes a request, a response and a handful of tasks out of each; that cost more than the answers did.
"""

import asyncio
import json as documents
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlencode

from anyio.from_thread import BlockingPortal
from starlette.datastructures import Headers

# What may stand in an address as it is; everything else is written with percent signs.
PLAIN = "%/?:@!$&'()*+,;=[]~-._"


@dataclass
class Answer:
    """What came back, as client libraries show it."""

    status_code: int
    headers: Headers
    content: bytes

    @cached_property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return documents.loads(self.content)


class Asking:
    """Sends requests, as from `host`, to an application whose lifespan runs in `portal`."""

    def __init__(self, app: Any, portal: BlockingPortal) -> None:
        self.app, self.host = app, "testclient"
        self.loop = portal.call(asyncio.get_running_loop)

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str | bytes] | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str | Iterable[bytes] = b"",
    ) -> Answer:
        if params:
            path = f"{path.partition('?')[0]}?{urlencode(params, doseq=True)}"
        given = {"host": "testserver", **(headers or {})}
        if json is not None:
            content = documents.dumps(json, ensure_ascii=False)
            given.setdefault("content-type", "application/json")
        body = content.encode() if isinstance(content, str) else content
        if isinstance(body, bytes) and (body or method in ("POST", "PATCH", "PUT")):
            given.setdefault("content-length", str(len(body)))
        pieces = [body] if isinstance(body, bytes) else body
        scope = {**scope_of(method, path, given), "client": (self.host, 50000)}
        return asyncio.run_coroutine_threadsafe(answered(self.app, scope, pieces), self.loop).result()

    def get(self, path: str, **more: Any) -> Answer:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> Answer:
        return self.request("POST", path, **more)

    def options(self, path: str, **more: Any) -> Answer:
        return self.request("OPTIONS", path, **more)


def scope_of(method: str, address: str, headers: Mapping[str, str | bytes]) -> dict[str, Any]:
    path, _, query = quote(address, safe=PLAIN).partition("?")
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), raw(value)) for name, value in headers.items()],
        "server": ("testserver", 80), "state": {},
    }  # fmt: skip


def raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


async def answered(app: Any, scope: dict[str, Any], pieces: Iterable[bytes]) -> Answer:
    """One request and its whole answer; the caller does not go away before it is there."""
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    waiting.reverse()

    async def receive() -> Any:
        return waiting.pop() if waiting else await asyncio.get_running_loop().create_future()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    # As a server, which sends no body after the head that HEAD asks for.
    body = b"" if scope["method"] == "HEAD" else b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)
