"""School channels: who of the organisation was added to which group or platform of a class, and when."""

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import SchoolChannel
from app.models.school_channel import SchoolChannelCreate, SchoolChannelUpdate
from app.services import records
from app.services.dating import require_order
from app.services.volunteers import keeping_gate


class AlreadyInChannel(DomainError):
    """`channel_id`: the row that says so."""

    slug, title, status = "already-in-channel", "This person is in the channel already", 409
    detail = "Change the row that is there, or say when the person left."


def join(db: OwnedSession, new: SchoolChannelCreate) -> SchoolChannel:
    """The caller, or whom the body names, was added to a channel. Raises AlreadyInChannel."""
    if (known := records.already(db, SchoolChannel, new)) is not None:
        return known
    user_id = new.user_id or db.caller.user_id
    row = records.made(db, SchoolChannel, new.model_copy(update={"user_id": user_id}))
    check(db, row)
    return db.put(row)


def change(db: OwnedSession, row: SchoolChannel, changes: SchoolChannelUpdate) -> SchoolChannel:
    """Changes what was entered, or says when the person left, by the same rules."""
    for name in changes.model_fields_set:
        setattr(row, name, getattr(changes, name))
    check(db, row)
    return records.change(db, row, changes)


def check(db: OwnedSession, row: SchoolChannel) -> None:
    require_order(row.added_on, row.removed_on, "removed_on")
    if row.removed_on is not None:
        return
    keeping_gate.require_cleared(db, row.user_id)
    same = sa.select(col(SchoolChannel.id)).where(
        col(SchoolChannel.school_class_id) == row.school_class_id,
        col(SchoolChannel.user_id) == row.user_id,
        col(SchoolChannel.platform) == row.platform,
        col(SchoolChannel.name) == row.name,
        col(SchoolChannel.removed_on).is_(None),
        col(SchoolChannel.id) != row.id,
    )
    if (found := db.execute(same.limit(1)).scalar()) is not None:
        raise AlreadyInChannel(channel_id=str(found))
