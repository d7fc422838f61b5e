"""The reach of one row says the same as the reach of many, for every model and role, and lists nothing on the way."""

import sqlalchemy as sa

from app.auth.correlating import as_exists, correlated, readable_one, writable_one
from app.auth.principal import me
from app.auth.rights import VISIBILITY
from app.auth.visibility import readable, writable
from app.core.statements import Plan, execute
from app.models import Child, Family
from app.models.membership import Role
from tests.scenarios.test_every_operation import principal
from tests.world import World


def test_one_and_many_reach_the_same_rows(below: World) -> None:
    reached, engine = 0, below.database.kind
    with below.as_system(below.indigo) as db:
        for person in below.indigo.people.values():
            binds = principal(person).binds(db.at)
            for model, reaches in VISIBILITY.items():
                if person.role not in reaches or not hasattr(model, "id"):
                    continue
                for many, one in ((readable, readable_one), (writable, writable_one)):
                    found = [
                        sorted(str(row[0]) for row in execute(db.connection(), Plan(asked, engine), binds).fetchall())
                        for asked in (sa.select(model.id).where(of(model, person.role)) for of in (many, one))
                    ]
                    assert found[0] == found[1], (model, person.role)
                    reached += len(found[1])
    assert reached > 500


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
