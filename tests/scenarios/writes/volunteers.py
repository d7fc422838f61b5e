"""Volunteers: one write that succeeds for each operation."""

from typing import Any

from app.models import Volunteer
from app.models.volunteer import VolunteerState
from tests.scenarios.stage import Stage, case

# Who is no volunteer yet, one for each state that is needed.
PEOPLE = {
    VolunteerState.ONBOARDING: "educator",
    VolunteerState.PAUSED: "supervisor",
    VolunteerState.ACTIVE: "teacher",
    VolunteerState.ENDED: "dpo",
}


def volunteer(at: Stage, state: VolunteerState) -> str:
    return f"volunteers/{at.arrange(Volunteer(user_id=at.place.people[PEOPLE[state]].user_id, state=state))}"


@case
def create_volunteer(at: Stage) -> Any:
    return at.post("volunteers", user_id=str(at.place.mediator.user_id), field_of_study="Law", max_children=3)


@case
def update_volunteer(at: Stage) -> Any:
    own = f"{at.me.role.value}_profile"
    return at.patch(f"volunteers/{at.place.ids.get(own, at.place.volunteer_profile)}", university="Niš")


@case
def activate_volunteer(at: Stage) -> Any:
    return at.me.post(f"/v1/{volunteer(at, VolunteerState.ONBOARDING)}/activate")


@case
def pause_volunteer(at: Stage) -> Any:
    return at.post(f"{volunteer(at, VolunteerState.ACTIVE)}/pause", reason="examinations")


@case
def resume_volunteer(at: Stage) -> Any:
    return at.me.post(f"/v1/{volunteer(at, VolunteerState.PAUSED)}/resume")


@case
def end_volunteer(at: Stage) -> Any:
    return at.post(f"volunteers/{at.place.volunteer2_profile}/end", reason="study_ended", by="volunteer")


@case
def rejoin_volunteer(at: Stage) -> Any:
    return at.me.post(f"/v1/{volunteer(at, VolunteerState.ENDED)}/rejoin")
