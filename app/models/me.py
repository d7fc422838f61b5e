"""The caller, as shown to the caller."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from app.core.shapes import Body
from app.core.tiers import C2, C3
from app.models.token import MembershipPlace


class Me(BaseModel):
    """Who asks, with which membership, and what that may do."""

    user_id: Annotated[UUID, C2]
    given_name: Annotated[str, C2]
    surname: Annotated[str, C3]
    email: Annotated[str, C3] = Field(description="Empty for a person without one")
    sign_in_name: Annotated[str, C3] = Field(description="In place of an e-mail address; empty for those who have one")
    languages: Annotated[list[str], C2]
    sign_in_id: Annotated[UUID, C2]
    membership: Annotated[MembershipPlace, C2] = Field(description="That of this token")
    memberships: Annotated[list[MembershipPlace], C2] = Field(description="All that are open, in every organisation")
    may: dict[str, list[str]] = Field(
        description="Resource -> verbs; which rows and fields is another question",
        examples=[{"children": ["read", "create", "update"], "sites": ["read"]}],
    )


class PasswordChange(Body):
    current: SecretStr
    new: SecretStr = Field(description="At least 12 characters, not among the first guesses")
