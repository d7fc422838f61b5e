"""Families: the household around a child, and how to reach and support it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, document, folded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.contact_point import ContactChannel
from app.models.trail import TransitionRead


class FamilyStatus(StrEnum):
    PROSPECT = "prospect"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class DeviceKind(StrEnum):
    SMARTPHONE = "smartphone"
    TABLET = "tablet"
    LAPTOP = "laptop"
    DESKTOP = "desktop"
    NONE = "none"


class InternetAccess(StrEnum):
    NONE = "none"
    LIMITED_MOBILE = "limited_mobile"
    MOBILE = "mobile"
    FIXED = "fixed"
    UNKNOWN = "unknown"


class Connectivity(Body):
    """What a child can take part with."""

    devices: list[DeviceKind] = []
    shared: bool | None = Field(default=None, description="Whether the device is shared with others of the household")
    internet: InternetAccess = InternetAccess.UNKNOWN
    apps: list[Name] = []


class FamilyDetails(Body):
    mediator_id: Annotated[UUID | None, C2] = ref("user", nullable=True)
    display_name: Annotated[Name, C3]
    municipality: Annotated[Line, C2] = ""
    settlement: Annotated[Line, C3("address")] = ""
    address: Annotated[Line, C3("address")] = ""
    home_languages: Annotated[list[LanguageTag], C2] = document(list)
    interpreter_needed: Annotated[bool, C2] = False
    preferred_contact: Annotated[ContactChannel | None, C2] = coded(ContactChannel, None)
    contact_hours: Annotated[Line, C2] = ""
    connectivity: Annotated[Connectivity | None, C2] = document()


class FamilyFields(FamilyDetails):
    programme_id: Annotated[UUID, C2] = ref("programme")


class Family(FamilyFields, Row, table=True):
    __resource__: ClassVar[str] = "families"
    __folds__ = {"search_key": ("display_name", "municipality")}
    __table_args__ = (index("programme_id", "id"), index("mediator_id", "id"), index("search_key", "id"))
    __lifecycle__ = Lifecycle(
        "status",
        {
            "activate": Move((FamilyStatus.PROSPECT, FamilyStatus.PAUSED, FamilyStatus.LEFT), FamilyStatus.ACTIVE),
            "pause": Move((FamilyStatus.ACTIVE,), FamilyStatus.PAUSED),
            "leave": Move((FamilyStatus.PROSPECT, FamilyStatus.ACTIVE, FamilyStatus.PAUSED), FamilyStatus.LEFT, True),
        },
    )

    status: FamilyStatus = coded(FamilyStatus, FamilyStatus.PROSPECT)
    mediator_since: datetime | None = instant(None)
    search_key: str = folded()


class FamilyCreate(Create, FamilyFields):
    pass


class FamilyUpdate(Patch, FamilyDetails):
    """A family stays in its programme: its children's places and records belong there too."""


class FamilyLeave(Body):
    reason: Reason


class FamilyRead(Shown, FamilyFields):
    status: Annotated[FamilyStatus, C2]
    mediator_since: Annotated[datetime | None, C2]


class StatusMove(TransitionRead):
    """A move of a family or a child; why it was made is for the staff."""

    reason: Annotated[str, C3("reason")]
