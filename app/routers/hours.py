"""Hours: what people gave, by kind; entered, verified by others, added up."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import HoursEntry, Transition
from app.models.hours_entry import (
    HoursCorrect,
    HoursCreate,
    HoursDispute,
    HoursKind,
    HoursRead,
    HoursState,
    HoursTotalQuery,
    HoursTotals,
    HoursVerifyMany,
)
from app.models.trail import TransitionRead
from app.services.hours import logging_hours
from app.services.hours.summing_hours import TOTALS, asked, whole
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1/hours", tag="hours")


class HoursQuery(ListQuery):
    user_id: Annotated[UUID | None, Where(HoursEntry.user_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(HoursEntry.programme_id, "is")] = None
    session_id: Annotated[UUID | None, Where(HoursEntry.session_id, "is")] = None
    replaces_id: Annotated[UUID | None, Where(HoursEntry.replaces_id, "is")] = None
    kind: Annotated[list[HoursKind] | None, Many, Where(HoursEntry.kind)] = None
    state: Annotated[list[HoursState] | None, Many, Where(HoursEntry.state)] = None
    done_on_from: Annotated[date | None, Where(HoursEntry.done_on, "from")] = None
    done_on_to: Annotated[date | None, Where(HoursEntry.done_on, "until")] = None


INCLUDES = {"transitions": Include(TransitionRead, Transition, Transition.row_id)}
HOURS = Reads(HoursRead, HoursEntry, HoursQuery, sorts={"done_on": HoursEntry.done_on}, includes=INCLUDES)


@router.get("", Access(HoursEntry, "read"))
async def list_hours(reader: Reader, query: HoursQuery) -> Answer[Page[HoursRead]]:
    """List hours.

    Your own; as a supervisor also those of your volunteers, as a coordinator those of your programmes. Entries that
    were corrected, withdrawn or annulled stay in the list as history: ask by `state`.
    """
    return await reader.page(HOURS, query)


@router.get("/totals", Access(HoursEntry, "read"))
async def total_hours(reader: Reader, query: HoursTotalQuery) -> Answer[HoursTotals]:
    """Add up hours by month, programme and kind over the entries in your reach."""
    await require_alive(reader)
    return shown(reader, json_text(whole(await look(reader, TOTALS, **asked(query)))))


@router.post("", Access(HoursEntry, "create"), 201)
def log_hours(db: Db, new: HoursCreate) -> Answer[HoursRead]:
    """Enter hours of your own.

    For a day that has come, at most half a year ago. Hours of sessions come by themselves, from the attendance.
    """
    return db.created(HOURS, logging_hours.log(db, new))


@router.post("/verify", Access(HoursEntry, "verify"))
def verify_many_hours(db: Db, chosen: HoursVerifyMany) -> Answer[Page[HoursRead]]:
    """Verify hours of others, several at once: all of them or none."""
    logging_hours.verify_many(db, chosen.ids)
    return db.listed(HOURS, HoursQuery(id=chosen.ids, limit=200))


@router.get("/{id}", Access(HoursEntry, "read"))
async def read_hours(reader: Reader, id: UUID, query: RowQuery) -> Answer[HoursRead]:
    """Read one entry of hours."""
    return await reader.one(HOURS, id, query)


@router.post("/{id}/verify", Access(HoursEntry, "verify"))
def verify_hours(db: Db, id: UUID) -> Answer[HoursRead]:
    """Say that these hours of another person were given."""
    return db.shown(HOURS, logging_hours.verify(db, id).id)


@router.post("/{id}/dispute", Access(HoursEntry, "dispute"))
def dispute_hours(db: Db, id: UUID, disputed: HoursDispute) -> Answer[HoursRead]:
    """Say why these hours of another person cannot stand as they are."""
    return db.shown(HOURS, logging_hours.dispute(db, id, disputed.reason).id)


@router.post("/{id}/correct", Access(HoursEntry, "correct"), 201)
def correct_hours(db: Db, id: UUID, new: HoursCorrect) -> Answer[HoursRead]:
    """Put a new entry in place of your own that is not verified; the old one stays as history."""
    return db.created(HOURS, logging_hours.correct(db, id, new))


@router.post("/{id}/withdraw", Access(HoursEntry, "withdraw"))
def withdraw_hours(db: Db, id: UUID) -> Answer[HoursRead]:
    """Take back an entry of your own that is not verified."""
    return db.shown(HOURS, logging_hours.withdraw(db, id).id)
