"""What session reports say of a child, and how it is over time."""

from typing import Annotated
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict

from app.auth.declared import Reads
from app.auth.reader import Found
from app.core import clock
from app.core.columns import instant_text
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.core.shapes import Shown
from app.models import Child, ReportedChild
from app.models.session_report import EmotionalState, ReportedChildRead
from app.models.wellbeing import Wellbeing, WellbeingPoint
from app.services import records
from app.services.sessions import reporting_sessions
from app.services.sessions.watching_wellbeing import IS_REPORTED, Trend, numbers, of_points, signs, stretches
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="reports")


class ReportedChildQuery(ListQuery):
    child_id: Annotated[UUID | None, Where(ReportedChild.child_id, "is")] = None
    group_id: Annotated[UUID | None, Where(ReportedChild.group_id, "is")] = None
    report_id: Annotated[list[UUID] | None, Many, Where(ReportedChild.report_id)] = None
    emotional_state: Annotated[list[EmotionalState] | None, Many, Where(ReportedChild.emotional_state)] = None
    needs_support: Annotated[bool | None, Where(ReportedChild.needs_support, "is")] = None
    at_from: Annotated[Moment | None, Where(ReportedChild.at, "from")] = None
    at_to: Annotated[Moment | None, Where(ReportedChild.at, "until")] = None


class PointQuery(ListQuery):
    at_from: Annotated[Moment | None, Where(ReportedChild.at, "from")] = None
    at_to: Annotated[Moment | None, Where(ReportedChild.at, "until")] = None


class WellbeingQuery(BaseModel):
    """Nothing can be asked of it: the stretches are those of the definition."""

    model_config = ConfigDict(extra="forbid")


# What the audit says is read, beside the reports: the child, so that its guardians learn who has looked.
CHILD = Reads(Shown, Child)
SORTS = {"at": ReportedChild.at}
REPORTED = Reads(ReportedChildRead, ReportedChild, ReportedChildQuery, sorts=SORTS)
POINTS = Reads(
    WellbeingPoint,
    ReportedChild,
    PointQuery,
    sorts=SORTS,
    parent=(Child, ReportedChild.child_id),
    where=IS_REPORTED,
)


@router.get("/reported-children", Access(ReportedChild, "read"))
async def list_reported_children(reader: Reader, query: ReportedChildQuery) -> Answer[Page[ReportedChildRead]]:
    """List what session reports say of children.

    Guardians see engagement and emotional state of their children once these were released to them.
    """
    return await reader.page(REPORTED, query)


@router.get("/reported-children/{id}", Access(ReportedChild, "read"))
async def read_reported_child(reader: Reader, id: UUID, query: RowQuery) -> Answer[ReportedChildRead]:
    """Read what a session report says of a child."""
    return await reader.one(REPORTED, id, query)


@router.post("/reported-children/{id}/release", Access(ReportedChild, "release"))
def release_reported_child(db: Db, id: UUID) -> Answer[ReportedChildRead]:
    """Show the child's guardians its engagement and emotional state, once the report is acknowledged.

    The notes are never shown to them.
    """
    return db.shown(REPORTED, reporting_sessions.release(db, id).id)


@router.post("/reported-children/{id}/withhold", Access(ReportedChild, "withhold"))
def withhold_reported_child(db: Db, id: UUID) -> Answer[ReportedChildRead]:
    """Take back what was released."""
    return db.shown(REPORTED, records.move(db, db.find(ReportedChild, id, lock=True), "withhold").id)


@router.get("/children/{id}/wellbeing", Access(ReportedChild, "watch"))
async def read_wellbeing(reader: Reader, id: UUID, query: WellbeingQuery) -> Answer[Wellbeing]:
    """Read how a child is: the last four weeks beside the eight before, with the numbers and the reports behind them.

    A sign is found where engagement fell by at least 1.0 on the scale of 1 to 5, or where the share of sad, anxious,
    angry or withdrawn among the observed states rose by at least 30 points, from at least three reports in each
    stretch. It says "look", never more; a child is compared with itself alone.
    """
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole, not of the page it is made of
    when = stretches(clock.now())
    asked = PointQuery(sort="-at", limit=200, at_from=when["begins"], at_to=when["ends"])
    points = orjson.loads((await reader.page(POINTS, asked, parent=id)).body)["items"]
    found = of_points(points, when["turns"])
    said = numbers(Trend(id, found[True], found[False]))
    said["recent"] |= {"begins": instant_text(when["turns"]), "ends": instant_text(when["ends"])}
    said["before"] |= {"begins": instant_text(when["begins"]), "ends": instant_text(when["turns"])}
    reader.call.headers[b"if-none-match"] = held
    shown_points = [{name: point[name] for name in WellbeingPoint.model_fields} for point in points]
    whole = {"child_id": str(id), **said, "findings": signs(found[True], found[False]), "points": shown_points}
    return await reader.show(CHILD, Found(json_text(whole), (str(id),), [2, 4]))
