"""Applications: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.core.ids import uuid7
from app.models import Application
from app.models.application import ApplicationState
from tests.scenarios.stage import Stage, ahead, case


def application(at: Stage, state: ApplicationState) -> str:
    email = f"{uuid7().hex}@applicants.example"
    row = Application(
        opportunity_id=at.place.opportunity, programme_id=at.place.programme, given_name="Rada", surname="Lukić",
        language="sr-Latn", email=email, contact=email, processing_text="2026-1", state=state,
        submitted_at=clock.now(),
    )  # fmt: skip
    return f"applications/{at.arrange(row)}"


@case
def issue_application_code(at: Stage) -> Any:
    return at.me.post(f"/v1/{application(at, ApplicationState.UNCONFIRMED)}/code")


@case
def screen_application(at: Stage) -> Any:
    return at.me.post(f"/v1/{application(at, ApplicationState.SUBMITTED)}/screen")


@case
def invite_applicant_to_interview(at: Stage) -> Any:
    return at.me.post(f"/v1/{application(at, ApplicationState.SCREENING)}/interview")


@case
def put_applicant_on_waiting_list(at: Stage) -> Any:
    return at.me.post(f"/v1/{application(at, ApplicationState.INTERVIEW)}/waitlist")


@case
def accept_applicant(at: Stage) -> Any:
    return at.post(f"{application(at, ApplicationState.INTERVIEW)}/accept", note="Patient with children")


@case
def reject_applicant(at: Stage) -> Any:
    return at.post(f"{application(at, ApplicationState.SCREENING)}/reject", reason="times_do_not_fit")


@case
def withdraw_application(at: Stage) -> Any:
    return at.me.post(f"/v1/{application(at, ApplicationState.SUBMITTED)}/withdraw")


@case
def create_application_note(at: Stage) -> Any:
    return at.post("application-notes", application_id=str(at.place.application), text="Speaks Romani at home")


@case
def create_interview_slot(at: Stage) -> Any:
    who = str(at.place.supervisor.user_id)
    return at.post(
        "interview-slots", opportunity_id=str(at.place.opportunity), interviewer_id=who, starts_at=ahead(days=9)
    )


@case
def cancel_interview_slot(at: Stage) -> Any:
    return at.me.post(f"/v1/interview-slots/{at.place.free_slot}/cancel")
