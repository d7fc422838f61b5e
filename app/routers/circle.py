"""The circle of care: who can see a child, and who has."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.declared import Reads
from app.core.listing import Page
from app.core.moments import Moment
from app.core.shapes import Shown
from app.models.child import Child
from app.models.circle_of_care import AccessLogEntry, CircleMember
from app.services.families import circle_of_care
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader

router = Api("/v1/children", tag="children")

# What the audit says is read: the child.
CHILD = Reads(Shown, Child)


class CircleQuery(BaseModel):
    """Nothing can be asked of the circle."""

    model_config = ConfigDict(extra="forbid")


class AccessLogQuery(BaseModel):
    """The period that is asked about."""

    model_config = ConfigDict(extra="forbid")

    at_from: Annotated[Moment | None, Field(description="90 days before `at_to` unless given")] = None
    at_to: Annotated[Moment | None, Field(description="Now unless given; at most 366 days after `at_from`")] = None


@router.get("/{id}/circle", Access(Child, "see_circle"))
async def read_circle(reader: Reader, id: UUID, query: CircleQuery) -> Answer[Page[CircleMember]]:
    """Tell who can see a child now, by which relation, and since when.

    The circle is computed from the same relations that answer every read. For guardians of the child (roles and first
    names), coordinators of its programme and data protection officers.
    """
    return await reader.show(CHILD, await circle_of_care.seeing(reader.database, reader.me, id))


@router.get("/{id}/access-log", Access(Child, "see_access_log"))
async def read_access_log(reader: Reader, id: UUID, query: AccessLogQuery) -> Answer[Page[AccessLogEntry]]:
    """Tell who has changed a child or seen personal fields of it (C3 and above), newest first.

    From the audit trail: at most its last 200 rows of a period that name the child. For guardians of the child (roles
    and days), coordinators of its programme and data protection officers.
    """
    found = await circle_of_care.having_seen(reader.database, reader.me, id, query.at_from, query.at_to)
    return await reader.show(CHILD, found)
