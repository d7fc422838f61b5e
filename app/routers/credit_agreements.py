"""Credit agreements with universities."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Page, RowQuery, Where
from app.models import CreditAgreement
from app.models.credit_agreement import CreditAgreementCreate, CreditAgreementRead, CreditAgreementUpdate
from app.services.hours import crediting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/credit-agreements", tag="hours")


class CreditAgreementQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(CreditAgreement.programme_id, "is")] = None


AGREEMENTS = Reads(
    CreditAgreementRead, CreditAgreement, CreditAgreementQuery, sorts={"first_on": CreditAgreement.first_on}
)


@router.get("", Access(CreditAgreement, "read"))
async def list_credit_agreements(reader: Reader, query: CreditAgreementQuery) -> Answer[Page[CreditAgreementRead]]:
    """List the agreements with universities about credit for hours."""
    return await reader.page(AGREEMENTS, query)


@router.post("", Access(CreditAgreement, "create"), 201)
def create_credit_agreement(db: Db, new: CreditAgreementCreate) -> Answer[CreditAgreementRead]:
    """Add an agreement with a university: which hours count, how many, from when to when."""
    return db.created(AGREEMENTS, crediting.agree(db, new))


@router.get("/{id}", Access(CreditAgreement, "read"))
async def read_credit_agreement(reader: Reader, id: UUID, query: RowQuery) -> Answer[CreditAgreementRead]:
    """Read an agreement with a university."""
    return await reader.one(AGREEMENTS, id, query)


@router.patch("/{id}", Access(CreditAgreement, "update"))
def update_credit_agreement(db: Db, id: UUID, changes: CreditAgreementUpdate) -> Answer[CreditAgreementRead]:
    """Change the terms of an agreement. Certificates keep those under which they were issued."""
    return db.shown(AGREEMENTS, crediting.change(db, db.matching(AGREEMENTS, id), changes).id)
