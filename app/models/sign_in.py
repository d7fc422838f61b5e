"""Sign-ins: one device signed in with one membership, and the refresh tokens that keep it alive."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import ID, coded, instant, ref
from app.core.shapes import Line, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.membership import Role


class SignIn(Row, table=True):
    """Every read and write proves that this row is alive: not ended, not expired."""

    __resource__: ClassVar[str] = "sign-ins"
    __told__ = False
    __table_args__ = (index("account_id"), index("membership_id"), index("user_id"))

    membership_id: UUID = ref("membership")
    user_id: UUID = ref("user")
    account_id: UUID = Field(sa_type=ID)
    role: Role = coded(Role)
    device: str = ""
    expires_at: datetime = instant()
    absolute_end_at: datetime = instant()
    last_used_at: datetime = instant()
    ended_at: datetime | None = instant(None)


class SignInRead(Shown):
    membership_id: Annotated[UUID, C2]
    role: Annotated[Role, C2]
    device: Annotated[Line, C3]
    last_used_at: Annotated[datetime, C2]
    expires_at: Annotated[datetime, C2]
    ended_at: Annotated[datetime | None, C2]
    current: Annotated[bool, C2] = Field(description="The sign-in that asks")


class RefreshToken(Row, table=True):
    """Only the hash of the opaque token is kept; a used one that comes again kills its sign-in."""

    __resource__: ClassVar[str] = "refresh-tokens"
    __told__ = False
    __table_args__ = (index("digest", unique=True), index("sign_in_id"))

    sign_in_id: UUID = ref("sign_in")
    digest: str
    used_at: datetime | None = instant(None)
