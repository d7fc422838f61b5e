"""Families, guardians, children and their consents: who may do what, which rows, which fields."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import (
    families_of,
    ids,
    my_children,
    my_guardian_entries,
    my_guardian_rows,
    my_programmes,
)
from app.auth.rights.grammar import (
    ALL,
    CHILD_ROLES,
    GROUP_ROLES,
    STAFF,
    Facet,
    Reach,
    by_child,
)
from app.models import Child, Consent, ConsentEffect, Family, Guardian, Guardianship
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.DATA_PROTECTION_OFFICER: {
        Child: "see_circle see_access_log",
        Consent: "read",
        ConsentEffect: "read",
    },
    Role.COORDINATOR: {
        Family: "read create update activate pause leave",
        Guardian: "read create update issue_code",
        Guardianship: "read create update verify delete",
        Child: "read create update activate pause complete leave see_circle see_access_log see_consents",
        Consent: "read create",
        ConsentEffect: "read",
    },
    Role.SUPERVISOR: {
        Family: "read",
        Guardian: "read",
        Guardianship: "read",
        Child: "read see_consents",
        Consent: "read",
        ConsentEffect: "read",
    },
    Role.EDUCATOR: {
        Family: "read",
        Guardian: "read",
        Guardianship: "read",
        Child: "read update see_consents",
        ConsentEffect: "read",
    },
    Role.MEDIATOR: {
        Family: "read create update activate pause leave",
        Guardian: "read create update issue_code",
        Guardianship: "read create update verify",
        Child: "read create update activate pause complete leave see_consents",
        Consent: "read create",
        ConsentEffect: "read",
    },
    Role.VOLUNTEER: {
        Guardian: "read",
        Guardianship: "read",
        Child: "read see_consents",
        ConsentEffect: "read",
    },
    Role.ASSISTANT: {
        Child: "read",
    },
    Role.TEACHER: {
        Guardian: "read",
        Guardianship: "read",
        Child: "read see_consents",
        ConsentEffect: "read",
    },
    Role.GUARDIAN: {
        Family: "read",
        Guardian: "read update",
        Guardianship: "read",
        Child: "read see_circle see_access_log see_consents follow",
        Consent: "read create",
        ConsentEffect: "read",
    },
}

to_guardian_not_excluded = col(Guardianship.guardian_id).not_in(ids(Guardian, col(Guardian.safety_excluded).is_(True)))

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Family: {role: Reach(col(Family.id).in_(families_of(role))) for role in (*STAFF, Role.GUARDIAN)},
    Guardian: {
        **{role: Reach(col(Guardian.family_id).in_(families_of(role))) for role in STAFF},
        Role.MEDIATOR: Reach(
            sa.and_(col(Guardian.family_id).in_(families_of(Role.MEDIATOR)), col(Guardian.safety_excluded).is_(False))
        ),
        Role.EDUCATOR: Reach(
            sa.and_(col(Guardian.family_id).in_(families_of(Role.EDUCATOR)), col(Guardian.safety_excluded).is_(False))
        ),
        Role.VOLUNTEER: Reach(my_guardian_rows(Role.VOLUNTEER)),
        Role.TEACHER: Reach(my_guardian_rows(Role.TEACHER)),
        Role.GUARDIAN: Reach(sa.and_(col(Guardian.user_id) == me.user, col(Guardian.safety_excluded).is_(False))),
    },
    Guardianship: {
        **by_child((Role.COORDINATOR, Role.SUPERVISOR), Guardianship.child_id),
        # A link would betray a guardian who is excluded for safety.
        **{
            role: Reach(sa.and_(col(Guardianship.child_id).in_(my_children(role)), to_guardian_not_excluded))
            for role in (Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.TEACHER)
        },
        Role.GUARDIAN: Reach(sa.and_(col(Guardianship.guardian_id).in_(my_guardian_entries), to_guardian_not_excluded)),
    },
    # A data protection officer reads no child; the reach is for asking who sees one (circle, access log).
    Child: {role: Reach(col(Child.id).in_(my_children(role))) for role in GROUP_ROLES}
    | {Role.COORDINATOR: Reach(col(Child.programme_id).in_(my_programmes)), Role.DATA_PROTECTION_OFFICER: ALL},
    Consent: {
        **by_child((Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR, Role.GUARDIAN), Consent.child_id),
        Role.DATA_PROTECTION_OFFICER: ALL,
    },
    ConsentEffect: {**by_child(CHILD_ROLES, ConsentEffect.child_id), Role.DATA_PROTECTION_OFFICER: ALL},
}

FACETS: dict[type, dict[str, Facet]] = {
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
    Child: {
        "identity": Facet("coordinator supervisor educator mediator teacher guardian", "coordinator mediator"),
        "profile": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator educator mediator"
        ),
        "household": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator mediator"
        ),
    },
}
