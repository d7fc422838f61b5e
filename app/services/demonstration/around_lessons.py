"""Around the lessons of a school: its channels, its word on each week, help with devices, children helping children."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.models import (
    Child,
    DeviceHelp,
    GroupLeader,
    GroupMember,
    PeerSupport,
    SchoolChannel,
    SchoolEnrolment,
    SchoolParticipation,
)
from app.models.device_help import DeviceIssue
from app.models.mentor_group import LeaderRole, MemberState
from app.models.school_channel import SchoolPlatform
from app.models.school_participation import ParticipationStatus
from app.models.school_subject import SchoolSubject
from app.services.demonstration.schooling import Lessons
from app.services.demonstration.stage import Stage

WEEKS_TOLD = 4
TOLD = {
    ParticipationStatus.REGULAR: 9, ParticipationStatus.PARTLY: 5, ParticipationStatus.NOT_AT_ALL: 2,
    ParticipationStatus.UNKNOWN: 1,
}  # fmt: skip
ISSUES = {
    DeviceIssue.CONNECTIVITY: 5, DeviceIssue.APP: 4, DeviceIssue.SOUND_VIDEO: 3, DeviceIssue.ACCOUNT: 3,
    DeviceIssue.DEVICE: 2, DeviceIssue.OTHER: 1,
}  # fmt: skip


def accompany(stage: Stage, lessons: Lessons) -> None:
    """Writes what happened around the lessons of a school in the last weeks."""
    stage.dice.begin("around lessons")
    stage.put(list(channels(stage, lessons)))
    stage.put(list(told(stage, lessons)))
    places = members(stage)
    stage.put(list(helped(stage, places)))
    stage.put(list(pairs(stage, places)))


def channels(stage: Stage, lessons: Lessons) -> Iterator[SchoolChannel]:
    """The mediator is in the Viber group of every class, the educator in those of the first grade."""
    for found in lessons.classes:
        for name in ("mediator", "educator") if found.grade == 1 else ("mediator",):
            yield SchoolChannel(
                id=stage.dice.id(),
                school_class_id=found.id,
                user_id=stage.people[name],
                platform=SchoolPlatform.VIBER,
                name=f"{found.label} roditelji · родитељи",
                purpose="Domaći zadaci i obaveštenja",
                added_on=stage.begun.date(),
                created_by=stage.people[name],
            )


def told(stage: Stage, lessons: Lessons) -> Iterator[SchoolParticipation]:
    """The last weeks of every pupil, as the teacher told the mediator."""
    teachers = {found.id: found.teacher_id for found in lessons.classes}
    at_school = sa.select(SchoolEnrolment).where(col(SchoolEnrolment.school_id) == lessons.school.id)
    monday = stage.today - timedelta(days=stage.today.weekday())
    for enrolment in stage.db.execute(at_school.order_by(col(SchoolEnrolment.id))).scalars():
        for back in range(1, WEEKS_TOLD + 1):
            at = stage.now - timedelta(weeks=back - 1, days=1)
            yield SchoolParticipation(
                id=stage.dice.id(),
                child_id=enrolment.child_id,
                enrolment_id=enrolment.id,
                school_id=enrolment.school_id,
                class_id=enrolment.class_id,
                week=monday - timedelta(weeks=back),
                status=stage.dice.weighted(TOLD),
                teacher_id=teachers.get(enrolment.class_id) if enrolment.class_id else None,
                created_at=at,
                updated_at=at,
                created_by=stage.people["mediator"],
            )


def members(stage: Stage) -> dict[UUID, list[Child]]:
    """The children of each group, in the order of their ids."""
    placed = (
        sa.select(col(GroupMember.group_id), Child)
        .join(Child, col(Child.id) == col(GroupMember.child_id))
        .where(col(GroupMember.state) == MemberState.ACTIVE)
        .order_by(col(GroupMember.group_id), col(Child.id))
    )
    found: dict[UUID, list[Child]] = {}
    for group_id, child in stage.db.execute(placed):
        found.setdefault(group_id, []).append(child)
    return found


def helped(stage: Stage, places: dict[UUID, list[Child]]) -> Iterator[DeviceHelp]:
    """Each assistant helped children of his groups, most of them with success."""
    dice = stage.dice
    assistants = sa.select(GroupLeader).where(col(GroupLeader.role) == LeaderRole.ASSISTANT)
    for leader in stage.db.execute(assistants.order_by(col(GroupLeader.id))).scalars():
        for child in places.get(leader.group_id, [])[::2]:
            at = stage.now - timedelta(days=dice.number(1, 80), hours=dice.number(0, 6))
            yield DeviceHelp(
                id=dice.id(),
                child_id=child.id,
                programme_id=child.programme_id,
                helper_id=leader.user_id,
                issue=dice.weighted(ISSUES),
                minutes=dice.pick((10, 15, 20, 30, 45)),
                solved=dice.happens(0.8),
                helped_at=at,
                recorded_at=at,
                created_at=at,
                updated_at=at,
                created_by=leader.user_id,
            )


def pairs(stage: Stage, places: dict[UUID, list[Child]]) -> Iterator[PeerSupport]:
    """In each group two standing pairs, the elder child helping the younger one."""
    for group_id, children in places.items():
        for younger, elder in couples(children):
            yield PeerSupport(
                id=stage.dice.id(),
                group_id=group_id,
                programme_id=elder.programme_id,
                helper_child_id=elder.id,
                helped_child_id=younger.id,
                subject=stage.dice.pick((SchoolSubject.MATHEMATICS, SchoolSubject.HOST_LANGUAGE)),
                first_on=stage.begun.date() + timedelta(days=14),
                created_by=stage.people["educator"],
            )


def couples(children: Sequence[Child]) -> list[tuple[Child, Child]]:
    by_grade = sorted(children, key=lambda child: (child.grade or 0, child.id))
    return list(pairwise(by_grade))[:4:2]
