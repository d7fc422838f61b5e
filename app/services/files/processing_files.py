"""What becomes of an upload once it is complete: looked at by content, made plain, kept; and at its end erased.

These are jobs: they run outside the event loop, one after the other where pictures are decoded, and bear being done
again, since what is kept lies under names that the row has had from the beginning.
"""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core import images
from app.core.file_kinds import FileKind, flaw_of, kind_of
from app.core.files import FileLost, FileStore
from app.models import Attachment
from app.models.attachment import AttachmentRefusal, AttachmentState
from app.services import records
from app.services.files import file_places, keeping_files
from app.services.files.file_places import FileAt
from app.services.files.taking_uploads import ACCEPTED
from app.services.jobs.job_runs import JobRun

AT_ONCE = 100
# Longer than an unfinished upload lives.
FORGOTTEN = keeping_files.UNUSED + timedelta(days=2)


class Kept(NamedTuple):
    """What is kept of an upload, by size."""

    content_type: str
    by_size: dict[str, bytes]
    width: int | None = None
    height: int | None = None


def process(run: JobRun) -> dict[str, Any] | None:
    """The job of one complete upload: ready or refused."""
    store = run.database.files
    with run.transaction() as db:
        file = FileAt.of(db.find(Attachment, UUID(run.args["attachment_id"])))
    if file.state is AttachmentState.PROCESSING:
        found = examined(store, file)
        if isinstance(found, Kept):
            for size, data in found.by_size.items():
                file_places.keep(store, file, size, data)
        with run.transaction() as db:
            file = settled(db, file, found)
    if file.state is AttachmentState.READY:
        store.erase(file.incoming)
    else:
        erase_bytes(run, [file])
    return {"state": file.state.value}


def examined(store: FileStore, file: FileAt) -> Kept | AttachmentRefusal:
    """What is to be kept of an upload, or why nothing is."""
    try:
        data = b"".join(file_places.parts_of(store, file, file.parts))
    except FileLost:
        return AttachmentRefusal.DAMAGED
    kind = kind_of(data)
    if kind is None:
        return AttachmentRefusal.UNKNOWN_CONTENT
    if kind.value not in ACCEPTED[file.purpose]:
        return AttachmentRefusal.NOT_FOR_THIS_PURPOSE
    return pictures(data, kind) if kind in images.MOST_PIXELS else unchanged(data, kind)


def pictures(data: bytes, kind: FileKind) -> Kept | AttachmentRefusal:
    try:
        made = images.shrink(data, kind)
    except images.Refused as error:
        return AttachmentRefusal(error.code)
    return Kept(FileKind.JPEG.value, made.by_size, made.width, made.height)


def unchanged(data: bytes, kind: FileKind) -> Kept | AttachmentRefusal:
    """A PDF or a recording as it came, once its structure has been looked at."""
    flaw = flaw_of(kind, data)
    return Kept(kind.value, {"full": data}) if flaw is None else AttachmentRefusal(flaw)


def settled(db: OwnedSession, file: FileAt, found: Kept | AttachmentRefusal) -> FileAt:
    """Enters what was found, unless the file was erased meanwhile."""
    row = db.find(Attachment, file.id, lock=True)
    if row.state is not AttachmentState.PROCESSING:
        return FileAt.of(row)
    if isinstance(found, Kept):
        row.content_type, row.width, row.height = found.content_type, found.width, found.height
        row.sizes = {size: len(data) for size, data in found.by_size.items()}
        row.kept_bytes, row.parts = sum(row.sizes.values()), []
        return FileAt.of(records.move(db, row, "accept"))
    row.refusal, row.name, row.file_key, row.erase_after = found, "", "", None
    return FileAt.of(records.move(db, row, "refuse", found.value))


def erase_due(run: JobRun) -> dict[str, Any] | None:
    """The periodic job: ends what has had its days, removes the bytes of all that has ended, and sweeps."""
    ended = erased = 0
    while due := end_due(run):
        ended += due
    while files := with_bytes_of_the_ended(run):
        erase_bytes(run, files)
        erased += len(files)
    with run.transaction() as db:
        before = db.at - FORGOTTEN
    swept = file_places.sweep(run.database.files, run.organisation_id, before)
    return {"ended": ended, "erased": erased, "swept": swept}


def end_due(run: JobRun) -> int:
    """Some of the files whose time is over."""
    with run.transaction() as db:
        due = sa.select(Attachment).where(
            col(Attachment.erase_after).is_not(None), col(Attachment.erase_after) <= (run.at or db.at)
        )
        rows = db.execute(due.order_by(col(Attachment.id)).limit(AT_ONCE).with_for_update()).scalars().all()
        for row in rows:
            keeping_files.end(db, row, "its time is over")
        return len(rows)


def with_bytes_of_the_ended(run: JobRun) -> list[FileAt]:
    """Some of the files that have ended and whose bytes may be there still."""
    with run.transaction() as db:
        over = sa.or_(col(Attachment.state) == AttachmentState.ERASED, col(Attachment.state) == AttachmentState.REFUSED)
        rows = sa.select(Attachment).where(over, col(Attachment.kept_bytes) > 0).order_by(col(Attachment.id))
        return [FileAt.of(row) for row in db.execute(rows.limit(AT_ONCE)).scalars()]


def erase_bytes(run: JobRun, files: list[FileAt]) -> None:
    """Removes the bytes, and then says so: a fall between the two means no more than doing it again."""
    for file in files:
        file_places.erase(run.database.files, file)
    with run.transaction() as db:
        for file in files:
            row = db.find(Attachment, file.id, lock=True)
            row.kept_bytes, row.parts, row.sizes = 0, [], {}
