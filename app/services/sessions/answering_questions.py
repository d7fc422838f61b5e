"""Questions at the desk: entered by who answered them, and what they add up to."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.session import OwnedSession
from app.models import MentorGroup, Question
from app.models.question import QuestionCreate, QuestionUpdate
from app.services import records
from app.services.dating import local_day
from app.services.sessions.counting_visits import end, first, group, programme, site
from app.services.sessions.holding_sessions import require_begun

TOTALS = Lookup(
    sa.select(
        *columns(Question, "month subject"),
        sa.func.count().label("questions"),
        sa.func.coalesce(sa.func.sum(Question.minutes), 0).label("minutes"),
    )
    .where(
        col(Question.month) >= first,
        col(Question.month) < end,
        sa.or_(programme.is_(None), col(Question.programme_id) == programme),
        sa.or_(group.is_(None), col(Question.group_id) == group),
        sa.or_(site.is_(None), col(Question.site_id) == site),
    )
    .group_by(col(Question.month), col(Question.subject))
    .order_by(col(Question.month), col(Question.subject))
)


def answer(db: OwnedSession, new: QuestionCreate) -> Question:
    """A question that the caller answered, or whom the body names. Raises InTheFuture."""
    require_begun(db, new.asked_at)
    if (known := records.already(db, Question, new)) is not None:
        return known
    desk = db.refer(MentorGroup, new.group_id, "group_id")
    where = {"programme_id": desk.programme_id, "site_id": desk.site_id, "month": month_of(db, new.asked_at)}
    by = {"answered_by_id": new.answered_by_id or db.caller.user_id}
    return records.create(db, Question, new.model_copy(update=by), **where)


def change(db: OwnedSession, row: Question, changes: QuestionUpdate) -> Question:
    """Corrects what was entered."""
    if changes.asked_at is not None:
        require_begun(db, changes.asked_at)
        row.month = month_of(db, changes.asked_at)
    return records.change(db, row, changes)


def month_of(db: OwnedSession, at: datetime) -> date:
    return local_day(db, at).replace(day=1)
