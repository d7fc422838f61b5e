"""Attachments: files that were uploaded for a purpose, what became of them, and when their bytes go."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints
from sqlmodel import Field

from app.core.columns import ID, coded, document, instant, ref, sealed
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index

LARGEST = 10 * 1024 * 1024


class AttachmentPurpose(StrEnum):
    HOMEWORK_PHOTO = "homework_photo"
    CONSENT_EVIDENCE = "consent_evidence"
    MEETING_EVIDENCE = "meeting_evidence"
    MATERIAL = "material"
    MESSAGE = "message"
    OTHER = "other"


class AttachmentState(StrEnum):
    RECEIVING = "receiving"
    PROCESSING = "processing"
    READY = "ready"
    REFUSED = "refused"
    ERASED = "erased"


class AttachmentRefusal(StrEnum):
    UNKNOWN_CONTENT = "unknown_content"
    NOT_FOR_THIS_PURPOSE = "not_for_this_purpose"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    ACTIVE_CONTENT = "active_content"
    TOO_HEAVY = "too_heavy"


class AttachmentSize(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    FULL = "full"


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MediaType = Annotated[str, StringConstraints(pattern=r"^(image|audio|application|text)/[a-z0-9.+-]{1,40}$")]


class AttachmentFields(Body):
    purpose: Annotated[AttachmentPurpose, C2] = coded(AttachmentPurpose)
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)
    programme_id: Annotated[UUID | None, C2] = ref("programme", nullable=True)
    name: Annotated[Line, C3] = Field(default="", description="What the file is called where it comes from")
    media_type: Annotated[MediaType, C2] = Field(description="As the sender has it; the content decides")
    size: Annotated[int, C2] = Field(ge=1, le=LARGEST, description="Bytes of the upload")
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class Attachment(AttachmentFields, Row, table=True):
    """A file. `received` bytes have come, in `parts` [[name, bytes], ...]; `place` is where the store keeps it,
    sealed with `file_key`.

    `kept_bytes` counts for the child's quota and falls to 0 when the bytes are really gone. `used_in` and `used_by` say
    which row holds it: the name of the resource, and its id.
    """

    __resource__: ClassVar[str] = "attachments"
    __table_args__ = (
        index("child_id", "id"),
        index("programme_id", "id"),
        index("created_by", "created_at"),
        index("used_by"),
        index("erase_after", "id", where="erase_after IS NOT NULL"),
        index("state", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "upload": Move((AttachmentState.RECEIVING,), AttachmentState.PROCESSING),
            "accept": Move((AttachmentState.PROCESSING,), AttachmentState.READY, by_system=True),
            "refuse": Move((AttachmentState.PROCESSING,), AttachmentState.REFUSED, by_system=True),
            "erase": Move(
                (
                    AttachmentState.RECEIVING,
                    AttachmentState.PROCESSING,
                    AttachmentState.READY,
                    AttachmentState.REFUSED,
                ),
                AttachmentState.ERASED,
            ),
        },
    )

    state: AttachmentState = coded(AttachmentState, AttachmentState.RECEIVING)
    checksum: str | None = Field(default=None, description="SHA-256 of the upload, in hex")
    received: int = 0
    parts: list[list[Any]] = document(list)
    place: str
    file_key: str = sealed("", sa_column_kwargs={"server_default": ""})
    refusal: AttachmentRefusal | None = coded(AttachmentRefusal, None)
    content_type: str | None = None
    sizes: dict[str, int] = document(dict)
    width: int | None = None
    height: int | None = None
    kept_bytes: int = 0
    used_in: str | None = None
    used_by: UUID | None = Field(default=None, sa_type=ID)
    erase_after: datetime | None = instant(None)


class AttachmentCreate(Create, AttachmentFields):
    sha256: Sha256 | None = Field(default=None, description="Of the whole upload; checked when it is complete")


class AttachmentErase(Body):
    reason: Line = ""


class AttachmentOpen(Body):
    """Why a file is looked at by somebody who needs a reason."""

    reason: Reason
    size: AttachmentSize = AttachmentSize.FULL


class AttachmentRead(Shown, AttachmentFields):
    state: Annotated[AttachmentState, C2]
    received: Annotated[int, C2] = Field(description="Bytes of the upload that are safe")
    refusal: Annotated[AttachmentRefusal | None, C2] = Field(description="Why a refused file was not kept")
    content_type: Annotated[str | None, C2] = Field(description="Media type of what is served, once it is ready")
    width: Annotated[int | None, C2] = Field(description="Of the stored picture, upright")
    height: Annotated[int | None, C2]
    erase_after: Annotated[datetime | None, C2] = Field(description="The bytes are erased on the first run after this")
    created_by: Annotated[UUID | None, C2] = Field(description="Who sends it")
