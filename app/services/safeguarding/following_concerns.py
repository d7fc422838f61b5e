"""Following a concern up: each move and each note is an entry that stays."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.models import Child, ConcernEntry, SafeguardingConcern, User
from app.models.safeguarding_concern import ConcernEntryCreate, ConcernEntryKind, SafeguardingConcernUpdate
from app.services import records
from app.services.safeguarding.escalating_concerns import assign, in_line

TOLD_BY = {
    "acknowledge": ConcernEntryKind.ACKNOWLEDGEMENT,
    "review": ConcernEntryKind.REVIEW,
    "act": ConcernEntryKind.ACTION,
    "refer": ConcernEntryKind.REFERRAL,
    "close": ConcernEntryKind.CLOSURE,
    "resume": ConcernEntryKind.REVIEW,
}


def advance(db: OwnedSession, id: UUID, move: str, text: str) -> SafeguardingConcern:
    """Makes a move and keeps what was said with it. The text stands in the entry alone, where it is sealed."""
    concern = db.find(SafeguardingConcern, id, lock=True)
    if move == "acknowledge":
        concern.acknowledged_at, concern.acknowledged_by_id = db.at, db.caller.user_id
    records.move(db, concern, move)
    db.put(ConcernEntry(concern_id=id, kind=TOLD_BY[move], text=text))
    return concern


def note(db: OwnedSession, id: UUID, new: ConcernEntryCreate) -> ConcernEntry:
    """Adds what was found out or who was spoken to; also to a closed concern."""
    db.find(SafeguardingConcern, id, lock=True)
    return db.put(ConcernEntry(concern_id=id, kind=ConcernEntryKind(new.kind), text=new.text))


def correct(db: OwnedSession, concern: SafeguardingConcern, changes: SafeguardingConcernUpdate) -> SafeguardingConcern:
    """What has turned out since. Whoever it now is about loses it with the next request, to the next in line."""
    if "child_id" in changes.model_fields_set and changes.child_id is not None:
        concern.programme_id = db.refer(Child, changes.child_id, "child_id").programme_id
    if "about_user_id" in changes.model_fields_set and changes.about_user_id is not None:
        db.refer(User, changes.about_user_id, "about_user_id")
    records.change(db, concern, changes)
    with db.beyond_reach("a concern leaves the hands of whom it is about") as wide:
        row = wide.find(SafeguardingConcern, concern.id)
        if row.assigned_to_id not in in_line(wide, row):
            assign(wide, row)
    return concern
