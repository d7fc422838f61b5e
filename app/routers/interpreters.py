"""Interpreters: who speaks for others, in which languages, how and when, and for which families never."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Interpreter, InterpreterRelative, Transition
from app.models.interpreter import (
    InterpreterCreate,
    InterpreterRead,
    InterpreterState,
    InterpreterUpdate,
    RelativeCreate,
    RelativeRead,
)
from app.models.trail import TransitionRead
from app.services import records
from app.services.conversations import keeping_interpreters
from app.services.conversations.keeping_interpreters import GIVEN_NAME
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="interpretation")


class InterpreterQuery(ListQuery):
    state: Annotated[list[InterpreterState] | None, Many, Where(Interpreter.state)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(Interpreter.user_id)] = None


INTERPRETERS = Reads(
    InterpreterRead,
    Interpreter,
    InterpreterQuery,
    computed={"given_name": GIVEN_NAME},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)
RELATIVES = Reads(RelativeRead, InterpreterRelative, parent=(Interpreter, InterpreterRelative.interpreter_id))


@router.get("/interpreters", Access(Interpreter, "read"))
async def list_interpreters(reader: Reader, query: InterpreterQuery) -> Answer[Page[InterpreterRead]]:
    """List interpreters; who does not arrange interpretation sees only their own profile."""
    return await reader.page(INTERPRETERS, query)


@router.post("/interpreters", Access(Interpreter, "create"), 201)
def create_interpreter(db: Db, new: InterpreterCreate) -> Answer[InterpreterRead]:
    """Make a user an interpreter, with what you answer for: languages, age, confidentiality."""
    return db.created(INTERPRETERS, keeping_interpreters.enter(db, new))


@router.get("/interpreters/{id}", Access(Interpreter, "read"))
async def read_interpreter(reader: Reader, id: UUID, query: RowQuery) -> Answer[InterpreterRead]:
    """Read an interpreter's profile."""
    return await reader.one(INTERPRETERS, id, query)


@router.patch("/interpreters/{id}", Access(Interpreter, "update"))
def update_interpreter(db: Db, id: UUID, changes: InterpreterUpdate) -> Answer[InterpreterRead]:
    """Change a profile: your own ways and times, or what you answer for as a coordinator."""
    return db.shown(INTERPRETERS, records.change(db, db.matching(INTERPRETERS, id), changes).id)


@router.post("/interpreters/{id}/pause", Access(Interpreter, "pause"))
def pause_interpreter(db: Db, id: UUID) -> Answer[InterpreterRead]:
    """Assign nothing more to an interpreter for now; what is assigned stands."""
    return db.shown(INTERPRETERS, records.move(db, db.find(Interpreter, id, lock=True), "pause").id)


@router.post("/interpreters/{id}/resume", Access(Interpreter, "resume"))
def resume_interpreter(db: Db, id: UUID) -> Answer[InterpreterRead]:
    """Let an interpreter be assigned again."""
    return db.shown(INTERPRETERS, records.move(db, db.find(Interpreter, id, lock=True), "resume").id)


@router.get("/interpreters/{id}/relatives", Access(InterpreterRelative, "read"))
async def list_relatives_of_interpreter(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[RelativeRead]]:
    """List the families to which an interpreter is bound, as far as you reach them."""
    return await reader.page(RELATIVES, query, parent=id)


@router.post("/interpreters/{id}/relatives", Access(InterpreterRelative, "create"), 201)
def create_interpreter_relative(db: Db, id: UUID, new: RelativeCreate) -> Answer[RelativeRead]:
    """Declare that an interpreter belongs or is bound to a family, and never interprets for it."""
    return db.created(RELATIVES, keeping_interpreters.declare(db, id, new))


@router.delete("/interpreter-relatives/{id}", Access(InterpreterRelative, "delete"))
def delete_interpreter_relative(db: Db, id: UUID) -> Answer[None]:
    """Take such a declaration back."""
    records.remove(db, InterpreterRelative, id)
    return Answer.nothing()
