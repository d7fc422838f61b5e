"""Interpretation requests: for what is to be interpreted, assigned to who matches, and what became of them."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core import clock
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import InterpretationRequest, Transition
from app.models.interpretation_request import (
    Candidates,
    InterpretationAssign,
    InterpretationFinish,
    InterpretationReason,
    InterpretationRequestCreate,
    InterpretationRequestRead,
    InterpretationState,
    WaitingForInterpreters,
)
from app.models.interpreter import InterpretationMode
from app.models.trail import TransitionRead
from app.services.conversations import requesting_interpretation
from app.services.conversations.matching_interpreters import LOOKUPS, PEOPLE, Asked, Facts, candidates
from app.services.conversations.waiting_for_interpreters import OPEN, waiting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1/interpretation-requests", tag="interpretation")


class InterpretationQuery(ListQuery):
    state: Annotated[list[InterpretationState] | None, Many, Where(InterpretationRequest.state)] = None
    mode: Annotated[list[InterpretationMode] | None, Many, Where(InterpretationRequest.mode)] = None
    child_id: Annotated[UUID | None, Where(InterpretationRequest.child_id, "is")] = None
    message_id: Annotated[UUID | None, Where(InterpretationRequest.message_id, "is")] = None
    session_id: Annotated[UUID | None, Where(InterpretationRequest.session_id, "is")] = None
    engagement_id: Annotated[UUID | None, Where(InterpretationRequest.engagement_id, "is")] = None
    interpreter_id: Annotated[list[UUID] | None, Many, Where(InterpretationRequest.interpreter_id)] = None
    starts_at_from: Annotated[Moment | None, Where(InterpretationRequest.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(InterpretationRequest.starts_at, "until")] = None


REQUESTS = Reads(
    InterpretationRequestRead,
    InterpretationRequest,
    InterpretationQuery,
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(InterpretationRequest, "read"))
async def list_interpretation_requests(
    reader: Reader, query: InterpretationQuery
) -> Answer[Page[InterpretationRequestRead]]:
    """List interpretation requests: of your children, made by you, or assigned to you now."""
    return await reader.page(REQUESTS, query)


@router.get("/waiting", Access(InterpretationRequest, "assign"))
async def read_waiting_for_interpreters(reader: Reader) -> Answer[WaitingForInterpreters]:
    """Read how long open requests wait, by language, and for which languages there is nobody."""
    await require_alive(reader)
    items = waiting(await look(reader, OPEN), await look(reader, PEOPLE), clock.now())
    return shown(reader, json_text({"items": items}))


@router.post("", Access(InterpretationRequest, "create"), 201)
def create_interpretation_request(db: Db, new: InterpretationRequestCreate) -> Answer[InterpretationRequestRead]:
    """Ask for an interpreter for a message, a session or an engagement."""
    return db.created(REQUESTS, requesting_interpretation.ask(db, new))


@router.get("/{id}", Access(InterpretationRequest, "read"))
async def read_interpretation_request(reader: Reader, id: UUID, query: RowQuery) -> Answer[InterpretationRequestRead]:
    """Read an interpretation request; an interpreter while it is assigned to them."""
    return await reader.one(REQUESTS, id, query)


@router.get("/{id}/candidates", Access(InterpretationRequest, "assign"))
async def read_interpretation_candidates(reader: Reader, id: UUID) -> Answer[Candidates]:
    """Read who can be assigned, and of the others every reason why not."""
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole, not of the request it is about
    asked = Asked.of(InterpretationRequestRead.model_validate_json((await reader.one(REQUESTS, id)).body))
    reader.call.headers[b"if-none-match"] = held
    found = {name: await look(reader, lookup, **asked.binds) for name, lookup in LOOKUPS.items()}
    return shown(reader, json_text({"items": candidates(asked, Facts(found))}))


@router.post("/{id}/assign", Access(InterpretationRequest, "assign"))
def assign_interpreter(db: Db, id: UUID, to: InterpretationAssign) -> Answer[InterpretationRequestRead]:
    """Give a request to an interpreter who matches; refused with every reason otherwise."""
    return db.shown(REQUESTS, requesting_interpretation.assign(db, id, to.interpreter_id).id)


@router.post("/{id}/decline", Access(InterpretationRequest, "decline"), 204)
def decline_interpretation(db: Db, id: UUID, why: InterpretationReason) -> Answer[None]:
    """Give an assigned request back: it waits for somebody else."""
    requesting_interpretation.decline(db, id, why.reason)
    return Answer.nothing()


@router.post("/{id}/finish", Access(InterpretationRequest, "finish"), 204)
def finish_interpretation(db: Db, id: UUID, done: InterpretationFinish) -> Answer[None]:
    """Say that it was interpreted and how long it took; with this the interpreter's sight of it ends."""
    requesting_interpretation.finish(db, id, done)
    return Answer.nothing()


@router.post("/{id}/no-show", Access(InterpretationRequest, "no_show"), 204)
def no_show_at_interpretation(db: Db, id: UUID, why: InterpretationReason) -> Answer[None]:
    """Say that somebody did not come, and who."""
    requesting_interpretation.nobody_came(db, id, why.reason)
    return Answer.nothing()


@router.post("/{id}/cancel", Access(InterpretationRequest, "cancel"))
def cancel_interpretation_request(db: Db, id: UUID, why: InterpretationReason) -> Answer[InterpretationRequestRead]:
    """Cancel a request that is not needed any more."""
    return db.shown(REQUESTS, requesting_interpretation.cancel(db, id, why.reason).id)
