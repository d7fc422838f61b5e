"""Files in use: which row holds an attachment, how long its bytes are kept, and their end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, ReferenceNotFound
from app.models import Attachment, Programme
from app.models.attachment import AttachmentPurpose, AttachmentState
from app.services import records

MOST_ATTACHED = 20
# What nobody has put to use goes after this; so does an upload that was never finished.
UNUSED = timedelta(days=7)


class AttachmentNotReady(DomainError):
    """`state`: what it is in."""

    slug, title, status = "attachment-not-ready", "The file is not ready", 409
    detail = "Wait until it is ready; one that was refused or erased must be sent anew."


class AttachmentInUse(DomainError):
    slug, title, status = "attachment-in-use", "The file is used elsewhere", 409
    detail = "A file belongs to one thing; send it again for another one."


def attach(
    db: OwnedSession, ids: Sequence[UUID], purpose: AttachmentPurpose, child_id: UUID | None, to: Any
) -> list[Attachment]:
    """The attachments of a body's `attachment_ids`, from now on held by the row `to`; the same call again is no error.

    Raises ReferenceNotFound for what the caller does not reach, or was sent for another purpose or child;
    AttachmentNotReady; AttachmentInUse. A photo is kept for the days that the policy of its programme says.
    """
    if not ids:
        return []
    found = [db.refer(Attachment, id, "attachment_ids").id for id in dict.fromkeys(ids)]
    with db.beyond_reach("a file is held by the row that it was sent for") as wide:
        rows = [wide.find(Attachment, id, lock=True) for id in sorted(found)]
        for row in rows:
            require_free(row, purpose, child_id, to)
        for row in rows:
            row.used_in, row.used_by = to.__resource__, to.id
            row.erase_after = kept_until(wide, row, db.at)
    return [db.find(Attachment, id) for id in found]


def require_free(row: Attachment, purpose: AttachmentPurpose, child_id: UUID | None, to: Any) -> None:
    if row.purpose is not purpose or row.child_id != child_id:
        detail = "This file was sent for another child or purpose."
        raise ReferenceNotFound(errors=[{"pointer": "/attachment_ids", "code": "not_found", "detail": detail}])
    if row.state is not AttachmentState.READY:
        raise AttachmentNotReady(state=row.state)
    if row.used_by not in (None, to.id):
        raise AttachmentInUse


def attached(db: OwnedSession, to: Any) -> list[Attachment]:
    """The attachments that a row holds and the caller reaches, in the order in which they were sent."""
    held = sa.select(Attachment).where(col(Attachment.used_by) == to.id).order_by(col(Attachment.id))
    return list(db.execute(held).scalars())


def keep_from(db: OwnedSession, attachments: Sequence[Attachment], at: datetime) -> None:
    """Counts the programme's days anew from this instant: homework was handed over, so its photos may go later."""
    with db.beyond_reach("how long a file is kept follows what it was sent for") as wide:
        for attachment in sorted(attachments, key=lambda one: one.id):
            row = wide.find(Attachment, attachment.id, lock=True)
            row.erase_after = kept_until(wide, row, at)


def kept_until(db: OwnedSession, row: Attachment, at: datetime) -> datetime | None:
    """When the bytes go: of a photo by the programme's policy; evidence stays as long as what it proves."""
    if row.purpose is not AttachmentPurpose.HOMEWORK_PHOTO or row.programme_id is None:
        return None
    return at + timedelta(days=db.find(Programme, row.programme_id).rules().photo_retention_days)


def erase(db: OwnedSession, attachments: Sequence[Attachment], reason: str = "") -> None:
    """Ends the files: they cannot be read from this commit on, and a job removes their bytes."""
    with db.beyond_reach("a file goes with what it was sent for") as wide:
        for attachment in sorted(attachments, key=lambda one: one.id):
            row = wide.find(Attachment, attachment.id, lock=True)
            end(wide, row, reason)
        wide.enqueue("erase_files", {}, key="soon")


def end(db: OwnedSession, row: Attachment, reason: str) -> None:
    """The file's end in its row: with the key nobody can read it; its name, which may be a child's, goes too."""
    if row.state is not AttachmentState.ERASED:
        row.name, row.file_key, row.erase_after = "", "", None
        records.move(db, row, "erase", reason)
