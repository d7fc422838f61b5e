"""A body that is right by itself, made from the operation's own schema, so that in a probe only the row decides."""

from functools import cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.core.shapes import Patch
from app.web.api import Kind, Operation

ID = UUID("01900000-0000-7000-8000-000000000001")
BY_PATTERN = {
    "^[A-Z]{2}$": "RS",
    r"^20\d\d/20\d\d$": "2026/2027",
    r"^([01]\d|2[0-3]):[0-5]\d$": "14:00",
    r"^[A-Z0-9][A-Z0-9-]{1,19}$": "C-9999",
    r"^(image|audio|application|text)/[a-z0-9.+-]{1,40}$": "image/jpeg",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "a-pack",
    r"^[0-9a-f]{64}$": "0" * 64,
    "^[0-9]{6}$": "123456",
    "^[a-z][a-z-]{1,39}$": "children",
}
BY_FORMAT = {
    "uuid": str(ID),
    "date": "2026-10-26",
    "date-time": "2026-10-26T13:00:00Z",
    "email": "somebody@right.example",
    "password": "seven right words of a song",
}
BY_NAME = {"rule": "FREQ=WEEKLY;BYDAY=MO", "time_zone": "Europe/Belgrade", "language": "sr-Latn", "tag": "sr-Latn"}


def right_body(operation: Operation) -> Any:
    """The least body that the operation's shape accepts; of a patch, one member."""
    shape = next((p.check.__self__ for p in operation.parameters if p.kind is Kind.BODY), None)
    if shape is None:
        return None
    schema = schema_of(shape)
    properties = schema.get("properties", {})
    wanted = list(schema.get("required", []))
    if issubclass(shape, Patch):
        wanted = [min(properties, key=lambda name: (not plain(properties[name]), name))]
    return {name: value(name, properties[name], schema) for name in wanted}


@cache
def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    return shape.model_json_schema()


def plain(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and "format" not in schema and "pattern" not in schema


def value(name: str, schema: dict[str, Any], root: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return value(name, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root)
    if "anyOf" in schema:
        return value(name, schema["anyOf"][0], root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "string":
            return text(name, schema)
        case "integer":
            return max(schema.get("minimum", 1), 1)
        case "boolean":
            return False
        case "array":
            return [value(name, schema["items"], root) for _ in range(schema.get("minItems", 0))]
        case "object":
            inner = schema.get("properties", {})
            return {key: value(key, inner[key], root) for key in schema.get("required", [])}
    return None


def text(name: str, schema: dict[str, Any]) -> str:
    if name in BY_NAME:
        return BY_NAME[name]
    if "format" in schema:
        return BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        return BY_PATTERN[schema["pattern"]]
    return "right words"
