"""Taking uploads: who may send what for whom, how much, and what has come so far."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import col

from app.auth.principal import Principal
from app.auth.rights.files import CONSENT, MEETING, MESSAGE, OTHER, PHOTO
from app.auth.session import OwnedSession
from app.core.problems import DomainError, IdConflict, InvalidRequest, UnsupportedMediaType
from app.core.sealed_streams import new_file_key
from app.models import Attachment, Child, Programme, User
from app.models.attachment import AttachmentCreate, AttachmentPurpose
from app.models.membership import Role
from app.services import records
from app.services.families.requiring_consent import Act, require
from app.services.files import keeping_files

MATERIAL = AttachmentPurpose.MATERIAL
# Decimal, as the owner of a phone counts.
MOST_BYTES_OF_A_CHILD = 200_000_000
MOST_A_DAY = 50
DAY = timedelta(days=1)

# What each role sends: at least what the things need that it may write.
SENT_BY: dict[Role, tuple[AttachmentPurpose, ...]] = {
    Role.ADMINISTRATOR: (MATERIAL,),
    Role.COORDINATOR: (CONSENT, MEETING, MATERIAL, MESSAGE, OTHER),
    Role.SUPERVISOR: (MEETING, MATERIAL, OTHER),
    Role.EDUCATOR: (PHOTO, MESSAGE, OTHER),
    Role.MEDIATOR: (CONSENT, MATERIAL, MESSAGE, OTHER),
    Role.VOLUNTEER: (PHOTO, OTHER),
    Role.ASSISTANT: (PHOTO, OTHER),
    Role.TEACHER: (PHOTO, MESSAGE),
    Role.GUARDIAN: (PHOTO, CONSENT, MESSAGE),
}
OF_A_CHILD = (PHOTO, CONSENT, MESSAGE)

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
SOUND = ("audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav", "audio/x-m4a", "audio/x-wav")
PAPER = ("application/pdf",)
SUBTITLES = ("text/vtt",)
ACCEPTED: dict[AttachmentPurpose, tuple[str, ...]] = {
    PHOTO: PICTURES,
    CONSENT: (*PICTURES, *PAPER, *SOUND),
    MEETING: (*PICTURES, *PAPER),
    MATERIAL: (*PICTURES, *PAPER, *SOUND, *SUBTITLES),
    MESSAGE: (*PICTURES, *PAPER, *SOUND),
    OTHER: (*PICTURES, *PAPER),
}
EVERY_TYPE = (*PICTURES, *PAPER, *SOUND, *SUBTITLES)


class WrongChecksum(DomainError):
    slug, title, status = "wrong-checksum", "The file is not what was announced", 422
    detail = "Its SHA-256 differs; nothing was kept, so send it again from the beginning."


class ChildQuotaReached(DomainError):
    """`limit`, `present`: bytes for the child, and those kept now."""

    slug, title, status = "child-quota-reached", "No room for more files of this child", 409
    detail = "{present} of {limit} bytes are taken; older files must go first."


class DailyUploadsReached(DomainError):
    """`limit`: uploads a day; `retry_after`: seconds until one more is accepted."""

    slug, title, status = "daily-uploads-reached", "Too many uploads today", 429
    detail = "At most {limit} files in 24 hours; wait {retry_after} seconds."


def announce(db: OwnedSession, new: AttachmentCreate) -> Attachment:
    """A row that bytes can be sent to. The same row again when the client's id brings the same content."""
    require_fit(db, new)
    if new.programme_id is None:
        # Not told: the child's is taken, and the same body again is the same row.
        new.model_fields_set.discard("programme_id")
    if (known := records.already(db, Attachment, new)) is not None:
        if known.checksum != new.sha256:
            raise IdConflict
        return known
    programme_id = programme_of(db, new)
    if new.purpose is PHOTO and new.child_id is not None:
        require(db, new.child_id, Act.KEEP_HOMEWORK_PHOTO)
    require_room(db, new)
    row = records.made(db, Attachment, new, programme_id=programme_id, place=secrets.token_hex(16))
    row.file_key = new_file_key()
    row.checksum, row.kept_bytes, row.erase_after = new.sha256, new.size, db.at + keeping_files.UNUSED
    return db.put(row)


def small(said: BaseModel, content_type: bytes, data: bytes) -> AttachmentCreate:
    """The announcement of a file that has come whole. Raises UnsupportedMediaType, InvalidRequest."""
    media_type = content_type.split(b";")[0].strip().lower().decode("latin-1")
    if media_type not in EVERY_TYPE:
        raise UnsupportedMediaType(accepted=", ".join(EVERY_TYPE))
    if not data:
        raise InvalidRequest(errors=[{"pointer": "", "code": "too_short", "detail": "The body is the file."}])
    given = said.model_dump(exclude_none=True)
    checksum = hashlib.sha256(data).hexdigest()
    if given.setdefault("sha256", checksum) != checksum:
        raise WrongChecksum
    return AttachmentCreate(**given, media_type=media_type, size=len(data))


def require_fit(db: OwnedSession, new: AttachmentCreate) -> None:
    """The role sends files for this purpose, of a kind that it accepts, and names the child where there must be one."""
    errors = []
    if isinstance(db.owner, Principal) and new.purpose not in SENT_BY.get(db.owner.role, ()):
        errors.append({"pointer": "/purpose", "code": "not_allowed", "detail": "Your role does not send these."})
    if new.media_type not in ACCEPTED[new.purpose]:
        accepted = ", ".join(ACCEPTED[new.purpose])
        errors.append({"pointer": "/media_type", "code": "not_allowed", "detail": f"One of {accepted}."})
    if new.purpose in OF_A_CHILD and new.child_id is None:
        errors.append({"pointer": "/child_id", "code": "missing", "detail": "Say whose it is."})
    if errors:
        raise InvalidRequest(errors=errors)


def programme_of(db: OwnedSession, new: AttachmentCreate) -> UUID | None:
    """The child's programme; without a child the one that the body names."""
    if new.child_id is None:
        return None if new.programme_id is None else db.refer(Programme, new.programme_id, "programme_id").id
    child = db.refer(Child, new.child_id, "child_id")
    if new.programme_id not in (None, child.programme_id):
        detail = "The child is in another programme."
        raise InvalidRequest(errors=[{"pointer": "/programme_id", "code": "not_allowed", "detail": detail}])
    return child.programme_id


def require_room(db: OwnedSession, new: AttachmentCreate) -> None:
    """Raises ChildQuotaReached or DailyUploadsReached; the child and the sender are locked, so that none slips by."""
    with db.beyond_reach("quotas count the files of everybody") as wide:
        if new.child_id is not None:
            wide.find(Child, new.child_id, lock=True)
            of_child = sa.select(sa.func.coalesce(sa.func.sum(col(Attachment.kept_bytes)), 0))
            present = int(wide.execute(of_child.where(col(Attachment.child_id) == new.child_id)).scalar_one())
            if present + new.size > MOST_BYTES_OF_A_CHILD:
                raise ChildQuotaReached(limit=MOST_BYTES_OF_A_CHILD, present=present)
        if isinstance(db.owner, Principal):
            wide.find(User, db.owner.user_id, lock=True)
            require_day(wide, db.owner.user_id)


def require_day(db: OwnedSession, user_id: UUID) -> None:
    sent = sa.select(col(Attachment.created_at)).where(
        col(Attachment.created_by) == user_id, col(Attachment.created_at) > db.at - DAY
    )
    times = list(db.execute(sent.order_by(col(Attachment.created_at).desc()).limit(MOST_A_DAY)).scalars())
    if len(times) == MOST_A_DAY:
        wait = (times[-1] + DAY - db.at).total_seconds()
        raise DailyUploadsReached(limit=MOST_A_DAY, retry_after=max(1, int(wait)))


def discard(db: OwnedSession, id: UUID, reason: str) -> Attachment:
    """Erases a file that the caller sent and nothing holds yet."""
    row = db.find(Attachment, id, lock=True)
    if row.used_by is not None:
        raise keeping_files.AttachmentInUse
    keeping_files.end(db, row, reason)
    db.enqueue("erase_files", {}, key="soon")
    return row
