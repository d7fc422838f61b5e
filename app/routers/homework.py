"""Homework: set by the school, sent by the child, checked together, handed over to the teacher."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Check, Handover, Homework, Submission, TeacherResponse, Transition
from app.models.homework import (
    HomeworkCreate,
    HomeworkNotDone,
    HomeworkRead,
    HomeworkState,
    HomeworkSubmit,
    HomeworkUpdate,
    HomeworkWithdraw,
    SubmissionRead,
    WaitsFor,
)
from app.models.homework_check import (
    CheckRead,
    HandoverRead,
    HomeworkCheck,
    HomeworkHandOver,
    HomeworkRespond,
    TeacherResponseRead,
)
from app.models.school_subject import SchoolSubject
from app.models.trail import TransitionRead
from app.services.homework import checking_homework, handing_over_homework, setting_homework
from app.services.homework.checking_homework import WAITS_FOR_ME
from app.services.homework.setting_homework import IS_OVERDUE
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/homework", tag="homework")


class HomeworkQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(Homework.child_id)] = None
    group_id: Annotated[UUID | None, Where(Homework.group_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(Homework.programme_id, "is")] = None
    subject: Annotated[list[SchoolSubject] | None, Many, Where(Homework.subject)] = None
    state: Annotated[list[HomeworkState] | None, Many, Where(Homework.state)] = None
    waits_for: Annotated[WaitsFor | None, Where(Homework.waits_for, "is")] = None
    due_on_from: Annotated[date | None, Where(Homework.due_on, "from")] = None
    due_on_to: Annotated[date | None, Where(Homework.due_on, "until")] = None
    overdue: Annotated[bool | None, Where(IS_OVERDUE, "is")] = None
    since_from: Annotated[Moment | None, Where(Homework.since, "from")] = None
    since_to: Annotated[Moment | None, Where(Homework.since, "until")] = None


SORTS = {"since": Homework.since}
INCLUDES = {
    "submissions": Include(SubmissionRead, Submission, Submission.homework_id, order=Submission.round),
    "checks": Include(CheckRead, Check, Check.homework_id, order=Check.round),
    "handovers": Include(HandoverRead, Handover, Handover.homework_id),
    "responses": Include(TeacherResponseRead, TeacherResponse, TeacherResponse.homework_id),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
HOMEWORK = Reads(HomeworkRead, Homework, HomeworkQuery, sorts=SORTS, includes=INCLUDES)
WAITING = Reads(HomeworkRead, Homework, ListQuery, sorts=SORTS, where=WAITS_FOR_ME)
SUBMISSIONS = Reads(SubmissionRead, Submission, parent=(Homework, Submission.homework_id))
CHECKS = Reads(CheckRead, Check, parent=(Homework, Check.homework_id))
HANDOVERS = Reads(HandoverRead, Handover, parent=(Homework, Handover.homework_id))
RESPONSES = Reads(TeacherResponseRead, TeacherResponse, parent=(Homework, TeacherResponse.homework_id))


@router.get("", Access(Homework, "read"))
async def list_homework(reader: Reader, query: HomeworkQuery) -> Answer[Page[HomeworkRead]]:
    """List homework.

    What waits for a check, the longest waiting first: `waits_for=check&sort=since`. Checked and not handed over:
    `waits_for=handover`. Not done: `state=not_done`. `overdue=true`: the day it was due has passed and the child still
    has to send it.
    """
    return await reader.page(HOMEWORK, query)


@router.get("/waiting-for-me", Access(Homework, "check"))
async def list_homework_waiting_for_me(reader: Reader, query: ListQuery) -> Answer[Page[HomeworkRead]]:
    """List homework that waits for your check: of the children in the groups that you lead. Sort it by `since`."""
    return await reader.page(WAITING, query)


@router.post("", Access(Homework, "create"), 201)
def create_homework(db: Db, new: HomeworkCreate) -> Answer[HomeworkRead]:
    """Set a task for one child."""
    return db.created(HOMEWORK, setting_homework.set_task(db, new))


@router.get("/{id}", Access(Homework, "read"))
async def read_homework(reader: Reader, id: UUID, query: RowQuery) -> Answer[HomeworkRead]:
    """Read a homework, with its rounds, checks, handover and answer when they are included."""
    return await reader.one(HOMEWORK, id, query)


@router.patch("/{id}", Access(Homework, "update"))
def update_homework(db: Db, id: UUID, changes: HomeworkUpdate) -> Answer[HomeworkRead]:
    """Change the task, as long as it has not been handed over or given up."""
    return db.shown(HOMEWORK, setting_homework.change_task(db, db.matching(HOMEWORK, id), changes).id)


@router.post("/{id}/submit", Access(Homework, "submit"))
def submit_homework(db: Db, id: UUID, sent: HomeworkSubmit) -> Answer[HomeworkRead]:
    """Send what the child has done: the first round, or the next one after a revision was asked for.

    With an `id` of the client's the same round sent again changes nothing.
    """
    return db.shown(HOMEWORK, checking_homework.submit(db, id, sent).id)


@router.post("/{id}/start-check", Access(Homework, "start_check"))
def start_check_of_homework(db: Db, id: UUID) -> Answer[HomeworkRead]:
    """Say that you look at it now, so that nobody else does."""
    return db.shown(HOMEWORK, checking_homework.start_check(db, id).id)


@router.post("/{id}/check", Access(Homework, "check"))
def check_homework(db: Db, id: UUID, found: HomeworkCheck) -> Answer[HomeworkRead]:
    """Record the check of the last round.

    By someone who leads a group of the child, together with the child or with the reason why not. `ready` makes it
    checked; anything else asks the child for another round.
    """
    return db.shown(HOMEWORK, checking_homework.check(db, id, found).id)


@router.post("/{id}/hand-over", Access(Homework, "hand_over"))
def hand_over_homework(db: Db, id: UUID, given: HomeworkHandOver) -> Answer[HomeworkRead]:
    """Record that it went to the teacher. Without a check that said ready it needs a reason."""
    return db.shown(HOMEWORK, handing_over_homework.hand_over(db, id, given).id)


@router.post("/{id}/respond", Access(Homework, "respond"))
def respond_to_homework(db: Db, id: UUID, answer: HomeworkRespond) -> Answer[HomeworkRead]:
    """Record what the teacher answered; nothing more is expected then."""
    return db.shown(HOMEWORK, handing_over_homework.respond(db, id, answer).id)


@router.post("/{id}/not-done", Access(Homework, "not_done"))
def not_done_homework(db: Db, id: UUID, given_up: HomeworkNotDone) -> Answer[HomeworkRead]:
    """Record that the child has not done it, and why."""
    return db.shown(HOMEWORK, setting_homework.give_up(db, id, given_up).id)


@router.post("/{id}/withdraw", Access(Homework, "withdraw"))
def withdraw_homework(db: Db, id: UUID, withdrawn: HomeworkWithdraw) -> Answer[HomeworkRead]:
    """Take the task back, before it has been handed over."""
    return db.shown(HOMEWORK, setting_homework.withdraw(db, id, withdrawn).id)


@router.get("/{id}/submissions", Access(Submission, "read"))
async def list_submissions_of_homework(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[SubmissionRead]]:
    """List what was sent, round by round."""
    return await reader.page(SUBMISSIONS, query, parent=id)


@router.get("/{id}/checks", Access(Check, "read"))
async def list_checks_of_homework(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[CheckRead]]:
    """List the checks of a homework."""
    return await reader.page(CHECKS, query, parent=id)


@router.get("/{id}/handovers", Access(Handover, "read"))
async def list_handovers_of_homework(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[HandoverRead]]:
    """List the handover of a homework."""
    return await reader.page(HANDOVERS, query, parent=id)


@router.get("/{id}/responses", Access(TeacherResponse, "read"))
async def list_responses_to_homework(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[TeacherResponseRead]]:
    """List the teacher's response to a homework."""
    return await reader.page(RESPONSES, query, parent=id)
