"""Certificates: issued over verified hours, printed, revoked, and checked by anybody who holds one."""

import asyncio
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from starlette.responses import Response

from app.auth.code_places import place_of, refuse
from app.auth.declared import Include, Reads
from app.core.check_codes import digest_of, read_code
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.problems import NotFound
from app.core.typesetting import typeset
from app.models import Certificate, Transition
from app.models.certificate import (
    CertificateCheck,
    CertificateCreate,
    CertificateKind,
    CertificateRead,
    CertificateRevoke,
    CertificateState,
)
from app.models.trail import TransitionRead
from app.services.hours import issuing_certificates
from app.services.hours.checking_certificates import CHECKED, CodeMistyped, check, printed, system_of, told
from app.services.hours.wording_certificates import TEMPLATE, best, given
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Access, Api
from app.web.call import Call, Reader
from app.web.db import Db
from app.web.looking import look, look_as, require_alive
from app.web.plain_page import HEADERS, plain_page, wants_page
from app.web.refusals import translated

router = Api("/v1/certificates", tag="hours")
public = Api("/v1/certificates/verify", tag="hours")

BINARY = {"schema": {"type": "string", "format": "binary"}}
PDF = {"description": "The certificate", "content": {"application/pdf": BINARY}}
PAPER: dict[str, Any] = {
    "extra": {"parameters": [], "responses": {"200": PDF}},
    "statuses": (410,),
    "response_class": Response,
}
AS_PDF = (
    (b"content-type", b"application/pdf"),
    (b"content-disposition", b'attachment; filename="certificate.pdf"'),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"private, no-store"),
)
PERSONAL = [3]


class CertificateQuery(ListQuery):
    user_id: Annotated[UUID | None, Where(Certificate.user_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(Certificate.programme_id, "is")] = None
    kind: Annotated[list[CertificateKind] | None, Many, Where(Certificate.kind)] = None
    state: Annotated[list[CertificateState] | None, Many, Where(Certificate.state)] = None


INCLUDES = {"transitions": Include(TransitionRead, Transition, Transition.row_id)}
CERTIFICATES = Reads(CertificateRead, Certificate, CertificateQuery, includes=INCLUDES)


@router.get("", Access(Certificate, "read"))
async def list_certificates(reader: Reader, query: CertificateQuery) -> Answer[Page[CertificateRead]]:
    """List certificates: your own, as a coordinator those of your programmes."""
    return await reader.page(CERTIFICATES, query)


@router.post("", Access(Certificate, "create"), 201)
def issue_certificate(db: Db, new: CertificateCreate) -> Answer[CertificateRead]:
    """Issue a certificate, to yourself or as a coordinator to somebody.

    What was verified is frozen as it is now. Refused while hours of the period are disputed or wait to be verified,
    while the hours that a university requires are not reached, or its statement is missing.
    """
    return db.created(CERTIFICATES, issuing_certificates.issue(db, new))


@router.get("/{id}", Access(Certificate, "read"))
async def read_certificate(reader: Reader, id: UUID, query: RowQuery) -> Answer[CertificateRead]:
    """Read what a certificate says, as data."""
    return await reader.one(CERTIFICATES, id, query)


@router.get("/{id}/document", Access(Certificate, "read"), **PAPER)
async def print_certificate(reader: Reader, id: UUID) -> Answer[None]:
    """Fetch a certificate as PDF (PDF/UA-1), a page in each of its languages; the same bytes each time."""
    await require_alive(reader)
    for row in await look(reader, CHECKED, certificate=id):
        paper = printed(row, reader.call.process.settings.public_url)
        made = await asyncio.to_thread(typeset, TEMPLATE, given(paper))
        await reader.witnessed("print", [(Certificate.__resource__, str(id))], PERSONAL)
        return Answer(made, 200, AS_PDF)
    raise NotFound


@router.post("/{id}/revoke", Access(Certificate, "revoke"))
def revoke_certificate(db: Db, id: UUID, revoked: CertificateRevoke) -> Answer[CertificateRead]:
    """Revoke a certificate: whoever checks it is told so from now on."""
    return db.shown(CERTIFICATES, issuing_certificates.revoke(db, id, revoked.reason).id)


@public.get("/{code}", PUBLIC, statuses=(429,))
async def check_certificate(call: Call, code: str) -> Answer[CertificateCheck]:
    """Check a certificate by the code printed on it; no sign-in.

    Says whether it stands, and for whom by initials alone. A browser is shown a small page in its language. Capitals,
    hyphens and spaces do not matter; O is read as 0, I and L as 1. Codes that were never given are counted.
    """
    row = await found(call, code)
    if not wants_page(call.headers.get(b"accept", b"")):
        return Answer(json_text(check(row)), 200, (JSON, NEVER_STORED, (b"vary", b"accept, accept-language")))
    said = told(row, best(call.languages))
    sentence = (said["sentence"], said["stands"])
    return Answer(plain_page(said["tag"], said["rtl"], said["title"], sentence, said["rows"]), 200, tuple(HEADERS))


async def found(call: Call, text: str) -> Any:
    """The certificate of a code, however it was typed. Raises CodeMistyped, NotFound, TooManyRequests."""
    code, database = read_code(text), call.process.database
    if code is None:
        raise CodeMistyped
    place = await place_of(database, digest_of(code))
    if place is None:
        door = Door.of(call)
        with translated():
            await database.write(partial(refuse, database, digest_of(code), door.host, door.settings.issuer))
        raise NotFound
    for row in await look_as(database, system_of(place), CHECKED, certificate=place.certificate_id):
        return row
    raise NotFound
