"""Milestones that volunteers have reached."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Milestone
from app.models.milestone import MilestoneCode, MilestoneRead
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader

router = Api("/v1/milestones", tag="volunteers")


class MilestoneQuery(ListQuery):
    user_id: Annotated[list[UUID] | None, Many, Where(Milestone.user_id)] = None
    code: Annotated[list[MilestoneCode] | None, Many, Where(Milestone.code)] = None
    reached_on_from: Annotated[date | None, Where(Milestone.reached_on, "from")] = None


MILESTONES = Reads(MilestoneRead, Milestone, MilestoneQuery, sorts={"reached_on": Milestone.reached_on})


@router.get("", Access(Milestone, "read"))
async def list_milestones(reader: Reader, query: MilestoneQuery) -> Answer[Page[MilestoneRead]]:
    """List milestones: your own, as a supervisor those of your volunteers.

    They follow from verified hours and the time between them; nobody enters them.
    """
    return await reader.page(MILESTONES, query)


@router.get("/{id}", Access(Milestone, "read"))
async def read_milestone(reader: Reader, id: UUID, query: RowQuery) -> Answer[MilestoneRead]:
    """Read a milestone."""
    return await reader.one(MILESTONES, id, query)
