"""Session reports, contacts with teachers and family observations: one write that succeeds for each operation."""

from typing import Any

from app.models.membership import Role
from app.models.support_session import SessionState
from tests.scenarios.stage import Stage, ahead, case
from tests.scenarios.writes.groups import session
from tests.world import Person

READING = {"activities": [{"code": "reading", "minutes": 60}], "next_steps": "Rhymes"}


def content(at: Stage) -> dict[str, Any]:
    line = {"child_id": str(at.place.mila), "engagement": 4, "emotional_state": "calm"}
    return {**READING, "children": [line]}


def drafted(at: Stage, by: Person) -> str:
    """A draft by somebody on a new session of Owls."""
    return at.id_of(f"sessions/{session(at, SessionState.HELD)}/report", by, **content(at))


def submitted(at: Stage, move: str = "submit") -> str:
    """The volunteer's report, handed in and perhaps acknowledged."""
    report = drafted(at, at.place.volunteer)
    assert at.place.volunteer.post(f"/v1/session-reports/{report}/submit").status_code == 200
    if move != "submit":
        assert at.place.coordinator.post(f"/v1/session-reports/{report}/{move}").status_code == 200
    return report


def line_of(at: Stage) -> str:
    """The line of Mila in a report that is acknowledged."""
    report = submitted(at, "acknowledge")
    return str(at.place.coordinator.get(f"/v1/reported-children?report_id={report}").json()["items"][0]["id"])


@case
def put_session_report(at: Stage) -> Any:
    return at.post(f"sessions/{session(at, SessionState.HELD)}/report", **content(at))


@case
def update_session_report(at: Stage) -> Any:
    return at.patch(f"session-reports/{drafted(at, at.me)}", next_steps="Songs")


@case
def submit_session_report(at: Stage) -> Any:
    return at.me.post(f"/v1/session-reports/{drafted(at, at.me)}/submit")


@case
def acknowledge_session_report(at: Stage) -> Any:
    return at.me.post(f"/v1/session-reports/{submitted(at)}/acknowledge")


@case
def return_session_report(at: Stage) -> Any:
    return at.post(f"session-reports/{submitted(at)}/return", reason="how was Mila?")


@case
def release_reported_child(at: Stage) -> Any:
    return at.me.post(f"/v1/reported-children/{line_of(at)}/release")


@case
def withhold_reported_child(at: Stage) -> Any:
    line = line_of(at)
    at.me.post(f"/v1/reported-children/{line}/release")
    return at.me.post(f"/v1/reported-children/{line}/withhold")


# What was said with teachers and noticed of families


def talk(at: Stage) -> dict[str, Any]:
    said = {"channel": "phone", "direction": "incoming", "at": ahead(minutes=-30), "topics": ["homework"]}
    return {"child_ids": [str(at.place.mila)], **said}


@case
def create_teacher_contact(at: Stage) -> Any:
    return at.post("teacher-contacts", **talk(at))


@case
def update_teacher_contact(at: Stage) -> Any:
    return at.patch(f"teacher-contacts/{at.id_of('teacher-contacts', **talk(at))}", follow_up="Ask again")


def noticed(at: Stage) -> dict[str, Any]:
    of = {"child_id": str(at.place.mila), "category": "housing", "note": "No quiet place to learn."}
    return {**of, "affects_learning": True, "observed_on": ahead(days=-1)[:10]}


def noted(at: Stage) -> str:
    """An observation by the caller; by the mediator where the caller writes none."""
    by = at.place.mediator if at.me.role is Role.COORDINATOR else at.me
    return at.id_of("family-observations", by, **noticed(at))


@case
def create_family_observation(at: Stage) -> Any:
    return at.post("family-observations", **noticed(at))


@case
def update_family_observation(at: Stage) -> Any:
    return at.patch(f"family-observations/{noted(at)}", affects_learning=False)


@case
def release_family_observation(at: Stage) -> Any:
    return at.me.post(f"/v1/family-observations/{noted(at)}/release")


@case
def withhold_family_observation(at: Stage) -> Any:
    path = f"/v1/family-observations/{noted(at)}"
    at.me.post(f"{path}/release")
    return at.me.post(f"{path}/withhold")
