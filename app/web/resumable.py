"""Resumable uploads by tus 1.0, the core: what its header fields ask and what every answer says."""

from typing import Any, Final

from app.core.problems import DomainError, InvalidRequest, UnsupportedMediaType
from app.web.answer import Answer
from app.web.call import Call

VERSION: Final = "1.0.0"
PART: Final = "application/offset+octet-stream"
# Carried by every answer under an upload's address, also by refusals.
CARRIED: Final = {"tus-resumable": VERSION}
_MOST_DIGITS: Final = 18

BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
TUS_RESUMABLE: Final = {
    "name": "Tus-Resumable", "in": "header", "required": False, "schema": {"type": "string"}, "example": VERSION,
    "description": "The protocol's version; any other than 1.0.0 is 412.",
}  # fmt: skip
UPLOAD_OFFSET: Final = {
    "name": "Upload-Offset", "in": "header", "required": True, "schema": {"type": "integer", "minimum": 0},
    "description": "Where these bytes belong: what HEAD has told.", "example": 0,
}  # fmt: skip


class WrongVersion(DomainError):
    slug, title, status = "tus-version", "This version of the upload protocol is not spoken here", 412
    detail = "Send Tus-Resumable: 1.0.0."
    headers = {"tus-version": VERSION}  # noqa: RUF012 - as declared in the base


def require_version(call: Call) -> None:
    """Raises WrongVersion; a client that names none is taken for one that speaks ours."""
    if call.headers.get(b"tus-resumable", VERSION.encode()) != VERSION.encode():
        raise WrongVersion


def offset_of(call: Call) -> int:
    """The Upload-Offset of a part. Raises WrongVersion, UnsupportedMediaType, InvalidRequest."""
    require_version(call)
    kind = call.headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind != PART.encode():
        raise UnsupportedMediaType(accepted=PART)
    given = call.headers.get(b"upload-offset", b"")
    if not given.isdigit() or len(given) > _MOST_DIGITS:
        detail = "A number of bytes is required."
        raise InvalidRequest(errors=[{"pointer": "header/upload-offset", "code": "wrong_type", "detail": detail}])
    return int(given)


def progress(offset: int, size: int) -> Answer[Any]:
    """How much of an upload is safe."""
    told = {**CARRIED, "upload-offset": str(offset), "upload-length": str(size), "cache-control": "no-store"}
    return Answer(b"", 204, encoded(told))


def abilities(most: int) -> Answer[Any]:
    """What the server speaks (tus: OPTIONS)."""
    return Answer(b"", 204, encoded({**CARRIED, "tus-version": VERSION, "tus-max-size": str(most)}))


def encoded(headers: dict[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())
