"""The bytes of an upload: kept as they come, counted in the row, checked when all are there.

What has been answered as received is in the store and in the row. Between the two lies one transaction: parts whose
transaction fails are removed, and those of a server that fell are swept.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.files import FileLost, FileStore
from app.core.problems import DomainError, Forbidden
from app.models import Attachment
from app.models.attachment import AttachmentCreate, AttachmentState
from app.services import records
from app.services.files import file_places, taking_uploads
from app.services.files.file_places import FileAt

T = TypeVar("T")

# So much of an upload is in memory at once.
PIECE = 512 * 1024
MOST_PARTS = 500


class Write(Protocol):
    """Runs work in a transaction of the caller, on a writer thread."""

    async def __call__(self, work: Callable[[OwnedSession], T]) -> T: ...


class Door(NamedTuple, Generic[T]):
    """What an upload is written to, and what the transaction that enters bytes answers."""

    write: Write
    store: FileStore
    answer: Callable[[Any, Attachment], T]


class WrongOffset(DomainError):
    """`offset`: bytes that are safe, where to go on."""

    slug, title, status = "wrong-offset", "These bytes do not follow what is there", 409
    detail = "Go on at byte {offset}."


class TooManyParts(DomainError):
    """`limit`: parts of one upload."""

    slug, title, status = "too-many-parts", "The upload came in too many parts", 409
    detail = "At most {limit} parts; begin a new upload and send larger ones."


class UploadOver(DomainError):
    """`state`: refused or erased."""

    slug, title, status = "upload-over", "This upload has ended", 410
    detail = "Its bytes are gone; announce the file anew."


def require_open(file: FileAt, sender: UUID) -> None:
    """Only the sender goes on, and not with what is refused or erased. Raises Forbidden, UploadOver."""
    if file.created_by != sender:
        raise Forbidden
    if file.state in (AttachmentState.REFUSED, AttachmentState.ERASED):
        raise UploadOver(state=file.state)


async def append(door: Door[T], file: FileAt, offset: int, pieces: AsyncIterator[bytes]) -> T:
    """Adds bytes at an offset.

    Of a connection that breaks, what had come is kept. Raises WrongOffset, TooManyParts, WrongChecksum.
    """
    if offset != file.received:
        raise WrongOffset(offset=file.received)
    parts: list[list[Any]] = []
    try:
        async for piece in pieces:
            at = offset + sum(length for _, length in parts)
            parts.append(await asyncio.to_thread(file_places.add_part, door.store, file, at, piece))
        return await entered(door, file, parts)
    except BaseException:
        await asyncio.shield(asyncio.to_thread(file_places.drop_parts, door.store, file, parts))
        raise


async def take_whole(door: Door[T], new: AttachmentCreate, data: bytes) -> T:
    """Announces a file and takes all its bytes, or what is missing of it when it is sent again. Raises as `append`."""
    file = await door.write(partial(announced, new=new))
    if file.state is not AttachmentState.RECEIVING:
        return await door.write(lambda db: door.answer(db, db.find(Attachment, file.id)))
    return await append(door, file, file.received, one(data[file.received :]))


async def one(data: bytes) -> AsyncIterator[bytes]:
    yield data


def announced(db: OwnedSession, new: AttachmentCreate) -> FileAt:
    return FileAt.of(taking_uploads.announce(db, new))


async def entered(door: Door[T], file: FileAt, parts: list[list[Any]]) -> T:
    """The parts as the row's own; with the last of them the upload is complete."""
    received = file.received + sum(length for _, length in parts)
    if received == file.size and file.checksum is not None:
        whole = [*file.parts, *parts]
        if await asyncio.to_thread(digest_of, door.store, file, whole) != file.checksum:
            await door.write(partial(begin_again, file=file))
            await asyncio.to_thread(door.store.erase, file.incoming)
            raise taking_uploads.WrongChecksum
    return await door.write(lambda db: door.answer(db, enter(db, file, parts)))


def digest_of(store: FileStore, file: FileAt, parts: list[list[Any]]) -> str:
    digest = hashlib.sha256()
    try:
        for data in file_places.parts_of(store, file, parts):
            digest.update(data)
    except FileLost:
        return ""
    return digest.hexdigest()


def enter(db: OwnedSession, file: FileAt, parts: list[list[Any]]) -> Attachment:
    """One transaction: of two writers at one offset the second meets WrongOffset."""
    row = at_same_place(db, file)
    if len(row.parts) + len(parts) > MOST_PARTS:
        raise TooManyParts(limit=MOST_PARTS)
    if parts:
        row.parts = [*row.parts, *parts]
        row.received += sum(length for _, length in parts)
    if row.received == row.size:
        records.move(db, row, "upload")
        db.enqueue("process_attachment", {"attachment_id": str(row.id)}, key=str(row.id))
    db.flush()
    return row


def begin_again(db: OwnedSession, file: FileAt) -> None:
    """Forgets what came: one of the parts was wrong, and nobody knows which."""
    row = at_same_place(db, file)
    row.parts, row.received = [], 0


def at_same_place(db: OwnedSession, file: FileAt) -> Attachment:
    row = db.find(Attachment, file.id, lock=True)
    if row.state is not AttachmentState.RECEIVING or row.received != file.received:
        raise WrongOffset(offset=row.received)
    return row
