"""Those who work towards credit at a university, and how far they are."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Page, RowQuery, Where
from app.models import CreditCandidate
from app.models.credit_agreement import (
    CreditCandidateCreate,
    CreditCandidateRead,
    CreditCandidateUpdate,
    CreditProgresses,
    CreditProgressQuery,
)
from app.services import records
from app.services.hours import crediting
from app.services.hours.crediting import CANDIDATES, HOURS, progresses
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db
from app.web.looking import look, require_alive, shown

router = Api("/v1/credit-candidates", tag="hours")


class CreditCandidateQuery(ListQuery):
    agreement_id: Annotated[UUID | None, Where(CreditCandidate.agreement_id, "is")] = None
    user_id: Annotated[UUID | None, Where(CreditCandidate.user_id, "is")] = None


CANDIDATE_ROWS = Reads(CreditCandidateRead, CreditCandidate, CreditCandidateQuery)


@router.get("", Access(CreditCandidate, "read"))
async def list_credit_candidates(reader: Reader, query: CreditCandidateQuery) -> Answer[Page[CreditCandidateRead]]:
    """List those who work towards credit at a university."""
    return await reader.page(CANDIDATE_ROWS, query)


@router.get("/progress", Access(CreditCandidate, "read"))
async def read_credit_progress(reader: Reader, query: CreditProgressQuery) -> Answer[CreditProgresses]:
    """Read how many of the required hours are verified, and how many wait, for each candidate in your reach."""
    await require_alive(reader)
    asked = {"person": query.user_id, "agreement": query.agreement_id}
    items = progresses(await look(reader, CANDIDATES, **asked), await look(reader, HOURS, **asked))
    return shown(reader, json_text({"items": items}))


@router.post("", Access(CreditCandidate, "create"), 201)
def create_credit_candidate(db: Db, new: CreditCandidateCreate) -> Answer[CreditCandidateRead]:
    """Begin to work towards the credit of an agreement, or let somebody begin."""
    return db.created(CANDIDATE_ROWS, crediting.begin(db, new))


@router.get("/{id}", Access(CreditCandidate, "read"))
async def read_credit_candidate(reader: Reader, id: UUID, query: RowQuery) -> Answer[CreditCandidateRead]:
    """Read who works towards which credit, and what was said of it."""
    return await reader.one(CANDIDATE_ROWS, id, query)


@router.patch("/{id}", Access(CreditCandidate, "update"))
def update_credit_candidate(db: Db, id: UUID, changes: CreditCandidateUpdate) -> Answer[CreditCandidateRead]:
    """Say, as one who supervises, how somebody has worked: the statement that a university may ask for."""
    return db.shown(CANDIDATE_ROWS, crediting.state(db, db.matching(CANDIDATE_ROWS, id), changes).id)


@router.delete("/{id}", Access(CreditCandidate, "delete"))
def delete_credit_candidate(db: Db, id: UUID) -> Answer[None]:
    """Remove somebody who does not work towards the credit; not once it was certified."""
    records.remove(db, CreditCandidate, id)
    return Answer.nothing()
