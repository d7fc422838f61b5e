"""Whom a supervisor or a coordinator oversees, and when each of them was last in touch with somebody who supervises."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns
from app.auth.relations import now_within
from app.core.columns import Id, Instant
from app.models import (
    GroupLeader,
    MeetingParticipant,
    Membership,
    MentorGroup,
    SessionReport,
    SupervisionMeeting,
    SupervisionNote,
    SupervisorAssignment,
    Transition,
    User,
)
from app.models.account import UserStatus
from app.models.membership import Role
from app.models.mentor_group import LeaderRole
from app.models.supervision_meeting import MeetingState
from app.models.supervision_note import SupervisionVisibility

people, programme = "people", sa.bindparam("programme", type_=Id)
since, until = sa.bindparam("since", type_=Instant), sa.bindparam("until", type_=Instant)
begun = sa.func.coalesce


def same(one: Any, other: Any, *on: Any) -> Any:
    """Rows of two models that belong together, of one organisation."""
    return sa.and_(one.organisation_id == other.organisation_id, *on)


def last(who: Any, at: Any) -> list[Any]:
    """Each person with the latest of some instants."""
    return [col(who), sa.func.max(col(at)).label("at")]


TEAM = Lookup(
    sa.select(
        *columns(SupervisorAssignment, "volunteer_id supervisor_id"),
        begun(col(SupervisorAssignment.valid_from), col(SupervisorAssignment.created_at)).label("at"),
    ).where(now_within(SupervisorAssignment))
)
LEADING = Lookup(
    sa.select(
        *columns(GroupLeader, "user_id group_id"),
        begun(col(GroupLeader.valid_from), col(GroupLeader.created_at)).label("at"),
    )
    .join(MentorGroup, same(MentorGroup, GroupLeader, col(MentorGroup.id) == col(GroupLeader.group_id)))
    .where(
        now_within(GroupLeader),
        col(GroupLeader.role) != LeaderRole.ASSISTANT,
        sa.or_(programme.is_(None), col(MentorGroup.programme_id) == programme),
    )
)
VOLUNTEERS = Lookup(
    sa.select(*columns(User, "id given_name"))
    .join(Membership, same(Membership, User, col(Membership.user_id) == col(User.id)))
    .where(
        among(User.id, people),
        col(User.status) == UserStatus.ACTIVE,
        col(Membership.role) == Role.VOLUNTEER,
        now_within(Membership),
    )
    .distinct()
)
shown_since = sa.and_(
    col(SupervisionNote.visibility) == SupervisionVisibility.AUTHOR_AND_SUBJECT,
    col(SupervisionNote.created_at) >= since,
    col(SupervisionNote.created_at) < until,
)
WRITTEN_TO = Lookup(
    sa.select(*last(SupervisionNote.volunteer_id, SupervisionNote.created_at))
    .where(among(SupervisionNote.volunteer_id, people), shown_since)
    .group_by(col(SupervisionNote.volunteer_id))
)
WRITTEN_ABOUT_REPORT = Lookup(
    sa.select(*last(SessionReport.author_id, SupervisionNote.created_at))
    .join(
        SupervisionNote, same(SupervisionNote, SessionReport, col(SupervisionNote.report_id) == col(SessionReport.id))
    )
    .where(among(SessionReport.author_id, people), shown_since)
    .group_by(col(SessionReport.author_id))
)
MET = Lookup(
    sa.select(*last(MeetingParticipant.user_id, SupervisionMeeting.starts_at))
    .join(
        SupervisionMeeting,
        same(SupervisionMeeting, MeetingParticipant, col(SupervisionMeeting.id) == col(MeetingParticipant.meeting_id)),
    )
    .where(
        among(MeetingParticipant.user_id, people),
        col(SupervisionMeeting.state) == MeetingState.HELD,
        col(SupervisionMeeting.starts_at) >= since,
        col(SupervisionMeeting.starts_at) < until,
    )
    .group_by(col(MeetingParticipant.user_id))
)
REPORT_READ = Lookup(
    sa.select(*last(SessionReport.author_id, Transition.at))
    .join(Transition, same(Transition, SessionReport, col(Transition.row_id) == col(SessionReport.id)))
    .where(
        among(SessionReport.author_id, people),
        # A report is locked two weeks after it was submitted; none is read that is much older.
        col(SessionReport.starts_at) >= since,
        col(Transition.type) == SessionReport.__resource__,
        sa.or_(col(Transition.move) == "acknowledge", col(Transition.move) == "return"),
        col(Transition.at) < until,
    )
    .group_by(col(SessionReport.author_id)),
    beyond=(Transition,),
    reason="when a report in reach was acknowledged or returned",
)
CONTACTS = (WRITTEN_TO, WRITTEN_ABOUT_REPORT, MET, REPORT_READ)


class Overseen(NamedTuple):
    """One of those whom the caller oversees. `since`: from when on somebody was to be in touch."""

    supervisor_id: UUID | None
    since: datetime
    groups: list[UUID]


def overseen(role: Role, team: Iterable[Any], leading: Iterable[Any]) -> dict[UUID, Overseen]:
    """A supervisor's own team; for a coordinator, everybody who leads in the programmes, supervised or not."""
    supervised = {row.volunteer_id: row for row in team}
    found: dict[UUID, Overseen] = {}
    if role is Role.SUPERVISOR:
        found = {id: Overseen(row.supervisor_id, row.at, []) for id, row in supervised.items()}
    for row in leading:
        if role is not Role.SUPERVISOR and row.user_id not in found:
            by = supervised.get(row.user_id)
            found[row.user_id] = Overseen(by.supervisor_id if by else None, by.at if by else row.at, [])
        if row.user_id in found:
            found[row.user_id].groups.append(row.group_id)
    return found


def latest(found: Iterable[Iterable[Any]]) -> dict[UUID, datetime]:
    """The last contact with each person over all kinds of contact."""
    last: dict[UUID, datetime] = {}
    for user_id, at in (row for rows in found for row in rows):
        last[user_id] = max(at, last.get(user_id, at))
    return last
