"""Attachments: files sent for a purpose: announced, uploaded in parts, processed, served, erased."""

import asyncio
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.problems import NotFound
from app.core.shapes import ClientId
from app.models import Attachment, Transition
from app.models.attachment import (
    LARGEST,
    AttachmentCreate,
    AttachmentErase,
    AttachmentOpen,
    AttachmentPurpose,
    AttachmentRead,
    AttachmentSize,
    AttachmentState,
    Sha256,
)
from app.models.trail import TransitionRead
from app.services.files import file_places, showing_files, taking_uploads, uploading
from app.services.files.file_places import FileAt
from app.services.files.uploading import Door
from app.web import resumable
from app.web.answer import Answer
from app.web.api import PUBLIC, Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept
from app.web.looking import look, require_alive
from app.web.streaming import Stream

router = Api("/v1/attachments", tag="attachments")


# What a weak network can send at once.
SMALL: Final = 2 * 1024 * 1024
UPLOAD: Final[dict[str, Any]] = {"carried": resumable.CARRIED, "statuses": (409, 410, 412, 413, 415)}
TUS: Final[dict[str, Any]] = {"parameters": [resumable.TUS_RESUMABLE]}
PART: Final[dict[str, Any]] = {
    "parameters": [resumable.TUS_RESUMABLE, resumable.UPLOAD_OFFSET],
    "requestBody": {"required": True, "content": {resumable.PART: resumable.BINARY}},
}
WHOLE: Final[dict[str, Any]] = {
    "parameters": [],
    "requestBody": {"required": True, "content": dict.fromkeys(taking_uploads.EVERY_TYPE, resumable.BINARY)},
}
FILE: Final = {"description": "The file", "content": dict.fromkeys(showing_files.EXTENSIONS, resumable.BINARY)}
CONTENT: Final[dict[str, Any]] = {
    "extra": {"parameters": [], "responses": {"200": FILE}},
    "statuses": (409, 410),
    "response_class": Response,
}


def progress(_: Db, row: Attachment) -> Answer[None]:
    return resumable.progress(row.received, row.size)


def taken(db: Db, row: Attachment) -> Answer[AttachmentRead]:
    """201 for what came now, 200 for what had come before."""
    answer: Answer[AttachmentRead] = db.shown(ATTACHMENTS, row.id, 201 if (Attachment, row.id) in db.changes else 200)
    answer.headers = (*answer.headers, (b"location", f"/v1/attachments/{row.id}".encode()))
    return answer


class SmallUpload(BaseModel):
    """What is said of a file that comes whole; its media type is the Content-Type."""

    model_config = ConfigDict(extra="forbid")

    id: ClientId | None = None
    purpose: AttachmentPurpose
    child_id: UUID | None = None
    programme_id: UUID | None = None
    sha256: Sha256 | None = None


class ContentQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: AttachmentSize = AttachmentSize.FULL


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


@router.post("/upload", Access(Attachment, "create"), 201, statuses=(409, 413, 415, 429), extra=WHOLE)
async def upload_attachment(call: Call, query: SmallUpload, body: Stream) -> Answer[AttachmentRead]:
    """Send a small file in one request: up to 2 MiB, as the whole body.

    The same `id` again with the same file is the same attachment, so a retry never doubles.
    """
    data = await body.whole(SMALL)
    new = taking_uploads.small(query, call.headers.get(b"content-type", b""), data)
    door = Door(partial(unkept, call), call.process.database.files, taken)
    return await uploading.take_whole(door, new, data)


@router.get("/{id}", Access(Attachment, "read"))
async def read_attachment(reader: Reader, id: UUID, query: RowQuery) -> Answer[AttachmentRead]:
    """Read an attachment: what is known of it, not its bytes."""
    return await reader.one(ATTACHMENTS, id, query)


@router.post("/{id}/erase", Access(Attachment, "erase"))
def erase_attachment(db: Db, id: UUID, erased: AttachmentErase) -> Answer[AttachmentRead]:
    """Erase a file that you have sent and that nothing holds yet: unreadable at once, its bytes go within a day."""
    return db.shown(ATTACHMENTS, taking_uploads.discard(db, id, erased.reason).id)


@router.operation("OPTIONS", "/{id}/upload", PUBLIC, 204, extra=TUS, **UPLOAD)
async def read_upload_abilities(id: UUID) -> Answer[None]:
    """Tell which version of tus is spoken and how large a file may be."""
    return resumable.abilities(LARGEST)


@router.operation("GET", "/{id}/upload", Access(Attachment, "read"), 204, extra=TUS, **UPLOAD)
async def read_upload(reader: Reader, id: UUID) -> Answer[None]:
    """Tell how many bytes of an upload are safe; the same by HEAD, as tus asks."""
    file = await found(reader, id)
    resumable.require_version(reader.call)
    uploading.require_open(file, reader.me.user_id)
    return resumable.progress(file.received, file.size)


@router.operation("PATCH", "/{id}/upload", Access(Attachment, "upload"), 204, extra=PART, **UPLOAD)
async def append_to_upload(reader: Reader, id: UUID, body: Stream) -> Answer[None]:
    """Send a part of an upload (tus 1.0): bytes that begin at Upload-Offset.

    What is answered is safe. After a break ask HEAD how far it came and go on there. With the last byte the checksum
    is compared and the file goes on to be processed; read the attachment until it is `ready` or `refused`.
    """
    file = await found(reader, id)
    uploading.require_open(file, reader.me.user_id)
    offset = resumable.offset_of(reader.call)
    door = Door(partial(unkept, reader.call), reader.database.files, progress)
    return await uploading.append(door, file, offset, body.pieces(max(0, file.size - offset), uploading.PIECE))


@router.get("/{id}/content", Access(Attachment, "see_content"), **CONTENT)
async def read_content(reader: Reader, id: UUID, query: ContentQuery) -> Answer[None]:
    """Read the file itself: a picture in one of three sizes (320, 1024 and 2048 pixels at the longest side).

    Every reading stands in the audit. A coordinator sees photos of homework by `open`, with a reason.
    """
    return await shown(reader, showing_files.require_shown(await seen(reader, id), reader.me.role), query.size)


@router.post("/{id}/open", Access(Attachment, "open_content"), **CONTENT)
async def open_content(reader: Reader, id: UUID, body: AttachmentOpen) -> Answer[None]:
    """Read the file itself with a reason, which stands in the audit."""
    file = showing_files.require_shown(await seen(reader, id), reader.me.role, body.reason)
    return await shown(reader, file, body.size, body.reason)


async def seen(reader: Reader, id: UUID) -> list[FileAt]:
    """The attachment in the caller's reach, or nothing."""
    await require_alive(reader)
    return [FileAt.of(row) for row in await look(reader, file_places.ONE, id=id)]


async def found(reader: Reader, id: UUID) -> FileAt:
    for file in await seen(reader, id):
        return file
    raise NotFound


async def shown(reader: Reader, file: FileAt, size: AttachmentSize, reason: str = "") -> Answer[None]:
    """The bytes, once the audit says so; nothing may keep them, show them in our name or guess what they are."""
    data = await asyncio.to_thread(showing_files.read, reader.database.files, file, size)
    more = {"purpose": reason} if reason else {}
    await reader.witnessed("see_content", showing_files.rows_shown(file), showing_files.TIERS, **more)
    return Answer(data, 200, resumable.encoded(showing_files.headers(file)))
