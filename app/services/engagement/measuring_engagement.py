"""Engagement in numbers, over the children in the caller's reach and the guardians of theirs that count.

The numbers of a scope are those of its children: of a programme, of the school that they go to now, of the group in
which they have a place now; every engagement of their guardians in the period counts, wherever it was. What was
cancelled does not.
"""

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, models_of
from app.auth.principal import me
from app.auth.relations import Clause, ids, mine, my_children, my_programmes
from app.auth.rights.engagements import TOLD_TOTALS
from app.core.columns import Id, Instant
from app.models import (
    Child,
    Engagement,
    GroupMember,
    Guardian,
    Guardianship,
    Organisation,
    Participation,
    SchoolEnrolment,
)
from app.models.child import ChildStatus
from app.models.engagement import EngagementState
from app.models.membership import Role
from app.models.mentor_group import MemberState
from app.models.participation import ParticipationOutcome
from app.services.engagement.counting_guardians import counted, fathers_of

REASON = "engagement is counted over the children in reach"

# Partners are told totals and read no organisation.
ZONE = Lookup(sa.select(col(Organisation.time_zone)), beyond=(Organisation,), reason="a day is one of the organisation")

programme, school, group = (sa.bindparam(name, type_=Id) for name in ("programme", "school", "group"))
begins, ends = (sa.bindparam(name, type_=Instant) for name in ("begins", "ends"))

# Waiting, active, paused: a child who has left is in no denominator, and so in no numerator.
takes_part_now = sa.or_(
    *(col(Child.status) == status for status in (ChildStatus.WAITING, ChildStatus.ACTIVE, ChildStatus.PAUSED))
)
at_school_now = sa.exists().where(
    mine(SchoolEnrolment),
    col(SchoolEnrolment.child_id) == col(Child.id),
    col(SchoolEnrolment.school_id) == school,
    col(SchoolEnrolment.from_on) <= me.today,
    sa.or_(col(SchoolEnrolment.to_on).is_(None), col(SchoolEnrolment.to_on) > me.today),
)
in_group_now = sa.exists().where(
    mine(GroupMember),
    col(GroupMember.child_id) == col(Child.id),
    col(GroupMember.group_id) == group,
    col(GroupMember.state) == MemberState.ACTIVE,
)
moment = sa.func.coalesce(col(Engagement.held_at), col(Engagement.planned_at))
in_period = sa.and_(
    mine(Participation),
    mine(Engagement),
    col(Participation.engagement_id) == col(Engagement.id),
    col(Engagement.state) != EngagementState.CANCELLED,
    moment >= begins,
    moment < ends,
)
PARTS = {
    "invited": col(Participation.invited_at).is_not(None),
    "reached": col(Participation.reached_at).is_not(None),
    "took_part": col(Participation.outcome) == ParticipationOutcome.TOOK_PART,
}

# Asked once and kept: a server that expects no rows would otherwise work out who is in reach again for each of them.
FIRST = "MATERIALIZED"


class Measures(NamedTuple):
    """The counts of a role: by gender and relation, by kind, by barrier, and of children with fathers."""

    people: Lookup
    kinds: Lookup
    barriers: Lookup
    fathers: Lookup


@cache
def measures(role: Role) -> Measures:
    """What a role may count: its reach is in the statements, which look beyond the rows that it may read."""
    children = children_in_scope(role)
    guardians = (
        sa.select(col(Guardianship.guardian_id).label("id"))
        .where(
            mine(Guardianship),
            col(Guardianship.child_id).in_(sa.select(children.c.id)),
            col(Guardianship.guardian_id).in_(counted()),
        )
        .distinct()
        .cte("guardians")
        .prefix_with(FIRST, dialect="postgresql")
    )
    return Measures(people(guardians), kinds(guardians), barriers(guardians), fathers(children))


def children_in_scope(role: Role) -> sa.CTE:
    in_reach = (
        col(Child.programme_id).in_(my_programmes) if role in TOLD_TOTALS else col(Child.id).in_(my_children(role))
    )
    asked = [
        sa.or_(programme.is_(None), col(Child.programme_id) == programme),
        sa.or_(school.is_(None), at_school_now),
        sa.or_(group.is_(None), in_group_now),
    ]
    found: sa.CTE = ids(Child, takes_part_now, in_reach, *asked).cte("children")
    return found.prefix_with(FIRST, dialect="postgresql")


def people(guardians: sa.CTE) -> Lookup:
    """By gender and relation: guardians, and how many of them have each part."""
    each = (
        sa.select(
            col(Guardian.gender).label("gender"),
            col(Guardian.relation).label("relation"),
            *(sa.case((has_part(part), 1), else_=0).label(name) for name, part in PARTS.items()),
        )
        .where(mine(Guardian), col(Guardian.id).in_(sa.select(guardians.c.id)))
        .subquery("each")
    )
    sums = [sa.func.sum(each.c[name]).label(name) for name in PARTS]
    found = sa.select(each.c.gender, each.c.relation, sa.func.count().label("guardians"), *sums)
    return counting(found.group_by(each.c.gender, each.c.relation))


def has_part(part: Clause) -> Clause:
    return sa.exists().where(in_period, col(Participation.guardian_id) == col(Guardian.id), part)


def kinds(guardians: sa.CTE) -> Lookup:
    """By kind of engagement: how many guardians have each part."""
    who = sa.func.distinct(col(Participation.guardian_id))
    counts = [sa.func.count(who).filter(part).label(name) for name, part in PARTS.items()]
    found = sa.select(col(Engagement.kind), *counts).where(in_period, among(guardians))
    return counting(found.group_by(col(Engagement.kind)))


def barriers(guardians: sa.CTE) -> Lookup:
    """By barrier: how many guardians named it."""
    who = sa.func.count(sa.func.distinct(col(Participation.guardian_id))).label("guardians")
    found = sa.select(col(Participation.barrier), who).where(in_period, among(guardians))
    return counting(found.where(col(Participation.barrier).is_not(None)).group_by(col(Participation.barrier)))


def fathers(children: sa.CTE) -> Lookup:
    """Children with a father that counts, and of how many of them one took part."""
    own = sa.select(children.c.id).where(sa.exists(fathers_of(children.c.id, children))).cte("with_father")
    own = own.prefix_with(FIRST, dialect="postgresql")
    took_part = sa.exists().where(
        in_period, PARTS["took_part"], col(Participation.guardian_id).in_(fathers_of(own.c.id, own))
    )
    part = sa.func.sum(sa.case((took_part, 1), else_=0))
    counts = [sa.func.coalesce(part, 0).label("took_part"), sa.func.count().label("children")]
    return counting(sa.select(*counts).select_from(own))


def among(guardians: sa.CTE) -> Any:
    return col(Participation.guardian_id).in_(sa.select(guardians.c.id))


def counting(statement: Any) -> Lookup:
    """Everything beyond reach: the statement itself says which children."""
    return Lookup(statement, beyond=tuple(models_of(statement)), reason=REASON)
