"""What every request meets, whatever the application behind it does: ids, limits, documents, the log."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import Body, FastAPI

from app.core.edge import ADDRESS_LIMIT, HEADER_LIMIT
from tests.core.at_the_edge import App, answering, call, edge, logging_to, reading, swallowing

CANARY = "QZJXKV"


@pytest.fixture(autouse=True)
def stream() -> Iterator[io.BytesIO]:
    with logging_to(io.BytesIO()) as stream:
        yield stream


@pytest.mark.parametrize("sent", ["abcdefgh", "0190b3c4-0000-7000-8000-000000000000", "a.b_c-d1" * 8])
def test_a_sound_request_id_is_kept(sent: str) -> None:
    seen: dict[str, Any] = {}
    answer = call(edge(_noting(seen)), headers={"x-request-id": sent})

    assert answer.headers["x-request-id"] == seen["request_id"] == sent


@pytest.mark.parametrize("sent", [None, "short", "a" * 65, "abcdefgh\n", "abcd efgh", "abcdefgh<b>", "абвгдежз"])
def test_any_other_request_id_is_replaced(sent: str | None) -> None:
    answer = call(edge(answering()), headers={"x-request-id": sent} if sent else {})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("sent", "trace"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", None),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", None),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", None),
        ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x", None),
        ("anything", None),
    ],
)
def test_the_trace_of_a_well_formed_traceparent_goes_on(sent: str, trace: str | None) -> None:
    seen: dict[str, Any] = {}
    call(edge(_noting(seen)), headers={"traceparent": sent})

    assert seen.get("trace_id") == trace


def test_a_body_within_the_limit_is_read() -> None:
    assert call(edge(reading, body_limit=1024), "POST", body=[b"x" * 512, b"x" * 512]).body == b"1024"


@pytest.mark.parametrize("inner", [reading, swallowing])
def test_a_body_over_the_limit_is_413_while_it_streams(inner: App) -> None:
    answer = call(edge(inner, body_limit=1024), "POST", body=[b"x" * 512, b"x" * 513, b"x" * 512])

    assert (answer.status, answer.problem["type"], answer.problem["limit"]) == (413, "/problems/too-large", 1024)
    assert answer.headers["connection"] == "close"


def test_without_the_edges_memory_the_framework_would_hide_it() -> None:
    answer = call(swallowing, "POST", body=[b"{}"], headers={"content-length": "2"})
    assert answer.status == 200

    async def failing() -> None:
        raise RuntimeError

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(swallowing({}, failing, send))
    assert sent[0]["status"] == 400


@pytest.mark.parametrize("inner", [reading, swallowing])
def test_a_declared_length_over_the_limit_is_413_before_anything_is_read(inner: App) -> None:
    async def untouched() -> dict[str, Any]:
        raise AssertionError("the body was read")

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        await edge(inner, body_limit=1024)(scope, untouched, send)

    answer = call(watched, "POST", headers={"content-length": "1025"})

    assert answer.problem["type"] == "/problems/too-large"
    assert "connection" not in answer.headers


@pytest.mark.parametrize("length", [str(10**12), "9" * 5000])
def test_a_body_declared_as_endless_closes_the_connection(length: str) -> None:
    answer = call(edge(reading), "POST", headers={"content-length": length})

    assert (answer.status, answer.headers["connection"]) == (413, "close")


def test_fastapi_answers_413_too() -> None:
    api = FastAPI()

    @api.post("/v1/children")
    async def create(name: Annotated[dict[str, str], Body()]) -> dict[str, str]:
        return name

    body = json.dumps({"name": "x" * 2000}).encode()

    headers = {"content-type": "application/json"}
    assert call(edge(api, body_limit=4096), "POST", body=body, headers=headers).status == 200
    assert call(edge(api, body_limit=1024), "POST", body=body, headers=headers).problem["limit"] == 1024


def test_the_application_may_set_another_limit_before_it_reads() -> None:
    async def upload(scope: Any, receive: Any, send: Any) -> None:
        scope["state"]["body_limit"] = 4096
        await reading(scope, receive, send)

    app = edge(upload, body_limit=1024)

    assert call(app, "POST", body=b"x" * 4096, headers={"content-length": "4096"}).body == b"4096"
    assert call(app, "POST", body=b"x" * 4097, headers={"content-length": "4097"}).problem["limit"] == 4096


def test_too_many_bytes_of_header_fields_are_431() -> None:
    field = {"x-long": "x" * (HEADER_LIMIT - len("x-long") - 4)}

    assert call(edge(answering()), headers=field).status == 200
    assert call(edge(answering()), headers={**field, "a": ""}).problem["type"] == "/problems/headers-too-large"


def test_a_long_query_is_414() -> None:
    assert call(edge(answering()), query_string=b"x" * ADDRESS_LIMIT).status == 200
    too_long = call(edge(answering()), query_string=b"x" * (ADDRESS_LIMIT + 1))
    assert (too_long.status, too_long.problem["limit"]) == (414, ADDRESS_LIMIT)


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_other_scopes_pass_through_untouched(kind: str) -> None:
    seen: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.extend([scope, receive, send])

    scope, receive, send = {"type": kind}, object(), object()
    asyncio.run(edge(inner)(scope, receive, send))  # type: ignore[arg-type]

    assert seen == [scope, receive, send]
    assert scope == {"type": kind}


def _noting(seen: dict[str, Any]) -> App:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope["state"])
        await answering()(scope, receive, send)

    return inner
