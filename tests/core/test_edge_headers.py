"""What every answer carries: security headers, CORS, gzip."""

import asyncio
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.problems import NotFound
from tests.core.at_the_edge import App, answering, call, edge, logging_to, raising

FRONT_END = "https://front.example"


@pytest.fixture(autouse=True)
def stream() -> Iterator[io.BytesIO]:
    with logging_to(io.BytesIO()) as stream:
        yield stream


@pytest.mark.parametrize("inner", [answering(), raising(NotFound()), raising(RuntimeError()), answering(b"", 204)])
def test_security_headers_are_on_every_answer(inner: App) -> None:
    headers = call(edge(inner)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Authorization, Accept-Language, Accept-Encoding"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers


def test_what_the_answer_sets_itself_stays_and_comes_once() -> None:
    inner = answering(content_security_policy="default-src 'self'", cache_control="private, no-cache", etag='"a"')
    answer = call(edge(inner))

    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["etag"] == '"a"'
    assert len(answer.pairs) == len(answer.headers)


def test_an_answer_with_vary_only_learns_what_the_edge_varies_by() -> None:
    answer = call(edge(answering(vary="Accept")))

    assert [value for name, value in answer.pairs if name == "vary"] == ["Accept", "Accept-Encoding"]


def test_pages_outside_the_api_do_not_vary_by_caller() -> None:
    assert call(edge(answering()), path="/docs").headers["vary"] == "Accept-Encoding"


def test_strict_transport_security_is_told_over_tls_only() -> None:
    assert "strict-transport-security" not in call(edge(answering())).headers
    assert "max-age" in call(edge(answering()), scheme="https").headers["strict-transport-security"]


def test_messages_that_the_application_uses_again_are_not_changed() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send(start)
        await send({"type": "http.response.body", "body": b"{}"})

    app = edge(inner)
    assert call(app).pairs[:-1] == call(app).pairs[:-1]
    assert start["headers"] == [(b"content-length", b"2")]


def test_an_allowed_origin_may_read_the_answer() -> None:
    answer = call(edge(answering(), cors_origins=[FRONT_END]), headers={"origin": FRONT_END})

    assert answer.headers["access-control-allow-origin"] == FRONT_END
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"etag", "location", "x-request-id", "retry-after", "idempotency-replayed", "link"} <= set(exposed)
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


def test_an_allowed_origin_may_read_a_problem_too() -> None:
    app = edge(raising(RuntimeError()), cors_origins=[FRONT_END])

    assert call(app, headers={"origin": FRONT_END}).headers["access-control-allow-origin"] == FRONT_END


def test_a_preflight_is_answered_without_the_application() -> None:
    app = edge(raising(AssertionError("reached")), cors_origins=[FRONT_END])
    asked = {"origin": FRONT_END, "access-control-request-method": "PATCH"}
    answer = call(app, "OPTIONS", headers=asked)

    assert (answer.status, answer.body) == (204, b"")
    assert "PATCH" in answer.headers["access-control-allow-methods"].split(", ")
    wanted = {"authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "accept-language"}
    assert wanted | {"x-request-id"} <= set(answer.headers["access-control-allow-headers"].split(", "))
    assert answer.headers["access-control-allow-origin"] == FRONT_END


@pytest.mark.parametrize("origin", ["https://evil.example", "https://front.example.evil.example", "null", "", "*"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_another_origin_gets_nothing_of_it(origin: str, method: str) -> None:
    asked = {"origin": origin, "access-control-request-method": "GET"}
    answer = call(edge(answering(), cors_origins=[FRONT_END]), method, headers=asked)

    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("origin", ["*", "https://*.example", "https://front.example/", "front.example", ""])
def test_a_wildcard_or_a_path_among_the_origins_refuses_to_start(origin: str) -> None:
    with pytest.raises(ValueError, match="cors_origins"):
        edge(answering(), cors_origins=[origin])


LONG = json.dumps([{"name": "Ђорђе", "number": n} for n in range(100)]).encode()
HUGE = LONG * 30


@pytest.mark.parametrize("body", [LONG, HUGE], ids=["long", "huge"])
@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/csv; charset=utf-8"])
def test_long_text_is_packed_for_those_who_take_gzip(body: bytes, kind: str) -> None:
    answer = call(edge(answering(body, etag='"a"', content_type=kind)), headers={"accept-encoding": "br, gzip;q=0.8"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert len(answer.pairs) == len(answer.headers)
    assert answer.headers["etag"] == '"a"'
    assert "Accept-Encoding" in answer.headers["vary"]
    assert gzip.decompress(answer.body) == body


@pytest.mark.parametrize(
    "accepted", ["", "br", "identity", "gzip;q=0", "gzip; q=0.000, br", "notgzip", "gzipped", "deflate;q=1, gzip;q=0.0"]
)
def test_those_who_do_not_take_gzip_get_plain_text(accepted: str) -> None:
    answer = call(edge(answering(LONG)), headers={"accept-encoding": accepted} if accepted else {})

    assert (answer.body, "content-encoding" in answer.headers) == (LONG, False)


@pytest.mark.parametrize(
    "inner",
    [
        answering(b"x" * 1023),
        answering(LONG, content_type="image/png"),
        answering(LONG, content_type="text/event-stream", content_length=""),
        answering(LONG, content_encoding="zstd"),
        answering(LONG, 206),
        answering(b"x" * 10, content_length=""),
    ],
)
def test_short_packed_binary_or_partial_answers_go_as_they_are(inner: App) -> None:
    plain, taken = call(edge(inner)), call(edge(inner), headers={"accept-encoding": "gzip"})

    assert taken.body == plain.body
    assert taken.headers.get("content-encoding") == plain.headers.get("content-encoding")


def test_a_stream_goes_piece_by_piece() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        for more in (True, True, False):
            await send({"type": "http.response.body", "body": LONG, "more_body": more})

    answer = call(edge(inner), headers={"accept-encoding": "gzip"})

    assert answer.pieces == [LONG, LONG, LONG]
    assert "content-encoding" not in answer.headers


def test_events_are_announced_before_the_first_one() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        kind = (b"content-type", b"text/event-stream")
        await send({"type": "http.response.start", "status": 200, "headers": [kind]})
        raise asyncio.CancelledError

    app = edge(inner)
    sent: list[str] = []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def watched(scope: Any, receive: Any, _: Any) -> None:
        await app(scope, receive, send)

    with pytest.raises(asyncio.CancelledError):
        call(watched, headers={"accept-encoding": "gzip"})
    assert sent == ["http.response.start"]
