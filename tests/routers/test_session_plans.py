"""The list of a group's sessions is read in the order of its index, by every role, on both engines."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from app.auth.reader import list_question, plan_for
from app.auth.sheets import Sheet, insert_rows
from app.core import clock
from app.models import SupportSession
from app.models.support_session import SessionState
from app.routers.session_reports import UNREPORTED, UnreportedQuery
from app.routers.sessions import SESSIONS, UNRECORDED, SessionQuery
from tests.acting import as_system, principal
from tests.world import World

ROLES = ["coordinator", "supervisor", "educator", "mediator", "volunteer", "assistant", "teacher", "guardian"]
BY_GROUP = "ix_session_organisation_id_group_id_starts_at_id"


@pytest.fixture
def years(below: World) -> World:
    """Thousands of sessions of both groups, nearly all of them recorded, and statistics that know it."""
    place, now = below.indigo, clock.now()
    with as_system(below.database, place) as db:
        rows = [
            {"group_id": place.ids[group], "programme_id": place.programme, "minutes": 60, "marks": 7, "reports": 1,
             "report_due_at": now, "state": SessionState.HELD, "starts_at": now - timedelta(hours=n),
             "ends_at": now - timedelta(hours=n - 1)}
            for n in range(1, 3000) for group in ("owls", "foxes")
        ]  # fmt: skip
        insert_rows(db, Sheet(SupportSession), rows)
        db.changes.clear()
        db.commit()
    with below.database.owner() as connection:
        connection.exec_driver_sql("ANALYZE")
    return below


def explained(world: World, reads: Any, person: str, query: Any) -> str:
    """How the engine goes about it."""
    caller, kind = principal(world.indigo.people[person]), world.database.kind
    plan = plan_for(reads, list_question(reads, caller.role, query), kind)
    values = {"filter_group_id": query.group_id, "filter_state": getattr(query, "state", None), "rows": query.limit + 1}
    args = plan.args({**caller.binds(clock.now()), **values, "after0": clock.now(), "after1": world.indigo.owls})
    with world.database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if kind == "sqlite":
            return "\n".join(row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + plan.sql, args))
        raw.execute("SELECT set_config('app.organisation', %s, false)", (str(caller.organisation_id),))
        return "\n".join(row[0] for row in psycopg.RawCursor(raw).execute("EXPLAIN " + plan.sql, args))


def test_a_page_of_a_group_needs_no_sorting(years: World) -> None:
    asked = [{"sort": sort, **more} for sort in ("starts_at", "-starts_at") for more in ({}, {"cursor": "x"})]
    for person in ROLES:
        for more in [*asked, {"sort": "-starts_at", "state": [SessionState.HELD]}]:
            plan = explained(years, SESSIONS, person, SessionQuery(group_id=years.indigo.owls, **more))
            assert BY_GROUP in plan, (person, more, plan)
            page = plan[plan.index("Limit") :] if "Limit" in plan else plan
            assert "TEMP B-TREE" not in page, (person, more, plan)
            assert "Sort Key" not in page, (person, more, plan)


def test_what_is_unrecorded_has_an_index_of_its_own(years: World) -> None:
    for person in ROLES:
        plan = explained(years, UNRECORDED, person, SessionQuery(sort="starts_at"))
        assert "ix_starts_at_id" in plan, (person, plan)


def test_so_has_what_is_owed_a_report(years: World) -> None:
    for person in ROLES[:5]:
        plan = explained(years, UNREPORTED, person, UnreportedQuery(sort="report_due_at"))
        assert "ix_report_due_at_id" in plan, (person, plan)
