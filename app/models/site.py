"""Sites: places where children meet."""

from enum import StrEnum
from typing import Annotated, ClassVar

from sqlmodel import Field

from app.core.columns import coded, folded
from app.core.shapes import Body, Create, Line, Name, Patch, Shown
from app.core.tiers import C1
from app.models.base import Row, index


class SiteKind(StrEnum):
    SCHOOL = "school"
    LIBRARY = "library"
    COMMUNITY_CENTRE = "community_centre"
    HOME = "home"
    ONLINE = "online"
    OTHER = "other"


class SiteFields(Body):
    name: Annotated[Name, C1]
    kind: Annotated[SiteKind, C1] = coded(SiteKind)
    municipality: Annotated[Line, C1] = ""
    address: Annotated[Line, C1] = Field(
        default="", description="Of a public place; a family's home has its address there"
    )
    accessibility: Annotated[Line, C1] = Field(default="", description="Steps, lift, toilets, hearing loop, in words")


class Site(SiteFields, Row, table=True):
    __resource__: ClassVar[str] = "sites"
    __folds__ = {"search_key": ("name", "municipality")}
    __table_args__ = (index("search_key", "id"),)

    search_key: str = folded()


class SiteCreate(Create, SiteFields):
    pass


class SiteUpdate(Patch, SiteFields):
    pass


class SiteRead(Shown, SiteFields):
    pass
