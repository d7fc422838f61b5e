"""Users: the people who sign in, as the organisation knows them."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models.account import UserStatus
from app.models.user import User, UserCreate, UserDisable, UserRead, UserUpdate
from app.services import records
from app.services.people import joining, leaving
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.beside import transact
from app.web.call import Call, Reader
from app.web.db import Db

router = Api("/v1/users", tag="people and roles")


class UserQuery(SearchQuery):
    status: Annotated[list[UserStatus] | None, Many, Where(User.status)] = None
    email: Annotated[list[str] | None, Many, Where(User.email)] = None


USERS = Reads(UserRead, User, UserQuery, sorts={"given_name": User.search_key}, search={"given_name": User.search_key})


@router.get("", Access(User, "read"))
async def list_users(reader: Reader, query: UserQuery) -> Answer[Page[UserRead]]:
    """List users."""
    return await reader.page(USERS, query)


@router.post("", Access(User, "create"), 201)
async def create_user(call: Call, new: UserCreate) -> Answer[UserRead]:
    """Add a user.

    They sign in once they have a membership. `password` is a first one, to be changed by its owner; a person who has
    one already, from another organisation, keeps it.
    """
    password_hash = await joining.first_password(new)
    return await transact(call, new, lambda db: db.created(USERS, joining.join(db, new, password_hash)))


@router.get("/{id}", Access(User, "read"))
async def read_user(reader: Reader, id: UUID, query: RowQuery) -> Answer[UserRead]:
    """Read a user."""
    return await reader.one(USERS, id, query)


@router.patch("/{id}", Access(User, "update"))
def update_user(db: Db, id: UUID, changes: UserUpdate) -> Answer[UserRead]:
    """Change a user."""
    return db.shown(USERS, records.change(db, db.matching(USERS, id), changes).id)


@router.post("/{id}/disable", Access(User, "disable"), 204)
def disable_user(db: Db, id: UUID, body: UserDisable) -> Answer[None]:
    """Lock a user out, from their next request on.

    409 `last-administrator` for the only administrator there is.
    """
    leaving.disable(db, id, body.reason)
    return Answer.nothing()


@router.post("/{id}/enable", Access(User, "enable"), 204)
def enable_user(db: Db, id: UUID) -> Answer[None]:
    """Let a user in again; what was ended stays ended."""
    leaving.enable(db, id)
    return Answer.nothing()
