"""What goes in and out: strict bodies, patches in which every member may be absent, and rows as shown.

The fields of a thing are written once (`SchoolFields`); its shapes inherit them. `Patch` makes each of them optional
without making it nullable; `Shown` makes those optional that some role may not see.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticUndefined
from sqlmodel import Field

from app.core import clock
from app.core.languages import valid_tag
from app.core.strict_json import clean_text
from app.core.tiers import C2, tiers_of

FUTURE_IDS = timedelta(hours=24)


def client_id(value: UUID) -> UUID:
    """An id made by a client: UUIDv7, not from a clock that runs more than a day ahead."""
    if value.version != 7:
        raise ValueError("must be a UUID of version 7")
    if (value.int >> 80) / 1000 > (clock.now() + FUTURE_IDS).timestamp():
        raise ValueError("was made more than a day in the future")
    return value


Name = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=200)]
Line = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=300)]
Prose = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=4000)]
Reason = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=3, max_length=1000)]


def zone_name(value: str) -> str:
    """An IANA time zone that exists."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is not an IANA time zone") from error
    return value


LanguageTag = Annotated[str, StringConstraints(max_length=35), AfterValidator(valid_tag)]
ZoneName = Annotated[str, StringConstraints(max_length=64), AfterValidator(zone_name)]
ClientId = Annotated[UUID, AfterValidator(client_id)]


class Body(BaseModel):
    """A request body: unknown members, wrong types and coercions are refused."""

    # Any: tables inherit from bodies, and SQLModel narrows the type of the configuration.
    # Built when first used: a process that starts reads none of its hundreds of bodies.
    model_config: ClassVar[Any] = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Create(Body):
    """The body that makes a row; the client may bring the id, since phones create offline."""

    id: Annotated[ClientId | None, C2] = Field(default=None, description="UUIDv7 made by the client")


class Patch(Body):
    """A JSON merge patch (RFC 7396): every member may be absent; null only where the field may be null."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        make_optional(cls, set(cls.model_fields))


class Shown(BaseModel):
    """A row as one caller sees it: what that role may not see is absent, so those members are optional."""

    # Never read, only described: built when the contract is asked for.
    model_config = ConfigDict(defer_build=True)

    id: Annotated[UUID, C2]
    created_at: Annotated[datetime, C2]
    updated_at: Annotated[datetime, C2("whole")] = Field(description="Absent for roles with hidden fields")
    version: Annotated[int, C2("whole")] = Field(description="Absent for roles with hidden fields")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        # Bodies refuse unknown members; a row shows more than its own where `include` asks for it.
        cls.model_config["extra"] = "ignore"
        make_required(cls, {name for name, tier in tiers_of(cls).items() if tier.facet is None})
        make_optional(cls, {name for name, tier in tiers_of(cls).items() if tier.facet})


def make_optional(shape: type[BaseModel], names: set[str]) -> None:
    for name in names:
        field = shape.model_fields[name]
        field.default, field.default_factory = PydanticUndefined, lambda: None
    if shape.__pydantic_complete__:
        shape.model_rebuild(force=True)


def make_required(shape: type[BaseModel], names: set[str]) -> None:
    for name in names:
        field = shape.model_fields[name]
        field.default, field.default_factory = PydanticUndefined, None
