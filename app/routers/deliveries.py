"""Deliveries of materials to guardians, families, schools and volunteers."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.core.shapes import LanguageTag
from app.models import Delivery, Transition
from app.models.contact_point import ContactChannel
from app.models.delivery import (
    DeliveryAcknowledge,
    DeliveryCreate,
    DeliveryRead,
    DeliveryRound,
    DeliveryRoundResult,
    DeliveryState,
)
from app.models.trail import TransitionRead
from app.services.library import delivering
from app.services.library.delivering import IS_OUTDATED, IS_UNACKNOWLEDGED, NUMBER, TITLE
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/deliveries", tag="library")


class DeliveryQuery(ListQuery):
    material_id: Annotated[UUID | None, Where(Delivery.material_id, "is")] = None
    translation_id: Annotated[UUID | None, Where(Delivery.translation_id, "is")] = None
    guardian_id: Annotated[UUID | None, Where(Delivery.guardian_id, "is")] = None
    family_id: Annotated[UUID | None, Where(Delivery.family_id, "is")] = None
    school_id: Annotated[UUID | None, Where(Delivery.school_id, "is")] = None
    user_id: Annotated[UUID | None, Where(Delivery.user_id, "is")] = None
    language: Annotated[list[LanguageTag] | None, Many, Where(Delivery.language)] = None
    channel: Annotated[list[ContactChannel] | None, Many, Where(Delivery.channel)] = None
    state: Annotated[list[DeliveryState] | None, Many, Where(Delivery.state)] = None
    fallback: Annotated[bool | None, Where(Delivery.fallback, "is")] = None
    delivered_at_from: Annotated[Moment | None, Where(Delivery.delivered_at, "from")] = None
    delivered_at_to: Annotated[Moment | None, Where(Delivery.delivered_at, "until")] = None


SORTS = {"delivered_at": Delivery.delivered_at}
SHOWN = {"title": TITLE, "number": NUMBER}
INCLUDES = {"transitions": Include(TransitionRead, Transition, Transition.row_id)}
DELIVERIES = Reads(DeliveryRead, Delivery, DeliveryQuery, sorts=SORTS, computed=SHOWN, includes=INCLUDES)
OUTDATED = Reads(DeliveryRead, Delivery, DeliveryQuery, sorts=SORTS, computed=SHOWN, where=IS_OUTDATED)
UNACKNOWLEDGED = Reads(DeliveryRead, Delivery, DeliveryQuery, sorts=SORTS, computed=SHOWN, where=IS_UNACKNOWLEDGED)


@router.get("", Access(Delivery, "read"))
async def list_deliveries(reader: Reader, query: DeliveryQuery) -> Answer[Page[DeliveryRead]]:
    """List deliveries."""
    return await reader.page(DELIVERIES, query)


@router.get("/outdated", Access(Delivery, "read"))
async def list_outdated_deliveries(reader: Reader, query: DeliveryQuery) -> Answer[Page[DeliveryRead]]:
    """List who has an outdated version: the last that somebody got, and a newer one or a newer source is published."""
    return await reader.page(OUTDATED, query)


@router.get("/unacknowledged", Access(Delivery, "read"))
async def list_unacknowledged_deliveries(reader: Reader, query: DeliveryQuery) -> Answer[Page[DeliveryRead]]:
    """List deliveries of which nobody knows yet that they have arrived."""
    return await reader.page(UNACKNOWLEDGED, query)


@router.post("", Access(Delivery, "create"), 201)
def create_delivery(db: Db, new: DeliveryCreate) -> Answer[DeliveryRead]:
    """Record that a published version went to a guardian, a family, a school or a user."""
    return db.created(DELIVERIES, delivering.deliver(db, new))


@router.post("/round", Access(Delivery, "create"), 201)
def create_delivery_round(db: Db, new: DeliveryRound) -> Answer[DeliveryRoundResult]:
    """Deliver a material to many guardians at once, each in their own language; all of them or none.

    Whose languages are not there gets the source, and `fallback` says so.
    """
    members = {"id", "guardian_id", "translation_id", "language", "fallback"}
    made = [row.model_dump(include=members) for row in delivering.deliver_round(db, new)]
    return Answer(json_text({"items": made}), 201)


@router.get("/{id}", Access(Delivery, "read"))
async def read_delivery(reader: Reader, id: UUID, query: RowQuery) -> Answer[DeliveryRead]:
    """Read a delivery."""
    return await reader.one(DELIVERIES, id, query)


@router.post("/{id}/acknowledge", Access(Delivery, "acknowledge"))
def acknowledge_delivery(db: Db, id: UUID, said: DeliveryAcknowledge) -> Answer[DeliveryRead]:
    """Say that it has arrived: by the one who got it, or as the recipient told one of the staff."""
    return db.shown(DELIVERIES, delivering.acknowledge(db, id, said).id)
