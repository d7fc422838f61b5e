"""Interpreters' profiles: of users who may interpret, and what each of them may change."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import mine
from app.auth.rights.interpreting import INTERPRETING
from app.auth.session import OwnedSession
from app.core.problems import Conflict, IdConflict
from app.models import Interpreter, InterpreterRelative, User
from app.models.interpreter import InterpreterCreate, RelativeCreate
from app.services import records
from app.services.people.granting import require_role

GIVEN_NAME = (
    sa.select(col(User.given_name))
    .where(mine(User), col(User.id) == col(Interpreter.user_id))
    .correlate(Interpreter)
    .scalar_subquery()
)


def enter(db: OwnedSession, new: InterpreterCreate) -> Interpreter:
    """A profile of a user who works for the organisation; Conflict where there is one already."""
    if (known := records.already(db, Interpreter, new)) is not None:
        return known
    require_role(db, new.user_id, "user_id", set(INTERPRETING))
    if db.execute(sa.select(Interpreter).where(col(Interpreter.user_id) == new.user_id)).scalars().first():
        raise Conflict
    return db.put(records.made(db, Interpreter, new))


def declare(db: OwnedSession, interpreter_id: UUID, new: RelativeCreate) -> InterpreterRelative:
    """A family for which this interpreter never interprets; Conflict where that was said already."""
    interpreter = db.find(Interpreter, interpreter_id, lock=True)
    if (known := records.already(db, InterpreterRelative, new)) is not None:
        if known.interpreter_id != interpreter.id:
            raise IdConflict
        return known
    row = records.made(db, InterpreterRelative, new, interpreter_id=interpreter.id)
    same = [
        col(InterpreterRelative.interpreter_id) == interpreter.id,
        col(InterpreterRelative.family_id) == row.family_id,
    ]
    if db.execute(sa.select(InterpreterRelative).where(*same)).scalars().first() is not None:
        raise Conflict
    return db.put(row)
