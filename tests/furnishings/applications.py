"""Applications: one at the interview with the supervisor, with a note and times; one of the volunteer; one abroad."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import Application, ApplicationNote, InterviewSlot
from app.models.application import ApplicationState
from app.models.interview_slot import InterviewSlotState


def application(db: Any, place: Any, state: ApplicationState, name: str, **more: Any) -> Any:
    email, at = f"{name.lower()}@applicants.example", clock.now()
    row = Application(
        opportunity_id=place.ids["opportunity"], programme_id=place.ids["programme"], given_name=name, surname="Ilić",
        language="sr-Latn", email=email, contact=email, processing_text="2026-1", motivation="I like to read aloud.",
        state=state, submitted_at=at, screening_at=at, **more,
    )  # fmt: skip
    return db.put(row).id


def slot(db: Any, place: Any, interviewer: str, hours: int, **more: Any) -> Any:
    at = clock.now() + timedelta(hours=hours)
    row = InterviewSlot(
        opportunity_id=place.ids["opportunity"], programme_id=place.ids["programme"], starts_at=at, minutes=30,
        ends_at=at + timedelta(minutes=30), interviewer_id=place.people[interviewer].user_id, online=True, **more,
    )  # fmt: skip
    return db.put(row).id


def indigo(db: Any, place: Any) -> None:
    ids = place.ids
    ids["application"] = application(db, place, ApplicationState.INTERVIEW, "Vesna", interview_at=clock.now())
    told = {"application_id": ids["application"], "programme_id": ids["programme"]}
    for name in ("supervisor", "educator", "mediator"):
        taken = {"state": InterviewSlotState.TAKEN, "application_id": ids["application"]}
        ids[f"{name}s_interview"] = slot(db, place, name, 100, **taken)
        written = ApplicationNote(**told, text=f"Talked with the {name}.", created_by=place.people[name].user_id)
        ids[f"{name}s_application_note"] = db.put(written).id
    ids["free_slot"] = slot(db, place, "coordinator", 100)
    for name in ("volunteer", "assistant"):
        became = {"user_id": place.people[name].user_id, "decided_at": clock.now()}
        ids[f"{name}s_application"] = application(db, place, ApplicationState.ACCEPTED, name.title(), **became)


def red_cross(db: Any, place: Any) -> None:
    place.ids["application"] = application(db, place, ApplicationState.SUBMITTED, "Aino")
    place.ids["free_slot"] = slot(db, place, "coordinator", 100)
