"""Which consents a child's programme asks for, and how each of them stands."""

from typing import Annotated
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery
from app.core.tiers import C2
from app.models import Child
from app.models.consent import ConsentEffect, ConsentEffectRead, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.families.requiring_consent import GIVEN, REQUIRED, required_of, standing
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, shown

router = Api("/v1/children", tag="consents")


class ConsentNeeded(BaseModel):
    """One purpose of the programme's policy."""

    purpose: Annotated[ConsentPurpose, C2]
    state: Annotated[ConsentState | None, C2] = Field(description="As it stands today; null: nobody was asked")
    missing: Annotated[bool, C2] = Field(description="Whether it is not in effect")


class ConsentsNeeded(BaseModel):
    child_id: Annotated[UUID, C2]
    items: list[ConsentNeeded]


EFFECTS_OF_CHILD = Reads(
    ConsentEffectRead, ConsentEffect, computed={"state": standing()}, parent=(Child, ConsentEffect.child_id)
)


@router.get("/{id}/consents-needed", Access(Child, "see_consents"))
async def read_consents_needed(reader: Reader, id: UUID) -> Answer[ConsentsNeeded]:
    """Read which consents the policy of the child's programme asks for, and which of them are missing."""
    held = reader.call.headers.pop(b"if-none-match", b"")  # of the whole, not of the page it is made of
    effects = orjson.loads((await reader.page(EFFECTS_OF_CHILD, ListQuery(limit=100), parent=id)).body)["items"]
    reader.call.headers[b"if-none-match"] = held
    states = {effect["purpose"]: effect["state"] for effect in effects}
    items = [
        {"purpose": purpose, "state": states.get(purpose), "missing": states.get(purpose) != GIVEN}
        for purpose in required_of(await look(reader, REQUIRED, child=id))
    ]
    return shown(reader, json_text({"child_id": str(id), "items": items}))
