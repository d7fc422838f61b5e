"""The tables of rights, one file an area: who may do what (MAY), to which rows (ROWS), and which fields (FACETS).

MAY: role -> resource -> verbs; absent means forbidden. Verbs are read, create, update, delete and the moves of a
resource's lifecycle. ROWS: resource -> role -> rows; a row out of reach cannot be read, written or moved into. FACETS:
resource -> facet -> roles, for the fields that only some of the roles which reach a row may see or write; a field names
its facet beside its tier (`C3("identity")`). Predicates are expressions over the named binds of `me`, built once; the
session and the declared reads use the same objects. A table that is in no file stops the start.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlmodel import SQLModel

from app.auth.rights import (
    applications,
    deliveries,
    encouragement,
    engagements,
    families,
    field,
    files,
    groups,
    homework,
    hours,
    interpreting,
    invitations,
    jobs,
    library,
    notices,
    observations,
    organisations,
    outreach,
    plans,
    practices,
    proposals,
    reports,
    requirements,
    safeguarding,
    schools,
    stories,
    supervision,
    talk,
    trail,
    training,
    volunteers,
)
from app.auth.rights.grammar import Facet, Reach
from app.models.membership import Role

V = TypeVar("V")

AREAS: tuple[Any, ...] = (
    organisations,
    schools,
    families,
    groups,
    field,
    files,
    reports,
    homework,
    hours,
    encouragement,
    invitations,
    jobs,
    notices,
    library,
    deliveries,
    observations,
    supervision,
    safeguarding,
    plans,
    volunteers,
    applications,
    outreach,
    engagements,
    training,
    interpreting,
    talk,
    stories,
    practices,
    proposals,
    requirements,
    trail,
)


def merged(tables: Iterable[Mapping[Any, V]]) -> dict[Any, V]:
    """One table out of those of the areas. Raises ValueError where two of them speak of the same resource."""
    whole: dict[Any, V] = {}
    for table in tables:
        if twice := whole.keys() & table.keys():
            raise ValueError(f"{twice} stand in two areas of rights")
        whole.update(table)
    return whole


PERMISSIONS: dict[Role, dict[type, str]] = {role: merged(area.MAY.get(role, {}) for area in AREAS) for role in Role}
VISIBILITY: dict[type[SQLModel], dict[Role, Reach]] = merged(area.ROWS for area in AREAS)
FACETS: dict[type, dict[str, Facet]] = merged(area.FACETS for area in AREAS)
