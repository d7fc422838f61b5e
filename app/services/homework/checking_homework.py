"""Homework sent and checked, round after round.

The homework's row is locked first, so that of two who send or check at once the second meets what the first has made;
the numbers of the rounds have no gaps. What a phone sends again with its own id is the same row.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.relations import active_members, mine, now_within
from app.auth.session import OwnedSession
from app.core.problems import DomainError, IdConflict, InvalidRequest
from app.models import Check, GroupLeader, GroupMember, Handover, Homework, Submission, TeacherResponse
from app.models.attachment import AttachmentPurpose
from app.models.homework import CHECKED, IN_CHECK, NEEDS_REVISION, SUBMITTED, HomeworkSubmit, WaitsFor
from app.models.homework_check import CheckOutcome, HomeworkCheck
from app.models.mentor_group import LeaderRole, MemberState
from app.services import records
from app.services.files.keeping_files import attach
from app.services.groups.leading import holding
from app.services.homework.setting_homework import move

S = TypeVar("S", Submission, Check, Handover, TeacherResponse)

# Of the children who have a place in a group that the caller leads, and does not only assist.
WAITS_FOR_ME = sa.and_(
    col(Homework.waits_for) == WaitsFor.CHECK,
    col(Homework.child_id).in_(
        active_members(
            sa.select(col(GroupLeader.group_id)).where(
                mine(GroupLeader),
                col(GroupLeader.user_id) == me.user,
                col(GroupLeader.role) != LeaderRole.ASSISTANT,
                now_within(GroupLeader),
            )
        )
    ),
)


class NotTheChildsLeader(DomainError):
    slug, title, status = "not-the-childs-leader", "Only the child's own leader may do this", 403
    detail = "Homework is checked by someone who leads a group in which the child has a place now."


def submit(db: OwnedSession, id: UUID, new: HomeworkSubmit) -> Homework:
    """The next round: what the child has done is sent, with its photos or without."""
    row = db.find(Homework, id, lock=True)
    new.attachment_ids = list(dict.fromkeys(new.attachment_ids))
    if (known := records.already(db, Submission, new)) is not None:
        return sent_for(known, row)
    Homework.__lifecycle__.require(row, "submit")
    row.round, row.checker_id = row.round + 1, None
    move(db, row, "submit")
    of = {"homework_id": row.id, "child_id": row.child_id, "programme_id": row.programme_id}
    own = {"round": row.round, "submitted_at": db.at, "photos": len(new.attachment_ids)}
    sent = db.put(records.made(db, Submission, new, **of, **own))
    attach(db, new.attachment_ids, AttachmentPurpose.HOMEWORK_PHOTO, row.child_id, sent)
    return row


def start_check(db: OwnedSession, id: UUID) -> Homework:
    """Somebody looks at it now; whoever has started it may say so again."""
    row = db.find(Homework, id, lock=True)
    require_leader(db, row.child_id)
    if row.state is IN_CHECK and row.checker_id == db.caller.user_id:
        return row
    return begin(db, row)


def begin(db: OwnedSession, row: Homework) -> Homework:
    Homework.__lifecycle__.require(row, "start_check")
    row.checker_id = db.caller.user_id
    return move(db, row, "start_check")


def check(db: OwnedSession, id: UUID, new: HomeworkCheck) -> Homework:
    """The outcome of looking at the last round together with the child; it also starts the check where nobody did.

    Raises NotTheChildsLeader, IllegalTransition, InvalidRequest (the child absent without a reason).
    """
    row = db.find(Homework, id, lock=True)
    require_leader(db, row.child_id)
    if (known := records.already(db, Check, new)) is not None:
        return sent_for(known, row)
    require_sound(new)
    if row.state is SUBMITTED:
        begin(db, row)
    Homework.__lifecycle__.require(row, "check")
    sent = round_of(db, row)
    move(db, row, "check", to=CHECKED if new.outcome is CheckOutcome.READY else NEEDS_REVISION)
    of = {"submission_id": sent.id, "round": row.round, "waited_minutes": minutes(sent.submitted_at, db.at)}
    db.put(records.made(db, Check, new, **about(db, row), **of))
    return row


def require_leader(db: OwnedSession, child_id: UUID) -> None:
    """The caller leads a group in which the child has a place; assisting there is not enough."""
    places = sa.select(col(GroupMember.group_id)).where(
        col(GroupMember.child_id) == child_id, col(GroupMember.state) == MemberState.ACTIVE
    )
    leading = sa.select(col(GroupLeader.id)).where(
        col(GroupLeader.user_id) == db.caller.user_id,
        col(GroupLeader.role) != LeaderRole.ASSISTANT,
        col(GroupLeader.group_id).in_(places),
        *holding(GroupLeader, db.at),
    )
    if db.execute(leading).first() is None:
        raise NotTheChildsLeader


def require_sound(new: HomeworkCheck) -> None:
    """A reason stands there if and only if the child was not."""
    if new.child_present == (new.not_present_reason is None):
        return
    code, detail = "missing", "Say why the child was not there."
    if new.child_present:
        code, detail = "not_allowed", "The child was there."
    raise InvalidRequest(errors=[{"pointer": "/not_present_reason", "code": code, "detail": detail}])


def round_of(db: OwnedSession, row: Homework) -> Submission:
    """What was sent in the present round."""
    same = [col(Submission.homework_id) == row.id, col(Submission.round) == row.round]
    sent: Submission = db.execute(sa.select(Submission).where(*same)).scalar_one()
    return sent


def sent_for(known: S, row: Homework) -> Homework:
    """The homework, if the row that the client's id names was sent for it before."""
    if known.homework_id != row.id:
        raise IdConflict
    return row


def about(db: OwnedSession, row: Homework) -> dict[str, object]:
    """What every step of a homework carries."""
    where = {"child_id": row.child_id, "programme_id": row.programme_id, "group_id": row.group_id}
    return {"homework_id": row.id, **where, "at": db.at}


def minutes(begun: datetime, ended: datetime) -> int:
    """Whole minutes between two instants."""
    return max(0, int((ended - begun).total_seconds() // 60))
