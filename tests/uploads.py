"""Sending files over HTTP as a phone does, and what a store holds."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from app.core.ids import uuid7
from app.services.files import file_places
from app.services.files.file_places import FileAt
from tests.jobs import run_due
from tests.world import Person, World

PART = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}


def announce(by: Person, data: bytes, child: UUID | None, **more: Any) -> Any:
    """The answer to the announcement of a photo of homework, unless `more` says otherwise."""
    said = {"purpose": "homework_photo", "media_type": "image/jpeg", "name": "IMG 1.jpg", "size": len(data)}
    said["sha256"] = hashlib.sha256(data).hexdigest()
    return by.post("/v1/attachments", {**said, **({} if child is None else {"child_id": str(child)}), **more})


def announced(by: Person, data: bytes, child: UUID | None, **more: Any) -> str:
    """The address of an announced file."""
    answer = announce(by, data, child, **more)
    assert answer.status_code == 201, answer.text
    return f"/v1/attachments/{answer.json()['id']}"


def append(by: Person, at: str, offset: int, data: bytes, **headers: str) -> Any:
    """A part of an upload."""
    return by.request("PATCH", f"{at}/upload", content=data, headers={**PART, "upload-offset": str(offset), **headers})


def offset(by: Person, at: str) -> int:
    """How many bytes are safe."""
    answer = by.request("HEAD", f"{at}/upload", headers={"tus-resumable": "1.0.0"})
    assert answer.status_code == 204, answer.status_code
    return int(answer.headers["upload-offset"])


def sent(world: World, by: Person, data: bytes, child: UUID | None, **more: Any) -> dict[str, Any]:
    """The attachment once it has been sent whole and processed."""
    at = announced(by, data, child, **more)
    assert append(by, at, 0, data).status_code == 204
    run_due(world)
    row: dict[str, Any] = by.get(at).json()
    return row


def at_once(by: Person, data: bytes, child: UUID | None, media_type: str = "image/jpeg", **asked: str) -> Any:
    """A small file in one request."""
    of = {} if child is None else {"child_id": str(child)}
    query = {"purpose": "homework_photo", "id": str(uuid7()), **of, **asked}
    return by.request(
        "POST", "/v1/attachments/upload", params=query, content=data, headers={"content-type": media_type}
    )


def ready(world: World, by: Person, data: bytes, media_type: str, purpose: str = "material") -> str:
    """The id of a file of no child, sent in one request and processed."""
    answer = at_once(by, data, None, media_type, purpose=purpose)
    assert answer.status_code == 201, answer.text
    run_due(world)
    id = str(answer.json()["id"])
    assert by.get(f"/v1/attachments/{id}").json()["state"] == "ready"
    return id


def content(by: Person, id: str) -> Any:
    """The answer to a look at a file."""
    return by.get(f"/v1/attachments/{id}/content")


def stored(world: World) -> list[Path]:
    """Every file of the store."""
    root = world.app.state.process.database.files.root
    return [path for path in root.rglob("*") if path.is_file()]


def put_content(world: World, id: UUID, data: bytes) -> None:
    """Bytes for a row that was furnished as ready."""
    database: Any = world.database
    with world.as_system(world.indigo) as db:
        file = FileAt.of(db.find(file_places.Attachment, id))
    for size in ("small", "medium", "full"):
        file_places.keep(database.files, file, size, data)
