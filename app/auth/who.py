"""Who the caller is, for the caller: the person, the membership of this token, and the others to switch to."""

import json
from typing import Any

import sqlalchemy as sa

from app.auth.principal import Principal
from app.auth.reach import IS_ALIVE, sign_in
from app.auth.rights import PERMISSIONS
from app.auth.seats import OPEN, OPEN_ORGANISATIONS, as_id, as_membership, organisation, user
from app.core import clock
from app.core.database import Database
from app.core.problems import SignedOut, Unavailable
from app.core.statements import Plans
from app.models.membership import Role

ME = Plans(
    sa.select(
        user.c.given_name,
        user.c.surname,
        user.c.email,
        user.c.sign_in_name,
        user.c.languages,
        organisation.c.id,
        organisation.c.name,
        sign_in.c.account_id,
    )
    .select_from(
        sign_in.join(
            user, sa.and_(user.c.organisation_id == sign_in.c.organisation_id, user.c.id == sign_in.c.user_id)
        ).join(organisation, organisation.c.id == sign_in.c.organisation_id)
    )
    .where(IS_ALIVE)
)


async def who(database: Database, me: Principal) -> dict[str, Any]:
    """What `GET /v1/me` shows. Raises SignedOut for a sign-in that has ended."""
    rows = await ask(database, me, ME, me.binds(clock.now()))
    if not rows:
        raise SignedOut
    given_name, surname, email, sign_in_name, languages, id, name, account_id = rows[0]
    here = {"organisation_id": id, "organisation_name": name}
    return {
        "user_id": me.user_id,
        "given_name": given_name,
        "surname": surname,
        "email": email,
        "sign_in_name": sign_in_name,
        "languages": json.loads(languages) if isinstance(languages, str) else languages,
        "sign_in_id": me.sign_in_id,
        "membership": {"id": me.membership_id, "role": me.role.value, **here},
        "memberships": await places(database, me, account_id),
        "may": capabilities(me.role),
    }


async def places(database: Database, me: Principal, account_id: Any) -> list[dict[str, Any]]:
    account = {"account": as_id(account_id)}
    found = []
    for (id,) in await ask(database, me, OPEN_ORGANISATIONS, account):
        there = me._replace(organisation_id=as_id(id))
        rows = await ask(database, there, OPEN, {**account, "organisation": there.organisation_id, "now": clock.now()})
        found += [as_membership(row) for row in rows]
    return [place.shown() for place in sorted(found)]


async def ask(database: Database, me: Principal, plans: Plans, values: dict[str, Any]) -> list[Any]:
    if database.reader is None:
        raise Unavailable
    plan = plans.on(database.kind)
    return await database.reader.rows(plan, plan.args(values), me.organisation_id)


def capabilities(role: Role) -> dict[str, list[str]]:
    """What a role may do at all: resource -> verbs. Which rows and fields is another question."""
    return {
        # What is no resource is read on the way to one that is: the index of the library.
        model.__resource__: verbs.split()
        for model, verbs in PERMISSIONS[role].items()
        if hasattr(model, "__resource__")
    }
