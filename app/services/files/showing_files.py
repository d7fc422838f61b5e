"""Showing files: to whom plainly, to whom with a reason, and under which name."""

import re
from typing import Final
from urllib.parse import quote

from app.auth.rights.files import PHOTO
from app.core.files import FileLost, FileStore
from app.core.journal import get_logger
from app.core.problems import DomainError, Forbidden, NotFound
from app.models import Attachment, Child
from app.models.attachment import AttachmentPurpose, AttachmentSize, AttachmentState
from app.models.membership import Role
from app.services.files import file_places
from app.services.files.file_places import FileAt
from app.services.files.keeping_files import AttachmentNotReady

# Who sees the content of which files only with a reason, which stands in the audit.
WITH_A_REASON: Final[dict[Role, tuple[AttachmentPurpose, ...]]] = {Role.COORDINATOR: (PHOTO,)}
# Who sends files for a child, and does not see them afterwards.
UNSEEN: Final[dict[Role, tuple[AttachmentPurpose, ...]]] = {Role.ASSISTANT: (PHOTO,)}
# Content of a file is as personal as a surname, and shows a child's hand.
TIERS: Final = [3]

EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "text/vtt": "vtt",
}
log = get_logger()

_PLAIN: Final = re.compile(r"[^A-Za-z0-9_-]+")


class FileErased(DomainError):
    slug, title, status = "file-erased", "The file was erased", 410
    detail = "Its days are over, or it was withdrawn; what is known of it remains."


class ReasonNeeded(DomainError):
    slug, title, status = "reason-needed", "Say why you look", 403
    detail = "Your role sees this with a reason: POST it to the same address with `/open` in the place of `/content`."


def require_shown(found: list[FileAt], role: Role, reason: str = "") -> FileAt:
    """The file, if it can be read now. Raises NotFound, Forbidden, FileErased, AttachmentNotReady, ReasonNeeded."""
    if not found:
        raise NotFound
    file = found[0]
    if file.purpose in UNSEEN.get(role, ()):
        raise Forbidden
    if file.state is AttachmentState.ERASED:
        raise FileErased
    if file.state is not AttachmentState.READY:
        raise AttachmentNotReady(state=file.state)
    if not reason and file.purpose in WITH_A_REASON.get(role, ()):
        raise ReasonNeeded
    return file


def rows_shown(file: FileAt) -> list[tuple[str, str]]:
    """What the audit names: the file, and the child whose people ask who has seen it."""
    of_child = [] if file.child_id is None else [(Child.__resource__, str(file.child_id))]
    return [(Attachment.__resource__, str(file.id)), *of_child]


def read(store: FileStore, file: FileAt, size: AttachmentSize) -> bytes:
    """The bytes. Raises NotFound where the store has lost them, and says so in the log."""
    try:
        return file_places.read(store, file, size)
    except FileLost:
        log.warning("the bytes of an attachment are missing", attachment_id=file.id)
        raise NotFound from None


def headers(file: FileAt) -> dict[str, str]:
    """A browser saves it, and neither shows it in our name, nor keeps it, nor guesses what it is."""
    return {
        "content-type": str(file.content_type),
        "content-disposition": disposition(file),
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }


def disposition(file: FileAt) -> str:
    """Content-Disposition: always to be saved, never to be shown in our name, with an extension that is true."""
    extension = EXTENSIONS[file.content_type or "image/jpeg"]
    stem = file.name.rpartition(".")[0] or file.name or file.purpose.value
    plain = _PLAIN.sub("-", stem).strip("-")[:80] or "file"
    return f"attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{quote(stem[:150], safe='')}.{extension}"
