"""Deliveries of materials: staff see those of their families, and everybody their own.

What went to a guardian who is excluded for safety is not there for a mediator, like the guardian.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import families_of, ids, my_caseload, my_programmes, my_schools, my_volunteers
from app.auth.rights.grammar import Facet, Reach
from app.models import Delivery, Guardian
from app.models.membership import Role

GIVERS = (Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR)
RECEIVERS = (Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT, Role.TEACHER, Role.GUARDIAN)

MAY: dict[Role, dict[type, str]] = {
    **{role: {Delivery: "read create acknowledge"} for role in GIVERS},
    **{role: {Delivery: "read acknowledge"} for role in RECEIVERS},
}

to_me = col(Delivery.user_id) == me.user
to_a_school = col(Delivery.school_id).is_not(None)
by_me_to_no_family = sa.and_(col(Delivery.family_id).is_(None), col(Delivery.created_by) == me.user)
my_own_entries = ids(Guardian, col(Guardian.user_id) == me.user, col(Guardian.safety_excluded).is_(False))
to_no_excluded = sa.or_(
    col(Delivery.guardian_id).is_(None),
    col(Delivery.guardian_id).in_(ids(Guardian, col(Guardian.safety_excluded).is_(False))),
)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Delivery: {
        Role.COORDINATOR: Reach(
            sa.or_(col(Delivery.programme_id).in_(my_programmes), col(Delivery.programme_id).is_(None))
        ),
        Role.SUPERVISOR: Reach(
            sa.or_(
                col(Delivery.family_id).in_(families_of(Role.SUPERVISOR)),
                col(Delivery.user_id).in_(my_volunteers),
                to_a_school,
                to_me,
                by_me_to_no_family,
            )
        ),
        Role.MEDIATOR: Reach(
            sa.or_(
                sa.and_(col(Delivery.family_id).in_(my_caseload), to_no_excluded),
                to_a_school,
                to_me,
                by_me_to_no_family,
            )
        ),
        **dict.fromkeys((Role.EDUCATOR, Role.VOLUNTEER, Role.ASSISTANT), Reach(to_me)),
        Role.TEACHER: Reach(sa.or_(to_me, col(Delivery.school_id).in_(my_schools))),
        Role.GUARDIAN: Reach(
            sa.or_(
                col(Delivery.guardian_id).in_(my_own_entries),
                sa.and_(col(Delivery.guardian_id).is_(None), col(Delivery.family_id).in_(families_of(Role.GUARDIAN))),
            )
        ),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
