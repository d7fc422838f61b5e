"""Where the bytes of an attachment lie in the store: parts as they come, and what is kept of it, all sealed.

Each object is sealed with the attachment's own key and bound to its place, so that neither the store nor a copy of the
database alone gives a picture away, and no object can stand for another.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.columns import Id
from app.core.files import FileLost, FileStore
from app.core.sealed_streams import open_stream, seal_stream
from app.core.sealing import SealBroken
from app.models import Attachment
from app.models.attachment import AttachmentPurpose, AttachmentSize, AttachmentState

COLUMNS = (
    "organisation_id id state purpose child_id name content_type size received parts checksum place file_key sizes"
    " used_by created_by"
)
ONE = Lookup(sa.select(*columns(Attachment, COLUMNS)).where(col(Attachment.id) == sa.bindparam("id", type_=Id)))


class FileAt(NamedTuple):
    """An attachment as it was read: what stands about it, and where its bytes are."""

    organisation_id: UUID
    id: UUID
    state: AttachmentState
    purpose: AttachmentPurpose
    child_id: UUID | None
    name: str
    content_type: str | None
    size: int
    received: int
    parts: list[list[Any]]
    checksum: str | None
    place: str
    file_key: str
    sizes: dict[str, int]
    used_by: UUID | None
    created_by: UUID | None

    @classmethod
    def of(cls, row: Any) -> "FileAt":
        """Of a row, or of what the lookup found."""
        return cls(*(getattr(row, name) for name in cls._fields))

    @property
    def incoming(self) -> str:
        """Below it are the parts."""
        return f"incoming/{self.organisation_id}/{self.place[:2]}/{self.place}"

    @property
    def kept(self) -> str:
        """Below it is what is served."""
        return f"kept/{self.organisation_id}/{self.place[:2]}/{self.place}"


def add_part(store: FileStore, file: FileAt, offset: int, data: bytes) -> list[Any]:
    """Keeps bytes that begin at an offset; gives the part's name and length for the row's list.

    The name has a random end, so that of two parts for one offset neither overwrites the other.
    """
    name = f"{offset:08d}-{secrets.token_hex(8)}"
    put(store, file, f"{file.incoming}/{name}", data)
    return [name, len(data)]


def drop_parts(store: FileStore, file: FileAt, parts: Iterable[list[Any]]) -> None:
    """Removes parts that did not become part of the upload."""
    for name, _ in parts:
        store.erase(f"{file.incoming}/{name}")


def parts_of(store: FileStore, file: FileAt, parts: Iterable[list[Any]]) -> Iterable[bytes]:
    """The upload, part by part. Raises FileLost."""
    for name, _ in parts:
        yield get(store, file, f"{file.incoming}/{name}")


def keep(store: FileStore, file: FileAt, size: str, data: bytes) -> None:
    """Keeps what will be served."""
    put(store, file, f"{file.kept}/{size}", data)


def read(store: FileStore, file: FileAt, size: AttachmentSize) -> bytes:
    """What is served in a size; what has one only is served whole. Raises FileLost."""
    name = size.value if size.value in file.sizes else AttachmentSize.FULL.value
    return get(store, file, f"{file.kept}/{name}")


def put(store: FileStore, file: FileAt, key: str, data: bytes) -> None:
    if not file.file_key:
        raise FileLost
    store.put(key, b"".join(seal_stream(file.file_key, f"{file.id}|{key}", [data])))


def get(store: FileStore, file: FileAt, key: str) -> bytes:
    """The plain bytes. Raises FileLost, also for what does not open: nothing else may take its place."""
    if not file.file_key:
        raise FileLost
    try:
        return b"".join(open_stream(file.file_key, f"{file.id}|{key}", [store.get(key)]))
    except SealBroken as error:
        raise FileLost from error


def erase(store: FileStore, file: FileAt) -> None:
    """Removes every byte."""
    store.erase(file.incoming)
    store.erase(file.kept)


def sweep(store: FileStore, organisation_id: UUID, before: datetime) -> int:
    """Removes parts that no row remembers: a server fell between a part and its row."""
    return store.sweep(f"incoming/{organisation_id}", before)
