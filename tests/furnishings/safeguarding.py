"""Concerns: the coordinator is the designated lead; one is about Mila, one about Luka, one about the lead herself."""

from datetime import timedelta
from typing import Any

from app.auth.session import OwnedSession
from app.core import clock
from app.models import ConcernEntry, DesignatedLead, SafeguardingConcern
from app.models.designated_lead import DesignatedLeadState
from app.models.membership import Role


def indigo(db: OwnedSession, place: Any) -> None:
    place.ids["lead"] = db.put(lead_of(place)).id
    raised = {
        "about_mila": ("volunteer", {"child_id": place.mila}),
        "about_luka": ("volunteer2", {"child_id": place.luka, "group_id": place.foxes}),
        "about_coordinator": ("educator", {"about_user_id": place.people["coordinator"].user_id}),
    }
    for name, (author, of) in raised.items():
        row = db.put(concern(place, author, **of))
        place.ids[name] = row.id
        place.ids[f"entry_{name}"] = db.put(ConcernEntry(concern_id=row.id, text="He was alone at home.")).id


def red_cross(db: OwnedSession, place: Any) -> None:
    place.ids["lead"] = db.put(lead_of(place)).id
    row = db.put(concern(place, "volunteer", child_id=place.ada))
    db.put(ConcernEntry(concern_id=row.id, text="She did not want to go home."))


def lead_of(place: Any) -> DesignatedLead:
    user_id = place.people["coordinator"].user_id
    return DesignatedLead(user_id=user_id, state=DesignatedLeadState.ACTIVE, proposed_as=Role.ADMINISTRATOR)


def concern(place: Any, author: str, **of: Any) -> SafeguardingConcern:
    person, at = place.people[author], clock.now() - timedelta(hours=1)
    row = SafeguardingConcern(
        facts="He came with a bruise on his arm.", programme_id=place.programme, raised_at=at, raised_as=person.role,
        raised_as_id=person.membership_id, acknowledge_due_at=at + timedelta(hours=24),
        escalates_at=at + timedelta(hours=24), **of,
    )  # fmt: skip
    row.created_by = person.user_id
    return row
