"""Thanks: a few words from somebody who leads to a volunteer; taken back, they are gone."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Field

from app.core.columns import ref
from app.core.shapes import Body, Create, Shown
from app.core.strict_json import clean_text
from app.core.tiers import C2, C3
from app.models.base import Row, index

Words = Annotated[str, AfterValidator(clean_text), StringConstraints(min_length=3, max_length=500)]


class ThanksFields(Body):
    volunteer_id: Annotated[UUID, C2] = ref("volunteer")
    text: Annotated[Words, C3] = Field(description="What for, in a few words; no name of a child is needed")


class Thanks(ThanksFields, Row, table=True):
    """`user_id` is the volunteer's; who thanks is `created_by`."""

    __resource__: ClassVar[str] = "thanks"
    __table_args__ = (index("user_id", "id"), index("created_by", "id"), index("volunteer_id", "id"))

    user_id: UUID = ref("user")


class ThanksCreate(Create, ThanksFields):
    pass


class ThanksRead(Shown, ThanksFields):
    user_id: Annotated[UUID, C2]
    created_by: Annotated[UUID | None, C2] = Field(description="Who thanks")
    author_name: Annotated[str, C2] = Field(description="The given name of who thanks")
