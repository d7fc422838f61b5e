"""Times for interviews with applicants."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import InterviewSlot
from app.models.interview_slot import InterviewSlotCreate, InterviewSlotRead, InterviewSlotState
from app.services.recruitment import interviewing
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/interview-slots", tag="applications")


class InterviewSlotQuery(ListQuery):
    opportunity_id: Annotated[UUID | None, Where(InterviewSlot.opportunity_id, "is")] = None
    application_id: Annotated[UUID | None, Where(InterviewSlot.application_id, "is")] = None
    interviewer_id: Annotated[UUID | None, Where(InterviewSlot.interviewer_id, "is")] = None
    state: Annotated[list[InterviewSlotState] | None, Many, Where(InterviewSlot.state)] = None
    starts_at_from: Annotated[Moment | None, Where(InterviewSlot.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(InterviewSlot.starts_at, "until")] = None


SLOTS = Reads(InterviewSlotRead, InterviewSlot, InterviewSlotQuery, sorts={"starts_at": InterviewSlot.starts_at})


@router.get("", Access(InterviewSlot, "read"))
async def list_interview_slots(reader: Reader, query: InterviewSlotQuery) -> Answer[Page[InterviewSlotRead]]:
    """List times for interviews; interviewers list their own."""
    return await reader.page(SLOTS, query)


@router.post("", Access(InterviewSlot, "create"), 201)
def create_interview_slot(db: Db, new: InterviewSlotCreate) -> Answer[InterviewSlotRead]:
    """Offer a time to all who are invited to an interview for an opportunity; each time is for one of them.

    409 `interviewer-busy` where the interviewer has another interview then.
    """
    return db.created(SLOTS, interviewing.offer(db, new))


@router.get("/{id}", Access(InterviewSlot, "read"))
async def read_interview_slot(reader: Reader, id: UUID, query: RowQuery) -> Answer[InterviewSlotRead]:
    """Read a time for an interview."""
    return await reader.one(SLOTS, id, query)


@router.post("/{id}/cancel", Access(InterviewSlot, "cancel"))
def cancel_interview_slot(db: Db, id: UUID) -> Answer[InterviewSlotRead]:
    """Call a time off; an applicant who had chosen it is written to and can choose another one."""
    return db.shown(SLOTS, interviewing.cancel(db, id).id)
