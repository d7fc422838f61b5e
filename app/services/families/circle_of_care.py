"""The circle of care: who can see a child now and by which relation, and who has seen or changed it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.access_log import access_log, naming
from app.auth.circle import circle
from app.auth.principal import Principal
from app.auth.reader import Found
from app.core import clock
from app.core.columns import Instant, instant_text
from app.core.database import Database
from app.core.json_text import json_text
from app.core.problems import InvalidRequest, NotFound, SignedOut, Unavailable
from app.core.statements import Plans
from app.models import Child
from app.models.circle_of_care import RELATIONS
from app.models.membership import Role

LONGEST, USUAL = timedelta(days=366), timedelta(days=90)
# Both tell who a child's people are.
TIERS = [2, 3]

ROLES = list(RELATIONS)


async def seeing(database: Database, asker: Principal, child_id: UUID) -> Found:
    """Everyone whose reach includes the child now; a person with two roles stands here twice."""
    rows = await asked(database, asker, circle(asker.role), {"child": child_id})
    people = sorted((row for row in rows if row[1] is not None), key=lambda row: (ROLES.index(row[3]), row[2]))
    return found(child_id, [member(row, asker.role) for row in people])


def member(row: Any, asker: Role) -> dict[str, Any]:
    _, user_id, given_name, role, since = row
    shown = {"given_name": given_name, "role": role, "relation": RELATIONS[Role(role)].value, "since": instant(since)}
    return shown if asker is Role.GUARDIAN else {"user_id": str(user_id), **shown}


async def having_seen(
    database: Database, asker: Principal, child_id: UUID, at_from: datetime | None, at_to: datetime | None
) -> Found:
    """Who has seen or changed the child in a period (the last 90 days), newest first, of the trail's last 200 rows."""
    at_to = at_to or clock.now()
    at_from = at_from or at_to - USUAL
    if not timedelta(0) <= at_to - at_from <= LONGEST:
        detail = "Not before at_from, and at most 366 days after it."
        raise InvalidRequest(errors=[{"pointer": "query/at_to", "code": "out_of_range", "detail": detail}])
    values = {"child": child_id, "naming": naming(child_id), "at_from": at_from, "at_to": at_to}
    rows = await asked(database, asker, access_log(asker.role), values)
    entries = [entry for _, at, what in rows if at is not None for entry in entries_of(at, what, child_id)]
    if asker.role is Role.GUARDIAN:
        days = dict.fromkeys((entry["on"], entry["role"]) for entry in entries)
        entries = [{"on": on, "role": role} for on, role in days]
    return found(child_id, entries)


def entries_of(at: Any, what: str, child_id: UUID) -> list[dict[str, Any]]:
    """What one row of the trail says of the child, once for each verb."""
    act = json.loads(what)
    moment = instant(at)
    role = "system" if str(act["as"]).startswith("system") else act["as"]
    verbs = {verb: None for verb, resource, id in act["rows"] if (resource, id) == (Child.__resource__, str(child_id))}
    return [
        {"on": str(moment)[:10], "role": role, "at": moment, "user_id": act["who"], "verb": verb,
         "tiers": act.get("tiers", [])}
        for verb in verbs
    ]  # fmt: skip


async def asked(database: Database, asker: Principal, plans: Plans, values: dict[str, Any]) -> list[Any]:
    """The rows of a statement that begins with whether the asker reaches the child."""
    plan = plans.on(database.kind)
    if database.reader is None:
        raise Unavailable
    args = plan.args({**asker.binds(clock.now()), **values})
    rows = await database.reader.rows(plan, args, asker.organisation_id)
    if not rows:
        raise SignedOut
    if not rows[0][0]:
        raise NotFound
    return rows


def instant(value: Any) -> str | None:
    """The driver's value as the API writes instants."""
    moment = Instant().process_result_value(value, None)  # type: ignore[arg-type]  # both engines alike
    return None if moment is None else instant_text(moment)


def found(child_id: UUID, items: list[dict[str, Any]]) -> Found:
    return Found(json_text({"items": items, "next_cursor": None}), (str(child_id),), TIERS)
