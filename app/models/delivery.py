"""Deliveries: which version of a material went to whom, how, and whether it is known to have arrived."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from annotated_types import MaxLen, MinLen
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import ID, coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Shown
from app.core.tiers import C1, C2
from app.models.base import Row, index
from app.models.contact_point import ContactChannel


class DeliveryState(StrEnum):
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"


class AcknowledgedHow(StrEnum):
    BY_RECIPIENT = "by_recipient"
    TOLD = "told"


class DeliveryManner(Body):
    channel: Annotated[ContactChannel, C2] = coded(ContactChannel)
    delivered_at: Annotated[Moment, C2] = instant()
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")
    helped_by_id: Annotated[UUID | None, C2] = ref("user", nullable=True)


class DeliveryFields(DeliveryManner):
    """To one guardian, family, school or user. A guardian's family is told beside the guardian."""

    translation_id: Annotated[UUID, C2] = ref("material_translation")
    guardian_id: Annotated[UUID | None, C2] = ref("guardian", nullable=True)
    family_id: Annotated[UUID | None, C2] = ref("family", nullable=True)
    school_id: Annotated[UUID | None, C2] = ref("school", nullable=True)
    user_id: Annotated[UUID | None, C2] = ref("user", nullable=True)


class Delivery(DeliveryFields, Row, table=True):
    """`recipient` is the one of the four that is meant; `fallback`: in a language that is not known to be theirs."""

    __resource__: ClassVar[str] = "deliveries"
    __table_args__ = (
        index("programme_id", "id"),
        index("guardian_id", "id"),
        index("family_id", "id"),
        index("user_id", "id"),
        index("school_id", "id"),
        index("translation_id", "id"),
        index("material_id", "recipient", "delivered_at"),
        index("delivered_at", "id"),
        index("state", "id"),
        sa.CheckConstraint(
            "(CASE WHEN family_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN school_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="to_one",
        ),
        sa.CheckConstraint("guardian_id IS NULL OR family_id IS NOT NULL", name="guardian_of_family"),
    )
    __lifecycle__ = Lifecycle("state", {"acknowledge": Move((DeliveryState.DELIVERED,), DeliveryState.ACKNOWLEDGED)})

    material_id: UUID = ref("material")
    programme_id: UUID | None = ref("programme", nullable=True)
    recipient: UUID = Field(sa_type=ID)
    language: str
    fallback: bool = False
    state: DeliveryState = coded(DeliveryState, DeliveryState.DELIVERED)
    acknowledged_at: datetime | None = instant(None)
    acknowledged_how: AcknowledgedHow | None = coded(AcknowledgedHow, None)
    acknowledged_by_id: UUID | None = ref("user", nullable=True)


class DeliveryCreate(Create, DeliveryFields):
    pass


class DeliveryAcknowledge(Body):
    """That it has arrived and was understood: by the recipient, or as the recipient told."""

    helped_by_id: UUID | None = Field(default=None, description="Who helped to read it")


class DeliveryRead(Shown, DeliveryFields):
    material_id: Annotated[UUID, C2]
    title: Annotated[str, C1] = Field(description="Of the version that was delivered")
    number: Annotated[int, C1] = Field(description="Number of that version in its language")
    language: Annotated[str, C2]
    fallback: Annotated[bool, C2] = Field(description="In a language that is not known to be the recipient's")
    state: Annotated[DeliveryState, C2]
    acknowledged_at: Annotated[datetime | None, C2]
    acknowledged_how: Annotated[AcknowledgedHow | None, C2]
    acknowledged_by_id: Annotated[UUID | None, C2]
    created_by: Annotated[UUID | None, C2] = Field(description="Who delivered it")


class DeliveryRound(DeliveryManner):
    """A material for many guardians, each in their own language."""

    material_id: UUID
    guardian_ids: Annotated[list[UUID], MinLen(1), MaxLen(200)]


class DeliveredTo(BaseModel):
    """One delivery of a round."""

    id: UUID
    guardian_id: UUID
    translation_id: UUID
    language: str
    fallback: bool = Field(description="None of the guardian's languages was there")


class DeliveryRoundResult(BaseModel):
    """The deliveries of a round, in the order in which the guardians were named."""

    items: list[DeliveredTo]
