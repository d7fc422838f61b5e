"""Supervision notes: about one volunteer, child, group or report, answered by those who see them, followed up."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, Forbidden, IllegalTransition, InvalidRequest, ReferenceNotFound
from app.models import (
    Child,
    GroupLeader,
    GroupMember,
    Membership,
    MentorGroup,
    SessionReport,
    SupervisionAnswer,
    SupervisionNote,
    SupervisorAssignment,
)
from app.models.membership import Role
from app.models.mentor_group import LeaderRole, MemberState
from app.models.supervision_note import (
    ABOUT,
    FollowUpDrop,
    FollowUpOpen,
    FollowUpState,
    SupervisionAnswerCreate,
    SupervisionNoteCreate,
    SupervisionNoteKind,
    SupervisionNoteUpdate,
    SupervisionVisibility,
)
from app.services import records
from app.services.people.granting import require_role
from app.services.terms import in_force

SUPERVISING = {Role.COORDINATOR, Role.SUPERVISOR}
IN_CARE = {Role.VOLUNTEER, Role.ASSISTANT}


class NotAQuestion(DomainError):
    """`kind`: what the note is."""

    slug, title, status = "not-a-question", "This note asks nothing", 409
    detail = "Only a question can be answered."


def write(db: OwnedSession, new: SupervisionNoteCreate) -> SupervisionNote:
    """A note about exactly one volunteer, child, group or report in reach; with a due day it has a follow-up."""
    for name in (*ABOUT, "follow_up_by_id"):
        if getattr(new, name) is None:
            new.model_fields_set.discard(name)  # so that the same request with null finds its row again
    if (known := records.already(db, SupervisionNote, new)) is not None:
        return known
    if sum(getattr(new, name) is not None for name in ABOUT) != 1:
        raise refused(*ABOUT, code="either_or", detail="Name exactly one that the note is about.")
    note = records.made(db, SupervisionNote, new, programme_id=programme_of(db, new))
    note.created_by = db.principal.user_id
    if note.follow_up_due_on is not None:
        note.follow_up, note.follow_up_by_id = FollowUpState.OPEN, note.follow_up_by_id or note.created_by
    check(db, note)
    return db.put(note)


def programme_of(db: OwnedSession, new: SupervisionNoteCreate) -> UUID | None:
    """The programme of the child or group; a volunteer is of none, and must be in the caller's care."""
    if new.child_id is not None:
        return db.refer(Child, new.child_id, "child_id").programme_id
    if new.group_id is not None:
        return db.refer(MentorGroup, new.group_id, "group_id").programme_id
    if new.report_id is not None:
        return db.refer(SessionReport, new.report_id, "report_id").programme_id
    if new.volunteer_id is not None:
        require_role(db, new.volunteer_id, "volunteer_id", IN_CARE)
        require_care(db, new.volunteer_id)
    return None


def require_care(db: OwnedSession, volunteer_id: UUID) -> None:
    """A supervisor writes about their own volunteers; another one's lead nowhere."""
    if db.caller.role is not Role.SUPERVISOR:
        return
    pair = [col(SupervisorAssignment.volunteer_id) == volunteer_id, in_force(SupervisorAssignment, db.at)]
    if db.execute(sa.select(SupervisorAssignment).where(*pair)).scalars().first() is None:
        detail = "No such row in your reach."
        raise ReferenceNotFound(errors=[{"pointer": "/volunteer_id", "code": "not_found", "detail": detail}])


def change(db: OwnedSession, note: SupervisionNote, changes: SupervisionNoteUpdate) -> SupervisionNote:
    """The author alone changes what is written, whom it is shown to, and an open follow-up. Raises Forbidden."""
    if note.created_by != db.principal.user_id:
        raise Forbidden
    given = changes.model_fields_set & {"follow_up_due_on", "follow_up_by_id"}
    if given and note.follow_up is not FollowUpState.OPEN:
        raise IllegalTransition(state=note.follow_up, allowed=note.__lifecycle__.open_from(note.follow_up))
    if empty := [name for name in sorted(given) if getattr(changes, name) is None]:
        raise refused(*empty, code="missing", detail="An open follow-up has a day and a person.")
    changed = records.change(db, note, changes)
    check(db, changed)
    return changed


def check(db: OwnedSession, note: SupervisionNote) -> None:
    """What kind, visibility and follow-up must be to each other."""
    hidden = note.visibility is SupervisionVisibility.SUPERVISORS
    if note.kind is SupervisionNoteKind.APPRECIATION and hidden:
        raise refused("visibility", code="not_allowed", detail="Whom it praises sees an appreciation.")
    if note.follow_up_by_id is None:
        return
    if note.follow_up_due_on is None:
        raise refused("follow_up_due_on", code="missing", detail="A follow-up needs a day.")
    if note.follow_up_by_id != note.created_by and not sees(db, note, note.follow_up_by_id):
        raise refused("follow_up_by_id", code="not_allowed", detail="This person does not see the note.")


def sees(db: OwnedSession, note: SupervisionNote, user_id: UUID) -> bool:
    """Whether a person supervises, or is the subject of a note that is shown to its subject."""
    held = sa.select(Membership).where(col(Membership.user_id) == user_id, in_force(Membership, db.at))
    if {membership.role for membership in db.execute(held).scalars()} & SUPERVISING:
        return True
    return note.visibility is SupervisionVisibility.AUTHOR_AND_SUBJECT and user_id in subjects(db, note)


def subjects(db: OwnedSession, note: SupervisionNote) -> set[UUID]:
    """Those for whom a note is written: the volunteer, who leads the group or the child's groups now, who reported."""
    if note.volunteer_id is not None:
        return {note.volunteer_id}
    if note.report_id is not None:
        return {db.find(SessionReport, note.report_id).author_id}
    groups = [col(GroupLeader.group_id) == note.group_id]
    if note.child_id is not None:
        placed = [col(GroupMember.child_id) == note.child_id, col(GroupMember.state) == MemberState.ACTIVE]
        groups = [col(GroupLeader.group_id).in_(sa.select(col(GroupMember.group_id)).where(*placed))]
    lead = [col(GroupLeader.role) != LeaderRole.ASSISTANT, in_force(GroupLeader, db.at)]
    return set(db.execute(sa.select(col(GroupLeader.user_id)).where(*groups, *lead)).scalars())


def open_follow_up(db: OwnedSession, id: UUID, asked: FollowUpOpen) -> SupervisionNote:
    """Something is to be done after all, or again."""
    note = db.find(SupervisionNote, id, lock=True)
    note.follow_up_due_on, note.follow_up_by_id = asked.follow_up_due_on, asked.follow_up_by_id or db.principal.user_id
    note.followed_up_at = note.followed_up_by_id = None
    opened = records.move(db, note, "open_follow_up")
    if opened.follow_up_by_id not in (None, db.principal.user_id) and not sees(db, opened, opened.follow_up_by_id):
        raise refused("follow_up_by_id", code="not_allowed", detail="This person does not see the note.")
    return opened


def finish_follow_up(db: OwnedSession, id: UUID) -> SupervisionNote:
    """It is done: said by whoever was to do it, or by those who supervise."""
    return close(db, id, "finish_follow_up")


def drop_follow_up(db: OwnedSession, id: UUID, dropped: FollowUpDrop) -> SupervisionNote:
    """It will not be done, for a reason."""
    return close(db, id, "drop_follow_up", dropped.reason)


def close(db: OwnedSession, id: UUID, verb: str, reason: str = "") -> SupervisionNote:
    note = db.find(SupervisionNote, id, lock=True)
    note.followed_up_at, note.followed_up_by_id = db.at, db.principal.user_id
    return records.move(db, note, verb, reason)


def answer(db: OwnedSession, id: UUID, new: SupervisionAnswerCreate) -> SupervisionAnswer:
    """An answer to a question; the first one that is not the author's own marks it as answered."""
    note = db.find(SupervisionNote, id, lock=True)
    if (known := records.already(db, SupervisionAnswer, new)) is not None:
        return known
    if note.kind is not SupervisionNoteKind.QUESTION:
        raise NotAQuestion(kind=note.kind)
    said = db.put(records.made(db, SupervisionAnswer, new, note_id=note.id))
    if note.answered_at is None and note.created_by != db.principal.user_id:
        with db.beyond_reach("a question keeps when it was first answered") as wide:
            wide.find(SupervisionNote, id).answered_at = db.at
    return said


def refused(*members: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"/{name}", "code": code, "detail": detail} for name in members])
