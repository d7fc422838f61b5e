"""Groups of a generated organisation, their sessions, and the marks with the sums that belong to them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.core.columns import instant_text
from app.models import (
    Attendance,
    AttendanceSummary,
    GroupLeader,
    GroupMember,
    HoursEntry,
    MentorGroup,
    SupportSession,
)
from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.hours_entry import HoursKind
from app.models.membership import Role
from app.models.mentor_group import GroupKind, LeaderRole, MemberState
from app.models.session_channel import SessionChannel
from app.models.support_session import CancelReason, SessionState
from benchmarks.households import Learner
from benchmarks.sizes import CHILDREN_OF_A_GROUP
from benchmarks.society import BEGUN, Circle, Society
from benchmarks.storing import Row

MINUTES = 180
ABSENT = AttendanceStatus.ABSENT
MARKS = (
    [(AttendanceStatus.PRESENT, 180)] * 80
    + [(AttendanceStatus.LATE, 150)] * 8
    + [(AttendanceStatus.LEFT_EARLY, 120)] * 4
    + [(ABSENT, None)] * 8
)


class Meeting(NamedTuple):
    """A session that was made; `month` is the first day of its month where it took place."""

    id: str
    circle: Circle
    starts_at: datetime
    held: bool

    @property
    def month(self) -> str:
        """Sessions begin between 8 and 16 o'clock UTC, when the day is the same in Belgrade."""
        return f"{self.starts_at:%Y-%m}-01"


def gather(society: Society, learners: list[Learner]) -> None:
    """Groups of seven with their leaders; every volunteer leads some."""
    volunteers = society.people[Role.VOLUNTEER]
    for number in range(society.size.groups):
        some = learners[number * CHILDREN_OF_A_GROUP :][:CHILDREN_OF_A_GROUP]
        leader = volunteers[number % len(volunteers)]
        society.groups.append(Circle(society.ids(), leader, [(learner.id, learner.grade) for learner in some]))
    size = {
        "max_members": CHILDREN_OF_A_GROUP,
        "max_per_leader": CHILDREN_OF_A_GROUP,
        "active_members": CHILDREN_OF_A_GROUP,
    }
    about = {
        "kind": GroupKind.SMALL_GROUP,
        "channel": SessionChannel.VIBER,
        "programme_id": UUID(society.programme),
        **size,
    }
    society.put(
        society.pattern(MentorGroup, "id name search_key", **about),
        ((circle.id, f"Group {i}", f"group {i}") for i, circle in enumerate(society.groups)),
    )
    fill(society)


def fill(society: Society) -> None:
    """Leaders and members of the groups."""
    society.put(
        society.pattern(GroupLeader, "id group_id user_id", role=LeaderRole.LEAD),
        ((society.ids(), circle.id, circle.leader.user) for circle in society.groups),
    )
    placed = {"programme_id": UUID(society.programme), "state": MemberState.ACTIVE, "joined_at": BEGUN}
    society.put(
        society.pattern(GroupMember, "id group_id child_id", **placed),
        ((society.ids(), circle.id, child) for circle in society.groups for child, _ in circle.children),
    )


def meet(society: Society) -> list[Meeting]:
    """All sessions, of each group from the oldest to the newest; every seventh was cancelled."""
    meetings = []
    for number, circle in enumerate(society.groups):
        deep = society.size.deep if (society.number, number) == (0, 0) else 0
        for back in range(deep or society.size.sessions, 0, -1):
            day, hour = (back // 3, back % 3 * 4) if deep else (back * 7 // 3, 4)
            starts_at = BEGUN - timedelta(days=day) + timedelta(hours=2 + hour)
            meetings.append(Meeting(society.ids(), circle, starts_at, back % 7 != 4))
    varying = "id group_id starts_at ends_at state cancel_reason held_from held_minutes marks"
    about = {
        "minutes": MINUTES,
        "channel": SessionChannel.VIBER,
        "topic": "Homework",
        "programme_id": UUID(society.programme),
    }
    society.put(society.pattern(SupportSession, varying, **about), (session_row(meeting) for meeting in meetings))
    society.told += [("sessions", meeting.id) for meeting in meetings]
    return meetings


def session_row(meeting: Meeting) -> Row:
    starts_at = instant_text(meeting.starts_at)
    ends_at = instant_text(meeting.starts_at + timedelta(minutes=MINUTES))
    planned = (meeting.id, meeting.circle.id, starts_at, ends_at)
    if meeting.held:
        return *planned, SessionState.HELD.value, None, starts_at, MINUTES, CHILDREN_OF_A_GROUP
    return *planned, SessionState.CANCELLED.value, CancelReason.HOLIDAY.value, None, None, 0


def mark(society: Society, meetings: list[Meeting]) -> None:
    """A mark for every child of each session that was held, and the sums by group, month and grade."""
    varying = "id session_id group_id child_id month grade status reason minutes"
    sums: dict[tuple[str, str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    attended: list[Meeting] = []
    of = society.pattern(Attendance, varying, programme_id=UUID(society.programme))
    society.put(of, marks(society, meetings, sums, attended))
    kinds = [status.value for status in AttendanceStatus]
    society.put(
        society.pattern(
            AttendanceSummary,
            f"id group_id month grade {' '.join(kinds)} minutes",
            programme_id=UUID(society.programme),
        ),
        ((society.ids(), *key, *(total[kind] for kind in kinds), total["minutes"]) for key, total in sums.items()),
    )

    give_hours(society, attended)


def give_hours(society: Society, attended: list[Meeting]) -> None:
    """The minutes of each session to which a child came, for its leader."""
    about = {"programme_id": UUID(society.programme), "kind": HoursKind.SESSION, "minutes": MINUTES}
    varying = "id session_id user_id starts_at done_on month"
    entries = [(society.ids(), meeting) for meeting in attended]
    society.put(
        society.pattern(HoursEntry, varying, **about),
        (
            (id, of.id, of.circle.leader.user, instant_text(of.starts_at), f"{of.starts_at:%Y-%m-%d}", of.month)
            for id, of in entries
        ),
    )
    society.told += [("hours", id) for id, _ in entries]


def marks(
    society: Society,
    meetings: list[Meeting],
    sums: dict[tuple[str, str, int], dict[str, int]],
    attended: list[Meeting],
) -> Iterator[Row]:
    ids, choose, told = society.ids, society.random.choice, society.told
    for meeting in meetings:
        if not meeting.held:
            continue
        circle, month = meeting.circle, meeting.month
        circle.held.append(meeting.id)
        given = [choose(MARKS) for _ in circle.children]
        if any(status is not ABSENT for status, _ in given):
            attended.append(meeting)
        for (child, grade), (status, minutes) in zip(circle.children, given, strict=True):
            id = ids()
            total = sums[circle.id, month, grade]
            total[status.value] += 1
            total["minutes"] += minutes or 0
            told.append(("attendance", id))
            reason = AbsenceReason.ILL.value if status is ABSENT else None
            yield id, meeting.id, circle.id, child, month, grade, status.value, reason, minutes
