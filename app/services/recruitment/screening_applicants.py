"""What people decide about applications, step by step; what the applicant should know of is written to them."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.models import Application, ApplicationNote
from app.models.application import ApplicationReject
from app.models.application_note import ApplicationNoteCreate
from app.services import records
from app.services.recruitment import interviewing
from app.services.recruitment.writing_to_applicants import tell


def screen(db: OwnedSession, id: UUID) -> Application:
    """Somebody looks at it."""
    row = db.find(Application, id, lock=True)
    row.screening_at = db.at
    return records.move(db, row, "screen")


def invite(db: OwnedSession, id: UUID) -> Application:
    """The applicant is invited to choose a time for an interview."""
    row = db.find(Application, id, lock=True)
    row.interview_at = row.interview_at or db.at
    records.move(db, row, "interview")
    tell(db, row)
    return row


def wait(db: OwnedSession, id: UUID) -> Application:
    """Suitable, and no place now."""
    row = records.move(db, db.find(Application, id, lock=True), "waitlist")
    interviewing.give_up(db, row)
    tell(db, row)
    return row


def reject(db: OwnedSession, id: UUID, given: ApplicationReject) -> Application:
    """The words stand in the row and not in its transition, since they go with the person's data."""
    row = db.find(Application, id, lock=True)
    row.decided_at, row.reject_reason, row.decision_note = db.at, given.reason, given.note
    return over(db, row, "reject")


def withdraw(db: OwnedSession, id: UUID) -> Application:
    """The applicant does not want it any more."""
    row = db.find(Application, id, lock=True)
    row.decided_at = db.at
    return over(db, row, "withdraw")


def over(db: OwnedSession, row: Application, move: str) -> Application:
    records.move(db, row, move)
    interviewing.give_up(db, row)
    tell(db, row)
    return row


def note(db: OwnedSession, new: ApplicationNoteCreate) -> ApplicationNote:
    """A note on an application in reach, while it has a person."""
    if (known := records.already(db, ApplicationNote, new)) is not None:
        return known
    about = db.refer(Application, new.application_id, "application_id")
    return db.put(records.made(db, ApplicationNote, new, programme_id=about.programme_id))
