"""Designated leads: the coordinators to whom concerns about a child's safety go."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.membership import Role


class DesignatedLeadState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"


class DesignatedLeadFields(Body):
    user_id: Annotated[UUID, C2] = ref("user")
    programme_id: Annotated[UUID | None, C2] = ref("programme", nullable=True)
    valid_from: Annotated[Moment | None, C2] = instant(None)
    valid_to: Annotated[Moment | None, C2] = instant(None, description="The task ends by itself at this instant")


class DesignatedLead(DesignatedLeadFields, Row, table=True):
    """Of one programme, or of the whole organisation; counts once an administrator and a coordinator have agreed."""

    __resource__: ClassVar[str] = "designated-leads"
    __table_args__ = (index("user_id", "state"), index("programme_id", "id"))
    __lifecycle__ = Lifecycle(
        "state",
        {
            "confirm": Move((DesignatedLeadState.PROPOSED,), DesignatedLeadState.ACTIVE),
            "end": Move((DesignatedLeadState.PROPOSED, DesignatedLeadState.ACTIVE), DesignatedLeadState.ENDED),
        },
    )

    state: DesignatedLeadState = coded(DesignatedLeadState, DesignatedLeadState.PROPOSED)
    proposed_as: Role = coded(Role)


class DesignatedLeadCreate(Create, DesignatedLeadFields):
    pass


class DesignatedLeadEnd(Body):
    reason: Line = Field(default="", description="Kept with the move")


class DesignatedLeadRead(Shown, DesignatedLeadFields):
    state: Annotated[DesignatedLeadState, C2]
    proposed_as: Annotated[Role, C2] = Field(description="The role of the person who proposed; the other one confirms")
    created_by: Annotated[UUID | None, C2]
