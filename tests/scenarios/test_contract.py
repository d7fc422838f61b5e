"""The whole contract tried out: what is sent follows it or breaks it, and what comes back is what it says."""

import re
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from app.main import create_app
from app.models.membership import Role
from app.services.files import taking_uploads
from app.web import resumable
from tests.scenarios.test_every_field import WAYS, furnish
from tests.scenarios.test_every_operation import OPERATIONS, call, ids, method_of, owner_of
from tests.world import Person, World, short

load_all_checks()
schemathesis.serializer.alias([resumable.PART, *taking_uploads.EVERY_TYPE], "application/octet-stream")
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
        "response_headers_conformance",
    ]
)  # fmt: skip
EXAMPLES = 3
# Every fourth operation, or role, on PostgreSQL, whose answers are the same bytes.
STEPS = {"sqlite": 1, "postgresql": 4}
CONTRACT = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in schemathesis.openapi.from_dict(create_app().openapi()).get_all_operations()
}
BY_ID = {operation.operation_id: operation for operation in OPERATIONS}
# Sends what a password costs; its own tests know it better.
DEAR = {"changePassword", "createToken", "createUser"}
DEADLY = {"endSignIn"}


def conforms(operation_id: str, answer: Any) -> list[str]:
    """What is not as the contract says of an answer."""
    try:
        operation = CONTRACT[operation_id]
        path = dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "x")
        operation.Case(path_parameters=path).validate_response(answer, checks=CHECKED)
    except FailureGroup as found:
        return [f"{operation_id} {answer.status_code}: {one}"[:600] for one in found.exceptions]
    return []


def send(person: Person, case: Case) -> Any:
    asked = case.as_transport_kwargs(base_url="http://testserver")
    headers = {name: value.encode() for name, value in asked["headers"].items() if value is not None}
    headers["authorization"] = f"Bearer {person.token}".encode()
    body = {name: asked[name] for name in ("json", "data") if asked.get(name) is not None}
    if isinstance(body.get("data"), bytes | str):
        body = {"content": body["data"]}
    return person.client.request(asked["method"], asked["url"], params=asked.get("params"), headers=headers, **body)


def tried(world: World, person: Person, operation_id: str, mode: GenerationMode) -> list[str]:
    """Sends what the contract allows or forbids, to a row in reach where the path names one."""
    operation, wrong = CONTRACT[operation_id], []
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
        answer = send(person, case)
        try:
            case.validate_response(answer, checks=CHECKED)
        except FailureGroup as found:
            wrong.extend(f"{operation_id} {answer.status_code}: {one}"[:600] for one in found.exceptions)

    with suppress(Unsatisfiable):  # nothing can be wrong with what has no parameters
        run()
    return wrong


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("coordinator", GenerationMode.POSITIVE),
        ("coordinator", GenerationMode.NEGATIVE),
        ("volunteer", GenerationMode.POSITIVE),
    ],
)
def test_answers_are_as_the_contract_says_whatever_is_sent(world: World, name: str, mode: GenerationMode):
    assert world.database is not None
    person, wrong = world.indigo.people[name], []
    step = STEPS[world.database.kind] * (2 if mode is GenerationMode.NEGATIVE else 1)
    for operation_id in sorted(CONTRACT.keys() - DEAR - DEADLY)[::step]:
        wrong += tried(world, person, operation_id, mode)
    assert wrong == []


def test_what_every_role_is_shown_is_as_the_contract_says(world: World):
    furnish(world)
    includes = {way.operation.operation_id: list(way.reads.includes) for way in WAYS}
    wrong = []
    assert world.database is not None
    for role in list(Role)[:: STEPS[world.database.kind]]:
        person = world.indigo.people[short(role)]
        for operation in OPERATIONS:
            if method_of(operation) != "GET" or operation.operation_id not in CONTRACT:
                continue
            rows = [str(person.user_id)]
            if "{id}" in operation.path:
                rows = sorted(ids(world, world.indigo, owner_of(operation), person))[:2] or rows
            for id in rows:
                wrong += conforms(operation.operation_id, call(person, operation, id))
            for include in includes.get(operation.operation_id, ()):
                answer = call(person, operation, rows[0], params={"include": include})
                wrong += conforms(operation.operation_id, answer)
    assert wrong == []
