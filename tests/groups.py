"""Arranging children and groups for tests: what a coordinator would have entered beforehand."""

from typing import Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.ids import uuid7
from app.models import Child, MentorGroup
from app.models.child import ChildStatus
from app.models.consent_purpose import ConsentPurpose
from app.models.mentor_group import GroupKind
from tests.world import Place, World, consent


def children(world: World, place: Place, count: int, *, consented: bool = True, **given: Any) -> list[UUID]:
    """New children of the place's programme, waiting unless told otherwise."""
    with world.as_system(place) as db:
        made = [child(db, place, consented=consented, **given) for _ in range(count)]
        db.commit()
    return made


def child(db: OwnedSession, place: Place, *, consented: bool, **given: Any) -> UUID:
    id = uuid7()
    own = {"programme_id": place.ids["programme"], "status": ChildStatus.WAITING, **given}
    db.put(Child(id=id, code=f"T-{id.hex[-12:].upper()}", first_name="Ana", **own))
    if consented:
        consent(db, id, ConsentPurpose.PARTICIPATION)
    return id


def group(world: World, place: Place, **given: Any) -> UUID:
    """An empty group of the place's programme."""
    own = {"programme_id": place.ids["programme"], "name": "Hares", "kind": GroupKind.SMALL_GROUP, **given}
    with world.as_system(place) as db:
        id = db.put(MentorGroup(**own)).id
        db.commit()
    return id


def form(person: Any, place: Place, **more: Any) -> Any:
    """The answer to forming a group."""
    body = {"programme_id": str(place.programme), "name": "Hares", "kind": "small_group", **more}
    return person.post("/v1/mentor-groups", body)


def place_child(person: Any, group_id: UUID, child_id: UUID, **more: Any) -> Any:
    """The answer to a placing."""
    return person.post(f"/v1/mentor-groups/{group_id}/members", {"child_id": str(child_id), **more})


def row_of(world: World, place: Place, model: Any, id: Any) -> Any:
    """The row as the database has it."""
    with world.as_system(place) as db:
        return db.find(model, UUID(str(id)))
