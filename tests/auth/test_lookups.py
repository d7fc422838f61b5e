"""Compiled selects of columns: the same reach as the session's own, the same refusals, typed values on both engines."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns, look
from app.auth.scoping import Unscoped
from app.core.columns import Id
from app.core.ids import uuid7
from app.core.problems import Forbidden, SignedOut
from app.models import Attendance, Child, Family, GroupMember, Organisation, SignIn, SupportSession
from app.models.support_session import SessionState
from tests.acting import acting, as_system
from tests.world import World

SESSIONS = sa.select(*columns(SupportSession, "id group_id starts_at original_day state edited marks"))
WITH_CHILDREN = sa.select(col(SupportSession.id)).where(
    col(SupportSession.group_id).in_(sa.select(col(GroupMember.group_id)).where(col(GroupMember.child_id).is_not(None)))
)
PEOPLE = [
    "coordinator",
    "supervisor",
    "educator",
    "mediator",
    "volunteer",
    "volunteer2",
    "assistant",
    "teacher",
    "guardian",
]


@pytest.mark.parametrize("statement", [SESSIONS, WITH_CHILDREN], ids=["plain", "subselect"])
def test_every_role_finds_what_its_session_would_find(below: World, statement: Any) -> None:
    lookup, found = Lookup(statement), {}
    for name in PEOPLE:
        with acting(below.database, below.indigo.people[name]) as db:
            mine = look(db, lookup)
            assert {tuple(row) for row in mine} == {tuple(row) for row in db.execute(statement)}
            found[name] = len(mine)
    assert found["volunteer"] == 2
    assert found["coordinator"] == 4


def test_values_are_those_of_the_model(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        row = next(row for row in look(db, Lookup(SESSIONS)) if row.id == below.indigo.owls_held)
        same = db.find(SupportSession, row.id)
    assert row._asdict() == {name: getattr(same, name) for name in row._fields}
    assert row.state is SessionState.HELD
    assert row.edited is False
    assert row.starts_at.utcoffset() is not None


def test_the_system_sees_its_organisation_alone(below: World) -> None:
    lookup = Lookup(sa.select(*columns(SupportSession, "organisation_id")))
    with as_system(below.database, below.red_cross) as db:
        assert {row.organisation_id for row in look(db, lookup)} == {below.red_cross.id}


def test_a_model_that_the_role_never_reads_is_forbidden(below: World) -> None:
    lookup = Lookup(sa.select(col(SupportSession.id)).join(Family, col(Family.id).is_not(None)))
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(Forbidden):
        look(db, lookup)


def test_what_is_named_is_seen_beyond_reach_and_only_that(below: World) -> None:
    joined = sa.select(col(Child.id)).join(SupportSession, col(SupportSession.id) == sa.bindparam("one", type_=Id))
    wide = Lookup(joined, beyond=(Child,), reason="a test")
    with acting(below.database, below.indigo.volunteer) as db:
        assert {row.id for row in look(db, Lookup(joined), one=below.indigo.owls_held)} == {below.indigo.mila}
        everyone = {row.id for row in look(db, wide, one=below.indigo.owls_held)}
        assert everyone == {below.indigo.mila, below.indigo.luka}
        assert look(db, wide, one=below.indigo.foxes_held) == []


def test_a_look_beyond_reach_says_why() -> None:
    with pytest.raises(Unscoped):
        Lookup(SESSIONS, beyond=(SupportSession,))


@pytest.mark.parametrize(
    "statement",
    [
        sa.select(SupportSession.__table__.c.id),  # type: ignore[attr-defined]
        sa.select(col(Child.id)).join(SupportSession.__table__, sa.true()),  # type: ignore[attr-defined]
        sa.select(col(Child.id)).where(sa.text("1 = 1")),
        sa.select(col(Child.id)).where(col(Child.id).in_(sa.select(Attendance.__table__.c.child_id))),  # type: ignore[attr-defined]
        sa.select(sa.literal_column("code")).select_from(Child),
    ],
    ids=["column", "join", "text", "subselect", "literal"],
)
def test_tables_and_text_are_refused(statement: Any) -> None:
    with pytest.raises(Unscoped):
        Lookup(statement)


def test_a_list_is_one_bind(below: World) -> None:
    lookup = Lookup(SESSIONS.where(among(SupportSession.id, "ids")))
    place = below.indigo
    with acting(below.database, place.volunteer) as db:
        asked = [place.owls_held, place.foxes_held, below.red_cross.library_held, uuid7()]
        assert [row.id for row in look(db, lookup, ids=asked)] == [place.owls_held]
        assert look(db, lookup, ids=[]) == []


def test_a_sign_in_that_ended_finds_nothing(below: World) -> None:
    person = below.indigo.volunteer
    with as_system(below.database, below.indigo) as db:
        row = db.find(SignIn, person.sign_in_id)
        row.ended_at = db.at
        db.commit()
    with acting(below.database, person) as db, pytest.raises(SignedOut):
        look(db, Lookup(SESSIONS))


def test_what_waits_in_the_session_is_written_before_the_look(below: World) -> None:
    lookup = Lookup(sa.select(col(Organisation.time_zone), *columns(SupportSession, "topic")).join(
        SupportSession, col(SupportSession.id) == sa.bindparam("one", type_=Id)
    ))  # fmt: skip
    with acting(below.database, below.indigo.coordinator) as db:
        db.find(SupportSession, below.indigo.owls_planned).topic = "fractions"
        (row,) = look(db, lookup, one=below.indigo.owls_planned)
    assert (row.time_zone, row.topic) == ("Europe/Belgrade", "fractions")
