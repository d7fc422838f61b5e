"""What the contract says of an operation besides its shapes: name, who may call, headers, every status."""

import inspect
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class ProblemError(BaseModel):
    """One wrong value."""

    pointer: str = Field(description="JSON pointer into the body, or query/name, path/name, header/name")
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457; members beyond these depend on `type` and are described on its page."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="/problems/..., a page that exists")
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ProblemError] = Field(default=[], description="With invalid-request: every wrong value")


STATUSES = {
    303: "Done; a browser goes on to the page named by Location",
    304: "What you hold is what you would be shown",
    400: "The cursor or the JSON is not acceptable",
    401: "Sign in first",
    403: "Your role may not do this",
    404: "Not there, or out of your reach",
    409: "Contradicts what is stored: a state, a full group, a double",
    410: "It was there and has ended",
    412: "The row has changed; `current` is what it is now",
    413: "Too large",
    414: "The query is too long",
    415: "Another media type is needed",
    422: "Values are missing or wrong",
    428: "If-Match is missing",
    429: "Too many requests",
    431: "The headers are too large",
    503: "Not available right now; nothing was changed",
}

IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag that you were shown; without it 428, when the row has moved 412.",
    "example": '"aX3kQm0bT9yLwq1E"',
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Kept for 7 days: the same key gives the same answer, so that a retry never doubles.",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that you hold; 304 when nothing that you may see has changed.",
}


def contract_of(endpoint: Callable[..., Any], method: str, access: Any, **more: Any) -> dict[str, Any]:
    """The keyword arguments with which FastAPI describes an operation."""
    summary, _, description = (inspect.getdoc(endpoint) or "").partition("\n")
    extra: dict[str, Any] = {"parameters": headers_of(method, access), "x-access": access_of(access)}
    if access.verb != "public":
        extra["security"] = [{"bearer": []}]
    extra.update(more.pop("extra", {}))
    return {
        "summary": summary.rstrip("."),
        "description": description.strip() or None,
        "operation_id": camel(endpoint.__name__),
        "responses": {status: answer_of(status) for status in statuses_of(method, access, more.pop("statuses", ()))},
        "openapi_extra": extra,
        **more,
    }


def access_of(access: Any) -> dict[str, Any]:
    if access.model is None:
        return {"who": access.verb}
    return {"resource": access.model.__resource__, "verb": access.verb, "roles": access.roles}


def headers_of(method: str, access: Any) -> list[dict[str, Any]]:
    if access.verb == "public":
        return []
    return {"PATCH": [IF_MATCH], "POST": [IDEMPOTENCY_KEY], "GET": [IF_NONE_MATCH]}.get(method, [])


def statuses_of(method: str, access: Any, others: tuple[int, ...]) -> list[int]:
    found = {404, 414, 422, 431, 503, *others}
    if access.verb != "public":
        found |= {401, 403}
    if method == "GET":
        found |= {400} if access.verb == "public" else {304, 400}
    else:
        found |= {400, 409, 413, 415}
    if method == "PATCH":
        found |= {412, 428}
    return sorted(found)


def answer_of(status: int) -> dict[str, Any]:
    if status < 400:
        return {"description": STATUSES[status]}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": STATUSES[status], "content": content}


def camel(name: str) -> str:
    """`list_school_classes` -> listSchoolClasses."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
