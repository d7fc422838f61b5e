"""What becomes of errors that escape the application, and what log and meters keep of a request."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.edge import Edge
from app.core.metrics import CONTENT_TYPE, Meters, refuse_sign_in, render, set_audit_queue
from app.core.problems import NotFound
from app.core.settings import Settings
from tests.core.at_the_edge import NoAnswer, answering, call, edge, lines, logging_to, raising

CANARY = "QZJXKV"


@pytest.fixture(autouse=True)
def stream() -> Iterator[io.BytesIO]:
    with logging_to(io.BytesIO()) as stream:
        yield stream


def test_a_refusal_that_escapes_is_its_document_in_the_callers_language() -> None:
    answer = call(edge(raising(NotFound(resource="children"))), headers={"accept-language": "en;q=0.1, xx"})

    assert answer.problem["type"] == "/problems/not-found"
    assert answer.problem["resource"] == "children"
    assert answer.headers["content-language"] == "en"


def test_any_other_error_is_500_and_tells_nothing(stream: io.BytesIO) -> None:
    answer = call(edge(raising(RuntimeError(CANARY))), path=f"/v1/{CANARY}", query_string=CANARY.encode())

    assert answer.problem["type"] == "/problems/internal"
    logged = stream.getvalue().decode()
    assert CANARY not in logged + answer.body.decode()
    failed = json.loads(logged.splitlines()[0])
    assert (failed["event"], failed["exception"]) == ("request failed", "builtins.RuntimeError")
    assert failed["frames"]
    assert failed["request_id"] == answer.headers["x-request-id"]


def test_a_frameworks_own_500_is_replaced(stream: io.BytesIO) -> None:
    api = FastAPI(debug=True)

    @api.get("/v1/children")
    async def fail() -> None:
        raise RuntimeError(CANARY)

    answer = call(edge(api), headers={"accept": "text/html"})

    assert answer.problem["type"] == "/problems/internal"
    assert CANARY not in stream.getvalue().decode() + answer.body.decode()


def test_a_document_of_a_500_that_the_application_made_stays() -> None:
    inner = answering(b'{"from":"inside"}', 500, content_type="application/problem+json")

    assert call(edge(inner)).body == b'{"from":"inside"}'


@pytest.mark.parametrize("error", [RuntimeError(CANARY), NotFound()])
def test_an_answer_under_way_is_cut_and_the_cause_logged(error: Exception, stream: io.BytesIO) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        raise error

    answer = call(edge(inner))

    assert (answer.status, answer.body, answer.whole) == (200, b"begun", False)
    assert "request failed" in stream.getvalue().decode()


def test_an_error_before_the_first_byte_of_a_held_answer_is_still_a_document() -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        raise NotFound

    assert call(edge(inner), headers={"accept-encoding": "gzip"}).problem["type"] == "/problems/not-found"


def test_an_application_that_does_not_answer_is_500() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return

    assert call(edge(silent)).problem["type"] == "/problems/internal"


def test_a_client_that_went_away_is_no_error_of_ours(stream: io.BytesIO) -> None:
    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await receive()
        raise RuntimeError(CANARY)

    with pytest.raises(NoAnswer):
        call(edge(inner))

    events = [(line["level"], line["event"]) for line in lines(stream)]
    assert events == [("info", "the client went away"), ("info", "request")]


def test_cancelling_goes_through_and_leaves_nothing_in_flight() -> None:
    meters = Meters()
    with pytest.raises(asyncio.CancelledError):
        call(Edge(raising(asyncio.CancelledError()), Settings(), meters))

    assert meters.in_flight == 0
    labels = {"route": "unmatched", "method": "GET", "status": "aborted"}
    assert meters.registry.get_sample_value("learnbridge_requests_total", labels) == 1


async def routed(scope: Any, receive: Any, send: Any) -> None:
    scope["state"] |= {"route": "/v1/children/{id}", "membership": "membership-1"}
    await answering(b'{"a":1}')(scope, receive, send)


def test_a_request_leaves_one_line_with_the_template_and_no_value(stream: io.BytesIO) -> None:
    answer = call(
        edge(routed),
        path=f"/v1/children/{CANARY}",
        query_string=f"q={CANARY}".encode(),
        headers={"user-agent": CANARY, "authorization": f"Bearer {CANARY}"},
    )
    (line,) = lines(stream)

    assert CANARY not in stream.getvalue().decode()
    assert "192.0.2.77" not in stream.getvalue().decode()
    assert line.pop("ms") >= 0
    assert line.pop("time")
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": answer.headers["x-request-id"],
        "method": "GET",
        "route": "/v1/children/{id}",
        "status": 200,
        "bytes": 7,
        "membership": "membership-1",
        "network": "192.0.2.0/24",
    }


def test_a_failed_request_is_logged_as_an_error(stream: io.BytesIO) -> None:
    call(edge(raising(RuntimeError())), method="BREW", client=None)

    assert [(line["level"], line["event"]) for line in lines(stream)] == [
        ("error", "request failed"),
        ("error", "request"),
    ]
    assert (lines(stream)[1]["method"], lines(stream)[1]["route"]) == ("OTHER", "unmatched")


def test_requests_are_counted_and_timed_by_template(stream: io.BytesIO) -> None:
    meters = Meters()
    app = Edge(routed, Settings(), meters)
    for _ in range(3):
        call(app)

    value = meters.registry.get_sample_value
    labels = {"route": "/v1/children/{id}", "method": "GET", "status": "2xx"}
    assert value("learnbridge_requests_total", labels) == 3
    assert value("learnbridge_request_seconds_count", {"route": "/v1/children/{id}"}) == 3
    assert value("learnbridge_requests_in_flight") == 0


def test_a_request_is_in_flight_while_it_is_answered() -> None:
    meters = Meters()
    seen: list[float | None] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(meters.registry.get_sample_value("learnbridge_requests_in_flight"))
        await answering()(scope, receive, send)

    call(Edge(inner, Settings(), meters))

    assert seen == [1]


def test_what_others_measure_is_shown_with_the_rest() -> None:
    refuse_sign_in("locked")
    set_audit_queue(12)
    shown = render().decode()

    assert CONTENT_TYPE.startswith("text/plain")
    assert re.search(r'learnbridge_sign_ins_refused_total\{reason="locked"\} [1-9]', shown)
    assert "learnbridge_audit_queue_length 12.0" in shown
    set_audit_queue(0)
