"""Attachments: one write that succeeds for each operation."""

from typing import Any

from app.models.membership import Role
from tests.scenarios.stage import Stage, case

PURPOSE = {Role.COORDINATOR: "consent_evidence", Role.SUPERVISOR: "other", Role.MEDIATOR: "consent_evidence"}


def announced(at: Stage) -> dict[str, Any]:
    purpose = PURPOSE.get(at.me.role, "homework_photo")
    return {"purpose": purpose, "child_id": str(at.place.mila), "media_type": "image/jpeg", "size": 1000}


@case
def create_attachment(at: Stage) -> Any:
    return at.post("attachments", **announced(at), name="IMG_0002.jpg")


@case
def erase_attachment(at: Stage) -> Any:
    return at.post(f"attachments/{at.id_of('attachments', **announced(at))}/erase")
