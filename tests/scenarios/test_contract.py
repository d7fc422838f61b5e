"""The whole contract tried out: what is sent follows it or breaks it, and what comes back is what it says."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import Case, GenerationMode

from app.auth.permissions import may
from tests.scenarios.conforming import contract, judged
from tests.scenarios.test_every_operation import OPERATIONS, ids, owner_of
from tests.scenarios.thorough import EXHAUSTIVE
from tests.world import Person, World

EXAMPLES = 2
# Each operation is tried on one of the engines, unless all are to be tried on both.
SHARES = {"sqlite": slice(0, None, 2), "postgresql": slice(1, None, 2)}
BY_ID = {operation.operation_id: operation for operation in OPERATIONS}
# Sends what a password costs; its own tests know it better.
DEAR = {"changePassword", "createToken", "createUser"}
DEADLY = {"endSignIn"}


def send(person: Person, case: Case) -> Any:
    asked = case.as_transport_kwargs(base_url="http://testserver")
    headers = {name: text.encode() for name, text in asked["headers"].items() if text and name != "Accept-Encoding"}
    written = Request(**{name: asked.get(name) for name in ("method", "url", "params", "json", "data")}).prepare()
    headers["authorization"] = f"Bearer {person.token}".encode()
    if "Content-Type" in written.headers:
        headers.setdefault("Content-Type", written.headers["Content-Type"].encode())
    return person.client.request(written.method, written.path_url, headers=headers, content=written.body or b"")


def tried(world: World, person: Person, operation_id: str, mode: GenerationMode) -> list[str]:
    """Sends what the contract allows or forbids, to a row in reach where the path names one."""
    operation, wrong = contract()[operation_id], []
    where = {}
    if "{id}" in operation.path:
        model = owner_of(BY_ID[operation_id])
        where["path_parameters"] = {"id": min(ids(world, world.indigo, model, person), default=str(person.user_id))}

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(mode, **where))
        wrong.extend(judged(case, operation_id, send(person, case)))

    with suppress(Unsatisfiable):  # nothing can be wrong with what has no parameters
        run()
    return wrong


def callable_by(person: Person) -> list[str]:
    """The operations that a person may call and that are tried here."""
    open_to = [op for op in OPERATIONS if op.access.model is None or may(person.role, op.access.verb, op.access.model)]
    return sorted({operation.operation_id for operation in open_to} & contract().keys() - DEAR - DEADLY)


@pytest.mark.parametrize(
    ("name", "mode", "one_of"),
    [
        ("coordinator", GenerationMode.POSITIVE, 1),
        ("coordinator", GenerationMode.NEGATIVE, 2),
        ("volunteer", GenerationMode.POSITIVE, 3),
    ],
)
def test_answers_are_as_the_contract_says_whatever_is_sent(world: World, name: str, mode: GenerationMode, one_of: int):
    assert world.database is not None
    person, wrong = world.indigo.people[name], []
    every = callable_by(person)
    for operation_id in every if EXHAUSTIVE else every[SHARES[world.database.kind]][::one_of]:
        wrong += tried(world, person, operation_id, mode)
    assert wrong == []
