"""Outreach partners: those through whom word reaches people who would give time, and whom to ask there."""

from enum import StrEnum
from typing import Annotated, ClassVar

from annotated_types import MaxLen
from sqlmodel import Field

from app.core.columns import coded, document, folded
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Prose, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.contact_point import ContactPoint


class OutreachPartnerKind(StrEnum):
    UNIVERSITY = "university"
    COLLEGE = "college"
    MUNICIPALITY = "municipality"
    LIBRARY = "library"
    MEDIA = "media"
    SCHOOL = "school"
    OTHER = "other"


class PartnerContact(Body):
    """A person at the partner."""

    name: Name
    position: Line = ""
    points: list[ContactPoint] = Field(default=[], max_length=10, description="The preferred one first")


class OutreachPartnerFields(Body):
    name: Annotated[Name, C2]
    kind: Annotated[OutreachPartnerKind, C2] = coded(OutreachPartnerKind)
    municipality: Annotated[Line, C2] = ""
    contacts: Annotated[list[PartnerContact], MaxLen(20), C3] = document(list)
    languages: Annotated[list[LanguageTag], MaxLen(20), C2] = document(list)
    agreements: Annotated[Prose, C2] = Field(default="", description="What was agreed with the partner, in words")


class OutreachPartner(OutreachPartnerFields, Row, table=True):
    __resource__: ClassVar[str] = "outreach-partners"
    __folds__ = {"search_key": ("name", "municipality")}
    __table_args__ = (index("search_key", "id"), index("kind", "id"))

    search_key: str = folded()


class OutreachPartnerCreate(Create, OutreachPartnerFields):
    pass


class OutreachPartnerUpdate(Patch, OutreachPartnerFields):
    pass


class OutreachPartnerRead(Shown, OutreachPartnerFields):
    pass
