"""The sheet of an engagement: who was invited and how, what each answered, what became of it, what stood in the way."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition, InvalidRequest, ReferenceNotFound
from app.models import Engagement, Participation
from app.models.engagement import EngagementState
from app.models.participation import ParticipationLine, ParticipationOutcome, ParticipationSheet
from app.services.engagement import inviting_guardians as inviting
from app.services.engagement.answering_invitations import take_answer
from app.services.engagement.inviting_guardians import Error, error, refuse

OUTCOME = ParticipationOutcome
SAID = ("invited_through", "invited_language", "to_tell", "outcome", "barrier", "feedback")


def record(db: OwnedSession, id: UUID, sheet: ParticipationSheet) -> None:
    """Puts the lines of a sheet; the same again changes nothing, and a guardian without a line keeps theirs.

    Raises IllegalTransition (cancelled; or someone took part in what was not held), InvalidRequest, ReferenceNotFound,
    GuardianExcluded.
    """
    event = db.find(Engagement, id, lock=True)
    ids = [line.guardian_id for line in sheet.lines]
    twice = [n for n, id in enumerate(ids) if id in ids[:n]]
    refuse(InvalidRequest, [error(at(n, "guardian_id"), "duplicate", "Has a line already.") for n in twice])
    require_state(event, sheet)
    guardians = inviting.guardians_of(db, event, ids, lambda n: at(n, "guardian_id"))
    parts = inviting.parts_of(db, event, ids)
    children = children_of(db, sheet, parts.keys())
    with db.beyond_reach("an answer takes or frees a place of the event") as wide:
        counted = wide.find(Engagement, id, lock=True)
        for line in sheet.lines:
            part = parts.get(line.guardian_id) or inviting.new_part(event, guardians[line.guardian_id])
            put_line(db, counted, part, line, sheet)
            parts[line.guardian_id] = part
    refuse(InvalidRequest, [wrong for n, id in enumerate(ids) for wrong in contradictions(n, parts[id])])
    for part in parts.values():
        db.add(part)
    db.flush()
    for id, named in children.items():
        inviting.concern(db, parts[id], named)
    db.flush()


def require_state(event: Engagement, sheet: ParticipationSheet) -> None:
    """Nobody has a part in what was cancelled, and nobody took part or stayed away before it was held."""
    needs_held = any(line.outcome in (OUTCOME.TOOK_PART, OUTCOME.DID_NOT_COME) for line in sheet.lines)
    if event.state is EngagementState.CANCELLED or (needs_held and event.state is not EngagementState.HELD):
        raise IllegalTransition(state=event.state, allowed=event.__lifecycle__.open_from(event.state))


def children_of(db: OwnedSession, sheet: ParticipationSheet, known: Set[UUID]) -> dict[UUID, set[UUID]]:
    """By guardian: the children that a line names, or at first all of the guardian's. Raises for another's child."""
    theirs = inviting.children_of(db, [line.guardian_id for line in sheet.lines])
    errors, found = [], {}
    for n, line in enumerate(sheet.lines):
        own = theirs.get(line.guardian_id, set())
        if line.child_ids is not None or line.guardian_id not in known:
            found[line.guardian_id] = own if line.child_ids is None else set(line.child_ids)
        for place, child_id in enumerate(line.child_ids or ()):
            if child_id not in own:
                errors.append(error(at(n, f"child_ids/{place}"), "not_found", "No such child of this guardian."))
    refuse(ReferenceNotFound, errors)
    return found


def put_line(
    db: OwnedSession, event: Engagement, part: Participation, line: ParticipationLine, sheet: ParticipationSheet
) -> None:
    """Keeps what a line names; an invitation is dated when it is first told of."""
    named: dict[str, Any] = {name: getattr(line, name) for name in SAID if name in line.model_fields_set}
    if any(getattr(part, name) != value for name, value in named.items()):
        part.recorded_at = sheet.recorded_at
    for name, value in named.items():
        setattr(part, name, value)
    if part.invited_through is not None and part.invited_at is None:
        part.invited_at = db.at
    take_answer(event, part, line.answer if "answer" in line.model_fields_set else part.answer, db.at)


def contradictions(n: int, part: Participation) -> list[Error]:
    """What does not go together in a line, with what was known before."""
    found = []
    if part.barrier is not None and part.outcome in (None, OUTCOME.TOOK_PART):
        found.append(error(at(n, "barrier"), "not_allowed", "A barrier belongs to a part that was not taken."))
    if part.outcome is OUTCOME.NOT_INVITED and part.invited_at is not None:
        found.append(error(at(n, "outcome"), "not_allowed", "This guardian was invited."))
    if part.answer is not None and part.outcome is OUTCOME.NOT_INVITED:
        found.append(error(at(n, "answer"), "not_allowed", "Who was not invited has not answered."))
    return found


def at(n: int, member: str) -> str:
    return f"/lines/{n}/{member}"
