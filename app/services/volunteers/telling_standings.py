"""What is required of one person and how they stand to it, for a screen that tells what is still to be done."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup
from app.auth.principal import me
from app.auth.relations import now_within
from app.core.columns import Id
from app.models import Membership, User
from app.models.membership import Role
from app.services.volunteers.keeping_gate import Facts
from app.services.volunteers.standings import applies, counts, standing

user = sa.bindparam("user", type_=Id)
PERSON = Lookup(sa.select(col(User.id)).where(col(User.id) == user))
ROLES = Lookup(
    sa.select(col(Membership.role)).where(
        col(Membership.organisation_id) == me.organisation, col(Membership.user_id) == user, now_within(Membership)
    )
)


def told(facts: Facts, user_id: UUID, roles: set[Role], today: date) -> dict[str, Any]:
    """The person's standing to each requirement of their roles, and whether nothing blocking is missing."""
    kinds, shown = facts.led.get(user_id, set()), facts.shown.get(user_id, {})
    asked = [one for one in facts.required if any(applies(one, role, kinds) for role in roles)]
    holds = {one.id for one in asked if any(counts(row, today) for row in shown.get(one.id, ()))}
    cleared = all(one.id in holds for one in asked if one.blocking)
    return {"cleared": cleared, "items": [line(one, shown.get(one.id, []), today) for one in asked]}


def line(required: Any, shown: list[Any], today: date) -> dict[str, Any]:
    found = standing(shown, today)
    return {
        "requirement_id": required.id,
        "code": required.code,
        "name": required.name,
        "blocking": required.blocking,
        "course_id": required.course_id,
        "state": found.state,
        "valid_until": None if found.of is None else found.of.valid_until,
        "fulfilment_id": None if found.of is None else found.of.id,
        "waiting": found.waiting,
    }
