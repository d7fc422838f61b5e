"""Schedules: recurring times that make sessions ahead."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Schedule, Transition
from app.models.schedule import ScheduleCreate, ScheduleEnd, ScheduleRead, ScheduleStatus, ScheduleUpdate
from app.models.trail import TransitionRead
from app.services.sessions import scheduling
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/schedules", tag="schedules")


class ScheduleQuery(ListQuery):
    group_id: Annotated[list[UUID] | None, Many, Where(Schedule.group_id)] = None
    status: Annotated[list[ScheduleStatus] | None, Many, Where(Schedule.status)] = None


SCHEDULES = Reads(
    ScheduleRead,
    Schedule,
    ScheduleQuery,
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Schedule, "read"))
async def list_schedules(reader: Reader, query: ScheduleQuery) -> Answer[Page[ScheduleRead]]:
    """List schedules."""
    return await reader.page(SCHEDULES, query)


@router.post("", Access(Schedule, "create"), 201)
def create_schedule(db: Db, new: ScheduleCreate) -> Answer[ScheduleRead]:
    """Plan the recurring sessions of a group.

    The sessions up to 26 weeks ahead are made with it. Where a leader or a child would be in two places at once nothing
    is saved and the answer names the conflicts, unless the body says `allow_conflicts`.
    """
    return db.created(SCHEDULES, scheduling.plan(db, new))


@router.get("/{id}", Access(Schedule, "read"))
async def read_schedule(reader: Reader, id: UUID, query: RowQuery) -> Answer[ScheduleRead]:
    """Read a schedule."""
    return await reader.one(SCHEDULES, id, query)


@router.patch("/{id}", Access(Schedule, "update"))
def update_schedule(db: Db, id: UUID, changes: ScheduleUpdate) -> Answer[ScheduleRead]:
    """Change a schedule, for all sessions that have not begun or from a day on.

    With `from_day` the schedule ends the day before and a new one, which the answer shows, follows it. Sessions that
    were edited by hand, held or cancelled, and those with attendance stay as they are.
    """
    return db.shown(SCHEDULES, scheduling.change(db, db.matching(SCHEDULES, id), changes).id)


@router.post("/{id}/end", Access(Schedule, "end"))
def end_schedule(db: Db, id: UUID, ending: ScheduleEnd) -> Answer[ScheduleRead]:
    """End a schedule.

    Sessions that it planned from that day on are deleted, and the change feed says so; those edited by hand are
    cancelled instead.
    """
    return db.shown(SCHEDULES, scheduling.end(db, id, ending.from_day).id)


@router.post("/{id}/extend", Access(Schedule, "update"))
def extend_schedule(db: Db, id: UUID) -> Answer[ScheduleRead]:
    """Make the sessions up to 26 weeks ahead of today."""
    return db.shown(SCHEDULES, scheduling.extend(db, id).id)
