"""Interpretation requests: for a message, a session or an engagement, assigned to who matches, and how they end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import look
from app.auth.permissions import may
from app.auth.session import OwnedSession
from app.core.problems import DomainError, Forbidden, InvalidRequest
from app.core.reading_languages import spoken
from app.models import (
    Child,
    Engagement,
    GroupMember,
    InterpretationRequest,
    Interpreter,
    Message,
    Participation,
    ParticipationChild,
    SupportSession,
)
from app.models.interpretation_request import (
    THINGS,
    InterpretationFinish,
    InterpretationRequestCreate,
    InterpretationState,
    InterpreterMismatch,
)
from app.models.interpreter import InterpretationMode
from app.models.mentor_group import MemberState
from app.services import records
from app.services.conversations.matching_interpreters import LOOKUPS, Asked, Facts, mismatches
from app.services.sessions.holding_sessions import require_begun

ENDED = "an interpreter loses the request with the move that ends it"


class InterpreterDoesNotMatch(DomainError):
    """`reasons`: why, as codes of the vocabulary interpreter_mismatch."""

    slug, title, status = "interpreter-does-not-match", "This person cannot interpret this", 409
    detail = "Choose another interpreter; `reasons` says why."


def ask(db: OwnedSession, new: InterpretationRequestCreate) -> InterpretationRequest:
    """Somebody is needed who speaks both languages, for one thing in reach."""
    if new.child_id is None:
        # Not told: that of the thing is taken, and the same body again is the same row.
        new.model_fields_set.discard("child_id")
    if (known := records.already(db, InterpretationRequest, new)) is not None:
        return known
    refuse_incomplete(new)
    of = concerned_by(db, new)
    ends_at = None if new.starts_at is None else new.starts_at + timedelta(minutes=new.minutes)
    return db.put(records.made(db, InterpretationRequest, new, **of, ends_at=ends_at))


def refuse_incomplete(new: InterpretationRequestCreate) -> None:
    errors = []
    if sum(getattr(new, thing) is not None for thing in THINGS) != 1:
        one = {"code": "either_or", "detail": "Name one thing that is to be interpreted."}
        errors += [{"pointer": f"/{thing}", **one} for thing in THINGS]
    if spoken(new.from_language) == spoken(new.to_language):
        errors.append({"pointer": "/to_language", "code": "not_allowed", "detail": "Name two different languages."})
    if new.starts_at is None and new.mode is not InterpretationMode.WRITTEN:
        errors.append({"pointer": "/starts_at", "code": "missing", "detail": "Say when, unless it is to be written."})
    if errors:
        raise InvalidRequest(errors=errors)


def concerned_by(db: OwnedSession, new: InterpretationRequestCreate) -> dict[str, Any]:
    """The programme, and the child whose family is interpreted for: of a session of a group it may be left open."""
    if new.message_id is not None:
        message = db.refer(Message, new.message_id, "message_id")
        message.__lifecycle__.require(message, "retract")
        return of_one_child(new, message.programme_id, message.child_id)
    if new.engagement_id is not None:
        engagement = db.refer(Engagement, new.engagement_id, "engagement_id")
        return of_many(db, new, engagement.programme_id, taking_part(engagement.id))
    session = db.refer(SupportSession, new.session_id, "session_id")  # type: ignore[arg-type]  # one of them is there
    if session.child_id is not None:
        return of_one_child(new, session.programme_id, session.child_id)
    active = [col(GroupMember.group_id) == session.group_id, col(GroupMember.state) == MemberState.ACTIVE]
    return of_many(db, new, session.programme_id, sa.select(col(GroupMember.child_id)).where(*active))


def of_one_child(new: InterpretationRequestCreate, programme_id: UUID, child_id: UUID) -> dict[str, Any]:
    if new.child_id not in (None, child_id):
        raise wrong_child()
    return {"programme_id": programme_id, "child_id": child_id}


def of_many(
    db: OwnedSession, new: InterpretationRequestCreate, programme_id: UUID, children: sa.Select[Any]
) -> dict[str, Any]:
    """A thing of several children: of one of them where the body says so."""
    if new.child_id is not None:
        child = db.refer(Child, new.child_id, "child_id")
        with db.beyond_reach("whether a child in reach is concerned by what is in reach") as wide:
            if child.id not in set(wide.execute(children).scalars()):
                raise wrong_child()
    return {"programme_id": programme_id, "child_id": new.child_id}


def taking_part(engagement_id: UUID) -> sa.Select[Any]:
    """The children whom an engagement concerns."""
    parts = sa.select(col(Participation.id)).where(col(Participation.engagement_id) == engagement_id)
    return sa.select(col(ParticipationChild.child_id)).where(col(ParticipationChild.participation_id).in_(parts))


def wrong_child() -> InvalidRequest:
    detail = "It is not about this child."
    return InvalidRequest(errors=[{"pointer": "/child_id", "code": "not_allowed", "detail": detail}])


def assign(db: OwnedSession, id: UUID, user_id: UUID) -> InterpretationRequest:
    """Gives the request to an interpreter who matches in everything, or InterpreterDoesNotMatch.

    The interpreter's profile is locked: of two requests for the same hour one sees the other.
    """
    row = db.find(InterpretationRequest, id, lock=True)
    row.__lifecycle__.require(row, "assign")
    profile = sa.select(col(Interpreter.id)).where(col(Interpreter.user_id) == user_id)
    found = db.execute(profile).scalar_one_or_none()
    db.refer(Interpreter, found or user_id, "interpreter_id")
    with db.beyond_reach("an interpreter is held while it is seen whether they are free") as wide:
        wide.find(Interpreter, found or user_id, lock=True)
    reasons = reasons_against(db, row, user_id)
    if reasons:
        raise InterpreterDoesNotMatch(reasons=[reason.value for reason in reasons])
    row.interpreter_id = user_id
    return records.move(db, row, "assign")


def reasons_against(db: OwnedSession, row: InterpretationRequest, user_id: UUID) -> list[InterpreterMismatch]:
    asked = Asked.of(row)
    facts = Facts({name: look(db, lookup, **asked.binds) for name, lookup in LOOKUPS.items()})
    person = next(person for person in facts.people if person.user_id == user_id)
    return mismatches(asked, person, facts)


def decline(db: OwnedSession, id: UUID, reason: str) -> None:
    """The interpreter cannot after all: somebody else is to be found."""
    end(db, id, "decline", reason, interpreter_id=None)


def finish(db: OwnedSession, id: UUID, done: InterpretationFinish) -> None:
    """It was interpreted, and took so many minutes."""
    row = db.find(InterpretationRequest, id)
    if row.starts_at is not None and row.mode is not InterpretationMode.WRITTEN:
        require_begun(db, row.starts_at)
    end(db, id, "finish", done_minutes=done.minutes, done_at=db.at)


def nobody_came(db: OwnedSession, id: UUID, reason: str) -> None:
    """Those who needed the interpreter, or the interpreter, did not come."""
    row = db.find(InterpretationRequest, id)
    if row.starts_at is not None:
        require_begun(db, row.starts_at)
    end(db, id, "no_show", reason)


def end(db: OwnedSession, id: UUID, move: str, reason: str = "", **changes: Any) -> None:
    """A move by the interpreter, or by those who arrange; with it the interpreter's reach is over."""
    row = db.find(InterpretationRequest, id, lock=True)
    if row.interpreter_id != db.principal.user_id and not may(db.caller.role, "assign", InterpretationRequest):
        raise Forbidden
    row.__lifecycle__.require(row, move)
    with db.beyond_reach(ENDED) as wide:
        held = wide.find(InterpretationRequest, id, lock=True)
        for name, value in changes.items():
            setattr(held, name, value)
        records.move(wide, held, move, reason)


def cancel(db: OwnedSession, id: UUID, reason: str) -> InterpretationRequest:
    """It is not needed any more."""
    return records.move(db, db.find(InterpretationRequest, id, lock=True), "cancel", reason)


def cancel_for(wide: OwnedSession, message_id: UUID, reason: str) -> None:
    """Ends what is open for a message that was taken back."""
    open_states = (InterpretationState.REQUESTED, InterpretationState.ASSIGNED)
    of_it = sa.select(InterpretationRequest).where(
        col(InterpretationRequest.message_id) == message_id, col(InterpretationRequest.state).in_(open_states)
    )
    for row in wide.execute(of_it.order_by(col(InterpretationRequest.id))).scalars().all():
        records.move(wide, row, "cancel", reason)
