"""Consent effects: what holds now, by child and purpose."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.consent import ConsentEffect, ConsentEffectRead, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.families.requiring_consent import standing
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader

router = Api("/v1/consent-effects", tag="consents")


class ConsentEffectQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(ConsentEffect.child_id)] = None
    purpose: Annotated[list[ConsentPurpose] | None, Many, Where(ConsentEffect.purpose)] = None
    state: Annotated[list[ConsentState] | None, Many, Where(standing())] = None


EFFECTS = Reads(ConsentEffectRead, ConsentEffect, ConsentEffectQuery, computed={"state": standing()})


@router.get("", Access(ConsentEffect, "read"))
async def list_consent_effects(reader: Reader, query: ConsentEffectQuery) -> Answer[Page[ConsentEffectRead]]:
    """List what has been consented to, refused or withdrawn, as it stands today."""
    return await reader.page(EFFECTS, query)


@router.get("/{id}", Access(ConsentEffect, "read"))
async def read_consent_effect(reader: Reader, id: UUID, query: RowQuery) -> Answer[ConsentEffectRead]:
    """Read what holds for a child and a purpose."""
    return await reader.one(EFFECTS, id, query)
