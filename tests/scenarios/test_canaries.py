"""Words that must not be found: by a search, in the log, in what is told of a crash."""

import io
from typing import Any

import pytest

from app.web.api import Kind
from tests.core.at_the_edge import logging_to
from tests.right_bodies import right_body
from tests.scenarios.test_every_operation import GUARDED, method_of
from tests.world import World


def test_a_search_does_not_find_by_what_the_searcher_may_not_see(world: World):
    place = world.indigo
    place.coordinator.patch(f"/v1/children/{place.mila}", {"surname": "Canarić"})
    found = {
        name: len(place.people[name].get("/v1/children?q=canaric&count=true").json()["items"])
        for name in ("coordinator", "educator", "guardian", "volunteer", "assistant")
    }
    assert found == {"coordinator": 1, "educator": 1, "guardian": 1, "volunteer": 0, "assistant": 0}


WORD = "qzlogcanary"


def provoke(world: World) -> int:
    """Errors of every operation, with the word in the body, the query, the path and the headers."""
    person, asked = world.indigo.coordinator, 0
    for operation in GUARDED:
        path, method = operation.path.replace("{id}", WORD), method_of(operation)
        right = operation.path.replace("{id}", str(world.indigo.mila))
        heads = {"if-match": WORD, "idempotency-key": WORD, "accept-language": WORD, "if-none-match": WORD}
        person.request(method, path, json=None if method == "GET" else {WORD: WORD})
        person.request(method, f"{right}?q={WORD}&{WORD}={WORD}&cursor={WORD}", headers=heads)
        asked += 2
        if any(parameter.kind is Kind.BODY for parameter in operation.parameters):
            body = {name: WORD if isinstance(value, str) else value for name, value in right_body(operation).items()}
            person.request(method, right, json=body, headers=heads)
            person.request(method, right, content=f'{{"{WORD}": "{WORD}'.encode(), headers=heads)
            asked += 2
    child = {"programme_id": str(world.indigo.programme), "first_name": WORD, "surname": WORD, "code": WORD.upper()}
    assert [person.post("/v1/children", child).status_code for _ in range(2)] == [201, 409]
    world.client.get("/v1/children", headers={"authorization": f"Bearer {WORD}", "cookie": WORD, "x-request-id": "id"})
    return asked + 3


def test_the_log_has_a_line_for_every_error_and_no_word_of_what_was_sent(world: World):
    with logging_to(io.BytesIO()) as stream:
        asked = provoke(world)
        text = stream.getvalue().decode()
    assert text.count('"event":"request"') == asked
    assert WORD not in text.lower()
    assert '"level":"error"' not in text


def test_what_a_crash_was_about_is_neither_logged_nor_answered(world: World, monkeypatch: pytest.MonkeyPatch):
    def crash(db: Any, new: Any) -> Any:
        raise RuntimeError(f"cannot take in {new.display_name}") from ValueError(new.display_name)

    monkeypatch.setattr(live(world, "/v1/families"), "work", crash)
    body = {"programme_id": str(world.indigo.programme), "display_name": WORD}
    with logging_to(io.BytesIO()) as stream:
        answer = world.indigo.coordinator.post("/v1/families", body)
        text = stream.getvalue().decode()
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal")
    assert "RuntimeError" in text
    assert WORD not in f"{text} {answer.headers} {answer.text}"


def live(world: World, path: str) -> Any:
    """The route of the running application that creates."""
    return next(route for route in world.app.routes if getattr(route, "path", "") == path and "POST" in route.methods)
