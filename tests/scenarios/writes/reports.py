"""Session reports and what they say of children: one write that succeeds for each operation."""

from typing import Any

from app.models.support_session import SessionState
from tests.scenarios.stage import Stage, case
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
