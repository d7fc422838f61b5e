"""Invitations to engagements: prepared as texts by the staff, answered by one tap without a sign-in."""

from typing import Any
from uuid import UUID

from app.auth.links import link_of
from app.core.problems import NotFound
from app.models import Participation
from app.models.event_invitation import EventInvitation, InvitationTexts, TextsWanted
from app.models.participation import AnswerGiven, InvitationAnswer
from app.models.secret_link import LinkPurpose
from app.services.engagement import showing_invitations as showing
from app.services.engagement.answering_invitations import InvitationOver
from app.services.engagement.invitation_page import POLICY, gone, page_of
from app.services.engagement.wording_invitations import language_among
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Access, Api
from app.web.call import Call
from app.web.db import Db, unkept
from app.web.parameters import Form
from app.web.visiting import Visit, Way, visit

router = Api("/v1", tag="engagements")
pages = Api("/e", tag="pages")
HIDDEN: dict[str, Any] = {"include_in_schema": False}


class AnswerForm(Form):
    answer: InvitationAnswer


@router.post("/engagements/{id}/invitation-texts", Access(Participation, "create"))
async def prepare_invitation_texts(call: Call, id: UUID, wanted: TextsWanted) -> Answer[InvitationTexts]:
    """Prepare the messages to guardians who are invited, ready to be pasted into Viber, each with a one-tap link.

    In each guardian's language and without any child's name. Whom no e-mail reaches with a change (`to_tell` of the
    participation: moved, cancelled, a place) gets a text that tells it; put `to_tell: null` into the sheet once it is
    told. The links are shown once, and no Idempotency-Key keeps
    this answer; links made before go on.
    """
    return await unkept(call, lambda db: prepared(db, id, wanted))


def prepared(db: Db, id: UUID, wanted: TextsWanted) -> Answer[InvitationTexts]:
    texts = showing.prepare(db, id, wanted, db.call.process.settings.public_url.rstrip("/"))
    return Answer(InvitationTexts(items=texts).model_dump_json().encode(), 200, (JSON, NEVER_STORED))


@router.get("/event-invitations/{link}", PUBLIC)
async def read_event_invitation(call: Call, link: str) -> Answer[EventInvitation]:
    """Read an invitation by its link; no sign-in. 404 where the link is over."""
    return await visit(call, way(link), lambda db: db.tell(showing.show(db, db.visitor.subject_id)))


@router.post("/event-invitations/{link}/answer", PUBLIC)
async def answer_event_invitation(call: Call, link: str, given: AnswerGiven) -> Answer[EventInvitation]:
    """Answer an invitation by its link, and answer anew until it begins."""

    def work(db: Visit) -> Answer[EventInvitation]:
        return db.tell(showing.answer(db, db.visitor.subject_id, given.answer))

    return await visit(call, way(link), work, given)


@pages.get("/{link}", PUBLIC, **HIDDEN)
async def show_event_invitation(call: Call, link: str) -> Answer[str]:
    """The page of an invitation."""
    try:
        return await visit(call, way(link), shown_page)
    except NotFound:
        return page(gone(language_among(call.languages)), 404)


@pages.post("/{link}", PUBLIC, **HIDDEN)
async def take_event_answer(call: Call, link: str, form: AnswerForm) -> Answer[str]:
    """The page after a tap; one that comes too late says so."""
    try:
        return await visit(call, way(link), lambda db: answered_page(db, form.answer))
    except InvitationOver:
        return await visit(call, way(link), shown_page)
    except NotFound:
        return page(gone(language_among(call.languages)), 404)


def shown_page(db: Visit) -> Answer[str]:
    return page(page_of(showing.show(db, db.visitor.subject_id)))


def answered_page(db: Visit, answer: InvitationAnswer) -> Answer[str]:
    return page(page_of(showing.answer(db, db.visitor.subject_id, answer)))


def page(html: str, status: int = 200) -> Answer[str]:
    kind = (b"content-type", b"text/html; charset=utf-8")
    return Answer(html.encode(), status, (kind, (b"content-security-policy", POLICY), NEVER_STORED))


def way(link: str) -> Way:
    return Way(link_of(link), LinkPurpose.ANSWER_ENGAGEMENT)
