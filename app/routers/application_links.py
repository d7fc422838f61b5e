"""An applicant's link: to confirm the application, to see how it stands, to choose a time, to withdraw; no sign-in."""

from typing import Any

from app.auth.links import link_of
from app.core.json_text import json_text
from app.core.problems import DomainError, NotFound
from app.core.shapes import Body
from app.models.application_form import ApplicantStep, ApplicationConfirm, ApplicationStatus, SlotChoice
from app.models.secret_link import LinkPurpose
from app.services.recruitment import confirming_applications, following_applications
from app.services.recruitment.application_pages import over_page, status_page
from app.services.recruitment.page_frame import WITH_FORM
from app.services.recruitment.wording_opportunities import language_for
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.parameters import Form, form_contract
from app.web.plain_page import or_page, wants_page
from app.web.refusals import translated
from app.web.visiting import Visit, Way, visit

router = Api("/v1/application-links", tag="applications")


class NoWords(Body):
    """Nothing more needs to be said."""


class StepForm(ApplicantStep, Form):
    """As a browser sends it."""


STEP = form_contract(ApplicantStep) | or_page(401, 409, 429)
PAGE = ((b"content-type", b"text/html; charset=utf-8"), NEVER_STORED, WITH_FORM)


def way(link: str) -> Way:
    return Way(link_of(link), LinkPurpose.FOLLOW_APPLICATION)


@router.get("/{link}", PUBLIC, extra=or_page(200, 404))
async def read_own_application(call: Call, link: str) -> Answer[ApplicationStatus]:
    """Read how an application stands by its link. 404 where the link is over.

    A browser is shown a page in the applicant's language, on which all of this can be done.
    """
    if not wants_page(call.headers.get(b"accept", b"")):
        return await visit(call, way(link), lambda db: db.tell(following_applications.read(db, db.visitor.subject_id)))
    try:
        return await shown(call, link)
    except NotFound:
        return Answer(over_page(language_for(",".join(call.languages))), 404, PAGE)


@router.post("/{link}/confirm", PUBLIC, statuses=(401, 429))
async def confirm_own_application(call: Call, link: str, given: ApplicationConfirm) -> Answer[ApplicationStatus]:
    """Confirm an application with the code that went to its address.

    From then on the link is for the application that the address has for this opportunity, an earlier one where there
    is one. 401 `code-refused` for a wrong code; after five of them a new one is needed.
    """
    with translated():
        status = await confirming_applications.confirm(Door.of(call), link, given.code)
    return Answer(json_text(status), 200, (JSON, NEVER_STORED))


@router.post("/{link}/code", PUBLIC, statuses=(429,))
async def resend_application_code(call: Call, link: str, nothing: NoWords) -> Answer[ApplicationStatus]:
    """Have a new code sent, in the place of the one before."""
    door = Door.of(call)

    def work(db: Visit) -> Answer[ApplicationStatus]:
        return db.tell(confirming_applications.send_again(db, db.visitor.subject_id, door))

    return await visit(call, way(link), work, nothing)


@router.post("/{link}/slot", PUBLIC)
async def choose_interview_slot(call: Call, link: str, chosen: SlotChoice) -> Answer[ApplicationStatus]:
    """Choose a time for the interview, or another one in its place. 409 `slot-gone` for one that is not free."""
    return await visit(
        call,
        way(link),
        lambda db: db.tell(following_applications.choose(db, db.visitor.subject_id, chosen.slot_id)),
        chosen,
    )


@router.post("/{link}/page", PUBLIC, 303, statuses=(401, 429), extra=STEP)
async def act_on_application_page(call: Call, link: str, step: StepForm) -> Answer[None]:
    """Do on the page what the other operations do: confirm, have a new code sent, choose a time or withdraw."""
    try:
        await taken(call, link, step)
    except NotFound:
        raise
    except DomainError as refused:
        return await shown(call, link, refused)
    return Answer(b"", 303, ((b"location", f"/v1/application-links/{link}".encode()), NEVER_STORED))


async def taken(call: Call, link: str, step: ApplicantStep) -> None:
    """Takes the one step that was sent."""
    if step.code:
        await confirm_own_application(call, link, ApplicationConfirm.model_construct(code=step.code.strip()))
    elif step.again:
        await resend_application_code(call, link, NoWords())
    elif step.slot_id is not None:
        await choose_interview_slot(call, link, SlotChoice(slot_id=step.slot_id))
    else:
        await withdraw_own_application(call, link, NoWords())


async def shown(call: Call, link: str, refused: DomainError | None = None) -> Answer[Any]:
    """The page of an application, with what was refused on it."""

    def work(db: Visit) -> Answer[Any]:
        status = following_applications.read(db, db.visitor.subject_id)
        return Answer(status_page(link, status, refused), refused.status if refused else 200, PAGE)

    # An answer that is a page is kept under no Idempotency-Key.
    return await visit(call, way(link), work)


@router.post("/{link}/withdraw", PUBLIC)
async def withdraw_own_application(call: Call, link: str, nothing: NoWords) -> Answer[ApplicationStatus]:
    """Withdraw an application that was confirmed and not decided."""
    return await visit(
        call, way(link), lambda db: db.tell(following_applications.withdraw(db, db.visitor.subject_id)), nothing
    )
