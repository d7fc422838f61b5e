"""What was reported: on Mila by the volunteer and the educator, on Luka in a draft, on Ada of the Red Cross."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core import clock
from app.models import ReportedChild, SessionReport, SupportSession
from app.models.release_state import ReleaseState
from app.models.session_report import EmotionalState, ReportState

HAPPY = {"engagement": 4, "emotional_state": EmotionalState.HAPPY, "learning_note": "Reads short words."}


def indigo(db: OwnedSession, place: Any) -> None:
    """What the volunteer wrote of Mila was released to her mother; the session of Foxes is not reported on in time."""
    report(db, place, "owls_held", "mila", "volunteer", ReportState.SUBMITTED)
    db.find(ReportedChild, place.mila_by_volunteer).release_state = ReleaseState.RELEASED
    report(db, place, "owls_held", "mila", "educator", ReportState.SUBMITTED)
    report(db, place, "foxes_held", "luka", "volunteer2", ReportState.DRAFT)
    db.find(SupportSession, place.foxes_held).report_due_at = clock.now() - timedelta(hours=1)


def red_cross(db: OwnedSession, place: Any) -> None:
    """A report on Ada."""
    report(db, place, "library_held", "ada", "volunteer", ReportState.SUBMITTED)


def report(db: OwnedSession, place: Any, session: str, child: str, author: str, state: ReportState) -> None:
    held = db.find(SupportSession, place.ids[session])
    at = None if state is ReportState.DRAFT else held.ends_at + timedelta(hours=1)
    author_id: UUID = place.people[author].user_id
    of_session = {"session_id": held.id, "group_id": held.group_id, "programme_id": held.programme_id}
    locks_at = at and at + timedelta(days=14)
    row = SessionReport(
        **of_session, author_id=author_id, starts_at=held.starts_at, state=state, submitted_at=at, locks_at=locks_at,
        activities=[{"code": "reading", "minutes": 40}], next_steps="More short texts.", created_by=author_id,
    )  # fmt: skip
    place.ids[f"report_on_{child}_by_{author}"] = db.put(row).id
    line = ReportedChild(
        **of_session, **HAPPY, report_id=row.id, author_id=author_id, child_id=place.ids[child], at=held.starts_at,
        reported_at=at, emotional_note="Laughed a lot." if at else "", created_by=author_id,
    )  # fmt: skip
    place.ids[f"{child}_by_{author}"] = db.put(line).id
