"""What a role covers and who supervises whom; nobody widens their own access to people's data."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, InvalidRequest, SecondPersonNeeded
from app.models import Membership, RoleAssignment, SupervisorAssignment, User
from app.models.membership import (
    Role,
    RoleAssignmentCreate,
    RoleAssignmentUpdate,
    SupervisorAssignmentCreate,
    SupervisorAssignmentUpdate,
)
from app.services import records
from app.services.terms import end_now, in_force, lengthens, not_over, require_term
from app.services.volunteers import keeping_gate

T = TypeVar("T", RoleAssignment, SupervisorAssignment)


class AlreadySupervised(DomainError):
    """`present`: the id of the supervision that is there already."""

    slug, title, status = "already-supervised", "Has a supervisor already", 409
    detail = "There is one supervisor at a time; end the earlier supervision first."


DATA_ROLES = {
    Role.COORDINATOR,
    Role.SUPERVISOR,
    Role.EDUCATOR,
    Role.MEDIATOR,
    Role.DATA_PROTECTION_OFFICER,
}


def require_second_person(db: OwnedSession, user_id: UUID, role: Role) -> None:
    """Raises SecondPersonNeeded where the caller grants access to personal data to themselves."""
    if role in DATA_ROLES and db.principal.user_id == user_id:
        raise SecondPersonNeeded


def assign(db: OwnedSession, new: RoleAssignmentCreate) -> RoleAssignment:
    """Lets a membership cover a programme, a school or the whole organisation."""
    if (known := records.already(db, RoleAssignment, new)) is not None:
        return known
    membership = db.refer(Membership, new.membership_id, "membership_id")
    require_second_person(db, membership.user_id, membership.role)
    require_term(new.valid_from, new.valid_to, db.at)
    return db.put(records.made(db, RoleAssignment, new))


def change_assignment(db: OwnedSession, row: RoleAssignment, changes: RoleAssignmentUpdate) -> RoleAssignment:
    """Moves the end of an assignment; it counts from the next request."""
    if "valid_to" in changes.model_fields_set:
        require_term(row.valid_from, changes.valid_to, db.at)
        if lengthens(row, changes.valid_to):
            membership = db.find(Membership, row.membership_id)
            require_second_person(db, membership.user_id, membership.role)
    return records.change(db, row, changes)


def supervise(db: OwnedSession, new: SupervisorAssignmentCreate) -> SupervisorAssignment:
    """Puts a volunteer or an assistant into the care of a supervisor, and with them their groups and children."""
    if (known := records.already(db, SupervisorAssignment, new)) is not None:
        return known
    require_second_person(db, new.supervisor_id, Role.SUPERVISOR)
    require_term(new.valid_from, new.valid_to, db.at)
    require_role(db, new.supervisor_id, "supervisor_id", {Role.SUPERVISOR})
    require_role(db, new.volunteer_id, "volunteer_id", {Role.VOLUNTEER, Role.ASSISTANT})
    keeping_gate.require_cleared(db, new.supervisor_id, {Role.SUPERVISOR})
    row = records.made(db, SupervisorAssignment, new)
    refuse_second_supervisor(db, row, row.valid_to)
    return db.put(row)


def refuse_second_supervisor(db: OwnedSession, row: SupervisorAssignment, end: datetime | None) -> None:
    """Raises AlreadySupervised where another supervision of the volunteer lies within the row's time.

    The volunteer is locked, so that of two assignments at once the second sees the first.
    """
    db.find(User, row.volunteer_id, lock=True)
    others = [col(SupervisorAssignment.volunteer_id) == row.volunteer_id, col(SupervisorAssignment.id) != row.id]
    others.append(not_over(SupervisorAssignment, max(row.valid_from or db.at, db.at)))
    if end is not None:
        begun = col(SupervisorAssignment.valid_from) < end
        others.append(sa.or_(col(SupervisorAssignment.valid_from).is_(None), begun))
    if (other := db.execute(sa.select(SupervisorAssignment).where(*others)).scalars().first()) is not None:
        raise AlreadySupervised(present=str(other.id))


def change_supervision(
    db: OwnedSession, row: SupervisorAssignment, changes: SupervisorAssignmentUpdate
) -> SupervisorAssignment:
    """Moves the end of a supervision; it counts from the next request."""
    if "valid_to" in changes.model_fields_set:
        require_term(row.valid_from, changes.valid_to, db.at)
        if lengthens(row, changes.valid_to):
            require_second_person(db, row.supervisor_id, Role.SUPERVISOR)
            refuse_second_supervisor(db, row, changes.valid_to)
    return records.change(db, row, changes)


def end(db: OwnedSession, model: type[T], id: UUID) -> T:
    """Ends an assignment, from the next request on. Raises IllegalTransition for one that is over."""
    row = db.find(model, id, lock=True)
    end_now(db, row)
    return row


def require_role(db: OwnedSession, user_id: UUID, member: str, roles: set[Role]) -> None:
    """Refuses a person who holds none of these roles now, naming the member."""
    db.refer(User, user_id, member)
    held: Any = sa.select(Membership).where(col(Membership.user_id) == user_id, in_force(Membership, db.at))
    if not {membership.role for membership in db.execute(held).scalars()} & roles:
        detail = "This person does not hold the role that is needed."
        raise InvalidRequest(errors=[{"pointer": f"/{member}", "code": "not_allowed", "detail": detail}])
