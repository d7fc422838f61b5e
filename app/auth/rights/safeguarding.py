"""Concerns about a child's safety and those who are designated to deal with them: who may do what, which rows.

A concern is seen by the designated leads of its programme or of the organisation, by a coordinator to whom it was
escalated, and by the supervisor of the team; by nobody whom it is about, and by nobody about their own family. Authors
see that it is there and how far it has come (the fields without the facet `case`), in the role in which they wrote.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import (
    families_of,
    groups_of,
    ids,
    mine,
    my_children,
    my_guardian_entries,
    now_within,
)
from app.auth.rights.grammar import ALL, OVERSIGHT, Clause, Facet, Reach, reaches
from app.models import ConcernEntry, DesignatedLead, Guardian, Guardianship, SafeguardingConcern
from app.models.designated_lead import DesignatedLeadState
from app.models.membership import Role

AUTHORS = (Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER)
SENDERS = (Role.ASSISTANT, Role.TEACHER)

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {DesignatedLead: "read create confirm end"},
    Role.DATA_PROTECTION_OFFICER: {DesignatedLead: "read"},
    Role.COORDINATOR: {
        DesignatedLead: "read create confirm end",
        SafeguardingConcern: "read create update acknowledge review act refer close resume",
        ConcernEntry: "read create",
    },
    Role.SUPERVISOR: {
        DesignatedLead: "read",
        SafeguardingConcern: "read create",
        ConcernEntry: "read",
    },
    **{role: {SafeguardingConcern: "read create"} for role in AUTHORS},
    **{role: {SafeguardingConcern: "create"} for role in SENDERS},
}


def my_leadings(*where: Clause) -> Any:
    """The programmes that the caller is a designated lead of; null for the whole organisation."""
    return sa.select(col(DesignatedLead.programme_id)).where(
        mine(DesignatedLead),
        col(DesignatedLead.user_id) == me.user,
        col(DesignatedLead.state) == DesignatedLeadState.ACTIVE,
        now_within(DesignatedLead),
        *where,
    )


def none_of(column: Any, found: Any) -> Clause:
    return sa.or_(column.is_(None), column.not_in(found))


programme = col(SafeguardingConcern.programme_id)
about = col(SafeguardingConcern.about_user_id)
child, family = col(SafeguardingConcern.child_id), col(SafeguardingConcern.family_id)
my_families = sa.select(col(Guardian.family_id)).where(mine(Guardian), col(Guardian.user_id) == me.user)
my_family_children = sa.select(col(Guardianship.child_id)).where(
    mine(Guardianship), col(Guardianship.guardian_id).in_(my_guardian_entries)
)
not_about_me = sa.and_(
    sa.or_(about.is_(None), about != me.user),
    none_of(child, my_family_children),
    none_of(family, my_families),
)
mine_to_lead = sa.or_(
    my_leadings(col(DesignatedLead.programme_id).is_(None)).exists(),
    sa.and_(programme.is_(None), my_leadings().exists()),
    programme.in_(my_leadings(col(DesignatedLead.programme_id).is_not(None))),
    col(SafeguardingConcern.id).in_(
        sa.select(col(ConcernEntry.concern_id)).where(mine(ConcernEntry), col(ConcernEntry.to_user_id) == me.user)
    ),
)
of_my_team = sa.or_(
    child.in_(my_children(Role.SUPERVISOR)),
    col(SafeguardingConcern.group_id).in_(groups_of(Role.SUPERVISOR)),
    family.in_(families_of(Role.SUPERVISOR)),
)
CASES: dict[Role, Clause] = {
    Role.COORDINATOR: sa.and_(mine_to_lead, not_about_me),
    Role.SUPERVISOR: sa.and_(of_my_team, not_about_me),
}
sent_by_me = sa.and_(col(SafeguardingConcern.raised_as_id) == me.membership, not_about_me)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    DesignatedLead: reaches(OVERSIGHT, ALL),
    SafeguardingConcern: {
        **{role: Reach(clause) for role, clause in CASES.items()},
        **reaches((*AUTHORS, *SENDERS), Reach(sent_by_me)),
    },
    ConcernEntry: {
        role: Reach(col(ConcernEntry.concern_id).in_(ids(SafeguardingConcern, clause)))
        for role, clause in CASES.items()
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    SafeguardingConcern: {
        "case": Facet(
            "coordinator supervisor",
            "coordinator supervisor educator mediator volunteer assistant teacher",
        ),
    },
}
