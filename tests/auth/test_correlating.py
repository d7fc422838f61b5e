"""The reach of one row says the same as the reach of many, for every model and role, and lists nothing on the way."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.auth.correlating import as_exists, correlated, readable_one, writable_one
from app.auth.principal import me
from app.auth.rights import VISIBILITY
from app.auth.visibility import readable, writable
from app.core.statements import Plan, execute
from app.models import Child, Family
from app.models.membership import Role
from tests.reaches import reach_of
from tests.scenarios.test_every_operation import principal
from tests.world import World


def test_one_and_many_reach_the_same_rows(below: World) -> None:
    reached, plans = 0, {}
    with below.as_system(below.indigo) as db:
        for person in below.indigo.people.values():
            binds = principal(person).binds(db.at)
            for model, reaches in VISIBILITY.items():
                if person.role not in reaches or not hasattr(model, "id"):
                    continue
                # Roles with the same reach are asked by the same statements, each for themselves.
                same = reach_of(model, person.role)
                if same not in plans:
                    plans[same] = list(pairs(model, person.role, db.database.kind))
                for pair in plans[same]:
                    many, one = (
                        sorted(str(row[0]) for row in execute(db.connection(), plan, binds).fetchall()) for plan in pair
                    )
                    assert many == one, (model, person.role)
                    reached += len(one)
    assert reached > 500


def pairs(model: Any, role: Role, engine: str) -> Iterator[list[Plan]]:
    """The reach of many and that of one, for reading, and for writing where that is another one."""
    for many, one in ((readable, readable_one), (writable, writable_one)):
        if many is readable or writable(model, role) is not readable(model, role):
            yield [Plan(sa.select(model.id).where(of(model, role)), engine) for of in (many, one)]


def test_a_membership_in_a_select_is_turned_inside_out_and_nothing_else() -> None:
    mine = sa.select(Family.id).where(Family.mediator_id == me.user)
    inside = correlated(Child.family_id.in_(mine))
    assert "EXISTS" in str(inside)
    assert " IN " not in str(inside)
    assert "NOT (EXISTS" in str(correlated(Child.family_id.not_in(mine)))
    lost = sa.select(Family.mediator_id)
    for other in (Child.grade.in_([1, 2]), Child.family_id.not_in(lost), Child.grade == 3):
        assert as_exists(other) is None, "a list that may hold null is left as it is"
    for role in VISIBILITY[Child].keys() - {Role.DATA_PROTECTION_OFFICER}:
        assert " IN " not in str(readable_one(Child, role)), role
