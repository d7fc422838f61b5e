"""The files of a version of a material: put to a draft, taken from it, and shown to whoever reads the version."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.session import OwnedSession
from app.core.columns import Id
from app.core.ids import uuid7
from app.core.problems import DomainError, ReferenceNotFound
from app.models import Attachment, MaterialFile, MaterialTranslation
from app.models.attachment import AttachmentPurpose, AttachmentSize, AttachmentState
from app.models.material_translation import MaterialFileCreate, MaterialFileRole
from app.services import records
from app.services.files import file_places, keeping_files
from app.services.library.translating import files_of, held, require_draft

DOCUMENT, SLIDES, IMAGE = MaterialFileRole.DOCUMENT, MaterialFileRole.SLIDES, MaterialFileRole.IMAGE
AUDIO, SUBTITLES = MaterialFileRole.AUDIO, MaterialFileRole.SUBTITLES
# How the media type of a file begins that serves in a role.
FITS: dict[MaterialFileRole, tuple[str, ...]] = {
    DOCUMENT: ("application/pdf", "image/"),
    SLIDES: ("application/pdf", "image/"),
    IMAGE: ("image/",),
    AUDIO: ("audio/",),
    SUBTITLES: ("text/vtt",),
}
MOST_FILES = 30

IN_REACH = sa.select(col(MaterialFile.attachment_id)).where(col(MaterialFile.id) == sa.bindparam("id", type_=Id))
# Where the bytes are of a material's file that the caller reaches.
PLACE = Lookup(
    sa.select(*columns(Attachment, file_places.COLUMNS)).where(col(Attachment.id).in_(IN_REACH)),
    beyond=(Attachment,),
    reason="a file of a material is read by those who read the material",
)


class WrongKindOfFile(DomainError):
    """`accepted`: how the media types begin that serve in this role."""

    slug, title, status = "wrong-kind-of-file", "The file does not serve for this", 422
    detail = "For this role it must be one of: {accepted}."


class TooManyFiles(DomainError):
    """`limit`: how many files a version may have."""

    slug, title, status = "too-many-files", "Too many files", 409
    detail = "A version has {limit} files at most."


def add(db: OwnedSession, new: MaterialFileCreate) -> MaterialFile:
    """A file for a draft. Raises WordsPublished, WrongKindOfFile, TooManyFiles, and what `attach` raises."""
    if (known := records.already(db, MaterialFile, new)) is not None:
        return known
    material, version = held(db, db.refer(MaterialTranslation, new.translation_id, "translation_id").id)
    require_draft(version)
    if len(files_of(db, version)) >= MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    sent = fitting(db, new)
    row = MaterialFile(
        **records.plain(new.model_copy(update={"id": new.id or uuid7()})),
        material_id=material.id,
        content_type=str(sent.content_type),
        size=sent.sizes.get(AttachmentSize.FULL, sent.size),
    )
    keeping_files.attach(db, [sent.id], AttachmentPurpose.MATERIAL, sent.child_id, db.put(row))
    return row


def fitting(db: OwnedSession, new: MaterialFileCreate) -> Attachment:
    """The file that was sent for it. Raises ReferenceNotFound, AttachmentNotReady, WrongKindOfFile."""
    sent = db.refer(Attachment, new.attachment_id, "attachment_id")
    if sent.purpose is not AttachmentPurpose.MATERIAL:
        detail = "This file was sent for another purpose."
        raise ReferenceNotFound(errors=[{"pointer": "/attachment_id", "code": "not_found", "detail": detail}])
    if sent.state is not AttachmentState.READY:
        raise keeping_files.AttachmentNotReady(state=sent.state)
    if not str(sent.content_type).startswith(FITS[new.role]):
        raise WrongKindOfFile(accepted=list(FITS[new.role]))
    return sent


def remove(db: OwnedSession, id: UUID) -> None:
    """Takes a file from a draft and erases it. Raises WordsPublished."""
    row = db.find(MaterialFile, id)
    _, version = held(db, row.translation_id)
    require_draft(version)
    with db.beyond_reach("files go with the draft that they were sent for") as wide:
        attachment = wide.find(Attachment, row.attachment_id)
    db.delete(row)
    db.flush()
    keeping_files.erase(db, [attachment])
