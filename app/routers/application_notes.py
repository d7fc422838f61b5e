"""Notes on applications."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Page, RowQuery, Where
from app.models import ApplicationNote
from app.models.application_note import ApplicationNoteCreate, ApplicationNoteRead
from app.services.recruitment import screening_applicants
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/application-notes", tag="applications")


class ApplicationNoteQuery(ListQuery):
    application_id: Annotated[UUID | None, Where(ApplicationNote.application_id, "is")] = None
    created_by: Annotated[UUID | None, Where(ApplicationNote.created_by, "is")] = None


NOTES = Reads(ApplicationNoteRead, ApplicationNote, ApplicationNoteQuery)


@router.get("", Access(ApplicationNote, "read"))
async def list_application_notes(reader: Reader, query: ApplicationNoteQuery) -> Answer[Page[ApplicationNoteRead]]:
    """List notes on applications; interviewers list their own."""
    return await reader.page(NOTES, query)


@router.post("", Access(ApplicationNote, "create"), 201)
def create_application_note(db: Db, new: ApplicationNoteCreate) -> Answer[ApplicationNoteRead]:
    """Write a note on an application. It goes when the applicant's data goes."""
    return db.created(NOTES, screening_applicants.note(db, new))


@router.get("/{id}", Access(ApplicationNote, "read"))
async def read_application_note(reader: Reader, id: UUID, query: RowQuery) -> Answer[ApplicationNoteRead]:
    """Read a note on an application."""
    return await reader.one(NOTES, id, query)
