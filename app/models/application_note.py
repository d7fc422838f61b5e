"""Notes of those who look at an application and talk with the applicant."""

from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import ref, sealed
from app.core.shapes import Body, Create, Prose, Shown
from app.core.tiers import C2, C4
from app.models.base import Row, index


class ApplicationNoteFields(Body):
    application_id: Annotated[UUID, C2] = ref("application")
    text: Annotated[Prose, C4] = sealed()


class ApplicationNote(ApplicationNoteFields, Row, table=True):
    """Goes when the application is without a person."""

    __resource__: ClassVar[str] = "application-notes"
    __table_args__ = (index("application_id", "id"), index("programme_id", "id"), index("created_by", "id"))

    programme_id: UUID = ref("programme")


class ApplicationNoteCreate(Create, ApplicationNoteFields):
    pass


class ApplicationNoteRead(Shown, ApplicationNoteFields):
    created_by: Annotated[UUID | None, C2] = Field(description="Who wrote it")
