"""What a role covers and who supervises whom; nobody widens their own access to people's data."""

from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import Conflict, InvalidRequest, SecondPersonNeeded
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

T = TypeVar("T", RoleAssignment, SupervisorAssignment)

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
    row = records.made(db, SupervisorAssignment, new)
    pair = [col(SupervisorAssignment.supervisor_id) == row.supervisor_id]
    pair += [col(SupervisorAssignment.volunteer_id) == row.volunteer_id, not_over(SupervisorAssignment, db.at)]
    if db.execute(sa.select(SupervisorAssignment).where(*pair)).scalars().first() is not None:
        raise Conflict
    return db.put(row)


def change_supervision(
    db: OwnedSession, row: SupervisorAssignment, changes: SupervisorAssignmentUpdate
) -> SupervisorAssignment:
    """Moves the end of a supervision; it counts from the next request."""
    if "valid_to" in changes.model_fields_set:
        require_term(row.valid_from, changes.valid_to, db.at)
        if lengthens(row, changes.valid_to):
            require_second_person(db, row.supervisor_id, Role.SUPERVISOR)
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
