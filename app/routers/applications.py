"""Applications, as those who decide see them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.core.moments import Moment
from app.core.tiers import C3
from app.models import Application, Transition
from app.models.application import ApplicationAccept, ApplicationRead, ApplicationReject, ApplicationState
from app.models.trail import TransitionRead
from app.services.recruitment import accepting_applicants, confirming_applications, screening_applicants
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept

router = Api("/v1/applications", tag="applications")


class ApplicationQuery(SearchQuery):
    opportunity_id: Annotated[UUID | None, Where(Application.opportunity_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(Application.programme_id, "is")] = None
    campaign_id: Annotated[list[UUID] | None, Many, Where(Application.campaign_id)] = None
    state: Annotated[list[ApplicationState] | None, Many, Where(Application.state)] = None
    submitted_at_from: Annotated[Moment | None, Where(Application.submitted_at, "from")] = None
    submitted_at_to: Annotated[Moment | None, Where(Application.submitted_at, "until")] = None


class ApplicationCode(BaseModel):
    code: Annotated[str, C3]


APPLICATIONS = Reads(
    ApplicationRead,
    Application,
    ApplicationQuery,
    sorts={"surname": Application.search_key},
    search={"surname": Application.search_key},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Application, "read"))
async def list_applications(reader: Reader, query: ApplicationQuery) -> Answer[Page[ApplicationRead]]:
    """List applications: of your programmes, of those whom you interview, or your own."""
    return await reader.page(APPLICATIONS, query)


@router.get("/{id}", Access(Application, "read"))
async def read_application(reader: Reader, id: UUID, query: RowQuery) -> Answer[ApplicationRead]:
    """Read an application."""
    return await reader.one(APPLICATIONS, id, query)


@router.post("/{id}/code", Access(Application, "issue_code"), 201)
async def issue_application_code(call: Call, id: UUID) -> Answer[ApplicationCode]:
    """Make a code to be told to an applicant who gave a telephone number alone.

    Ring the number and tell it: the applicant confirms with it within ten minutes. It is shown once.
    """
    return await unkept(call, lambda db: code_for(db, id))


@router.post("/{id}/screen", Access(Application, "screen"))
def screen_application(db: Db, id: UUID) -> Answer[ApplicationRead]:
    """Begin to look at an application."""
    return db.shown(APPLICATIONS, screening_applicants.screen(db, id).id)


@router.post("/{id}/interview", Access(Application, "interview"))
def invite_applicant_to_interview(db: Db, id: UUID) -> Answer[ApplicationRead]:
    """Invite an applicant to choose a time for an interview."""
    return db.shown(APPLICATIONS, screening_applicants.invite(db, id).id)


@router.post("/{id}/waitlist", Access(Application, "waitlist"))
def put_applicant_on_waiting_list(db: Db, id: UUID) -> Answer[ApplicationRead]:
    """Put an applicant who is suitable on the waiting list."""
    return db.shown(APPLICATIONS, screening_applicants.wait(db, id).id)


@router.post("/{id}/accept", Access(Application, "accept"))
def accept_applicant(db: Db, id: UUID, accepting: ApplicationAccept) -> Answer[ApplicationRead]:
    """Accept an applicant, who takes a place of the opportunity and begins as a volunteer in onboarding.

    A user with the role is made where there is none with the address; an invitation lets them sign in. 409
    `no-place-left` when every place is taken.
    """
    return db.shown(APPLICATIONS, accepting_applicants.accept(db, id, accepting.note).id)


@router.post("/{id}/reject", Access(Application, "reject"))
def reject_applicant(db: Db, id: UUID, rejecting: ApplicationReject) -> Answer[ApplicationRead]:
    """Reject an applicant, who is told that it is so, and not why."""
    return db.shown(APPLICATIONS, screening_applicants.reject(db, id, rejecting).id)


@router.post("/{id}/withdraw", Access(Application, "withdraw"))
def withdraw_application(db: Db, id: UUID) -> Answer[ApplicationRead]:
    """Withdraw an application for somebody who has said so."""
    return db.shown(APPLICATIONS, screening_applicants.withdraw(db, id).id)


def code_for(db: Db, id: UUID) -> Answer[Any]:
    code = confirming_applications.tell_code(db, id)
    return Answer(json_text({"code": code}), 201, (JSON, NEVER_STORED))
