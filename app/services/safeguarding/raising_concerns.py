"""Raising a concern: nothing stands in its way, and the answer is the same whatever it is about.

What it names need not be in the author's reach, nor be there at all: a volunteer who heard something in a group that
they have left, or a phone that comes back after a week, must not be refused. Nothing of what was found is answered.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Principal
from app.auth.session import OwnedSession
from app.core.problems import IdConflict
from app.models import Child, Family, Membership, MentorGroup, SafeguardingConcern
from app.models.safeguarding_concern import ACKNOWLEDGE_WITHIN, SafeguardingConcernCreate
from app.services import records
from app.services.safeguarding.escalating_concerns import assign


def raise_concern(db: OwnedSession, new: SafeguardingConcernCreate) -> SafeguardingConcern:
    """Keeps the concern and hands it to the first in line; the same one again when the author sends it again.

    Raises IdConflict where the same author has sent other words with this id.
    """
    caller, told = db.caller, content(new)
    with db.beyond_reach("a concern goes beyond the reach of its author") as wide:
        # The same words sent twice at once meet here.
        wide.find(Membership, caller.membership_id, lock=True)
        if (known := sent_before(wide, caller, new)) is not None:
            if any(getattr(known, name) != value for name, value in told.items()):
                raise IdConflict
            return known
        concern = wide.put(new_concern(wide, caller, new, told))
        assign(wide, concern)
    return concern


def new_concern(
    wide: OwnedSession, caller: Principal, new: SafeguardingConcernCreate, told: dict[str, Any]
) -> SafeguardingConcern:
    within = wide.at + ACKNOWLEDGE_WITHIN[new.immediate_danger]
    return SafeguardingConcern(
        **told,
        programme_id=programme_of(wide, new),
        raised_at=wide.at,
        raised_as_id=caller.membership_id,
        raised_as=caller.role,
        sent_id=new.id,
        acknowledge_due_at=within,
        escalates_at=within,
    )


def content(new: SafeguardingConcernCreate) -> dict[str, Any]:
    return {name: value for name, value in records.plain(new).items() if name != "id"}


def sent_before(wide: OwnedSession, caller: Principal, new: SafeguardingConcernCreate) -> SafeguardingConcern | None:
    """What this very membership has sent with the client's id; of others' ids nothing can be learned."""
    if new.id is None:
        return None
    same = [
        col(SafeguardingConcern.raised_as_id) == caller.membership_id,
        col(SafeguardingConcern.sent_id) == new.id,
    ]
    found: SafeguardingConcern | None = wide.execute(sa.select(SafeguardingConcern).where(*same)).scalar_one_or_none()
    return found


def programme_of(wide: OwnedSession, new: SafeguardingConcernCreate) -> Any:
    """The programme of the child, the family or the group; none where nothing is named: then every lead is asked."""
    for model, id in ((Child, new.child_id), (Family, new.family_id), (MentorGroup, new.group_id)):
        found: Any = model
        if id is not None:
            programme = wide.execute(sa.select(found.programme_id).where(found.id == id)).scalar_one_or_none()
            if programme is not None:
                return programme
    return None
