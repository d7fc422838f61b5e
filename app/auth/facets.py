"""Fields that only some of the roles which reach a row may see or write, as a role meets them."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from app.auth.rights import FACETS
from app.core.tiers import tiers_of
from app.models.membership import Role


@cache
def hidden(model: type, shape: type[BaseModel], role: Role) -> frozenset[str]:
    """The fields of a shape that a role may not see; version and time of change go with them, for they would tell."""
    closed = {
        name
        for name, tier in tiers_of(shape).items()
        if tier.facet not in (None, "whole") and role not in FACETS[model][str(tier.facet)].read.split()
    }
    return frozenset(closed | {name for name in ("version", "updated_at") if closed})


@cache
def unwritable(model: type, shape: type[BaseModel], role: Role) -> frozenset[str]:
    """The fields of a body that a role may not write: those it cannot see, and those it may only read."""
    facets: dict[str, Any] = FACETS.get(model, {})
    return frozenset(
        name for name, tier in tiers_of(shape).items() if tier.facet and role not in facets[tier.facet].write.split()
    )
