"""Organisations: the tenants that own data."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import StringConstraints
from sqlmodel import Field

from app.core.columns import ID, coded, document
from app.core.ids import uuid7
from app.core.making import made_by
from app.core.shapes import Body, LanguageTag, Name, Patch, Shown, ZoneName
from app.core.tiers import C1, C2
from app.models.base import Versioned


class OrganisationKind(StrEnum):
    NGO = "ngo"
    RED_CROSS_SOCIETY = "red_cross_society"
    SCHOOL_AUTHORITY = "school_authority"
    MUNICIPALITY = "municipality"
    UNIVERSITY = "university"
    LIBRARY = "library"
    HEALTH_OR_SOCIAL_SERVICE = "health_or_social_service"
    OTHER = "other"


class OrganisationStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


ClockTime = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


# Shorter than an id, so that the two are never taken for one another.
ShortName = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=30)]


class OrganisationFields(Body):
    name: Annotated[Name, C1]
    short_name: Annotated[ShortName | None, C1] = Field(
        default=None, description="In the addresses of its public pages, beside its id; no two organisations share one"
    )
    kind: Annotated[OrganisationKind, C1] = coded(OrganisationKind)
    country: Annotated[Country, C1] = Field(description="ISO 3166-1 alpha-2")
    languages: Annotated[list[LanguageTag], C1] = document(list)
    time_zone: Annotated[ZoneName, C1] = Field(description="IANA name, for instance Europe/Belgrade")
    quiet_from: Annotated[ClockTime, C2] = Field(
        default="20:00",
        sa_column_kwargs={"server_default": "20:00"},
        description="No notices from then on, but for codes, in its time zone; the same as `quiet_until`: at any time",
    )
    quiet_until: Annotated[ClockTime, C2] = Field(
        default="08:00", sa_column_kwargs={"server_default": "08:00"}, description="Notices again from then on"
    )


class Organisation(OrganisationFields, Versioned, table=True):
    """Global: its id is the tenant of everything else."""

    __resource__: ClassVar[str] = "organisations"
    __table_args__ = (sa.Index("uq_organisation_short_name", "short_name", unique=True),)

    id: UUID = Field(default_factory=made_by(uuid7), sa_type=ID, primary_key=True)
    parent_id: UUID | None = Field(default=None, sa_type=ID, foreign_key="organisation.id")
    status: OrganisationStatus = coded(OrganisationStatus, OrganisationStatus.ACTIVE)


class OrganisationUpdate(Patch, OrganisationFields):
    pass


class OrganisationRead(Shown, OrganisationFields):
    parent_id: Annotated[UUID | None, C2] = Field(description="The national society that this is a branch of")
    status: Annotated[OrganisationStatus, C1]
