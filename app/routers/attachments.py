"""Attachments: files sent for a purpose: announced, uploaded in parts, processed, served, erased."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Attachment, Transition
from app.models.attachment import (
    AttachmentCreate,
    AttachmentErase,
    AttachmentPurpose,
    AttachmentRead,
    AttachmentState,
)
from app.models.trail import TransitionRead
from app.services import taking_uploads
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/attachments", tag="attachments")


class AttachmentQuery(ListQuery):
    child_id: Annotated[UUID | None, Where(Attachment.child_id, "is")] = None
    purpose: Annotated[list[AttachmentPurpose] | None, Many, Where(Attachment.purpose)] = None
    state: Annotated[list[AttachmentState] | None, Many, Where(Attachment.state)] = None
    used_by: Annotated[UUID | None, Where(Attachment.used_by, "is")] = None


ATTACHMENTS = Reads(
    AttachmentRead,
    Attachment,
    AttachmentQuery,
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Attachment, "read"))
async def list_attachments(reader: Reader, query: AttachmentQuery) -> Answer[Page[AttachmentRead]]:
    """List attachments."""
    return await reader.page(ATTACHMENTS, query)


@router.post("", Access(Attachment, "create"), 201, statuses=(429,))
def create_attachment(db: Db, new: AttachmentCreate) -> Answer[AttachmentRead]:
    """Announce a file, to send its bytes afterwards.

    Up to 10 MiB; 200 MB for a child and 50 files a day for a person. What is not finished or not put to use within
    seven days is erased.
    """
    return db.created(ATTACHMENTS, taking_uploads.announce(db, new))


@router.get("/{id}", Access(Attachment, "read"))
async def read_attachment(reader: Reader, id: UUID, query: RowQuery) -> Answer[AttachmentRead]:
    """Read an attachment: what is known of it, not its bytes."""
    return await reader.one(ATTACHMENTS, id, query)


@router.post("/{id}/erase", Access(Attachment, "erase"))
def erase_attachment(db: Db, id: UUID, erased: AttachmentErase) -> Answer[AttachmentRead]:
    """Erase a file that you have sent and that nothing holds yet: unreadable at once, its bytes go within a day."""
    return db.shown(ATTACHMENTS, taking_uploads.discard(db, id, erased.reason).id)
