"""Every operation x every role against the two tables of rights: who may not call, what is out of reach, what is shown.

The allowed half of the writes is in test_every_write.py.
"""

import re
from functools import cache, partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth.permissions import may
from app.auth.principal import Principal
from app.auth.rights import VISIBILITY
from app.auth.session import OwnedSession
from app.main import create_app
from app.models import SignIn
from app.models.membership import Role
from app.web.api import Operation
from tests.right_bodies import right_body
from tests.world import Person, Place, World, short

OPERATIONS: list[Operation] = [route for route in create_app().routes if isinstance(route, Operation)]
GUARDED = [operation for operation in OPERATIONS if operation.access.verb != "public"]
MODELS = {model.__resource__: model for model in VISIBILITY if hasattr(model, "__resource__")}
PEOPLE = [*(short(role) for role in Role), "volunteer2"]
NOWHERE = UUID("01900000-0000-7000-8000-000000000000")


def method_of(operation: Operation) -> str:
    return next(iter(operation.methods or {"GET"}))


def owner_of(operation: Operation) -> Any:
    """The model whose id stands in the path: of a nested list, the parent's."""
    return MODELS.get(operation.path.split("/")[2])


def call(person: Person, operation: Operation, id: UUID | str, **more: Any) -> Any:
    method, path = method_of(operation), operation.path
    path = path.replace("{id}", str(id))
    path = re.sub(r"\{\w+_id\}", str(NOWHERE), path)
    path = re.sub(r"\{\w+\}", "2026-10-26", path)
    if method in ("POST", "PATCH", "PUT"):
        more.setdefault("json", {})
    if method == "PATCH":
        more["headers"] = {"if-match": "*"}
    return person.request(method, path, **more)


def ids(world: World, place: Place, model: Any, person: Person | None = None) -> set[str]:
    """All ids of a kind in an organisation, or those that a person reaches by the owned session."""
    if person is not None and not may(person.role, "read", model):
        return set()
    opened = world.as_system(place) if person is None else OwnedSession(world.database, principal(person))
    with opened as db:
        return {str(id) for id in db.execute(sa.select(model.id)).scalars()}


def principal(person: Person) -> Principal:
    return Principal(person.organisation_id, person.user_id, person.membership_id, person.sign_in_id, person.role)


def test_every_operation_says_who_may_call_it():
    assert [operation.path for operation in OPERATIONS if operation.access is None] == []
    assert len(GUARDED) > 100


@pytest.mark.parametrize("role", list(Role))
def test_a_verb_that_is_not_granted_is_403_whatever_is_sent(world: World, role: Role):
    person = next(person for person in world.indigo.people.values() if person.role is role)
    wrong = []
    for operation in GUARDED:
        access = operation.access
        if access.model is None or may(role, access.verb, access.model):
            continue
        answer = call(person, operation, NOWHERE)
        if answer.status_code != 403 or answer.json()["type"] != "/problems/forbidden":
            wrong.append((operation.operation_id, answer.status_code))
    assert wrong == []


def test_without_a_sign_in_every_guarded_operation_is_401(world: World):
    stranger = Person(world.indigo.id, NOWHERE, NOWHERE, NOWHERE, Role.COORDINATOR, "", "no.such.token", world.client)
    wrong = [op.operation_id for op in GUARDED if call(stranger, op, NOWHERE).status_code != 401]
    assert wrong == []


@pytest.mark.parametrize("name", PEOPLE)
def test_lists_show_the_rows_that_the_table_says_and_single_rows_agree(world: World, name: str):
    person = world.indigo.people[name]
    wrong = []
    for operation in GUARDED:
        model = operation.access.model
        plain = operation.path == f"/v1/{getattr(model, '__resource__', '')}"
        if model in (None, SignIn) or method_of(operation) != "GET" or not plain or not may(person.role, "read", model):
            continue
        reached = ids(world, world.indigo, model, person)
        shown = {row["id"] for row in person.get(f"{operation.path}?limit=200").json()["items"]}
        if shown != reached:
            wrong.append((operation.operation_id, shown ^ reached))
        others = ids(world, world.indigo, model) - reached
        foreign = ids(world, world.red_cross, model)
        for id, expected in [*((i, 200) for i in reached), *((i, 404) for i in others | foreign)]:
            answer = person.get(f"{operation.path}/{id}")
            if answer.status_code != expected:
                wrong.append((operation.operation_id, id, answer.status_code, expected))
    assert wrong == []


def out_of_reach(world: World, person: Person, model: Any) -> list[str]:
    """Some rows of the organisation that a person does not reach, some of another one, and one that is not there."""
    out = ids(world, world.indigo, model) - ids(world, world.indigo, model, person)
    return [*sorted(out)[:3], *sorted(ids(world, world.red_cross, model))[:2], str(NOWHERE)]


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_out_of_reach_is_404_for_every_operation_on_a_row(world: World, name: str):
    person = world.indigo.people[name]
    out_of = cache(partial(out_of_reach, world, person))
    wrong = []
    for operation in GUARDED:
        model, access = owner_of(operation), operation.access
        if model is None or "{id}" not in operation.path or access.model is None:
            continue
        if person.role is Role.DATA_PROTECTION_OFFICER and access.verb.startswith("see_"):
            continue  # asks about any child of the organisation, without seeing the child
        if not may(person.role, access.verb, access.model):
            continue
        for id in out_of(model):
            answer = call(person, operation, id, json=right_body(operation))
            if answer.status_code != 404:
                wrong.append((operation.operation_id, id, answer.status_code, answer.text[:300]))
    assert wrong == []
