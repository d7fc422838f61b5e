"""Reports that are owed: by when, and for which sessions.

The hours come from the programme's policy on the day on which the session was held; a policy that changes later moves
the due time of no session that was held before.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.session import OwnedSession
from app.models import Programme, SupportSession
from app.models.support_session import OWES_A_REPORT_CLAUSE

OWES_A_REPORT = sa.and_(OWES_A_REPORT_CLAUSE)
IS_OVERDUE = sa.case((col(SupportSession.report_due_at) < me.now, sa.true()), else_=sa.false())


def owe(db: OwnedSession, session: SupportSession) -> None:
    """Says by when a session that is being held is to be reported on; those without a roster owe nothing."""
    if session.held_from is not None and session.held_minutes is not None:
        ended = session.held_from + timedelta(minutes=session.held_minutes)
        session.report_due_at = due_after(db.find(Programme, session.programme_id), ended)


def due_after(programme: Programme, ended: datetime) -> datetime | None:
    """By when a session that ended then is to be reported on."""
    policy = programme.rules()
    return ended + timedelta(hours=policy.report_due_hours) if policy.roster else None
