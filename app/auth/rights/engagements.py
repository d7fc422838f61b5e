"""Engagements with guardians and their parts in them: who may do what, which rows, which fields.

A visit, a call or a message is known to those who see the family, to who organises it and to the programme's
coordinator; an event that is open to several families is known to those who may bring theirs. The part of a guardian
who is excluded for safety is there for coordinators and supervisors alone.
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
    my_caseload,
    my_children,
    my_guardian_rows,
    my_programmes,
    my_schools,
)
from app.auth.rights.grammar import Clause, Facet, Reach, reaches
from app.models import (
    Child,
    ConsultationQuestion,
    Engagement,
    EngagementFollowUp,
    EngagementOrganiser,
    Family,
    GroupMember,
    Guardian,
    MentorGroup,
    Participation,
    ParticipationChild,
)
from app.models.engagement import PRIVATE
from app.models.membership import Role
from app.models.mentor_group import MemberState

RUNNING: dict[type, str] = {
    Engagement: "read create update hold cancel reopen measure find_gaps",
    EngagementOrganiser: "read create delete",
    Participation: "read create update promote",
    ParticipationChild: "read create delete",
    EngagementFollowUp: "read create update finish drop reopen",
    ConsultationQuestion: "read create update",
}

# They read no engagement; the reach is that of the totals they ask for.
TOLD_TOTALS = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.PARTNER)

MAY: dict[Role, dict[type, str]] = {
    **{role: {Engagement: "measure"} for role in TOLD_TOTALS},
    Role.COORDINATOR: RUNNING,
    Role.EDUCATOR: RUNNING,
    Role.MEDIATOR: RUNNING,
    Role.SUPERVISOR: {
        Engagement: "read measure find_gaps",
        EngagementOrganiser: "read",
        Participation: "read",
        ParticipationChild: "read",
        EngagementFollowUp: "read",
        ConsultationQuestion: "read",
    },
    Role.VOLUNTEER: {Engagement: "read measure", ConsultationQuestion: "read"},
    Role.TEACHER: {
        Engagement: "read",
        Participation: "read",
        ParticipationChild: "read",
        ConsultationQuestion: "read",
    },
    Role.GUARDIAN: {
        Engagement: "read",
        Participation: "read answer",
        ParticipationChild: "read",
        ConsultationQuestion: "read",
    },
}

WITH_FAMILIES = (Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR)
not_excluded = col(Guardian.safety_excluded).is_(False)
is_open = sa.and_(*(col(Engagement.kind) != kind for kind in PRIVATE))
organised_by_me = sa.or_(
    col(Engagement.created_by) == me.user,
    col(Engagement.id).in_(
        sa.select(col(EngagementOrganiser.engagement_id)).where(
            mine(EngagementOrganiser), col(EngagementOrganiser.user_id) == me.user
        )
    ),
)
with_nobody_yet = ~sa.exists().where(mine(Participation), col(Participation.engagement_id) == col(Engagement.id))
# Once a family has a part in a private contact, it is reached by reaching the family and no other way: whoever made the
# visit knows nothing more of it when the family is in other hands, or its guardian excluded for safety.
mine_to_run = sa.and_(organised_by_me, sa.or_(is_open, with_nobody_yet))
my_families_programmes = sa.select(col(Family.programme_id)).where(mine(Family), col(Family.id).in_(my_caseload))
excluded = ids(Guardian, col(Guardian.safety_excluded).is_(True))
of_nobody_excluded = col(Participation.guardian_id).not_in(excluded)
# One who was not invited is not told of it.
invited_me = sa.and_(
    col(Participation.invited_at).is_not(None),
    col(Participation.guardian_id).in_(ids(Guardian, col(Guardian.user_id) == me.user, not_excluded)),
)


# As `families_of`, in one select: nested any deeper, what belongs to an engagement is more than SQLite parses.
families_of_educator = (
    sa.select(col(Child.family_id))
    .join(
        GroupMember,
        sa.and_(
            col(GroupMember.organisation_id) == col(Child.organisation_id),
            col(GroupMember.child_id) == col(Child.id),
            col(GroupMember.state) == MemberState.ACTIVE,
        ),
    )
    .join(
        MentorGroup,
        sa.and_(
            col(MentorGroup.organisation_id) == col(Child.organisation_id),
            col(MentorGroup.id) == col(GroupMember.group_id),
        ),
    )
    .where(
        mine(Child),
        col(Child.family_id).is_not(None),
        sa.or_(col(MentorGroup.programme_id).in_(my_programmes), col(MentorGroup.school_id).in_(my_schools)),
    )
)


def parts_of(role: Role) -> Clause:
    """The parts of guardians in the families that a role reaches."""
    families = families_of_educator if role is Role.EDUCATOR else families_of(role)
    in_reach = col(Participation.family_id).in_(families)
    return in_reach if role is Role.SUPERVISOR else sa.and_(of_nobody_excluded, in_reach)


def with_parts(clause: Clause) -> Clause:
    """The engagements in which these have a part."""
    found = sa.select(col(Participation.engagement_id)).where(mine(Participation), clause)
    return col(Engagement.id).in_(found)


EVENTS: dict[Role, Clause] = {
    Role.COORDINATOR: col(Engagement.programme_id).in_(my_programmes),
    Role.SUPERVISOR: sa.or_(
        mine_to_run,
        with_parts(parts_of(Role.SUPERVISOR)),
        sa.and_(is_open, col(Engagement.group_id).in_(groups_of(Role.SUPERVISOR))),
    ),
    Role.EDUCATOR: sa.or_(
        mine_to_run,
        with_parts(parts_of(Role.EDUCATOR)),
        sa.and_(
            is_open,
            sa.or_(
                col(Engagement.programme_id).in_(my_programmes),
                col(Engagement.school_id).in_(my_schools),
            ),
        ),
    ),
    Role.MEDIATOR: sa.or_(
        mine_to_run,
        with_parts(parts_of(Role.MEDIATOR)),
        sa.and_(is_open, col(Engagement.programme_id).in_(my_families_programmes)),
    ),
    Role.VOLUNTEER: sa.and_(is_open, col(Engagement.group_id).in_(groups_of(Role.VOLUNTEER))),
    Role.TEACHER: sa.and_(is_open, col(Engagement.school_id).in_(my_schools)),
    Role.GUARDIAN: with_parts(invited_me),
}
# Events are changed by their organisers, private contacts by whoever reaches the family, all by coordinators.
CHANGED: dict[Role, Clause | None] = {
    **dict.fromkeys(EVENTS),
    **{
        role: sa.or_(mine_to_run, sa.and_(~is_open, with_parts(parts_of(role))))
        for role in (Role.EDUCATOR, Role.MEDIATOR)
    },
}
PARTS: dict[Role, Clause] = {
    Role.COORDINATOR: col(Participation.programme_id).in_(my_programmes),
    **{role: parts_of(role) for role in WITH_FAMILIES},
    Role.TEACHER: sa.and_(
        col(Participation.engagement_id).in_(ids(Engagement, EVENTS[Role.TEACHER])),
        col(Participation.guardian_id).in_(ids(Guardian, my_guardian_rows(Role.TEACHER))),
    ),
    Role.GUARDIAN: invited_me,
}


def belonging(column: Any, roles: tuple[Role, ...]) -> dict[Role, Reach]:
    """What belongs to the engagements that a role reaches; changed by who may change the engagement."""
    found = {}
    for role in roles:
        change = CHANGED[role]
        write = None if change is None else column.in_(ids(Engagement, change))
        found[role] = Reach(column.in_(ids(Engagement, EVENTS[role])), write)
    return found


STAFF_HERE = (Role.COORDINATOR, *WITH_FAMILIES)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Engagement: {
        **{role: Reach(clause, CHANGED[role]) for role, clause in EVENTS.items()},
        **reaches(TOLD_TOTALS, Reach(col(Engagement.programme_id).in_(my_programmes))),
    },
    EngagementOrganiser: belonging(col(EngagementOrganiser.engagement_id), STAFF_HERE),
    Participation: {role: Reach(clause) for role, clause in PARTS.items()},
    ParticipationChild: {
        role: Reach(
            sa.and_(
                col(ParticipationChild.participation_id).in_(ids(Participation, clause)),
                col(ParticipationChild.child_id).in_(my_children(role)),
            )
        )
        for role, clause in PARTS.items()
    },
    EngagementFollowUp: belonging(col(EngagementFollowUp.engagement_id), STAFF_HERE),
    ConsultationQuestion: belonging(col(ConsultationQuestion.engagement_id), tuple(EVENTS)),
}

FACETS: dict[type, dict[str, Facet]] = {
    Engagement: {
        "visit": Facet("coordinator supervisor educator mediator", "coordinator educator mediator"),
        "places": Facet("coordinator supervisor educator mediator", ""),
    },
    Participation: {
        "outcome": Facet("coordinator supervisor educator mediator teacher", "coordinator educator mediator"),
        "barrier": Facet("coordinator supervisor educator mediator", "coordinator educator mediator"),
    },
}
