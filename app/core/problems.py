"""Errors that callers meet, each class stating its own problem type (RFC 9457); nothing else names an HTTP status.

An error class lives beside the rule that raises it; the few that every resource shares live here. `title` and
`detail` are English and the source of the translations in `app/core/messages/`; a detail may name members:
"{present} of {limit}".
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of every refusal. Keyword arguments become members of the problem document."""

    slug: ClassVar[str] = "error"
    title: ClassVar[str] = "Error"
    status: ClassVar[int] = 500
    detail: ClassVar[str] = ""
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, **members: Any) -> None:
        super().__init__(self.slug)
        self.members = members
        # Header fields that the operation adds, whatever is refused.
        self.carried: dict[str, str] = {}


class NotFound(DomainError):
    """Not there, or out of the caller's reach: one answer for both."""

    slug, title, status = "not-found", "No such resource", 404
    detail = "There is nothing here that you may see."


class Forbidden(DomainError):
    slug, title, status = "forbidden", "Not permitted", 403
    detail = "Your role may not do this."


class SignedOut(DomainError):
    slug, title, status = "signed-out", "Sign in first", 401
    detail = "The access token is missing, wrong, expired, or its sign-in has ended."
    headers: ClassVar[dict[str, str]] = {"www-authenticate": 'Bearer error="invalid_token"'}


class InvalidRequest(DomainError):
    """`errors`: [{pointer, code, detail}], where `pointer` is a JSON pointer into the body or `query/name`."""

    slug, title, status = "invalid-request", "The request is not valid", 422
    detail = "Some values are missing or wrong; `errors` names each."


class InvalidJson(DomainError):
    slug, title, status = "invalid-json", "The body is not acceptable JSON", 400
    detail = "The body must be one JSON document in UTF-8, without duplicate keys, NaN or unpaired surrogates."


class InvalidCursor(DomainError):
    slug, title, status = "invalid-cursor", "The cursor does not fit this list", 400
    detail = "Use the cursor that this list gave, with the same sort and filters."


class IllegalTransition(DomainError):
    """`state`: the present state; `allowed`: the moves that are possible now."""

    slug, title, status = "illegal-transition", "Not possible from the current state", 409
    detail = "This cannot be done now; `allowed` names the moves that can."


class IdConflict(DomainError):
    slug, title, status = "id-conflict", "This id is already in use", 409
    detail = "A row with this id exists and its content differs."


class Conflict(DomainError):
    slug, title, status = "conflict", "This contradicts what is stored", 409
    detail = "Another row already holds these values, or a row that this one needs has changed."


class ReferenceNotFound(DomainError):
    """`errors` names the members whose ids lead nowhere that the caller may see."""

    slug, title, status = "reference-not-found", "A referenced row was not found", 422
    detail = "A referenced id does not exist or is out of your reach."


class StillReferenced(DomainError):
    slug, title, status = "still-referenced", "Other rows refer to this one", 409
    detail = "End or move the rows that refer to it first."


class PreconditionRequired(DomainError):
    slug, title, status = "precondition-required", "Say which version you change", 428
    detail = "Send If-Match with the ETag that you were shown."


class PreconditionFailed(DomainError):
    """`current`: the row as the caller would see it now."""

    slug, title, status = "precondition-failed", "The row has changed meanwhile", 412
    detail = "Merge your change with `current` and send it again with its ETag."


class IdempotencyKeyReused(DomainError):
    slug, title, status = "idempotency-key-reused", "This Idempotency-Key was used for another request", 422
    detail = "Use a new key for a new request; a retry sends the same method, path and body."


class SecondPersonNeeded(DomainError):
    slug, title, status = "second-person-needed", "A second person is needed", 409
    detail = "Someone other than you must confirm this."


class TooLarge(DomainError):
    """`limit`: bytes accepted."""

    slug, title, status = "too-large", "The request is too large", 413
    detail = "At most {limit} bytes are accepted."


class UnsupportedMediaType(DomainError):
    slug, title, status = "unsupported-media-type", "This media type is not accepted here", 415
    detail = "Send {accepted}."


class MethodNotAllowed(DomainError):
    slug, title, status = "method-not-allowed", "This method is not offered here", 405
    detail = "The Allow header names what is."


class TooManyRequests(DomainError):
    """`retry_after`: seconds to wait."""

    slug, title, status = "too-many-requests", "Too many requests", 429
    detail = "Wait {retry_after} seconds."


class Unavailable(DomainError):
    slug, title, status = "unavailable", "Not available right now", 503
    detail = "Nothing was changed; try again in a moment."
    headers: ClassVar[dict[str, str]] = {"retry-after": "2"}


class Internal(DomainError):
    slug, title, status = "internal", "The server made a mistake", 500
    detail = "The request id helps us to find it."
