"""The contract as a document: OpenAPI 3.1 from the operations, with one shape for all problems."""

from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.core.entity_tags import etag
from app.web.api import Operation
from app.web.contract import Problem, ProblemError

Operations = tuple[Operation, ...]

INTRODUCTION = """The typed JSON API under learning-support programmes.

Enumerations may grow: take unknown values. Members that your role may not see are absent. Every refusal is an RFC 9457
problem document whose `type` is a page of this server."""

# What FastAPI says of an answer without a body.
NO_SHAPE: dict[str, Any] = {"application/json": {"schema": {}}}


def describe(app: FastAPI) -> None:
    """Makes `app.openapi()` give the contract; it loads every operation."""
    app.openapi = lambda: contract(app.version, operations_of(app))  # type: ignore[method-assign]


def operations_of(app: FastAPI) -> Operations:
    """What the contract of an application is made of."""
    return tuple(route for route in app.routes if isinstance(route, Operation))


@cache
def contract(version: str, operations: Operations) -> dict[str, Any]:
    """The whole document: it takes seconds, so applications with the same operations have it in common."""
    found = get_openapi(
        title="Learnbridge",
        version=version,
        openapi_version="3.1.0",
        description=INTRODUCTION,
        routes=[operation.described() for operation in operations],
        servers=[{"url": "/"}],
        contact={"name": "Learnbridge"},
        license_info={"name": "To be decided by the owner"},
    )
    complete(found.setdefault("components", {}))
    found["tags"] = [{"name": name} for name in tags_of(found)]
    for path in found["paths"].values():
        for operation in path.values():
            tidy(operation)
    return found


def written(app: FastAPI) -> tuple[bytes, bytes]:
    """The contract as bytes, with their ETag."""
    return in_bytes(app.version, operations_of(app))


@cache
def in_bytes(version: str, operations: Operations) -> tuple[bytes, bytes]:
    body = orjson.dumps(contract(version, operations))
    return body, etag(body)


def complete(components: dict[str, Any]) -> None:
    """Our one shape for problems in the place of FastAPI's, and how callers sign in."""
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for shape in (Problem, ProblemError):
        whole = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        whole.pop("$defs", None)
        schemas[shape.__name__] = whole
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}


def tidy(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            as_asked(parameter)
    for answer in operation["responses"].values():
        if answer.get("content") == NO_SHAPE:
            del answer["content"]


def as_asked(parameter: dict[str, Any]) -> None:
    """Nothing in a query is null, and a list is one value with commas."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    schema.update({**kinds[0], **schema} if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})
    if schema.get("type") == "array":
        parameter.update(style="form", explode=False)


def tags_of(found: dict[str, Any]) -> list[str]:
    names = [tag for path in found["paths"].values() for operation in path.values() for tag in operation["tags"]]
    return list(dict.fromkeys(names))
