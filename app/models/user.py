"""Users: people who sign in, as one organisation knows them."""

from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import AfterValidator, EmailStr, SecretStr
from sqlmodel import Field

from app.core.columns import ID, coded, document, folded
from app.core.lifecycle import Lifecycle, Move
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Reason, Shown
from app.core.tiers import C2, C3
from app.models.account import UserStatus
from app.models.base import Row, index

Email = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=254)]


class UserFields(Body):
    given_name: Annotated[Name, C2]
    surname: Annotated[Line, C3] = ""
    phone: Annotated[Line, C3] = ""
    languages: Annotated[list[LanguageTag], C2] = document(list)


class User(UserFields, Row, table=True):
    __resource__: ClassVar[str] = "users"
    __folds__ = {"search_key": ("given_name", "surname", "email")}
    __lifecycle__ = Lifecycle(
        "status",
        {
            "disable": Move((UserStatus.ACTIVE,), UserStatus.DISABLED, needs_reason=True),
            "enable": Move((UserStatus.DISABLED,), UserStatus.ACTIVE),
        },
    )
    __table_args__ = (index("email", unique=True, where="email <> ''"), index("search_key", "id"))

    email: str = Field(default="", max_length=254)
    sign_in_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    account_id: UUID = Field(sa_type=ID, foreign_key="account.id")
    email_notices: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    status: UserStatus = coded(UserStatus, UserStatus.ACTIVE)
    search_key: str = folded()

    @property
    def signs_in_as(self) -> str:
        """What the person types to sign in."""
        return self.email or self.sign_in_name


class UserCreate(Create, UserFields):
    email: Annotated[Email | None, C3] = Field(
        default=None, description="Without one a number is made, with which the person signs in: `sign_in_name`"
    )
    password: SecretStr | None = Field(
        default=None, description="A first password; ignored where the person has one already"
    )


class UserUpdate(Patch, Body):
    given_name: Annotated[Name, C2]
    surname: Annotated[Line, C3]
    phone: Annotated[Line, C3]
    languages: Annotated[list[LanguageTag], C2]
    email_notices: Annotated[bool, C2]


class UserDisable(Body):
    reason: Reason


class UserRead(Shown, UserFields):
    email: Annotated[str, C3] = Field(description="Empty for a person without one")
    sign_in_name: Annotated[str, C3] = Field(
        description="The number that a person without an e-mail address signs in with; empty for others"
    )
    status: Annotated[UserStatus, C2]
    email_notices: Annotated[bool, C2] = Field(
        description="Whether notices come by e-mail; codes, and what children's safety hangs on, come all the same"
    )
