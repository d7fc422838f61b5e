"""Guardians: adults who answer for a child, and the verified links that let them see it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, document, folded, instant, ref, sealed
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Prose, Shown
from app.core.tiers import C2, C3, C4
from app.models.base import Row, index
from app.models.contact_point import ContactPoint


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class GuardianRelation(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    OTHER_RELATIVE = "other_relative"
    FOSTER_CARER = "foster_carer"
    LEGAL_GUARDIAN = "legal_guardian"
    OTHER = "other"


class LiteracySupport(StrEnum):
    NONE = "none"
    SOME = "some"
    FULL = "full"
    UNKNOWN = "unknown"


class GuardianFields(Body):
    family_id: Annotated[UUID, C2] = ref("family")
    user_id: Annotated[UUID | None, C2("link")] = ref("user", nullable=True)
    given_name: Annotated[Name, C3]
    surname: Annotated[Line, C3] = ""
    gender: Annotated[Gender, C2] = coded(Gender, Gender.UNKNOWN)
    relation: Annotated[GuardianRelation, C2] = coded(GuardianRelation)
    contact_points: Annotated[list[ContactPoint], C3("contact")] = document(list)
    languages: Annotated[list[LanguageTag], C2] = document(list)
    literacy_support: Annotated[LiteracySupport, C3("contact")] = coded(LiteracySupport, LiteracySupport.UNKNOWN)
    contactable: Annotated[bool, C2] = True
    lives_with_child: Annotated[bool | None, C3("contact")] = None
    safety_excluded: Annotated[bool, C4("safety")] = Field(
        False, description="Never invited, never counted; known to coordinators and supervisors only"
    )
    safety_note: Annotated[Prose, C4("safety")] = sealed(
        sa_column_kwargs={"server_default": ""}, description="Why, and what must not happen"
    )


class Guardian(GuardianFields, Row, table=True):
    __resource__: ClassVar[str] = "guardians"
    __folds__ = {"search_key": ("given_name", "surname")}
    __table_args__ = (index("family_id", "id"), index("user_id"), index("search_key", "id"))

    programme_id: UUID = ref("programme")
    search_key: str = folded()


class GuardianCreate(Create, GuardianFields):
    pass


class GuardianUpdate(Patch, Body):
    user_id: Annotated[UUID | None, C2("link")]
    given_name: Annotated[Name, C3]
    surname: Annotated[Line, C3]
    gender: Annotated[Gender, C2]
    relation: Annotated[GuardianRelation, C2]
    contact_points: Annotated[list[ContactPoint], C3("contact")]
    languages: Annotated[list[LanguageTag], C2]
    literacy_support: Annotated[LiteracySupport, C3("contact")]
    contactable: Annotated[bool, C2]
    lives_with_child: Annotated[bool | None, C3("contact")]
    safety_excluded: Annotated[bool, C4("safety")]
    safety_note: Annotated[Prose, C4("safety")]


class GuardianRead(Shown, GuardianFields):
    pass


class GuardianshipFields(Body):
    guardian_id: Annotated[UUID, C2] = ref("guardian")
    child_id: Annotated[UUID, C2] = ref("child")


class Guardianship(GuardianshipFields, Row, table=True):
    """A guardian's link to a child; only a verified one lets the guardian see the child."""

    __resource__: ClassVar[str] = "guardianships"
    __table_args__ = (index("child_id", "guardian_id", unique=True), index("guardian_id", "child_id"))

    verified_at: datetime | None = instant(None)


class GuardianshipCreate(Create, GuardianshipFields):
    pass


class GuardianshipRead(Shown, GuardianshipFields):
    verified_at: Annotated[datetime | None, C2]
