"""Words that nobody else has, written into every personal field: found by those who may see them and nowhere else."""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth.rights import FACETS
from app.core import clock
from app.core.tiers import tiers_of
from app.models import (
    Child,
    Consent,
    Family,
    FamilyObservation,
    GroupLeader,
    Guardian,
    ReportedChild,
    SessionReport,
    Teacher,
    TeacherContact,
    Transition,
    User,
    Volunteer,
)
from app.models.child import ChildRead
from app.models.consent import ConsentRead
from app.models.family import FamilyRead
from app.models.family_observation import FamilyObservationRead
from app.models.guardian import GuardianRead
from app.models.membership import Role
from app.models.mentor_group import GroupLeaderRead
from app.models.school import TeacherRead
from app.models.session_report import ReportedChildRead, SessionReportRead
from app.models.teacher_contact import TeacherContactRead
from app.models.user import UserRead
from app.web.api import Kind
from tests.core.at_the_edge import logging_to
from tests.right_bodies import right_body
from tests.scenarios.test_every_field import WAYS
from tests.scenarios.test_every_operation import GUARDED, OPERATIONS, call, ids, method_of, owner_of
from tests.world import Person, World, short

SHAPES = {
    Child: ChildRead, Family: FamilyRead, Guardian: GuardianRead, Teacher: TeacherRead, User: UserRead,
    GroupLeader: GroupLeaderRead, Consent: ConsentRead, SessionReport: SessionReportRead,
    ReportedChild: ReportedChildRead, FamilyObservation: FamilyObservationRead, TeacherContact: TeacherContactRead,
}  # fmt: skip
FIELDS: dict[Any, tuple[str, ...]] = {
    Child: ("surname", "birth_date"),
    Family: ("settlement", "address"),
    Guardian: ("given_name", "surname", "contact_points"),
    Teacher: ("contact_points",),
    User: ("surname", "phone", "email"),
    GroupLeader: ("end_reason",),
    Consent: ("interpreter", "witness"),
    SessionReport: ("next_steps",),
    ReportedChild: ("emotional_note", "learning_note"),
    FamilyObservation: ("note",),
    TeacherContact: ("summary", "follow_up"),
}


# On PostgreSQL, whose statements come of the same tables of rights.
SOME = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.VOLUNTEER, Role.ASSISTANT, Role.TEACHER)


class Canary(NamedTuple):
    """A word, and the field of the row that holds it."""

    word: str
    model: Any
    id: UUID
    member: str

    def may_be_shown(self, role: Role, reached: set[str]) -> bool:
        """Whether a role that reaches these rows of the model may meet the word."""
        if self.model is Transition:
            return role.value in FACETS[Transition]["reason"].read.split()
        facet = tiers_of(SHAPES[self.model])[self.member].facet
        open_to = facet is None or role.value in FACETS[self.model][facet].read.split()
        return open_to and str(self.id) in reached


def release(world: World) -> list[Canary]:
    """Puts a canary into every personal field of every row of the organisation."""
    place, canaries = world.indigo, []
    with world.as_system(place) as db:
        moved = {"type": "children", "row_id": place.mila, "move": "pause", "from_state": "waiting", "at": clock.now()}
        db.add(Transition(**moved, organisation_id=place.id, to_state="paused", by_id=None, reason="canarymove"))
        canaries.append(Canary("canarymove", Transition, place.mila, "reason"))
        for model, members in FIELDS.items():
            for row in db.execute(sa.select(model).order_by(model.id)).scalars().all():
                if getattr(row, "author_id", None) == place.volunteer2.user_id and model in (
                    SessionReport,
                    ReportedChild,
                ):
                    continue  # a draft: shown to its author alone, who is not asked here
                for member in members:
                    canaries.append(Canary(plant(row, member, len(canaries)), model, row.id, member))
        db.commit()
    return canaries


def plant(row: Any, member: str, number: int) -> str:
    word: str = f"canary{number:03}x"
    match member:
        case "birth_date":
            row.birth_date = row.birth_date.replace(year=2013, month=1 + number % 12, day=17 + number % 7)
            return str(row.birth_date)
        case "contact_points":
            row.contact_points = [{"channel": "messenger", "value": word}]
        case "email":
            row.email = f"{word}@indigo.example"
        case _:
            setattr(row, member, word)
    return word


def everything_shown(world: World, person: Person) -> Iterator[tuple[str, str]]:
    """Each GET operation with each row in reach and two that may not be, with all that can be included."""
    place = world.indigo
    includes = {way.operation.operation_id: list(way.reads.includes) for way in WAYS}
    for operation in OPERATIONS:
        of_all = operation.access.verb == "public" and person.role is not Role.VOLUNTEER
        if method_of(operation) != "GET" or of_all:
            continue
        of_row = "{id}" in operation.path
        for id in sorted(ids(world, place, owner_of(operation)))[:4] if of_row else [str(place.mila)]:
            yield operation.operation_id, whole(call(person, operation, UUID(str(id))))
            for name in includes.get(operation.operation_id, ()):
                answer = call(person, operation, UUID(str(id)), params={"include": name})
                yield f"{operation.operation_id} with {name}", whole(answer)


def whole(answer: Any) -> str:
    return f"{answer.headers} {answer.text}"


def surnames_of_volunteers(world: World, person: Person, canaries: list[Canary]) -> set[str]:
    """A volunteer's surname is shown with the profile too, to those who do not reach the user."""
    if person.role.value not in FACETS[Volunteer]["names"].read.split():
        return set()
    profiles = ids(world, world.indigo, Volunteer, person)
    with world.as_system(world.indigo) as db:
        found = db.execute(sa.select(Volunteer)).scalars().all()
        known = {volunteer.user_id for volunteer in found if str(volunteer.id) in profiles}
    return {one.word for one in canaries if one.model is User and one.member == "surname" and one.id in known}


def test_a_personal_word_is_shown_to_those_who_may_see_it_and_to_no_one_else(world: World):
    canaries = release(world)
    wrong, met = [], set()
    assert world.database is not None
    for role in Role if world.database.kind == "sqlite" else SOME:
        person = world.indigo.people[short(role)]
        reached = {model: ids(world, world.indigo, model, person) for model in FIELDS}
        reached[User].add(str(person.user_id))
        allowed = {one.word for one in canaries if one.may_be_shown(role, reached.get(one.model, set()))}
        allowed |= surnames_of_volunteers(world, person, canaries)
        for operation_id, text in everything_shown(world, person):
            shown = {one.word for one in canaries if one.word in text}
            met |= shown
            if shown - allowed:
                wrong.append((role.value, operation_id, [one for one in canaries if one.word in shown - allowed]))
    assert wrong == []
    unseen = [one for one in canaries if one.word not in met]
    assert unseen == []


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
    assert WORD not in text + whole(answer)


def live(world: World, path: str) -> Any:
    """The route of the running application that creates."""
    return next(route for route in world.app.routes if getattr(route, "path", "") == path and "POST" in route.methods)
