"""What becomes of applicants' data: unconfirmed forms vanish, and the person is erased where nothing came of it.

The row stays without a person, so that what was counted stays right.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Application, ApplicationNote, Programme
from app.models.application import REJECTED, UNCONFIRMED, WITHDRAWN
from app.models.secret_link import LinkPurpose
from app.models.volunteer import VolunteerProfile
from app.services.jobs.job_runs import JobRun
from app.services.recruitment.applying import TO_CONFIRM
from app.services.sign_in import linking

MOST_AT_ONCE = 200


def erase_due(run: JobRun) -> dict[str, Any]:
    """The periodic job; gives how many vanished and how many were erased."""
    counted = {"vanished": 0, "erased": 0}
    with run.transaction() as db:
        at = run.at or db.at
        programmes = [
            (row.id, timedelta(days=row.rules().application_retention_days))
            for row in db.execute(sa.select(Programme).order_by(col(Programme.id))).scalars()
        ]
    late = [col(Application.state) == UNCONFIRMED, col(Application.created_at) < at - TO_CONFIRM]
    counted["vanished"] = in_parts(run, late, vanish)
    for id, kept in programmes:
        due = [
            col(Application.programme_id) == id,
            col(Application.state).in_((REJECTED, WITHDRAWN)),
            col(Application.erased_at).is_(None),
            col(Application.decided_at) < at - kept,
        ]
        counted["erased"] += in_parts(run, due, erase)
    return counted


def in_parts(run: JobRun, due: list[Any], work: Any) -> int:
    """Does the work a few rows a transaction, in the order of their ids; rows that somebody holds come next time."""
    done, found = 0, MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with run.transaction() as db:
            some = sa.select(Application).where(*due).order_by(col(Application.id)).limit(MOST_AT_ONCE)
            rows = db.execute(some.with_for_update(skip_locked=True)).scalars().all()
            for row in rows:
                work(db, row)
            found = len(rows)
        done += found
    return done


def vanish(db: OwnedSession, row: Application) -> None:
    linking.end_all(db, LinkPurpose.FOLLOW_APPLICATION, row.id)
    db.delete(row)


def erase(db: OwnedSession, row: Application) -> None:
    """Everything that says who it was, in the row, the notes and the links."""
    for name in ("given_name", "surname", "email", "phone", "contact", "motivation", "decision_note", "language"):
        setattr(row, name, "")
    nobody = VolunteerProfile()
    for name in VolunteerProfile.model_fields:
        setattr(row, name, getattr(nobody, name))
    row.erased_at = db.at
    linking.end_all(db, LinkPurpose.FOLLOW_APPLICATION, row.id)
    for note in notes_of(db, row.id):
        db.delete(note)


def notes_of(db: OwnedSession, application_id: UUID) -> list[ApplicationNote]:
    theirs = sa.select(ApplicationNote).where(col(ApplicationNote.application_id) == application_id)
    return list(db.execute(theirs.order_by(col(ApplicationNote.id)).with_for_update()).scalars())
