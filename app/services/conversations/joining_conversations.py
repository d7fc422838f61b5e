"""Who takes part in a conversation: those whom it names, let in by their relation to the child, and gone again."""

from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.circle import reaching
from app.auth.permissions import may
from app.auth.session import OwnedSession
from app.core.problems import Conflict, DomainError, Forbidden, IdConflict, InvalidRequest, ReferenceNotFound
from app.models import Conversation, ConversationParticipant, Guardian, Guardianship, Organisation
from app.models.conversation import ParticipantCreate, ParticipantNamed
from app.models.membership import Role
from app.services import records
from app.services.families.requiring_consent import Act, require

WHO_TAKES_PART = "who takes part in a conversation that the caller holds"


class NobodyInThatRole(DomainError):
    """`role`: in which nobody who can sign in answers for the child now."""

    slug, title, status = "nobody-in-that-role", "Nobody is there in this role", 409
    detail = "Nobody who can sign in has this role for the child now: {role}."


class GuardianTakesNoPart(DomainError):
    slug, title, status = "guardian-takes-no-part", "This guardian is excluded for safety", 409
    detail = "Nothing is sent or shown to this guardian, and they take no part."


class NotTakingPart(DomainError):
    slug, title, status = "not-taking-part", "You take no part in this conversation", 409
    detail = "Only those who take part in it write, read on and leave."


class Seat(NamedTuple):
    """A part to be taken: of a guardian as such, of everybody else as a user."""

    role: Role
    user_id: UUID | None = None
    guardian_id: UUID | None = None


def seat_for(db: OwnedSession, child_id: UUID, named: ParticipantNamed, at: str = "") -> Seat:
    """Whom a body names; `at` is where it stands in the body.

    Raises GuardianTakesNoPart for those who may know, ConsentMissing for a teacher, NobodyInThatRole,
    ReferenceNotFound.
    """
    if named.role == "guardian":
        return Seat(Role.GUARDIAN, guardian_id=guardian_named(db, child_id, named, at))
    role = Role(named.role)
    if named.guardian_id is not None:
        raise wrong(f"{at}guardian_id", "not_allowed", "Only a guardian is named so.")
    if role is Role.TEACHER:
        require(db, child_id, Act.TELL_TEACHER)
    found = sorted(user for user, held in reaching(db, child_id) if held is role)
    return Seat(role, one_of(found, named, at))


def one_of(found: list[UUID], named: ParticipantNamed, at: str) -> UUID:
    """The user that is named, or the only one there is."""
    if named.user_id is not None:
        if named.user_id not in found:
            detail = "No such row in your reach."
            raise ReferenceNotFound(errors=[{"pointer": f"/{at}user_id", "code": "not_found", "detail": detail}])
        return named.user_id
    if named.role in ("educator", "coordinator") or len(found) > 1:
        raise wrong(f"{at}user_id", "missing", "There may be several: say who.")
    if not found:
        raise NobodyInThatRole(role=named.role)
    return found[0]


def guardian_named(db: OwnedSession, child_id: UUID, named: ParticipantNamed, at: str) -> UUID:
    if named.guardian_id is None:
        raise wrong(f"{at}guardian_id", "missing", "Say which guardian.")
    guardian = db.refer(Guardian, named.guardian_id, f"{at}guardian_id")
    if guardian.safety_excluded:
        raise GuardianTakesNoPart
    with db.beyond_reach(WHO_TAKES_PART) as wide:
        if guardian.id not in answering_for(wide, child_id):
            raise wrong(f"{at}guardian_id", "not_allowed", "This is no verified guardian of the child.")
    return guardian.id


def own_seat(db: OwnedSession, child_id: UUID) -> Seat:
    """The caller's own part, in the role of this sign-in."""
    if db.caller.role is not Role.GUARDIAN:
        return Seat(db.caller.role, db.caller.user_id)
    with db.beyond_reach(WHO_TAKES_PART) as wide:
        mine = sa.select(col(Guardian.id)).where(
            col(Guardian.user_id) == db.caller.user_id, col(Guardian.id).in_(answering_for(wide, child_id))
        )
        return Seat(Role.GUARDIAN, guardian_id=wide.execute(mine.order_by(col(Guardian.id))).scalars().first())


def answering_for(wide: OwnedSession, child_id: UUID) -> set[UUID]:
    """The verified guardians of a child who are not excluded."""
    linked = sa.select(col(Guardianship.guardian_id)).where(
        col(Guardianship.child_id) == child_id, col(Guardianship.verified_at).is_not(None)
    )
    found = sa.select(col(Guardian.id)).where(col(Guardian.id).in_(linked), col(Guardian.safety_excluded).is_(False))
    return set(wide.execute(found).scalars())


def seated(
    wide: OwnedSession, conversation: Conversation, seat: Seat, *, sees_after: int = 0, id: UUID | None = None
) -> ConversationParticipant:
    """A new part. Its quiet hours begin as those of the organisation."""
    own = wide.find(Organisation, wide.organisation_id)
    given: dict[str, Any] = {} if id is None else {"id": id}
    hours: dict[str, Any] = {"time_zone": own.time_zone, "quiet_from": own.quiet_from, "quiet_to": own.quiet_until}
    seen: dict[str, Any] = dict.fromkeys(("sees_after", "read_number", "told_number"), sees_after)
    return wide.put(
        ConversationParticipant(conversation_id=conversation.id, **seat._asdict(), **seen, **hours, **given)
    )  # fmt: skip


def add(db: OwnedSession, conversation_id: UUID, new: ParticipantCreate) -> ConversationParticipant:
    """Lets somebody in, from the next message on unless the history is given too; Conflict for who is there already."""
    conversation = db.find(Conversation, conversation_id, lock=True)
    if (known := records.already(db, ConversationParticipant, new)) is not None:
        if known.conversation_id != conversation.id:
            raise IdConflict
        return known
    conversation.__lifecycle__.require(conversation, "close")
    records.refuse_closed(db, ConversationParticipant, new)
    seat = seat_for(db, conversation.child_id, new)
    if new.with_history and not may_give_history(db, conversation, seat):
        raise wrong("with_history", "not_allowed", "You have not seen it all yourself.")
    with db.beyond_reach(WHO_TAKES_PART) as wide:
        if any(Seat(part.role, part.user_id, part.guardian_id) == seat for part in present(wide, conversation)):
            raise Conflict
        after = 0 if new.with_history else conversation.last_number
        return seated(wide, conversation, seat, sees_after=after, id=new.id)


def may_give_history(db: OwnedSession, conversation: Conversation, seat: Seat) -> bool:
    """By who has it; and a coordinator gives it to the mediator who takes the family over."""
    if db.caller.role is Role.COORDINATOR and seat.role is Role.MEDIATOR:
        return True
    own = own_part(db, conversation.id)
    return own is not None and own.sees_after == 0


def own_part(db: OwnedSession, conversation_id: UUID, *, lock: bool = False) -> ConversationParticipant | None:
    """The caller's part in a conversation in reach."""
    with db.beyond_reach(WHO_TAKES_PART) as wide:
        seat = own_seat(db, wide.find(Conversation, conversation_id).child_id)
        found = [part.id for part in present(wide, wide.find(Conversation, conversation_id)) if seat_of(part) == seat]
    return db.find(ConversationParticipant, found[0], lock=lock) if found else None


def require_part(db: OwnedSession, conversation_id: UUID, *, lock: bool = False) -> ConversationParticipant:
    """The caller's part, or NotTakingPart: a coordinator sees the conversations of others from outside."""
    part = own_part(db, conversation_id, lock=lock)
    if part is None:
        raise NotTakingPart
    return part


def seat_of(part: ConversationParticipant) -> Seat:
    return Seat(part.role, part.user_id, part.guardian_id)


def leave(db: OwnedSession, id: UUID) -> None:
    """Ends a part: one's own, or that of another by those who may let people in."""
    part = db.find(ConversationParticipant, id)
    own = own_part(db, part.conversation_id)
    if (own is None or own.id != part.id) and not may(db.caller.role, "create", ConversationParticipant):
        raise Forbidden
    with db.beyond_reach(WHO_TAKES_PART) as wide:
        row = wide.find(ConversationParticipant, id, lock=True)
        row.left_at = row.left_at or db.at


def present(wide: OwnedSession, conversation: Conversation) -> list[ConversationParticipant]:
    """Those who have not left, whether they reach the child now or not."""
    there = sa.select(ConversationParticipant).where(
        col(ConversationParticipant.conversation_id) == conversation.id, col(ConversationParticipant.left_at).is_(None)
    )
    return list(wide.execute(there.order_by(col(ConversationParticipant.id))).scalars())


def hearing(wide: OwnedSession, conversation: Conversation) -> list[ConversationParticipant]:
    """Those whom a message reaches: a consent, a case or a role that has ended, and an exclusion, shut them out."""
    users, guardians = reaching(wide, conversation.child_id), answering_for(wide, conversation.child_id)
    return [
        part
        for part in present(wide, conversation)
        if part.guardian_id in guardians or (part.user_id is not None and (part.user_id, part.role) in users)
    ]


def wrong(name: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{name}", "code": code, "detail": detail}])
