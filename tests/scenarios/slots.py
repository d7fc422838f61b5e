"""The places of a request where a value stands, their kinds, and which values each of them meets."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.right_bodies import value

T = TypeVar("T")
HERE = "@here@"


@dataclass
class Turns:
    """Which values a slot meets: the first one of a kind all of them, each other one the next one; or all meet all."""

    exhaustive: bool
    turn: int
    kinds: set[str] = field(default_factory=set)

    def of(self, kind: str, values: Sequence[T]) -> Sequence[T]:
        if self.exhaustive or kind not in self.kinds:
            self.kinds.add(kind)
            return values
        self.turn += 1
        return [values[self.turn % len(values)]]


def templates(schema: dict[str, Any], right: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The right body with each member, and each member within a member, left open; before it the slot's kind."""
    for name, member in schema.get("properties", {}).items():
        yield kind_of(member, schema), json.dumps({**right, name: HERE})
        inner, listed = nested(member, schema)
        for key, slot in inner.get("properties", {}).items():
            opened = {**value(name, inner, schema), key: HERE}
            yield f"within {kind_of(slot, schema)}", json.dumps({**right, name: [opened] if listed else opened})
        if listed and not inner.get("properties"):
            yield f"listed {kind_of(inner, schema)}", json.dumps({**right, name: [HERE]})


def nested(member: dict[str, Any], root: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The shape inside a member, and whether it is that of a list's items."""
    if "$ref" in member:
        member = root["$defs"][member["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in member:
        return nested(member["anyOf"][0], root)
    if member.get("type") == "array":
        return nested(member["items"], root)[0], True
    return member, False


def kind_of(slot: dict[str, Any], root: dict[str, Any]) -> str:
    """What decides how a value is taken: the type, its format, what bounds it, whether it may be null."""
    if "$ref" in slot:
        return kind_of(root["$defs"][slot["$ref"].rsplit("/", 1)[1]], root)
    ways = [kind_of(way, root) for way in slot.get("anyOf", [])]
    bounds = sorted(slot.keys() & {"pattern", "enum", "const", "items", "minimum", "maximum", "minLength", "maxItems"})
    return str([slot.get("type"), slot.get("format"), bounds, ways])
