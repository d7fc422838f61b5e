"""Fields that only some of the roles which reach a row may see or write: resource -> facet -> roles.

A field names its facet beside its tier (`C3("identity")`); a facet that is not in this table stops the tests. The page
about rights prints it.
"""

from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from app.core.tiers import tiers_of
from app.models import Child, Family, GroupLeader, Guardian, Teacher, Transition
from app.models.membership import Role


class Facet(NamedTuple):
    """The roles that see a group of fields, and those that may write them."""

    read: str
    write: str


FACETS: dict[type, dict[str, Facet]] = {
    Child: {
        "identity": Facet("coordinator supervisor educator mediator teacher guardian", "coordinator mediator"),
        "profile": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator educator mediator"
        ),
        "household": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator mediator"
        ),
    },
    Family: {
        "address": Facet("coordinator mediator guardian", "coordinator mediator"),
    },
    Guardian: {
        "contact": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator mediator guardian"
        ),
        "link": Facet("coordinator supervisor educator mediator volunteer teacher guardian", "coordinator"),
        "safety": Facet("coordinator supervisor", "coordinator"),
    },
    GroupLeader: {
        "oversight": Facet("coordinator supervisor", "coordinator supervisor"),
    },
    Teacher: {
        "contact": Facet("administrator coordinator supervisor educator mediator teacher", "coordinator mediator"),
    },
    Transition: {
        "reason": Facet("coordinator supervisor educator mediator", ""),
    },
}


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
