"""Suggesting who could lead a group that waits or help a child that does: what is known is gathered for `matching`.

Nobody is suggested who is not active, lacks something that is required in a programme of this kind, would have more
children than they can or than the policy allows, or would be in two places at once.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.principal import me
from app.auth.relations import now_within
from app.core.columns import Id, Instant, instant_text
from app.models import (
    Child,
    GroupLeader,
    LeaderProposal,
    Membership,
    MentorGroup,
    Organisation,
    Programme,
    SupportSession,
    Volunteer,
)
from app.models.child import ChildStatus, LanguageLevel
from app.models.membership import Role
from app.models.mentor_group import GroupStatus
from app.models.programme import Policy
from app.models.support_session import SessionState
from app.models.volunteer import VolunteerState
from app.services.volunteers.keeping_gate import Facts
from app.services.volunteers.matching import Candidate, Slot, Span, Wanted, primary, slot_at, slot_of
from app.services.volunteers.standings import missing

Pair = tuple[UUID, UUID]
AHEAD, MOST_WAITING = timedelta(days=60), 200
WIDELY = "the load and the times of volunteers count wherever they lead"

ZONE = Lookup(sa.select(col(Organisation.time_zone)))
groups = (
    sa.select(
        *columns(MentorGroup, "id languages grades active_members max_per_leader created_at"),
        *columns(Programme, "kind"),
    )
    .join(Programme, col(Programme.id) == col(MentorGroup.programme_id))
    .where(col(MentorGroup.status) == GroupStatus.ACTIVE)
)
children = sa.select(*columns(Child, "id languages grade created_at status"), *columns(Programme, "kind policy")).join(
    Programme, col(Programme.id) == col(Child.programme_id)
)
led_now = sa.exists().where(
    col(GroupLeader.organisation_id) == me.organisation,
    col(GroupLeader.group_id) == col(MentorGroup.id),
    now_within(GroupLeader),
)
wanted = sa.bindparam("wanted", type_=Id)
SUBJECTS = {
    MentorGroup: Lookup(sa.select(col(MentorGroup.id)).where(col(MentorGroup.id) == wanted)),
    Child: Lookup(sa.select(col(Child.id)).where(col(Child.id) == wanted)),
    Volunteer: Lookup(sa.select(col(Volunteer.id)).where(col(Volunteer.id) == wanted)),
}
GROUP = Lookup(groups.where(col(MentorGroup.id) == wanted))
CHILD = Lookup(children.where(col(Child.id) == wanted))
# Those who wait longest come first, should there be more than one volunteer can be shown.
WAITING_GROUPS = Lookup(groups.where(~led_now).order_by(col(MentorGroup.id)).limit(MOST_WAITING))
WAITING_CHILDREN = Lookup(
    children.where(col(Child.status) == ChildStatus.WAITING).order_by(col(Child.id)).limit(MOST_WAITING)
)
VOLUNTEERS = Lookup(
    sa.select(*columns(Volunteer, "id user_id languages subjects availability max_children")).where(
        col(Volunteer.state) == VolunteerState.ACTIVE,
        col(Volunteer.user_id).in_(
            sa.select(col(Membership.user_id)).where(
                col(Membership.organisation_id) == me.organisation,
                col(Membership.role) == Role.VOLUNTEER,
                now_within(Membership),
            )
        ),
    )
)
PAIRS = Lookup(
    sa.select(
        *columns(LeaderProposal, "id volunteer_id group_id child_id state ended_at end_reason ended_by")
    ).order_by(col(LeaderProposal.id))
)
LOADS = Lookup(
    sa.select(*columns(GroupLeader, "user_id group_id"), col(MentorGroup.active_members))
    .join(MentorGroup, col(MentorGroup.id) == col(GroupLeader.group_id))
    .where(now_within(GroupLeader)),
    beyond=(GroupLeader, MentorGroup),
    reason=WIDELY,
)
SESSIONS = Lookup(
    sa.select(*columns(SupportSession, "group_id starts_at ends_at minutes")).where(
        col(SupportSession.group_id).is_not(None),
        col(SupportSession.state) == SessionState.PLANNED,
        col(SupportSession.starts_at) > me.now,
        col(SupportSession.starts_at) < sa.bindparam("until", type_=Instant),
    ),
    beyond=(SupportSession,),
    reason=WIDELY,
)


def proposed_before(pairs: list[Any]) -> dict[Pair, dict[str, Any]]:
    """The latest proposal of each pair; one that is still open stands for nothing that could be suggested."""
    return {
        (row.volunteer_id, row.group_id or row.child_id): {
            "proposal_id": row.id,
            "state": row.state,
            "ended_at": row.ended_at and instant_text(row.ended_at),
            "reason": row.end_reason,
            "by": row.ended_by,
        }
        for row in pairs
    }


class Known(NamedTuple):
    """What was gathered: volunteers, where they lead, and the planned sessions of all groups."""

    volunteers: list[Any]
    loads: list[Any]
    sessions: list[Any]
    facts: Facts
    zone: str
    at: datetime


def group_wanted(row: Any, known: Known) -> Wanted:
    """A group with those who lead it already sharing its children."""
    leaders = sum(load.group_id == row.id for load in known.loads)
    own = [session for session in known.sessions if session.group_id == row.id]
    zone = ZoneInfo(known.zone)
    return Wanted(
        languages=frozenset(map(primary, row.languages)),
        grades=frozenset(row.grades),
        children=max(row.active_members, 1),
        room=row.max_per_leader * (leaders + 1),
        days_waiting=0 if leaders else (known.at - row.created_at).days,
        group_id=row.id,
        slots=tuple(sorted({slot_at(one.starts_at.astimezone(zone), one.minutes) for one in own})),
        sessions=tuple(Span(one.starts_at, one.ends_at) for one in own),
    )


def child_wanted(row: Any, known: Known) -> Wanted:
    """A child alone; who waits, waits since it came."""
    policy = Policy.model_validate(row.policy, strict=False)
    return Wanted(
        languages=frozenset(primary(language["tag"]) for language in row.languages),
        grades=frozenset() if row.grade is None else frozenset({row.grade}),
        children=1,
        room=policy.max_children_per_leader,
        days_waiting=(known.at - row.created_at).days if row.status is ChildStatus.WAITING else 0,
        child_id=row.id,
    )


def candidates(known: Known, kind: Any) -> Iterator[Candidate]:
    """Those in whom nothing blocking is missing in a programme of this kind, with what they lead."""
    led: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for load in known.loads:
        led[load.user_id][load.group_id] = load.active_members
    booked: dict[UUID, list[Span]] = defaultdict(list)
    for one in known.sessions:
        booked[one.group_id].append(Span(one.starts_at, one.ends_at))
    for row in known.volunteers:
        kinds = known.facts.led.get(row.user_id, set()) | {kind}
        required = known.facts.blocking(Role.VOLUNTEER, kinds)
        if not missing(required, known.facts.shown.get(row.user_id, {}), known.at.date()):
            groups = led[row.user_id]
            yield candidate(row, groups, tuple(span for group in groups for span in booked[group]))


def candidate(row: Any, groups: dict[UUID, int], booked: tuple[Span, ...]) -> Candidate:
    slots: tuple[Slot, ...] = tuple(map(slot_of, row.availability))
    return Candidate(
        id=row.id,
        user_id=row.user_id,
        languages=tuple((primary(one["tag"]), LanguageLevel(one["level"])) for one in row.languages),
        subjects=tuple((one["from_grade"], one["to_grade"]) for one in row.subjects),
        slots=slots,
        max_children=row.max_children,
        load=sum(groups.values()),
        led=frozenset(groups),
        booked=booked,
    )
