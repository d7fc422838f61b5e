"""Consents: what was asked, given, refused and withdrawn."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.attachment import Attachment, AttachmentRead
from app.models.consent import Consent, ConsentAnswer, ConsentCreate, ConsentRead, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.families import consenting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/consents", tag="consents")


class ConsentQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(Consent.child_id)] = None
    purpose: Annotated[list[ConsentPurpose] | None, Many, Where(Consent.purpose)] = None
    state: Annotated[list[ConsentState] | None, Many, Where(Consent.state)] = None


CONSENTS = Reads(
    ConsentRead,
    Consent,
    ConsentQuery,
    includes={"evidence": Include(AttachmentRead, Attachment, Attachment.used_by)},
)


@router.get("", Access(Consent, "read"))
async def list_consents(reader: Reader, query: ConsentQuery) -> Answer[Page[ConsentRead]]:
    """List the statements about consents.

    Statements are never changed; what holds now stands in `/v1/consent-effects`.
    """
    return await reader.page(CONSENTS, query)


@router.post("", Access(Consent, "create"), 201)
def create_consent(db: Db, new: ConsentCreate) -> Answer[ConsentRead]:
    """Record that a consent is requested, given or refused.

    A consent in force can be given anew (another wording, a later end), but only a withdrawal ends it. Guardians give
    and refuse for their own children, in their own name.
    """
    return db.created(CONSENTS, consenting.state_consent(db, new))


@router.get("/{id}", Access(Consent, "read"))
async def read_consent(reader: Reader, id: UUID, query: RowQuery) -> Answer[ConsentRead]:
    """Read one statement about a consent."""
    return await reader.one(CONSENTS, id, query)


@router.post("/{id}/give", Access(Consent, "create"), 201)
def give_consent(db: Db, id: UUID, body: ConsentAnswer) -> Answer[ConsentRead]:
    """Give a consent that is requested: adds a statement that follows the request.

    Only the latest statement for a child and a purpose can be answered.
    """
    return db.created(CONSENTS, consenting.answer(db, id, "give", body))


@router.post("/{id}/refuse", Access(Consent, "create"), 201)
def refuse_consent(db: Db, id: UUID, body: ConsentAnswer) -> Answer[ConsentRead]:
    """Refuse a consent that is requested: adds a statement that follows the request.

    Only the latest statement for a child and a purpose can be answered.
    """
    return db.created(CONSENTS, consenting.answer(db, id, "refuse", body))


@router.post("/{id}/withdraw", Access(Consent, "create"), 201)
def withdraw_consent(db: Db, id: UUID, body: ConsentAnswer) -> Answer[ConsentRead]:
    """Withdraw a consent: adds a statement that follows the given one, and counts from the next request on.

    Only the latest statement for a child and a purpose can be answered.
    """
    return db.created(CONSENTS, consenting.answer(db, id, "withdraw", body))
