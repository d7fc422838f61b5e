"""Taking in families and their guardians, and keeping them reachable."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import Principal
from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Family, Guardian, Membership, User
from app.models.account import UserStatus
from app.models.family import FamilyCreate, FamilyUpdate
from app.models.guardian import GuardianCreate, GuardianUpdate
from app.models.membership import Role
from app.services import records
from app.services.engagement.answering_invitations import leave_all
from app.services.families import vouching
from app.services.families.answering_for_children import end_if_over
from app.services.groups.leading import holding
from app.services.people.contacting import normalised
from app.services.volunteers import keeping_gate


def welcome_family(db: OwnedSession, new: FamilyCreate) -> Family:
    """A new family; one that a mediator takes in is on that mediator's caseload."""
    if new.mediator_id is None:
        new.model_fields_set.discard("mediator_id")  # so that the same request with null finds its row again
    if (known := records.already(db, Family, new)) is not None:
        return known
    mediator_id = new.mediator_id or (db.principal.user_id if is_mediator(db) else None)
    if mediator_id is not None:
        require_mediator(db, mediator_id)
    since = None if mediator_id is None else db.at
    return db.put(records.made(db, Family, new, mediator_id=mediator_id, mediator_since=since))


def change_family(db: OwnedSession, family: Family, changes: FamilyUpdate) -> Family:
    """Changes a family; a new mediator's caseload begins now, and the reach of the one before ends."""
    records.refuse_closed(db, Family, changes)
    if "mediator_id" in changes.model_fields_set and changes.mediator_id != family.mediator_id:
        if changes.mediator_id is not None:
            require_mediator(db, changes.mediator_id)
        family.mediator_since = None if changes.mediator_id is None else db.at
    return records.change(db, family, changes)


def welcome_guardian(db: OwnedSession, new: GuardianCreate) -> Guardian:
    """A new guardian, linked unverified to the family's children unless excluded for safety."""
    records.refuse_closed(db, Guardian, new)
    whole = normalised(db, new)
    if (known := records.already(db, Guardian, whole)) is not None:
        return known
    family = household(db, whole.family_id)
    if whole.user_id is not None:
        require_role(db, whole.user_id, Role.GUARDIAN, "user_id")
    guardian = db.put(records.made(db, Guardian, whole, programme_id=family.programme_id))
    vouching.link_to_children(db, guardian, family)
    return guardian


def change_guardian(db: OwnedSession, guardian: Guardian, changes: GuardianUpdate) -> Guardian:
    """Changes a guardian; what is excluded for safety sees nothing from this instant on."""
    records.refuse_closed(db, Guardian, changes)
    if "user_id" in changes.model_fields_set and changes.user_id not in (None, guardian.user_id):
        require_role(db, changes.user_id, Role.GUARDIAN, "user_id")
    if changes.safety_excluded:
        leave_all(db, guardian)
    before = guardian.user_id
    changed = records.change(db, guardian, normalised(db, changes))
    end_if_over(db, before)
    return changed


def household(db: OwnedSession, family_id: UUID) -> Family:
    """The family that a body names, locked, so that of a child and a guardian who come at once none is overlooked."""
    db.refer(Family, family_id, "family_id")
    return db.find(Family, family_id, lock=True)


def require_mediator(db: OwnedSession, user_id: UUID) -> None:
    """Refuses to give a family to somebody who is no mediator, or lacks something that is required of one."""
    require_role(db, user_id, Role.MEDIATOR, "mediator_id")
    keeping_gate.require_cleared(db, user_id, {Role.MEDIATOR})


def require_role(db: OwnedSession, user_id: UUID | None, role: Role, member: str) -> None:
    """Refuses a person who does not hold the role now, naming the member of the body."""
    if user_id is None:
        return
    person = db.refer(User, user_id, member)
    held = sa.select(Membership).where(
        col(Membership.user_id) == user_id, col(Membership.role) == role, *holding(Membership, db.at)
    )
    if person.status is not UserStatus.ACTIVE or db.execute(held).scalars().first() is None:
        detail = "This person does not hold the role that is needed."
        raise InvalidRequest(errors=[{"pointer": f"/{member}", "code": "not_allowed", "detail": detail}])


def is_mediator(db: OwnedSession) -> bool:
    return isinstance(db.principal, Principal) and db.principal.role is Role.MEDIATOR
