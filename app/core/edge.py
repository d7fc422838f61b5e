"""Everything that happens to every request before and after the application, in one pure ASGI wrapper.

Request id, limits, CORS, security headers, gzip, problem documents for what escapes, one log line, the meters. It runs
on each request: one small object, no tasks, no copy but the list of the answer's headers.
"""

import re
from functools import cached_property
from itertools import chain
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import journal
from app.core.answer_headers import PREFLIGHT, AnswerHeaders
from app.core.documents import Headers, document
from app.core.ids import request_id
from app.core.languages import negotiate
from app.core.metrics import Meters, meters
from app.core.packing import may_be_packed, packed, takes_gzip
from app.core.problems import DomainError, Internal, TooLarge
from app.core.settings import Settings

HEADER_LIMIT = 16_384
ADDRESS_LIMIT = 8_192

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# A body declared up to here is read to its end after a 413: closing at once would hide the answer from the client.
_DRAINED = 16 * 1_048_576


class HeadersTooLarge(DomainError):
    """`limit`: bytes accepted for all header fields together."""

    slug, title, status = "headers-too-large", "The header fields are too large", 431
    detail = "At most {limit} bytes of header fields are accepted."


class AddressTooLong(DomainError):
    """`limit`: bytes accepted for the query."""

    slug, title, status = "address-too-long", "The address is too long", 414
    detail = "At most {limit} bytes of query are accepted."


class Edge:
    """Wraps `inner`; other scopes than HTTP pass through.

    It tells `inner` by `scope["state"]`: `request_id`, `headers`, and `trace_id` when the client sent a traceparent. It
    hears by the same: `route`, the template for log and meters; `membership`, the caller's, for the log;
    `body_limit` in bytes, if set before the body is read; `unseen`: neither log nor meters are to tell of this request.
    """

    def __init__(self, inner: ASGIApp, settings: Settings, measured_by: Meters | None = None) -> None:
        self.inner = inner
        self.body_limit = settings.body_limit
        self.headers = AnswerHeaders(settings.cors_origins)
        self.meters = measured_by or meters()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.inner(scope, receive, send)
        exchange = _Exchange(self, scope, receive, send)
        token = journal.request_id.set(exchange.request_id)
        self.meters.in_flight += 1
        try:
            await exchange.answer()
        finally:
            self.meters.in_flight -= 1
            exchange.record()
            journal.request_id.reset(token)

    @cached_property
    def log(self) -> Any:
        """Bound when first needed, after logging is configured."""
        return journal.get_logger().bind()


class _Exchange:
    """One request and its answer."""

    __slots__ = (
        "_receive", "_send", "begun", "edge", "gone", "headers", "held", "origin", "read", "refusal", "request_id",
        "scope", "sent", "started", "state", "status",
    )  # fmt: skip

    def __init__(self, edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun = perf_counter()
        self.edge, self.scope, self._receive, self._send = edge, scope, receive, send
        self.headers = dict[bytes, bytes](scope["headers"])
        self.state: dict[str, Any] = scope.setdefault("state", {})
        given = self.headers.get(b"x-request-id")
        self.request_id = given.decode() if given and _REQUEST_ID.fullmatch(given) else request_id()
        self.state["request_id"], self.state["headers"] = self.request_id, self.headers
        if match := _TRACE.fullmatch(self.headers.get(b"traceparent", b"")):
            self.state["trace_id"] = match[1].decode()
        origin = self.headers.get(b"origin")
        self.origin = origin if origin in edge.headers.origins else None
        self.held: Message | None = None
        self.refusal: DomainError | None = None
        self.started = self.gone = False
        self.status = self.read = self.sent = 0

    async def answer(self) -> None:
        """Lets the application answer, or answers for it."""
        try:
            self._check_head()
            if self.origin and self._is_preflight():
                return await self._reply(204, PREFLIGHT, b"")
            await self.edge.inner(self.scope, self.receive, self.send)
        except DomainError as error:
            if self.started:
                self._report(error)
            self.refusal = self.refusal or error
        except Exception as error:
            self._report(error)
            self.refusal = self.refusal or Internal()
        if self.started or self.gone:
            return
        if self.refusal is None:
            self.edge.log.error("the application did not answer", route=self._route())
        await self._reply_with(self.refusal or Internal())

    async def receive(self) -> Message:
        """Counts the body. Beyond the limit the application gets TooLarge, and so does the client, whatever follows."""
        limit: int = self.state.get("body_limit", self.edge.body_limit)
        if self._declared() <= limit:
            message = await self._receive()
            self.gone = message["type"] == "http.disconnect"
            self.read += len(message.get("body", b""))
            if self.read <= limit:
                return message
        # Kept, because a framework may turn what receive() raises into an answer of its own.
        self.refusal = TooLarge(limit=limit)
        raise self.refusal

    async def send(self, message: Message) -> None:
        """Passes the application's answer on, unless it is to be replaced."""
        if message["type"] == "http.response.start" and _is_crash(message):
            self.refusal = self.refusal or Internal()
        if self.refusal is None or self.started:
            await self._pass(message)

    def record(self) -> None:
        """The meters' share, and the line in the log: no path, no query, no name, no whole address."""
        self.refusal = None  # its traceback leads back here: only the garbage collector would free the exchange
        if self.state.get("unseen"):  # who asked for what would tell of somebody's concern for a child
            self.edge.log.info("request")
            return
        seconds, route = perf_counter() - self.begun, self._route()
        method = self.scope["method"] if self.scope["method"] in _METHODS else "OTHER"
        self.edge.meters.answered(route, method, self.status, seconds)
        client, member, trace = self.scope.get("client"), self.state.get("membership"), self.state.get("trace_id")
        line = (
            f'"request_id":"{self.request_id}","method":"{method}","route":"{route}","status":{self.status}'
            f',"ms":{seconds * 1000:.2f},"bytes":{self.sent}'
            + ("" if member is None else f',"membership":"{member}"')
            + (f',"network":"{journal.network(client[0])}"' if client else "")
            + (f',"trace_id":"{trace}"' if trace else "")
        )
        journal.tell("error" if self.status >= Internal.status else "info", "request", line)

    async def _pass(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            packable = takes_gzip(self.headers.get(b"accept-encoding", b"")) and may_be_packed(message)
            message = self._dressed(message)
            if packable:
                # Until its body shows whether it comes in one piece.
                self.held = message
                return
            self.started = True
        else:
            if self.held is not None:
                message = await self._release(self.held, message)
            if kind == "http.response.body":
                self.sent += len(message.get("body", b""))
        await self._send(message)

    def _dressed(self, start: Message) -> Message:
        self.status = start["status"]
        of_api, over_tls = self.scope["path"].startswith("/v1/"), self.scope["scheme"] == "https"
        headers = self.edge.headers.complete(list(start.get("headers", ())), of_api, over_tls)
        headers.append((b"x-request-id", self.request_id.encode()))
        headers += self.edge.headers.for_origin(self.origin, headers) if self.origin else ()
        return {**start, "headers": headers}

    async def _release(self, start: Message, message: Message) -> Message:
        self.held = None
        if message["type"] == "http.response.body":
            start, message = await packed(start, message)
        self.started = True
        await self._send(start)
        return message

    async def _reply_with(self, error: DomainError) -> None:
        preferred = negotiate(self.headers.get(b"accept-language", b"").decode("latin-1"))
        status, body, headers = document(error, request_id=self.request_id, preferred=preferred)
        if isinstance(error, TooLarge) and not 0 < self._declared() <= _DRAINED:
            headers.append((b"connection", b"close"))
        await self._reply(status, headers, body)

    async def _reply(self, status: int, headers: Headers, body: bytes) -> None:
        self.held = None
        await self._pass({"type": "http.response.start", "status": status, "headers": headers})
        await self._pass({"type": "http.response.body", "body": body})

    def _check_head(self) -> None:
        fields = self.scope["headers"]
        # Each field has a colon, a space and a line end besides.
        if sum(map(len, chain.from_iterable(fields))) + 4 * len(fields) > HEADER_LIMIT:
            raise HeadersTooLarge(limit=HEADER_LIMIT)
        if len(self.scope["query_string"]) > ADDRESS_LIMIT:
            raise AddressTooLong(limit=ADDRESS_LIMIT)

    def _is_preflight(self) -> bool:
        if self.scope["method"] != "OPTIONS" or b"access-control-request-method" not in self.headers:
            return False
        self.state["route"] = "preflight"
        return True

    def _declared(self) -> int:
        length = self.headers.get(b"content-length", b"")
        # Cut, because Python refuses to read thousands of digits, and so many say enough.
        return int(length[:18]) if length.isdigit() else 0

    def _report(self, error: Exception) -> None:
        if self.gone:
            self.edge.log.info("the client went away", route=self._route())
        elif not isinstance(self.refusal, TooLarge):
            self.edge.log.error("request failed", route=self._route(), exc_info=error)

    def _route(self) -> str:
        return "unseen" if self.state.get("unseen") else self.state.get("route") or "unmatched"


def _is_crash(start: Message) -> bool:
    """A 500 that is no document of ours is a framework's own page."""
    own = (b"content-type", b"application/problem+json")
    return start["status"] == Internal.status and own not in start.get("headers", ())
