"""What a guardian's start screen is made of: a few lookups within the guardian's own reach, put together by child.

Nothing here limits rows by itself: the reach of the role does, and a lookup of a row about another child finds nothing.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.columns import Instant
from app.models import (
    Attendance,
    Child,
    ChildPlan,
    ConsentEffect,
    Conversation,
    Delivery,
    Engagement,
    GroupLeader,
    GroupMember,
    Homework,
    MaterialTranslation,
    MentorGroup,
    Organisation,
    Participation,
    PlanVersion,
    Programme,
    Site,
    SupportSession,
    User,
)
from app.models.consent import ConsentState
from app.models.conversation import ConversationState
from app.models.delivery import DeliveryState
from app.models.homework import WaitsFor
from app.models.mentor_group import MemberState
from app.models.programme import Policy
from app.services.conversations.holding_conversations import I_TAKE_PART, UNREAD
from app.services.families.requiring_consent import standing
from app.services.library.delivering import TITLE
from app.services.sessions.my_week import LEADER_NAMES

LOOKING_BACK: Final = timedelta(days=30)
MOST: Final = 500

begins, ends = sa.bindparam("begins", type_=Instant), sa.bindparam("ends", type_=Instant)
since = sa.bindparam("since", type_=Instant)


def of(one: Any, other: Any) -> Any:
    """Two references to the same row."""
    return col(one) == col(other)


ZONE = Lookup(sa.select(col(Organisation.time_zone)))
CHILDREN = Lookup(
    sa.select(
        *columns(Child, "id first_name surname grade"),
        col(Programme.name).label("programme_name"),
        *columns(Programme, "policy"),
    )
    .join(Programme, of(Programme.id, Child.programme_id))
    .order_by(col(Child.first_name), col(Child.id))
)
PLACES = Lookup(
    sa.select(*columns(GroupMember, "group_id child_id")).where(col(GroupMember.state) == MemberState.ACTIVE)
)
SESSIONS = Lookup(
    sa.select(
        *columns(SupportSession, "id group_id child_id starts_at ends_at state cancel_reason channel"),
        col(MentorGroup.name).label("group_name"),
        LEADER_NAMES.label("leader_names"),
        col(Site.name).label("site_name"),
        col(Site.address).label("site_address"),
    )
    .outerjoin(MentorGroup, of(MentorGroup.id, SupportSession.group_id))
    .outerjoin(Site, of(Site.id, SupportSession.site_id))
    .where(col(SupportSession.starts_at) >= begins, col(SupportSession.starts_at) < ends)
    .order_by(col(SupportSession.starts_at), col(SupportSession.id))
    .limit(MOST),
    beyond=(GroupLeader, User),
    reason="the given names of those who lead the groups of one's children",
)
MARKS = Lookup(
    sa.select(*columns(Attendance, "child_id session_id status reason minutes"), col(SupportSession.starts_at))
    .join(SupportSession, of(SupportSession.id, Attendance.session_id))
    .where(col(SupportSession.starts_at) >= since, col(SupportSession.starts_at) < ends)
    .order_by(col(SupportSession.starts_at).desc(), col(SupportSession.id))
    .limit(MOST)
)
TASKS = Lookup(
    sa.select(*columns(Homework, "id child_id subject title due_on state waits_for since"))
    .where(sa.or_(col(Homework.waits_for) != WaitsFor.NOBODY, col(Homework.since) >= since))
    .order_by(col(Homework.since).desc(), col(Homework.id))
    .limit(MOST)
)
PLANS = Lookup(
    sa.select(
        *columns(PlanVersion, "child_id plan_id number for_guardian"),
        col(PlanVersion.id).label("version_id"),
        col(PlanVersion.created_at).label("published_at"),
    )
    .join(ChildPlan, of(ChildPlan.id, PlanVersion.plan_id))
    .where(of(PlanVersion.number, ChildPlan.latest))
    .order_by(col(PlanVersion.created_at))
)
CONSENTS = Lookup(
    sa.select(*columns(ConsentEffect, "child_id purpose valid_until consent_id"), standing().label("state")).order_by(
        col(ConsentEffect.purpose)
    )
)
INVITATIONS = Lookup(
    sa.select(
        col(Participation.id).label("participation_id"),
        *columns(Participation, "engagement_id answer place"),
        *columns(Engagement, "kind state planned_at minutes channel language"),
        sa.func.coalesce(sa.func.nullif(col(Engagement.place), ""), col(Site.name), "").label("where"),
    )
    .join(Engagement, of(Engagement.id, Participation.engagement_id))
    .outerjoin(Site, of(Site.id, Engagement.site_id))
    .where(col(Participation.invited_at).is_not(None), col(Engagement.planned_at) >= begins)
    .order_by(col(Engagement.planned_at), col(Participation.id))
    .limit(MOST)
)
PACKS = Lookup(
    sa.select(
        col(Delivery.id).label("delivery_id"),
        *columns(Delivery, "material_id translation_id language delivered_at state"),
        TITLE.label("title"),
    )
    .where(sa.or_(col(Delivery.state) == DeliveryState.DELIVERED, col(Delivery.delivered_at) >= since))
    .where(col(Delivery.family_id).is_not(None))
    .order_by(col(Delivery.delivered_at).desc(), col(Delivery.id))
    .limit(MOST),
    beyond=(MaterialTranslation,),
    reason="what was delivered keeps its title when newer versions are there",
)
CONVERSATIONS = Lookup(
    sa.select(*columns(Conversation, "id child_id topic active_at"), UNREAD.label("unread"))
    .where(I_TAKE_PART, col(Conversation.state) == ConversationState.OPEN)
    .order_by(col(Conversation.active_at).desc(), col(Conversation.id))
    .limit(MOST)
)
# What is the guardian's own, beside what belongs to a child.
OWN = {"invitations": INVITATIONS, "packs": PACKS, "conversations": CONVERSATIONS}
PARTS = {"places": PLACES, "sessions": SESSIONS, "marks": MARKS, "tasks": TASKS, "plans": PLANS, "consents": CONSENTS}


class Found(NamedTuple):
    """What the lookups of `PARTS` have found."""

    places: list[Any]
    sessions: list[Any]
    marks: list[Any]
    tasks: list[Any]
    plans: list[Any]
    consents: list[Any]


def period(begins: datetime, ends: datetime) -> dict[str, datetime]:
    """The values of the lookups, for a week."""
    return {"begins": begins, "ends": ends, "since": ends - LOOKING_BACK}


def by_child(children: list[Any], found: Found) -> list[dict[str, Any]]:
    """Each child with what belongs to it."""
    marks, tasks, consents = (grouped(rows) for rows in (found.marks, found.tasks, found.consents))
    plans = {row.child_id: row for row in found.plans}
    sessions = sessions_by_child(found)
    return [
        {
            **without(child, "policy"),
            "sessions": [without(row, "group_id", "child_id") for row in sessions[child.id]],
            "attendance": [without(row, "child_id") for row in marks[child.id]],
            "homework": [without(row, "child_id") for row in tasks[child.id]],
            "plan": without(plans[child.id], "child_id") if child.id in plans else None,
            "consents": consents_of(child, consents[child.id]),
        }
        for child in children
    ]


def sessions_by_child(found: Found) -> dict[UUID, list[Any]]:
    """A session of a group belongs to each of the guardian's children who has a place there."""
    members = defaultdict(list)
    for place in found.places:
        members[place.group_id].append(place.child_id)
    sessions: dict[UUID, list[Any]] = defaultdict(list)
    for row in found.sessions:
        for child_id in [row.child_id] if row.group_id is None else members[row.group_id]:
            sessions[child_id].append(row)
    return sessions


def consents_of(child: Any, effects: list[Any]) -> list[dict[str, Any]]:
    """What stands, and what the programme asks for beside it."""
    required = Policy.model_validate(child.policy, strict=False).required_consents
    stands = {row.purpose: row for row in effects}
    unasked = [purpose for purpose in required if purpose not in stands]
    nothing = {"state": None, "valid_until": None, "consent_id": None, "needed": True}
    return [
        {**without(row, "child_id"), "needed": row.purpose in required and row.state is not ConsentState.GIVEN}
        for row in effects
    ] + [{"purpose": purpose, **nothing} for purpose in unasked]


def grouped(rows: list[Any]) -> dict[UUID, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return found


def without(row: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in names}
