"""Times for interviews: offered by coordinators, each taken by one applicant at most, free again when it is given up.

An applicant's row is locked before the times that it takes or gives up, those in the order of their ids.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest, NotFound
from app.models import Application, InterviewSlot, Opportunity, User
from app.models.application import INTERVIEW
from app.models.interview_slot import CANCELLED, FREE, TAKEN, InterviewSlotCreate
from app.models.membership import Role
from app.services import records
from app.services.people import granting
from app.services.recruitment.writing_to_applicants import tell

INTERVIEWERS = {Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR}
FOLLOWING = "times for interviews follow what becomes of an application"


class SlotGone(DomainError):
    slug, title, status = "slot-gone", "This time is not free any more", 409
    detail = "Somebody else has taken it, or it is over or was called off; choose another one."


class InterviewerBusy(DomainError):
    """`present`: the id of the interview that is there already."""

    slug, title, status = "interviewer-busy", "The interviewer has another interview then", 409
    detail = "One person holds one interview at a time."


class NotInvited(DomainError):
    """`state`: of the application."""

    slug, title, status = "not-invited-to-interview", "There is no interview to choose a time for", 409
    detail = "A time can be chosen while the application is at the interview."


def offer(db: OwnedSession, new: InterviewSlotCreate) -> InterviewSlot:
    """Offers a time to everybody who is invited for the same opportunity. Raises InterviewerBusy."""
    if (known := records.already(db, InterviewSlot, new)) is not None:
        return known
    granting.require_role(db, new.interviewer_id, "interviewer_id", INTERVIEWERS)
    opportunity = db.refer(Opportunity, new.opportunity_id, "opportunity_id")
    if new.starts_at <= db.at:
        detail = "Must be later than now."
        raise InvalidRequest(errors=[{"pointer": "/starts_at", "code": "out_of_range", "detail": detail}])
    ends_at = new.starts_at + timedelta(minutes=new.minutes)
    row = records.made(db, InterviewSlot, new, programme_id=opportunity.programme_id, ends_at=ends_at)
    require_free(db, row)
    return db.put(row)


def require_free(db: OwnedSession, row: InterviewSlot) -> None:
    """The interviewer is locked, so that of two at once one is the first."""
    clash = [col(InterviewSlot.starts_at) < row.ends_at, col(InterviewSlot.ends_at) > row.starts_at]
    theirs = [col(InterviewSlot.interviewer_id) == row.interviewer_id, col(InterviewSlot.state) != CANCELLED]
    with db.beyond_reach("one person holds one interview at a time") as wide:
        wide.find(User, row.interviewer_id, lock=True)
        found = wide.execute(sa.select(col(InterviewSlot.id)).where(*theirs, *clash).limit(1)).scalar()
    if found is not None:
        raise InterviewerBusy(present=str(found))


def take(wide: OwnedSession, application: Application, slot_id: UUID) -> None:
    """Takes a time; one that was taken before is free again. The applicant is locked, `wide` sees every row."""
    if application.state is not INTERVIEW:
        raise NotInvited(state=application.state)
    before = [row.id for row in ahead(wide, application.id)]
    if slot_id in before:
        return
    wanted = sorted({*before, offered(wide, application, slot_id)})
    rows = {id: wide.find(InterviewSlot, id, lock=True) for id in wanted}
    chosen = rows.pop(slot_id)
    if chosen.state is not FREE or chosen.starts_at <= wide.at:
        raise SlotGone
    for row in rows.values():
        release(wide, row)
    chosen.application_id = application.id
    records.move(wide, chosen, "take")


def offered(wide: OwnedSession, application: Application, slot_id: UUID) -> UUID:
    """Raises SlotGone for what was never offered for this opportunity, too."""
    try:
        found = wide.find(InterviewSlot, slot_id)
    except NotFound as error:
        raise SlotGone from error
    if found.opportunity_id != application.opportunity_id:
        raise SlotGone
    return found.id


def give_up(db: OwnedSession, application: Application) -> None:
    """Frees the times ahead of somebody who does not come any more."""
    with db.beyond_reach(FOLLOWING) as wide:
        for row in ahead(wide, application.id):
            release(wide, wide.find(InterviewSlot, row.id, lock=True))


def ahead(wide: OwnedSession, application_id: UUID) -> list[InterviewSlot]:
    theirs = [col(InterviewSlot.application_id) == application_id, col(InterviewSlot.state) == TAKEN]
    found = sa.select(InterviewSlot).where(*theirs, col(InterviewSlot.starts_at) > wide.at)
    return list(wide.execute(found.order_by(col(InterviewSlot.id))).scalars())


def release(wide: OwnedSession, row: InterviewSlot) -> None:
    row.application_id = None
    records.move(wide, row, "release")


def cancel(db: OwnedSession, id: UUID) -> InterviewSlot:
    """Calls a time off; whoever had taken it is written to and can choose another one."""
    row = db.find(InterviewSlot, id, lock=True)
    comes, row.application_id = row.application_id, None
    records.move(db, row, "cancel")
    if comes is not None:
        tell(db, db.find(Application, comes))
    return row
