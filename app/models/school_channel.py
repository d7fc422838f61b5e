"""School channels: Viber groups and learning platforms of a class to which people of the organisation were added."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, ref
from app.core.keyless_text import KeylessLine, KeylessName
from app.core.shapes import Body, Create, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index


class SchoolPlatform(StrEnum):
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    TELEGRAM = "telegram"
    GOOGLE_CLASSROOM = "google_classroom"
    TEAMS = "teams"
    ZOOM = "zoom"
    SKYPE = "skype"
    MOODLE = "moodle"
    CLASS_REGISTER = "class_register"
    OTHER = "other"


class SchoolChannelFields(Body):
    school_class_id: Annotated[UUID, C2] = ref("school_class")
    platform: Annotated[SchoolPlatform, C2] = coded(SchoolPlatform)
    name: Annotated[KeylessName, C2] = Field(
        description="As people know it; a link behind the name of a site, a joining code or a password is refused"
    )
    purpose: Annotated[KeylessLine, C2] = Field(default="", description="What it is for; refused as the name is")
    added_on: Annotated[date, C2] = day()
    removed_on: Annotated[date | None, C2] = day(None, description="The day on which the person left it")


class SchoolChannel(SchoolChannelFields, Row, table=True):
    """One person in one channel. No invitation and no password is kept: the school lets people in, not we."""

    __resource__: ClassVar[str] = "school-channels"
    __table_args__ = (
        index("school_class_id", "id"),
        index("user_id", "id"),
        index(
            "school_class_id", "user_id", "platform", "name", unique=True, where="removed_on IS NULL"
        ),
    )  # fmt: skip

    user_id: UUID = ref("user")


class SchoolChannelCreate(Create, SchoolChannelFields):
    user_id: Annotated[UUID | None, C2] = Field(default=None, description="Who was added; you, when absent")


class SchoolChannelUpdate(Patch, Body):
    platform: Annotated[SchoolPlatform, C2]
    name: Annotated[KeylessName, C2]
    purpose: Annotated[KeylessLine, C2]
    added_on: Annotated[date, C2]
    removed_on: Annotated[date | None, C2]


class SchoolChannelRead(Shown, SchoolChannelFields):
    user_id: Annotated[UUID, C2] = Field(description="Who was added")
