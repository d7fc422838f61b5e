"""Concerns and designated leads: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.models import DesignatedLead
from app.models.membership import Role
from app.models.safeguarding_concern import ConcernState
from tests.furnishings.safeguarding import concern as new_concern
from tests.scenarios.stage import Stage, case


@case
def create_designated_lead(at: Stage) -> Any:
    of = {"user_id": str(at.place.coordinator.user_id), "programme_id": str(at.place.programme)}
    return at.post("designated-leads", **of)


def lead(at: Stage) -> UUID:
    """One who waits for the other role's voice and is nobody who could give it."""
    other = Role.ADMINISTRATOR if at.me.role is Role.COORDINATOR else Role.COORDINATOR
    return at.arrange(DesignatedLead(user_id=at.place.educator.user_id, proposed_as=other))


@case
def confirm_designated_lead(at: Stage) -> Any:
    return at.post(f"designated-leads/{lead(at)}/confirm")


@case
def end_designated_lead(at: Stage) -> Any:
    return at.post(f"designated-leads/{lead(at)}/end")


@case
def create_safeguarding_concern(at: Stage) -> Any:
    return at.post("safeguarding-concerns", facts="She told me that she is afraid to go home.")


def concern(at: Stage, state: ConcernState) -> str:
    row = new_concern(at.place, "volunteer", child_id=at.place.mila)
    row.state = state
    return f"safeguarding-concerns/{at.arrange(row)}"


@case
def update_safeguarding_concern(at: Stage) -> Any:
    return at.patch(concern(at, ConcernState.RAISED), category="neglect")


@case
def acknowledge_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.RAISED)}/acknowledge")


@case
def review_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.ACKNOWLEDGED)}/review", text="Spoke to her teacher.")


@case
def act_on_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.UNDER_REVIEW)}/act", text="Visited the family with the mediator.")


@case
def refer_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.UNDER_REVIEW)}/refer", text="To the centre for social work.")


@case
def close_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.ACTION_TAKEN)}/close", text="The grandmother moved in.")


@case
def resume_safeguarding_concern(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.CLOSED)}/resume", text="It has happened again.")


@case
def create_concern_entry(at: Stage) -> Any:
    return at.post(f"{concern(at, ConcernState.RAISED)}/entries", text="Called the school.", kind="contact")
