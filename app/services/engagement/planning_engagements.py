"""Engagements: planned, changed, held, cancelled; and who organises them."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import Conflict, IdConflict, IllegalTransition, InvalidRequest
from app.models import Engagement, EngagementOrganiser, MentorGroup, School, User
from app.models.engagement import (
    WITH_PLACES,
    EngagementCancel,
    EngagementCreate,
    EngagementHold,
    EngagementKind,
    EngagementOrganiserCreate,
    EngagementState,
    EngagementUpdate,
)
from app.models.participation import EventNews
from app.services import records
from app.services.engagement.telling_changes import tell_all, when_and_where
from app.services.groups.placing import CapacityExceeded
from app.services.sessions.holding_sessions import require_begun

OF_A_VISIT = ("visit_goals", "visit_package", "visit_day")
FIXED_ONCE_HELD = {"planned_at", "minutes", "places"}


def plan(db: OwnedSession, new: EngagementCreate) -> Engagement:
    """A new engagement with its organisers; held at once when it is recorded afterwards."""
    require_fitting(new.kind, new)
    if (known := records.already(db, Engagement, new)) is not None:
        return known
    row = db.put(records.made(db, Engagement, new, school_id=school_of(db, new)))
    for user_id in sorted(set(new.organiser_ids) or {db.caller.user_id}):
        if user_id != db.caller.user_id:
            db.refer(User, user_id, "organiser_ids")
        db.put(EngagementOrganiser(engagement_id=row.id, user_id=user_id))
    return row if new.held is None else held(db, row, new.held)


def change(db: OwnedSession, row: Engagement, changes: EngagementUpdate) -> Engagement:
    """Changes an engagement that is not cancelled; its time and places only while it is planned.

    Of a new time or place those are told who were invited.
    """
    if row.state is EngagementState.CANCELLED or (
        row.state is not EngagementState.PLANNED and FIXED_ONCE_HELD & changes.model_fields_set
    ):
        raise IllegalTransition(state=row.state, allowed=row.__lifecycle__.open_from(row.state))
    require_fitting(row.kind, changes)
    if changes.places is not None and changes.places < row.taken:
        raise CapacityExceeded(rule="places", limit=changes.places, present=row.taken)
    before = when_and_where(row)
    records.change(db, row, changes)
    if row.state is EngagementState.PLANNED and when_and_where(row) != before:
        tell_all(db, row, EventNews.MOVED)
    return row


def hold(db: OwnedSession, id: UUID, what: EngagementHold) -> Engagement:
    """It took place: when it really began and how long it was."""
    return held(db, db.find(Engagement, id, lock=True), what)


def held(db: OwnedSession, row: Engagement, what: EngagementHold) -> Engagement:
    require_begun(db, what.held_at)
    row.held_at, row.held_minutes, row.recorded_at = what.held_at, what.held_minutes, what.recorded_at
    return records.move(db, row, "hold")


def cancel(db: OwnedSession, id: UUID, what: EngagementCancel) -> Engagement:
    """It will not take place, which is told; who had answered keeps the answer, should it be planned again."""
    row = db.find(Engagement, id, lock=True)
    row.cancel_reason, row.recorded_at = what.reason, what.recorded_at
    records.move(db, row, "cancel", what.reason.value)
    tell_all(db, row, EventNews.CANCELLED)
    return row


def reopen(db: OwnedSession, id: UUID, reason: str) -> Engagement:
    """It is planned after all, which is told as any other change."""
    row = db.find(Engagement, id, lock=True)
    row.cancel_reason = row.recorded_at = None
    records.move(db, row, "reopen", reason)
    tell_all(db, row, EventNews.MOVED)
    return row


def add_organiser(db: OwnedSession, engagement_id: UUID, new: EngagementOrganiserCreate) -> EngagementOrganiser:
    """One more who organises it; Conflict for one who does already."""
    event = db.find(Engagement, engagement_id, lock=True)
    if (known := records.already(db, EngagementOrganiser, new)) is not None:
        if known.engagement_id != event.id:
            raise IdConflict
        return known
    same = [col(EngagementOrganiser.engagement_id) == event.id, col(EngagementOrganiser.user_id) == new.user_id]
    if db.execute(sa.select(EngagementOrganiser).where(*same)).scalars().first() is not None:
        raise Conflict
    return db.put(records.made(db, EngagementOrganiser, new, engagement_id=event.id))


def require_fitting(kind: EngagementKind, body: EngagementCreate | EngagementUpdate) -> None:
    """Refuses places where nobody counts them, and the plan of a home visit for anything else."""
    wrong = []
    if kind not in WITH_PLACES and body.places is not None:
        wrong.append("places")
    if kind is not EngagementKind.HOME_VISIT:
        wrong += [name for name in OF_A_VISIT if getattr(body, name)]
    if wrong:
        detail = "An engagement of this kind has none."
        raise InvalidRequest(
            errors=[{"pointer": f"/{name}", "code": "not_allowed", "detail": detail} for name in wrong]
        )


def school_of(db: OwnedSession, new: EngagementCreate) -> UUID | None:
    """The school that is named, or that of the group."""
    if new.group_id is None:
        return new.school_id if new.school_id is None else db.refer(School, new.school_id, "school_id").id
    group = db.refer(MentorGroup, new.group_id, "group_id")
    if group.programme_id != new.programme_id:
        detail = "This group belongs to another programme."
        raise InvalidRequest(errors=[{"pointer": "/group_id", "code": "other_programme", "detail": detail}])
    return new.school_id or group.school_id
