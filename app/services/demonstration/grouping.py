"""Mentor groups as they stand today: who leads them, which children are in them or wait, and when they meet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from app.models import Child, GroupLeader, GroupMember, MentorGroup, Programme, Schedule
from app.models.child import ChildStatus
from app.models.mentor_group import GroupKind, LeaderRole, MemberState
from app.models.session_channel import SessionChannel
from app.services.demonstration.stage import WEEKS_BACK, Stage
from app.services.groups.forming_groups import keep_to, limits_of
from app.services.sessions.making_sessions import horizon


@dataclass
class Circle:
    """A group to be formed. `leaders` are named by their sign-in, the first of them leads alone or with the rest."""

    name: str
    kind: GroupKind
    channel: SessionChannel
    languages: list[str]
    leaders: tuple[str, ...]
    assistant: str | None
    rule: str
    local_start: str
    children: Sequence[Child] = ()
    waiting: Sequence[Child] = ()
    site_id: UUID | None = None
    school_id: UUID | None = None
    calendar_id: UUID | None = None
    group: MentorGroup = field(init=False)
    schedule: Schedule = field(init=False)


def first_day(stage: Stage) -> date:
    """The Monday on which the groups began to meet."""
    begun = stage.today - timedelta(weeks=WEEKS_BACK)
    return begun - timedelta(days=begun.weekday())


def form(stage: Stage, programme: Programme, circles: Sequence[Circle]) -> None:
    """Writes the groups with their leaders, members, waiting lists and schedules."""
    for circle in circles:
        circle.group = mentor_group(stage, programme, circle)
    stage.put([circle.group for circle in circles])
    stage.put([leader for circle in circles for leader in leaders(stage, circle)])
    stage.put([member for circle in circles for member in members(stage, circle)])
    for circle in circles:
        for child in circle.children:
            child.status = ChildStatus.ACTIVE
        circle.schedule = schedule(stage, programme, circle)
    stage.put([circle.schedule for circle in circles])


def mentor_group(stage: Stage, programme: Programme, circle: Circle) -> MentorGroup:
    group = MentorGroup(
        id=stage.dice.id(),
        programme_id=programme.id,
        site_id=circle.site_id,
        school_id=circle.school_id,
        name=circle.name,
        kind=circle.kind,
        channel=circle.channel,
        languages=circle.languages,
        grades=sorted({child.grade for child in circle.children if child.grade is not None}),
        active_members=len(circle.children),
        waiting_members=len(circle.waiting),
    )
    keep_to(group, limits_of(programme.rules(), circle.kind))
    return group


def leaders(stage: Stage, circle: Circle) -> list[GroupLeader]:
    lead, *others = circle.leaders
    people = [(lead, LeaderRole.LEAD), *((name, LeaderRole.CO_LEAD) for name in others)]
    if circle.assistant is not None:
        people.append((circle.assistant, LeaderRole.ASSISTANT))
    return [
        GroupLeader(
            id=stage.dice.id(), group_id=circle.group.id, user_id=stage.people[name], role=role, valid_from=stage.begun
        )
        for name, role in people
    ]


def members(stage: Stage, circle: Circle) -> list[GroupMember]:
    lists = {MemberState.ACTIVE: circle.children, MemberState.WAITING: circle.waiting}
    return [
        GroupMember(
            id=stage.dice.id(),
            group_id=circle.group.id,
            programme_id=circle.group.programme_id,
            child_id=child.id,
            state=state,
            joined_at=stage.begun if state is MemberState.ACTIVE else None,
        )
        for state, children in lists.items()
        for child in children
    ]


def schedule(stage: Stage, programme: Programme, circle: Circle) -> Schedule:
    made = Schedule(
        id=stage.dice.id(),
        programme_id=programme.id,
        group_id=circle.group.id,
        rule=circle.rule,
        local_start=circle.local_start,
        minutes=programme.rules().session_minutes,
        channel=circle.channel,
        site_id=circle.site_id,
        calendar_id=circle.calendar_id,
        starts_on=first_day(stage),
        time_zone=stage.zone,
        created_by=stage.people["coordinator"],
    )
    made.made_until = horizon(stage.db, made)
    return made
