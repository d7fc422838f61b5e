"""Every field x role x way out: what a role may not see is absent, and naming it is as naming what does not exist."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from app.auth.declared import Reads
from app.auth.facets import unwritable
from app.auth.permissions import may
from app.auth.rights import FACETS
from app.core.listing import Page
from app.core.tiers import tiers_of
from app.models.membership import Role
from app.web.api import Kind, Operation
from tests.declared_reads import all_reads
from tests.right_bodies import right_body, schema_of, value
from tests.scenarios.test_every_operation import GUARDED, ids, method_of, owner_of
from tests.world import World, short

NOBODY_KNOWS = "favourite_colour"


class Way(NamedTuple):
    """An operation that shows rows of a declared read."""

    operation: Operation
    reads: Reads[Any]

    @property
    def path(self) -> str:
        return self.operation.path


def ways() -> Iterator[Way]:
    for operation in GUARDED:
        if method_of(operation) == "GET":
            known = operation.work.__globals__
            for name in operation.work.__code__.co_names:
                reads = known.get(name)
                if isinstance(reads, Reads) and operation.shape in (reads.shape, Page[reads.shape]):
                    yield Way(operation, reads)


WAYS = list(ways())


def shown_to(role: Role, shape: Any, model: type) -> set[str]:
    """What the tiers and the facets say, read here once more, apart from the code that the reads use."""
    facets = {name: tier.facet for name, tier in tiers_of(shape).items() if tier.facet not in (None, "whole")}
    closed = {name for name, facet in facets.items() if role.value not in FACETS[model][str(facet)].read.split()}
    return {"id", *shape.model_fields} - closed - ({"version", "updated_at"} if closed else set())


def furnish(world: World) -> None:
    """What the world has nothing of: attendance, a schedule, a calendar, a group that none leads, one who waits."""
    boss, place = world.indigo.coordinator, world.indigo
    marks = [{"child_id": str(place.mila), "status": "present"}]
    assert boss.post(f"/v1/sessions/{place.owls_held}/attendance", {"marks": marks}).status_code == 200
    heads = {"counts": [{"grade": 3, "count": 2}]}
    assert boss.post(f"/v1/sessions/{place.owls_held}/drop-in-visits", heads).status_code == 200
    weekly = {"rule": "FREQ=WEEKLY;BYDAY=SA", "local_start": "06:00", "minutes": 30, "starts_on": "2027-01-02"}
    assert boss.post("/v1/schedules", {"group_id": str(place.owls), **weekly}).status_code == 201
    group = {"programme_id": str(place.programme), "name": "Hares", "kind": "small_group"}
    assert boss.post("/v1/mentor-groups", group).status_code == 201
    calendar = boss.post("/v1/school-calendars", {"name": "Serbia", "school_year": "2026/2027"}).json()["id"]
    winter = {"kind": "holiday", "name": "Winter", "first_on": "2026-12-31", "last_on": "2027-01-15"}
    assert boss.post(f"/v1/school-calendars/{calendar}/periods", winter).status_code == 201
    assert boss.post("/v1/calendars").status_code == 201
    waiting = {"child_id": str(place.luka), "wait": True}
    assert boss.post(f"/v1/mentor-groups/{place.owls}/members", waiting).status_code == 201
    for move in ("pause", "activate"):
        assert boss.post(f"/v1/children/{place.mila}/{move}").status_code == 200
    father = {"family_id": str(place.jovic), "given_name": "Jovan", "relation": "father"}
    assert boss.post("/v1/guardians", father).status_code == 201


def test_every_declared_read_is_looked_at():
    looked_at = {id(way.reads) for way in WAYS}
    missed = {name for name, reads in all_reads().items() if id(reads) not in looked_at}
    of_supervision = {f"supervision_week.{name}" for name in ("UNREPORTED", "FOLLOW_UPS", "ACTIONS", "CHECKS")}
    parts = {
        "circle.CHILD",
        "consents_needed.EFFECTS_OF_CHILD",
        "hours_page.CERTIFICATES",
        "hours_page.ENTRIES",
        "me.MYSELF",
        *(f"training_overviews.{name}" for name in ("MINE", "HELD", "FOR_ME")),
        "own_children.CHILD",
        "reported_children.CHILD",
        "reported_children.POINTS",
        "weeks.OWN",
        "weeks.WEEK",
        *of_supervision,
    }
    assert missed == parts, "those that are part of another answer"


def told(answer: Any, name: str) -> tuple[int, str]:
    """A refusal without what must differ: the request's id and the name that was asked for."""
    problem = answer.json()
    return answer.status_code, problem["type"] + problem["detail"] + str(problem.get("errors")).replace(name, "*")


def asked_by(way: Way, name: str) -> Iterator[str]:
    """Every way to name a member in a question, and a filter with a value of the right kind."""
    yield f"fields={name}"
    yield f"fields=id,{name}"
    yield f"sort={name}"
    yield f"sort=-{name}"
    yield f"{name}={filter_value(way.reads, name)}"


def filter_value(reads: Reads[Any], name: str) -> str:
    schema = schema_of(reads.query)
    member = schema["properties"].get(name)
    if member is None:
        return "x"
    kind = next((one for one in member.get("anyOf", [member]) if one.get("type") != "null"), member)
    return str(value(name, kind.get("items", kind), schema))


@pytest.mark.parametrize("role", list(Role))
def test_naming_a_hidden_member_is_answered_like_naming_none(world: World, role: Role):
    person, wrong = world.indigo.people[short(role)], []
    for way in WAYS:
        if "{id}" in way.path or not may(role, way.operation.access.verb, way.operation.access.model):
            continue
        hidden = {"id", *way.reads.shape.model_fields} - shown_to(role, way.reads.shape, way.reads.model)
        for name in sorted(hidden):
            for question in asked_by(way, name):
                answer = person.get(f"{way.path}?{question}")
                twin = person.get(f"{way.path}?{question.replace(name, NOBODY_KNOWS)}")
                if answer.status_code != 422 or told(answer, name) != told(twin, NOBODY_KNOWS):
                    wrong.append((way.path, question, told(answer, name), told(twin, NOBODY_KNOWS)))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_writing_a_closed_member_is_answered_like_writing_none(world: World, role: Role):
    furnish(world)
    place = world.indigo
    person, wrong = place.people[short(role)], []
    for operation in GUARDED:
        shape = next((p.check.__self__ for p in operation.parameters if p.kind is Kind.BODY), None)
        model, verb = operation.access.model, operation.access.verb
        if shape is None or model is None or not may(role, verb, model):
            continue
        path = operation.path
        if "{id}" in path:
            reached = ids(world, place, owner_of(operation), person)
            path = path.replace("{id}", min(reached, default=str(person.user_id)))
        schema = schema_of(shape)
        for name in sorted(unwritable(model, shape, role)):
            body = {**right_body(operation), name: value(name, schema["properties"][name], schema)}
            answer = person.request(method_of(operation), path, json=body, headers={"if-match": "*"})
            errors = [(error["pointer"], error["code"]) for error in answer.json().get("errors", [])]
            if answer.status_code != 422 or (f"/{name}", "unknown") not in errors:
                wrong.append((operation.operation_id, name, answer.status_code, answer.text[:200]))
    assert wrong == []


def test_a_hidden_member_does_not_move_the_tag_that_the_caller_sees(world: World):
    place = world.indigo
    path = f"/v1/children/{place.mila}"
    before = {name: place.people[name].get(path).headers["etag"] for name in ("assistant", "volunteer", "educator")}
    changed = place.coordinator.patch(path, {"surname": "Marković"})
    assert changed.status_code == 200
    after = {name: place.people[name].get(path).headers["etag"] for name in before}
    assert {name for name in before if before[name] != after[name]} == {"educator"}
