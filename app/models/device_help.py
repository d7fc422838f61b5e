"""Device help: an assistant from the settlement gets a child's device, application or connection to work."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index


class DeviceIssue(StrEnum):
    DEVICE = "device"
    APP = "app"
    ACCOUNT = "account"
    CONNECTIVITY = "connectivity"
    SOUND_VIDEO = "sound_video"
    OTHER = "other"


class HelpGiven(Body):
    issue: Annotated[DeviceIssue, C2] = coded(DeviceIssue)
    minutes: Annotated[int, C2] = Field(ge=1, le=600)
    solved: Annotated[bool, C2]
    helped_at: Annotated[Moment, C2] = instant()


class DeviceHelpFields(HelpGiven):
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)
    family_id: Annotated[UUID | None, C2] = ref("family", nullable=True)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class DeviceHelp(DeviceHelpFields, Row, table=True):
    """For a child, or for a family where the helper reaches families. No free text: it would tell of the household."""

    __resource__: ClassVar[str] = "device-help"
    __table_args__ = (
        index("child_id", "id"),
        index("family_id", "id"),
        index("programme_id", "id"),
        index("helper_id", "id"),
        index("helped_at", "id"),
        sa.CheckConstraint("(child_id IS NULL) <> (family_id IS NULL)", name="of_one"),
    )

    helper_id: UUID = ref("user")
    programme_id: UUID = ref("programme")


class DeviceHelpCreate(Create, DeviceHelpFields):
    pass


class DeviceHelpUpdate(Patch, HelpGiven):
    pass


class DeviceHelpRead(Shown, DeviceHelpFields):
    helper_id: Annotated[UUID, C2] = Field(description="Who helped")
    helped_at: Annotated[datetime, C2]
    recorded_at: Annotated[datetime | None, C2]
