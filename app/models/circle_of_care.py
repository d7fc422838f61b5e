"""Who can see a child, and who has: what is told to those who may ask. Nothing of it is stored here."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.shapes import make_optional
from app.core.tiers import C2, C3
from app.models.membership import Role


class CareRelation(StrEnum):
    PROGRAMME_COORDINATOR = "programme_coordinator"
    TEAM_SUPERVISOR = "team_supervisor"
    GROUP_EDUCATOR = "group_educator"
    FAMILY_MEDIATOR = "family_mediator"
    GROUP_LEADER = "group_leader"
    GROUP_ASSISTANT = "group_assistant"
    CLASS_TEACHER = "class_teacher"
    GUARDIAN = "guardian"


RELATIONS: Final = {
    Role.COORDINATOR: CareRelation.PROGRAMME_COORDINATOR,
    Role.SUPERVISOR: CareRelation.TEAM_SUPERVISOR,
    Role.EDUCATOR: CareRelation.GROUP_EDUCATOR,
    Role.MEDIATOR: CareRelation.FAMILY_MEDIATOR,
    Role.VOLUNTEER: CareRelation.GROUP_LEADER,
    Role.ASSISTANT: CareRelation.GROUP_ASSISTANT,
    Role.TEACHER: CareRelation.CLASS_TEACHER,
    Role.GUARDIAN: CareRelation.GUARDIAN,
}


class CircleMember(BaseModel):
    """Someone who can see the child now. Guardians are told first names and roles, no ids."""

    user_id: Annotated[UUID, C2] = Field(description="Absent for guardians")
    given_name: Annotated[str, C3]
    role: Annotated[Role, C2]
    relation: Annotated[CareRelation, C2]
    since: Annotated[datetime | None, C2] = Field(
        description="Since when the relation has stood and the child has been part of it; null where it is not known"
    )


class AccessLogEntry(BaseModel):
    """Someone has seen or changed the child. Guardians are told roles and days, each once."""

    on: Annotated[date, C2]
    role: Annotated[str, C2] = Field(description="The role at that time; `system` for work that nobody asked for")
    at: Annotated[datetime, C2] = Field(description="Absent for guardians")
    user_id: Annotated[UUID | None, C2] = Field(description="Absent for guardians")
    verb: Annotated[str, C2] = Field(description="Absent for guardians")
    tiers: Annotated[list[int], C2] = Field(description="Tiers of what was shown in answer; absent for guardians")


make_optional(CircleMember, {"user_id"})
make_optional(AccessLogEntry, {"at", "user_id", "verb", "tiers"})
