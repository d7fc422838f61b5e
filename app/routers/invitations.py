"""Invitations to sign in: for guardians, and for people of the staff who choose a password."""

from typing import Annotated, Any
from uuid import UUID

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.invitation import (
    Invitation,
    InvitationAcceptance,
    InvitationCreate,
    InvitationRead,
    InvitationState,
    NewInvitation,
)
from app.models.token import TokenAnswer
from app.services.people import accepting_invitations, inviting
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Access, Api
from app.web.call import Call, Reader
from app.web.db import Db, unkept
from app.web.refusals import translated

router = Api("/v1/invitations", tag="signing in")


class InvitationQuery(ListQuery):
    guardian_id: Annotated[list[UUID] | None, Many, Where(Invitation.guardian_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(Invitation.user_id)] = None
    state: Annotated[list[InvitationState] | None, Many, Where(Invitation.state)] = None


INVITATIONS = Reads(InvitationRead, Invitation, InvitationQuery)


@router.get("", Access(Invitation, "read"))
async def list_invitations(reader: Reader, query: InvitationQuery) -> Answer[Page[InvitationRead]]:
    """List invitations to sign in."""
    return await reader.page(INVITATIONS, query)


@router.post("", Access(Invitation, "create"), 201)
async def create_invitation(call: Call, new: InvitationCreate) -> Answer[NewInvitation]:
    """Invite a guardian or a user to sign in.

    The answer holds a link and a code, shown once: hand over the link by one way (Viber, on paper) and tell the code by
    another. Both are good for seven days, and no Idempotency-Key keeps this answer: inviting again withdraws the
    invitation before. Guardians need a verified link to a child (409 `guardian-not-verified`). Users of the staff
    choose a password with it; 409 `has-own-sign-in` for people whom a code may not open the door for.
    """
    return await unkept(call, lambda db: told(db, new))


@router.get("/{id}", Access(Invitation, "read"))
async def read_invitation(reader: Reader, id: UUID, query: RowQuery) -> Answer[InvitationRead]:
    """Read an invitation."""
    return await reader.one(INVITATIONS, id, query)


@router.post("/{id}/withdraw", Access(Invitation, "withdraw"))
def withdraw_invitation(db: Db, id: UUID) -> Answer[InvitationRead]:
    """End an invitation that was not accepted: its link and its code are not good any more."""
    return db.shown(INVITATIONS, inviting.withdraw(db, id).id)


@router.post("/{link}/accept", PUBLIC, statuses=(401, 409, 429))
async def accept_invitation(call: Call, link: str, body: InvitationAcceptance) -> Answer[TokenAnswer]:
    """Accept an invitation: signs in with its link and its code.

    The device stays signed in by the refresh token. People of the staff choose the `password` with which they sign in
    later; guardians sign in again with their sign-in name and a new code. 401 `code-refused` for a wrong code, five of
    which end the invitation.
    """
    with translated():
        found = await accepting_invitations.accept(Door.of(call), link, body)
    return Answer(json_text(found), 200, (JSON, NEVER_STORED))


def told(db: Db, new: InvitationCreate) -> Answer[Any]:
    invited = inviting.invite(db, new)
    body = {
        "id": invited.row.id,
        "link": invited.link,
        "code": invited.code,
        "sign_in_name": invited.sign_in_name,
        "expires_at": invited.row.expires_at,
    }
    return Answer(json_text(body), 201, (JSON, NEVER_STORED))
