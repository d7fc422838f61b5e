"""Families, guardians and children for tests, entered over HTTP by the one who would."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models import Membership, Programme, RoleAssignment
from app.models.membership import Role
from app.models.programme import ProgrammePreset
from tests.world import Person, Place, World, new_programme, person

GROUP_ROLES = ("coordinator", "supervisor", "educator", "mediator", "volunteer", "assistant", "teacher", "guardian")
OTHERS = ("administrator", "dpo", "partner")


def family(who: Person, place: Place, **more: Any) -> Any:
    """The answer to taking in a family."""
    return who.post("/v1/families", {"programme_id": str(place.programme), "display_name": "Ilić", **more})


def guardian(who: Person, family_id: Any, **more: Any) -> Any:
    """The answer to adding a guardian."""
    body = {"family_id": str(family_id), "given_name": "Ana", "surname": "Ilić", "relation": "mother", **more}
    return who.post("/v1/guardians", body)


def child(who: Person, place: Place, **more: Any) -> Any:
    """The answer to taking in a child."""
    return who.post("/v1/children", {"programme_id": str(place.programme), "first_name": "Vuk", **more})


def exclude(world: World, id: Any = None) -> None:
    """Marks a guardian, Jelena unless another is given, as excluded for safety."""
    answer = world.indigo.coordinator.patch(f"/v1/guardians/{id or world.indigo.jelena}", {"safety_excluded": True})
    assert answer.status_code == 200


def programme(world: World, place: Place, name: str = "Bor") -> UUID:
    """Another programme of the same organisation."""
    with world.as_system(place) as db:
        row: Programme = db.put(new_programme(name, ProgrammePreset.INDIGO))
        db.commit()
    return row.id


def assign(world: World, someone: Person, **to: Any) -> None:
    """Bounds a person's role to a programme or school, or ends it."""
    with world.as_system(place_of(world, someone)) as db:
        of = sa.select(RoleAssignment).where(RoleAssignment.membership_id == someone.membership_id)
        row = db.execute(of).scalar_one()
        for name, value in to.items():
            setattr(row, name, value)
        db.commit()


def place_of(world: World, someone: Person) -> Place:
    return world.indigo if world.indigo.id == someone.organisation_id else world.red_cross


def login(world: World, place: Place, role: Role, name: str) -> Person:
    """Another person with a role; not signed in."""
    with world.as_system(place) as db:
        made = person(db, role, name, f"{place.id.hex}.example")
        db.commit()
    return made


def end_membership(world: World, place: Place, someone: Person, at: Any) -> None:
    with world.as_system(place) as db:
        db.find(Membership, someone.membership_id).valid_to = at
        db.commit()


def listed(answer: Any, member: str = "id") -> list[Any]:
    """One member of each row of a list."""
    assert answer.status_code == 200, answer.text
    return [row[member] for row in answer.json()["items"]]


def wrong(answer: Any) -> tuple[int, str, str]:
    """Status of a refusal, with pointer and code of its first error."""
    first = answer.json()["errors"][0]
    return answer.status_code, first["pointer"], first["code"]
