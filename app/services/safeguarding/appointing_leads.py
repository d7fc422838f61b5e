"""Designated leads: an administrator and a coordinator agree on them, two people, and nobody confirms themselves."""

from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import SecondPersonNeeded
from app.models import DesignatedLead
from app.models.designated_lead import DesignatedLeadCreate
from app.models.membership import Role
from app.services import records
from app.services.people.granting import require_role
from app.services.terms import require_term


def propose(db: OwnedSession, new: DesignatedLeadCreate) -> DesignatedLead:
    """Proposes a coordinator; it counts once a person of the other role has confirmed it."""
    if (known := records.already(db, DesignatedLead, new)) is not None:
        return known
    require_role(db, new.user_id, "user_id", {Role.COORDINATOR})
    require_term(new.valid_from, new.valid_to, db.at)
    return db.put(records.made(db, DesignatedLead, new, proposed_as=db.caller.role))


def confirm(db: OwnedSession, id: UUID) -> DesignatedLead:
    """The second voice. Raises SecondPersonNeeded for whoever proposed, for the same role and for the lead's own."""
    lead, caller = db.find(DesignatedLead, id, lock=True), db.caller
    if caller.user_id in (lead.created_by, lead.user_id) or caller.role is lead.proposed_as:
        raise SecondPersonNeeded
    return records.move(db, lead, "confirm")


def end(db: OwnedSession, id: UUID, reason: str) -> DesignatedLead:
    """Ends the task from the next request on."""
    lead = db.find(DesignatedLead, id, lock=True)
    lead.valid_to = max(db.at, lead.valid_from or db.at)
    return records.move(db, lead, "end", reason)
