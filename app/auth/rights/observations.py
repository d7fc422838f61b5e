"""What is noticed of families and said with teachers: who may do what, which rows, which fields.

An assistant lives where the families live and sees none of it. Volunteers and educators see of families what they wrote
themselves.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import families_of, my_children, my_programmes
from app.auth.rights.grammar import STAFF, Clause, Facet, Reach, by_child
from app.models import ContactedChild, FamilyObservation, TeacherContact
from app.models.membership import Role
from app.models.release_state import ReleaseState

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        FamilyObservation: "read release withhold",
        TeacherContact: "read create update",
        ContactedChild: "read create",
    },
    Role.SUPERVISOR: {
        FamilyObservation: "read",
        TeacherContact: "read",
        ContactedChild: "read",
    },
    Role.EDUCATOR: {
        FamilyObservation: "read create update",
        TeacherContact: "read create update",
        ContactedChild: "read create",
    },
    Role.MEDIATOR: {
        FamilyObservation: "read create update release withhold",
        TeacherContact: "read create update",
        ContactedChild: "read create",
    },
    Role.VOLUNTEER: {
        FamilyObservation: "read create update",
        TeacherContact: "read create update",
        ContactedChild: "read create",
    },
    Role.GUARDIAN: {
        FamilyObservation: "read",
    },
}

i_observed = col(FamilyObservation.author_id) == me.user
i_had = col(TeacherContact.author_id) == me.user


def observed(role: Role) -> Clause:
    """Observations of the children and the families whom a role reaches."""
    return sa.or_(
        col(FamilyObservation.child_id).in_(my_children(role)),
        col(FamilyObservation.family_id).in_(families_of(role)),
    )


def had_about(role: Role) -> Clause:
    """Contacts about children whom a role reaches."""
    others = sa.select(col(ContactedChild.contact_id)).where(
        col(ContactedChild.organisation_id) == me.organisation, col(ContactedChild.child_id).in_(my_children(role))
    )
    return sa.or_(col(TeacherContact.child_id).in_(my_children(role)), col(TeacherContact.id).in_(others))


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    FamilyObservation: {
        Role.COORDINATOR: Reach(col(FamilyObservation.programme_id).in_(my_programmes)),
        Role.SUPERVISOR: Reach(observed(Role.SUPERVISOR)),
        Role.EDUCATOR: Reach(sa.and_(i_observed, observed(Role.EDUCATOR))),
        Role.MEDIATOR: Reach(observed(Role.MEDIATOR)),
        Role.VOLUNTEER: Reach(sa.and_(i_observed, observed(Role.VOLUNTEER))),
        # Of another guardian's child in the same family one is not told.
        Role.GUARDIAN: Reach(
            sa.and_(
                col(FamilyObservation.release_state) == ReleaseState.RELEASED,
                observed(Role.GUARDIAN),
                sa.or_(
                    col(FamilyObservation.child_id).is_(None),
                    col(FamilyObservation.child_id).in_(my_children(Role.GUARDIAN)),
                ),
            )
        ),
    },
    TeacherContact: {
        Role.COORDINATOR: Reach(col(TeacherContact.programme_id).in_(my_programmes)),
        Role.SUPERVISOR: Reach(had_about(Role.SUPERVISOR)),
        Role.EDUCATOR: Reach(had_about(Role.EDUCATOR), i_had),
        Role.MEDIATOR: Reach(had_about(Role.MEDIATOR), i_had),
        Role.VOLUNTEER: Reach(sa.and_(i_had, had_about(Role.VOLUNTEER))),
    },
    ContactedChild: by_child((*STAFF, Role.VOLUNTEER), ContactedChild.child_id),
}

FACETS: dict[type, dict[str, Facet]] = {
    FamilyObservation: {
        "staff": Facet("coordinator supervisor educator mediator volunteer", "educator mediator volunteer"),
    },
}
