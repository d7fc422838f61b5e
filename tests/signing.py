"""Signing in over HTTP in tests: passwords for the people of the world, the forms of the token endpoint."""

import json
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import time_machine
from passlib.context import CryptContext

from app.auth.passwords import hash_password
from app.core import clock
from app.models import Account, Attempt, Audit, Membership, Organisation, RefreshToken, Seat, User
from app.models.account import UserStatus
from app.models.membership import Role
from tests.acting import inside
from tests.world import Person, Place, World

PASSWORD = "violet tram under seven clouds"
OTHER_PASSWORD = "nine lanterns along a frozen quay"


@cache
def kept_hash(password: str = PASSWORD) -> str:
    """Worked out once for all tests: it is slow on purpose."""
    return hash_password(password)


def give_password(world: World, person: Person, password: str = PASSWORD) -> None:
    """Lets a person sign in with a password."""
    with world.as_system(place_of(world, person)) as db:
        account_of(db, person).password_hash = kept_hash(password)
        db.commit()


def account_of(db: Any, person: Person) -> Account:
    found: Account = db.execute(sa.select(Account).where(Account.email == person.email)).scalar_one()
    return found


def place_of(world: World, person: Person) -> Place:
    return world.indigo if person.organisation_id == world.indigo.id else world.red_cross


def change(world: World, person: Person, model: Any, id: UUID, **values: Any) -> None:
    """Changes a row as no role could."""
    with world.as_system(place_of(world, person)) as db:
        row = db.find(model, id)
        for name, value in values.items():
            setattr(row, name, value)
        db.commit()


def second_membership(world: World, person: Person, place: Place, role: Role) -> Membership:
    """A membership of the same account in another organisation, or another role in the same one."""
    with world.as_system(place) as db:
        account = account_of(db, person)
        if place.id == person.organisation_id:
            user = db.find(User, person.user_id)
        else:
            user = db.put(User(given_name="Again", email=account.email, account_id=account.id))
        row = db.put(Membership(user_id=user.id, role=role, account_id=account.id))
        db.put(Seat(account_id=account.id, membership_id=row.id, organisation_id=place.id))
        db.commit()
    return row


def ask_token(world: World, host: str = "203.0.113.7", **form: Any) -> Any:
    """A request to the token endpoint from a host."""
    world.client._transport.client = (host, 50000)
    return world.client.post("/v1/auth/token", data={name: str(value) for name, value in form.items()})


def sign_in(world: World, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return ask_token(world, **{"grant_type": "password", "username": email, "password": password, **more})


def renew(world: World, token: str, **more: Any) -> Any:
    return ask_token(world, **{"grant_type": "refresh_token", "refresh_token": token, **more})


def revoke(world: World, token: str) -> Any:
    return world.client.post("/v1/auth/revoke", data={"token": token})


def me(world: World, answer: Any) -> Any:
    """GET /v1/me with the access token of an answer."""
    return as_bearer(world, answer, "GET", "/v1/me")


def as_bearer(world: World, answer: Any, method: str, path: str, **more: Any) -> Any:
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return world.client.request(method, path, headers=headers, **more)


def later(**span: float) -> Any:
    """The clock, moved on."""
    return time_machine.travel(clock.now() + timedelta(**span), tick=True)


def audit_of(world: World, place: Place) -> list[dict[str, Any]]:
    """What the audit of an organisation says, oldest first."""
    assert world.database is not None
    with inside(world.database, place.id) as connection:
        rows = connection.execute(
            sa.select(Audit.what).where(Audit.organisation_id == place.id).order_by(Audit.at, Audit.seq)
        )
        return [json.loads(what) for (what,) in rows]


def disable_account(world: World, person: Person) -> None:
    with world.as_system(place_of(world, person)) as db:
        account_of(db, person).status = UserStatus.DISABLED
        db.commit()


def suspend(world: World, place: Place, status: Any) -> None:
    with world.as_system(place) as db:
        db.find(Organisation, place.id).status = status
        db.commit()


def kept_tokens(world: World, place: Place) -> list[str]:
    """The digests of all refresh tokens."""
    with world.as_system(place) as db:
        return list(db.execute(sa.select(RefreshToken.digest)).scalars())


def weak_hash(password: str) -> str:
    """As an installation of other days would have kept it."""
    weak = CryptContext(schemes=["argon2"], argon2__type="ID", argon2__memory_cost=1024, argon2__time_cost=1)
    return str(weak.hash(password))


def keep_hash(world: World, person: Person, digest: str) -> None:
    with world.as_system(place_of(world, person)) as db:
        account_of(db, person).password_hash = digest
        db.commit()


def hash_of(world: World, person: Person) -> str | None:
    with world.as_system(place_of(world, person)) as db:
        return account_of(db, person).password_hash


def demonstrate(world: World, person: Person) -> None:
    with world.as_system(place_of(world, person)) as db:
        account_of(db, person).demonstration = True
        db.commit()


def attempt_keys(world: World) -> list[str]:
    with world.as_system(world.indigo) as db:
        return list(db.execute(sa.select(Attempt.key)).scalars())
