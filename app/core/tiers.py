"""Privacy tiers, written beside each field: `surname: Annotated[Name, C3("identity")]`.

C1 public, C2 internal, C3 personal, C4 sensitive, C5 restricted. A tier may name a facet: a group of fields that only
some of the roles which reach the row may see or write (`FACETS` in app/auth/rights/ says which).
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Tier:
    """How much harm a field does when it leaks (1 to 5), and the facet it belongs to, if any."""

    level: int
    facet: str | None = None

    def __call__(self, facet: str) -> "Tier":
        return Tier(self.level, facet)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema: dict[str, Any] = handler(core)
        return {**schema, "x-tier": f"C{self.level}"}


C1, C2, C3, C4, C5 = (Tier(level) for level in range(1, 6))

# A read that shows this level or above stands in the audit.
AUDITED_FROM = C3.level


def tiers_of(shape: type[BaseModel]) -> dict[str, Tier]:
    """The tier of every field of a shape that has one."""
    return {
        name: tier for name, field in shape.model_fields.items() for tier in field.metadata if isinstance(tier, Tier)
    }
