"""The files of materials: documents, slides, recordings, pictures, subtitles."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Response

from app.auth.declared import Reads
from app.core.entity_tags import etag, is_among
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import MaterialFile
from app.models.attachment import AttachmentSize
from app.models.material_translation import MaterialFileCreate, MaterialFileRead, MaterialFileRole
from app.services.files import showing_files
from app.services.files.file_places import FileAt
from app.services.library import keeping_material_files
from app.web import resumable
from app.web.answer import PRIVATE, Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive

router = Api("/v1/material-files", tag="library")

FILE: Final = {"description": "The file", "content": dict.fromkeys(showing_files.EXTENSIONS, resumable.BINARY)}
CONTENT: Final[dict[str, Any]] = {
    "extra": {"parameters": [], "responses": {"200": FILE}},
    "statuses": (409, 410),
    "response_class": Response,
}


class MaterialFileQuery(ListQuery):
    translation_id: Annotated[UUID | None, Where(MaterialFile.translation_id, "is")] = None
    material_id: Annotated[UUID | None, Where(MaterialFile.material_id, "is")] = None
    role: Annotated[list[MaterialFileRole] | None, Many, Where(MaterialFile.role)] = None


FILES = Reads(MaterialFileRead, MaterialFile, MaterialFileQuery)


@router.get("", Access(MaterialFile, "read"))
async def list_material_files(reader: Reader, query: MaterialFileQuery) -> Answer[Page[MaterialFileRead]]:
    """List the files of materials."""
    return await reader.page(FILES, query)


@router.post("", Access(MaterialFile, "create"), 201)
def create_material_file(db: Db, new: MaterialFileCreate) -> Answer[MaterialFileRead]:
    """Put a file to a draft; a recording is for those who read little."""
    return db.created(FILES, keeping_material_files.add(db, new))


@router.get("/{id}", Access(MaterialFile, "read"))
async def read_material_file(reader: Reader, id: UUID, query: RowQuery) -> Answer[MaterialFileRead]:
    """Read what is known of a file of a material."""
    return await reader.one(FILES, id, query)


@router.delete("/{id}", Access(MaterialFile, "delete"))
def delete_material_file(db: Db, id: UUID) -> Answer[None]:
    """Take a file from a draft; its bytes are erased."""
    keeping_material_files.remove(db, id)
    return Answer.nothing()


@router.get("/{id}/content", Access(MaterialFile, "see_content"), **CONTENT)
async def read_material_file_content(reader: Reader, id: UUID) -> Answer[None]:
    """Read the file itself; it never changes, so a copy that is held stays good."""
    await require_alive(reader)
    found = [FileAt.of(row) for row in await look(reader, keeping_material_files.PLACE, id=id)]
    file = showing_files.require_shown(found, reader.me.role)
    tag = etag(str(file.id).encode())
    if is_among(tag, reader.call.headers.get(b"if-none-match", b""), weak=True):
        return Answer(b"", 304, ((b"etag", tag), PRIVATE))
    data = await asyncio.to_thread(showing_files.read, reader.database.files, file, AttachmentSize.FULL)
    told = {**showing_files.headers(file), "cache-control": "private, no-cache", "etag": tag.decode()}
    return Answer(data, 200, resumable.encoded(told))
