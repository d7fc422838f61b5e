"""Homework set, changed, given up: what happens to the task itself."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Principal, me
from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition
from app.models import Child, GroupLeader, GroupMember, Homework
from app.models.attachment import AttachmentPurpose
from app.models.homework import (
    WAITS_FOR,
    HomeworkCreate,
    HomeworkNotDone,
    HomeworkState,
    HomeworkUpdate,
    HomeworkWithdraw,
    WaitsFor,
)
from app.models.membership import Role
from app.models.mentor_group import MemberState
from app.services import records
from app.services.files.keeping_files import attach
from app.services.groups.leading import holding
from app.services.groups.placing import require_taking_part
from app.services.schools.reaching_teachers import own_entry, teacher_of_school

# The day has passed and the child still has to send it.
IS_OVERDUE = sa.case(
    (sa.and_(col(Homework.due_on) < me.today, col(Homework.waits_for) == WaitsFor.CHILD), sa.true()), else_=sa.false()
)


def set_task(db: OwnedSession, new: HomeworkCreate) -> Homework:
    """A task for one child. `group_id` is the group that the caller leads, or the child's first one."""
    if new.teacher_id is None:
        new.model_fields_set.discard("teacher_id")  # so that the same request with null finds its row again
    new.attachment_ids = list(dict.fromkeys(new.attachment_ids))
    if (known := records.already(db, Homework, new)) is not None:
        return known
    child = db.refer(Child, new.child_id, "child_id")
    require_taking_part(child)
    given: dict[str, Any] = {"programme_id": child.programme_id, "group_id": group_of(db, child.id), "since": db.at}
    given["teacher_id"] = teacher_for(db, new)
    row = db.put(records.made(db, Homework, new, **given))
    attach(db, new.attachment_ids, AttachmentPurpose.HOMEWORK_PHOTO, child.id, row)
    return row


def teacher_for(db: OwnedSession, new: HomeworkCreate) -> UUID | None:
    """The teacher who is named, or the one who calls."""
    if new.teacher_id is not None:
        return teacher_of_school(db, new.child_id, new.teacher_id)
    is_teacher = isinstance(db.owner, Principal) and db.owner.role is Role.TEACHER
    return own_entry(db, new.child_id) if is_teacher else None


def group_of(db: OwnedSession, child_id: UUID) -> UUID | None:
    """Of the groups in reach in which the child has a place: the one that the caller leads, or the first."""
    here = [col(GroupMember.child_id) == child_id, col(GroupMember.state) == MemberState.ACTIVE]
    groups: list[UUID] = list(
        db.execute(sa.select(col(GroupMember.group_id)).where(*here).order_by(col(GroupMember.id))).scalars()
    )
    if len(groups) < 2 or not isinstance(db.owner, Principal) or db.owner.role is not Role.VOLUNTEER:
        return groups[0] if groups else None
    led = [col(GroupLeader.user_id) == db.caller.user_id, *holding(GroupLeader, db.at)]
    mine = set(db.execute(sa.select(col(GroupLeader.group_id)).where(*led)).scalars())
    return next((group for group in groups if group in mine), groups[0])


def change_task(db: OwnedSession, row: Homework, changes: HomeworkUpdate) -> Homework:
    """What the task says may change until the homework has been handed over or given up."""
    if row.waits_for in (WaitsFor.TEACHER, WaitsFor.NOBODY):
        raise IllegalTransition(state=row.state, allowed=Homework.__lifecycle__.open_from(row.state))
    return records.change(db, row, changes)


def give_up(db: OwnedSession, id: UUID, given_up: HomeworkNotDone) -> Homework:
    """The child has not done it, and why."""
    row = db.find(Homework, id, lock=True)
    Homework.__lifecycle__.require(row, "not_done")
    row.not_done_reason = given_up.reason
    return move(db, row, "not_done", given_up.reason.value)


def withdraw(db: OwnedSession, id: UUID, withdrawn: HomeworkWithdraw) -> Homework:
    """The task was a mistake, or the school took it back."""
    return move(db, db.find(Homework, id, lock=True), "withdraw", withdrawn.reason)


def move(db: OwnedSession, row: Homework, verb: str, reason: str = "", to: HomeworkState | None = None) -> Homework:
    """Moves a homework whose row is locked, and says whose turn it is then and since when."""
    Homework.__lifecycle__.require(row, verb)
    waits_for = WAITS_FOR[to or HomeworkState(Homework.__lifecycle__.moves[verb].target)]
    if waits_for is not row.waits_for:
        row.waits_for, row.since = waits_for, db.at
    return records.move(db, row, verb, reason, to)
