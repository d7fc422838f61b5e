"""Attachments: photos and a proof of consent of Mila, a photo of Luka, one of Ada; their bytes are in no store."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.sealed_streams import new_file_key
from app.models import Attachment
from app.models.attachment import AttachmentPurpose, AttachmentState


def indigo(db: Any, place: Any) -> None:
    photo, consent = AttachmentPurpose.HOMEWORK_PHOTO, AttachmentPurpose.CONSENT_EVIDENCE
    place.ids["photo"] = kept(db, place, "mila", photo, "volunteer")
    place.ids["mothers_photo"] = kept(db, place, "mila", photo, "guardian")
    place.ids["assistants_photo"] = kept(db, place, "mila", photo, "assistant")
    place.ids["evidence"] = kept(db, place, "mila", consent, "coordinator")
    place.ids["lukas_photo"] = kept(db, place, "luka", photo, "volunteer2")


def red_cross(db: Any, place: Any) -> None:
    place.ids["photo"] = kept(db, place, "ada", AttachmentPurpose.HOMEWORK_PHOTO, "volunteer")


def kept(db: Any, place: Any, child: str, purpose: AttachmentPurpose, sender: str) -> UUID:
    """A file that is ready and that nothing holds yet."""
    row = Attachment(
        purpose=purpose, child_id=place.ids[child], programme_id=place.ids["programme"], name="IMG_0001.jpg",
        media_type="image/jpeg", content_type="image/jpeg", size=1000, received=1000, kept_bytes=900,
        state=AttachmentState.READY, created_by=place.people[sender].user_id, place=secrets.token_hex(16),
        file_key=new_file_key(), width=640, height=480, sizes={"small": 100, "medium": 300, "full": 500},
        erase_after=clock.now() + timedelta(days=7),
    )  # fmt: skip
    id: UUID = db.put(row).id
    return id
