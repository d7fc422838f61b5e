"""An applicant's link: to confirm the application, to see how it stands, to choose a time, to withdraw; no sign-in."""

import orjson

from app.auth.links import link_of
from app.core.shapes import Body
from app.models.application_form import ApplicationConfirm, ApplicationStatus, SlotChoice
from app.models.secret_link import LinkPurpose
from app.services.recruitment import confirming_applications, following_applications
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.refusals import translated
from app.web.visiting import Visit, Way, visit

router = Api("/v1/application-links", tag="applications")


class NoWords(Body):
    """Nothing more needs to be said."""


def way(link: str) -> Way:
    return Way(link_of(link), LinkPurpose.FOLLOW_APPLICATION)


@router.get("/{link}", PUBLIC)
async def read_own_application(call: Call, link: str) -> Answer[ApplicationStatus]:
    """Read how an application stands by its link. 404 where the link is over."""
    return await visit(call, way(link), lambda db: db.tell(following_applications.read(db, db.visitor.subject_id)))


@router.post("/{link}/confirm", PUBLIC, statuses=(401, 429))
async def confirm_own_application(call: Call, link: str, given: ApplicationConfirm) -> Answer[ApplicationStatus]:
    """Confirm an application with the code that went to its address.

    From then on the link is for the application that the address has for this opportunity, an earlier one where there
    is one. 401 `code-refused` for a wrong code; after five of them a new one is needed.
    """
    with translated():
        status = await confirming_applications.confirm(Door.of(call), link, given.code)
    return Answer(orjson.dumps(status.model_dump(mode="json")), 200, (JSON, NEVER_STORED))


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


@router.post("/{link}/withdraw", PUBLIC)
async def withdraw_own_application(call: Call, link: str, nothing: NoWords) -> Answer[ApplicationStatus]:
    """Withdraw an application that was confirmed and not decided."""
    return await visit(
        call, way(link), lambda db: db.tell(following_applications.withdraw(db, db.visitor.subject_id)), nothing
    )
