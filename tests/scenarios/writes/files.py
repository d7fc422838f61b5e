"""Attachments: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.models.membership import Role
from tests import pictures, uploads
from tests.scenarios.stage import Stage, case

PURPOSE = {
    Role.ADMINISTRATOR: "material",
    Role.COORDINATOR: "consent_evidence",
    Role.SUPERVISOR: "other",
    Role.MEDIATOR: "consent_evidence",
}
DATA = pictures.photo(16, 12)


def purpose(at: Stage) -> str:
    return PURPOSE.get(at.me.role, "homework_photo")


def child(at: Stage) -> UUID | None:
    """An administrator reaches none."""
    mila: UUID = at.place.mila
    return None if at.me.role is Role.ADMINISTRATOR else mila


def announced(at: Stage) -> dict[str, Any]:
    about = {"purpose": purpose(at), "media_type": "image/jpeg", "size": len(DATA)}
    return about if child(at) is None else {"child_id": str(child(at)), **about}


@case
def create_attachment(at: Stage) -> Any:
    return at.post("attachments", **announced(at), name="IMG_0002.jpg")


@case
def upload_attachment(at: Stage) -> Any:
    return uploads.at_once(at.me, DATA, child(at), purpose=purpose(at))


@case
def append_to_upload(at: Stage) -> Any:
    where = f"/v1/attachments/{at.id_of('attachments', **announced(at))}"
    return uploads.append(at.me, where, 0, DATA)


@case
def erase_attachment(at: Stage) -> Any:
    return at.post(f"attachments/{at.id_of('attachments', **announced(at))}/erase")


@case
def open_content(at: Stage) -> Any:
    uploads.put_content(at.world, at.place.photo, DATA)
    return at.post(f"attachments/{at.place.photo}/open", reason="the mother asks what was written there")
