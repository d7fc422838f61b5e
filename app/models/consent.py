"""Consents: append-only statements, and the effect of the latest one per child and purpose."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, LanguageTag, Line, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.consent_purpose import ConsentPurpose


class ConsentMethod(StrEnum):
    PAPER = "paper"
    DIGITAL = "digital"
    WITNESSED_VERBAL = "witnessed_verbal"


class ConsentState(StrEnum):
    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ConsentStatement(Body):
    """How something was said: by whom, in which language, before which witness."""

    given_by_id: Annotated[UUID | None, C3] = ref("guardian", nullable=True)
    method: Annotated[ConsentMethod, C2] = coded(ConsentMethod, ConsentMethod.PAPER)
    language: Annotated[LanguageTag | None, C2] = None
    interpreter: Annotated[Line, C3] = ""
    witness: Annotated[Line, C3] = Field(default="", description="Needed for a witnessed oral consent")
    text_version: Annotated[Line, C2] = Field(default="", description="Which wording was read out or signed")
    valid_until: Annotated[date | None, C2] = day(None)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class ConsentFields(ConsentStatement):
    child_id: Annotated[UUID, C2] = ref("child")
    purpose: Annotated[ConsentPurpose, C2] = coded(ConsentPurpose)


class Consent(ConsentFields, Row, table=True):
    """One statement; rows are never changed. `follows_id` is the statement that this one answers or ends."""

    __resource__: ClassVar[str] = "consents"
    __table_args__ = (index("child_id", "purpose", "id"),)

    state: ConsentState = coded(ConsentState)
    follows_id: UUID | None = ref("consent", nullable=True)


Evidence = Annotated[list[UUID], Field(max_length=10)]


class ConsentCreate(Create, ConsentFields):
    attachment_ids: Evidence = Field(default=[], description="The signed paper, or what was said, recorded")
    state: ConsentState = Field(default=ConsentState.GIVEN, description="requested, given or refused")


class ConsentAnswer(Create, ConsentStatement):
    """The body of give, refuse and withdraw: a statement of its own that follows the one that it answers."""

    attachment_ids: Evidence = Field(default=[], description="The signed paper, or what was said, recorded")


class ConsentRead(Shown, ConsentFields):
    state: Annotated[ConsentState, C2]
    follows_id: Annotated[UUID | None, C2]
    created_by: Annotated[UUID | None, C2]


class ConsentEffect(Row, table=True):
    """What holds now for a child and a purpose; kept in the statement's own transaction."""

    __resource__: ClassVar[str] = "consent-effects"
    __table_args__ = (index("child_id", "purpose", unique=True),)

    child_id: UUID = ref("child")
    purpose: ConsentPurpose = coded(ConsentPurpose)
    state: ConsentState = coded(ConsentState)
    valid_until: date | None = day(None)
    consent_id: UUID = ref("consent")


class ConsentEffectRead(Shown):
    child_id: Annotated[UUID, C2]
    purpose: Annotated[ConsentPurpose, C2]
    state: Annotated[ConsentState, C2] = Field(description="`expired` from the day after `valid_until` on")
    valid_until: Annotated[date | None, C2]
