"""The owned session: statements are limited to the caller's rows, and what could escape that is refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from app.auth import session as sessions
from app.auth.principal import System
from app.auth.scoping import Unscoped
from app.auth.session import OwnedSession
from app.core.problems import Forbidden, NotFound, SignedOut
from app.models import Account, Child, Family, GroupMember, MentorGroup, Organisation, School, SignIn
from tests.acting import acting, as_system, without
from tests.world import World

TABLE = Child.__table__  # type: ignore[attr-defined]
PLAIN = sa.table("child", sa.column("first_name"))
OTHER = orm.aliased(Child)
NAMES = sa.select(Child.id, Child.first_name)
ADULT = sa.select(Child.id.label("found")).cte("adult")

# Each gives the ids of all children that the caller reaches.
FORMS: dict[str, Any] = {
    "select": sa.select(Child.id),
    "alias": sa.select(OTHER.id),
    "join": sa.select(Child.id).join(GroupMember, GroupMember.child_id == Child.id),
    "join of the orm": sa.select(Child.id).select_from(orm.join(Child, GroupMember, GroupMember.child_id == Child.id)),
    "core join": sa.select(Child.id).select_from(sa.join(Child, GroupMember, GroupMember.child_id == Child.id)),
    "outer join": sa.select(Child.id).outerjoin(GroupMember, GroupMember.child_id == Child.id),
    "join by condition": sa.select(Child.id).where(GroupMember.child_id == Child.id),
    "join with itself": sa.select(Child.id).join(OTHER, OTHER.programme_id == Child.programme_id).distinct(),
    "subquery": sa.select(NAMES.subquery().c.id),
    "alias of a subquery": sa.select(orm.aliased(Child, sa.select(Child).subquery()).id),
    "in": sa.select(Child.id).where(Child.id.in_(sa.select(GroupMember.child_id))),
    "exists": sa.select(Child.id).where(sa.exists().where(GroupMember.child_id == Child.id)),
    "union": sa.union(sa.select(Child.id), sa.select(OTHER.id)),
    "union in a subquery": sa.select(sa.union(sa.select(Child.id), sa.select(OTHER.id)).subquery().c[0]),
    "except": sa.except_(sa.select(Child.id), sa.select(Child.id).where(Child.first_name == "Nobody")),
    "cte": sa.select(ADULT.c.found),
    "join with a cte": sa.select(Child.id).join(ADULT, ADULT.c.found == Child.id),
    "lambda": sa.lambda_stmt(lambda: sa.select(Child.id)),
    "bundle": sa.select(orm.Bundle("child", Child.id)).with_only_columns(Child.id),
    "order": sa.select(Child.id).order_by(sa.select(sa.func.count(OTHER.id)).scalar_subquery(), Child.id),
    "polymorphic": sa.select(orm.with_polymorphic(Child, "*").id),
    "for update": sa.select(Child.id).with_for_update(),
    "populate": sa.select(Child.id).execution_options(populate_existing=True),
}
COUNTS: dict[str, Any] = {
    "count": sa.select(sa.func.count()).select_from(Child),
    "count a column": sa.select(sa.func.count(Child.id)),
    "count a subquery": sa.select(sa.func.count()).select_from(NAMES.subquery()),
    "scalar subquery": sa.select(sa.select(sa.func.count(Child.id)).scalar_subquery()),
    "window": sa.select(sa.func.count().over()).select_from(Child).limit(1),
    "group": sa.select(sa.func.count()).select_from(Child).group_by(Child.programme_id),
}


def probes(name: str) -> dict[str, Any]:
    """Questions about groups that are answered only where a child of this name is in reach."""
    named = sa.select(Child.programme_id).where(Child.first_name == name)
    return {
        "condition": sa.select(MentorGroup.id).where(
            MentorGroup.programme_id == Child.programme_id, Child.first_name == name
        ),
        "core join": sa.select(MentorGroup.id)
        .select_from(sa.join(MentorGroup, Child, MentorGroup.programme_id == Child.programme_id))
        .where(Child.first_name == name),
        "in": sa.select(MentorGroup.id).where(MentorGroup.programme_id.in_(named)),
        "tuple in": sa.select(MentorGroup.id).where(sa.tuple_(MentorGroup.programme_id).in_(named)),
        "exists": sa.select(MentorGroup.id).where(
            sa.exists().where(Child.programme_id == MentorGroup.programme_id, Child.first_name == name)
        ),
        "exists two deep": sa.select(MentorGroup.id).where(
            sa.exists().where(
                GroupMember.programme_id == MentorGroup.programme_id,
                sa.exists().where(Child.id == GroupMember.child_id, Child.first_name == name),
            )
        ),
        "case": sa.select(MentorGroup.id).where(sa.case((named.exists(), 1), else_=0) == 1),
        "having": sa.select(MentorGroup.id)
        .group_by(MentorGroup.id)
        .having(sa.select(sa.func.count(Child.id)).where(Child.first_name == name).scalar_subquery() > 0),
        "exists alone": sa.select(MentorGroup.id).where(named.exists()),
    }


REACHED = {
    "volunteer": {"mila"},
    "mediator": {"mila"},
    "guardian": {"mila"},
    "teacher": {"mila"},
    "coordinator": {"mila", "luka"},
}


@pytest.mark.parametrize("role", REACHED)
def test_every_form_of_select_is_limited_to_the_rows_of_the_caller(below: World, role: str) -> None:
    expected = {below.indigo.ids[name] for name in REACHED[role]}
    with acting(below.database, below.indigo.people[role]) as db:
        found = {name: set(db.execute(form).scalars()) for name, form in FORMS.items()}
        counted = {name: db.execute(form).scalar_one() for name, form in COUNTS.items()}
        rows = {"get": {id for id in children(below) if db.get(Child, (below.indigo.id, id))}}
        rows |= {"entities": {row.id for row in db.execute(sa.select(Child)).scalars()}}
        rows |= {"scalars": {row.id for row in db.scalars(sa.select(Child))}}
    assert found == dict.fromkeys(FORMS, expected)
    assert counted == dict.fromkeys(COUNTS, len(expected))
    assert rows == dict.fromkeys(rows, expected)


def children(world: World) -> list[UUID]:
    return [world.indigo.mila, world.indigo.luka, world.red_cross.ada]


@pytest.mark.parametrize("role", REACHED)
def test_a_row_out_of_reach_moves_no_answer_about_other_rows(below: World, role: str) -> None:
    with acting(below.database, below.indigo.people[role]) as db:
        answers = {
            child: {name: bool(db.execute(form).first()) for name, form in probes(child.capitalize()).items()}
            for child in ("mila", "luka", "ada")
        }
    assert answers == {child: dict.fromkeys(found, child in REACHED[role]) for child, found in answers.items()}


def test_an_outer_join_shows_what_is_in_reach_and_nulls_for_the_rest(below: World) -> None:
    pairs = sa.select(MentorGroup.id, Child.id).outerjoin(Child, MentorGroup.programme_id == Child.programme_id)
    with acting(below.database, below.indigo.volunteer) as db:
        assert db.execute(pairs).all() == [(below.indigo.owls, below.indigo.mila)]


def test_without_the_listener_the_same_statements_show_more(below: World) -> None:
    with without("do_orm_execute", sessions.restrict), acting(below.database, below.indigo.volunteer) as db:
        found = set(db.execute(sa.select(Child.id)).scalars())
        probed = {name: bool(db.execute(form).first()) for name, form in probes("Luka").items()}
    # On PostgreSQL row-level security is still there, and keeps the other organisation out.
    assert found == set(children(below)[: 3 if below.database.kind == "sqlite" else 2])
    assert probed == dict.fromkeys(probed, True)


REFUSED: dict[str, Callable[[], Any]] = {
    "text": lambda: sa.text("SELECT first_name FROM child"),
    "text with columns": lambda: sa.text("SELECT id FROM child").columns(Child.id),
    "text in a condition": lambda: sa.select(Child.id).where(sa.text("1 = 1")),
    "text in a subquery": lambda: sa.select(sa.text("SELECT id FROM child").columns(sa.column("id")).subquery().c.id),
    "a literal column": lambda: sa.select(sa.literal_column("(SELECT max(first_name) FROM child)")),
    "a literal column beside a model": lambda: sa.select(Child.id, sa.literal_column("first_name")),
    "an operator of one's own": lambda: sa.select(Child.id).where(Child.id.op("= id OR id =")(Child.id)),
    "a prefix": lambda: sa.select(Child.id).prefix_with("first_name,"),
    "a suffix": lambda: sa.select(Child.id).suffix_with("UNION SELECT first_name FROM child"),
    "a hint": lambda: sa.select(Child.id).with_statement_hint("UNION SELECT first_name FROM child"),
    "a table": lambda: sa.select(TABLE),
    "a column of a table": lambda: sa.select(TABLE.c.id),
    "a table beside a model": lambda: sa.select(MentorGroup.id, TABLE),
    "a column beside a model": lambda: sa.select(MentorGroup.id, TABLE.c.first_name),
    "a column in a condition": lambda: sa.select(MentorGroup.id).where(TABLE.c.first_name == "Luka"),
    "a column in a subquery": lambda: sa.select(MentorGroup.id).where(
        MentorGroup.programme_id.in_(sa.select(TABLE.c.programme_id))
    ),
    "a join with a table": lambda: sa.select(MentorGroup.id).join(TABLE, sa.true()),
    "an alias of a table": lambda: sa.select(MentorGroup.id, TABLE.alias()),
    "a column of an alias of a table": lambda: sa.select(MentorGroup.id, TABLE.alias().c.first_name),
    "from a table": lambda: sa.select(MentorGroup.id).select_from(TABLE),
    "a table without metadata": lambda: sa.select(PLAIN),
    "a table without metadata beside a model": lambda: sa.select(MentorGroup.id, PLAIN.c.first_name),
    "from_statement": lambda: sa.select(Child).from_statement(sa.select(Child)),
    "bulk update": lambda: sa.update(Child).values(first_name="x"),
    "bulk delete": lambda: sa.delete(Child),
    "bulk insert": lambda: sa.insert(Child).values(first_name="x"),
    "bulk update of a table": lambda: sa.update(TABLE).values(first_name="x"),
    "a change in a cte": lambda: sa.select(sa.delete(Child).returning(Child.id).cte("gone").c.id),
    "ddl": lambda: sa.schema.DropTable(TABLE),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_what_could_escape_the_reach_is_refused(below: World, name: str) -> None:
    with acting(below.database, below.indigo.coordinator) as db, pytest.raises(Unscoped):
        db.execute(REFUSED[name]())


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("template", ["sqlite"], indirect=True)
def test_the_system_may_not_escape_either(below: World, name: str) -> None:
    with as_system(below.database, below.indigo) as db, pytest.raises(Unscoped):
        db.execute(REFUSED[name]())


def test_what_passes_by_the_flush_is_refused(below: World) -> None:
    with acting(below.database, below.indigo.coordinator) as db:
        row = db.find(School, below.indigo.school)
        for method in (db.bulk_save_objects, db.bulk_insert_mappings, db.bulk_update_mappings):
            with pytest.raises(Unscoped):
                method([row])
        with pytest.raises(Unscoped):
            db.begin_nested()


def test_a_session_of_no_one_does_nothing(below: World) -> None:
    with OwnedSession(below.database) as db, pytest.raises(Unscoped):
        db.execute(sa.select(School.id))
    with OwnedSession(below.database) as db, pytest.raises(Unscoped):
        db.put(School(name="x", kind="primary"))


def test_the_system_without_an_organisation_reaches_the_global_tables_alone(below: World) -> None:
    with OwnedSession(below.database, System(None, "test data")) as db:
        assert set(db.execute(sa.select(Organisation.id)).scalars()) == {below.indigo.id, below.red_cross.id}
        assert db.execute(sa.select(sa.func.count()).select_from(Account)).scalar_one() == 24
        with pytest.raises(Unscoped):
            db.execute(sa.select(School.id))
        with pytest.raises(Unscoped):
            db.execute(sa.select(Organisation.id).where(sa.exists().where(School.name == "x")))


def test_the_system_at_work_in_an_organisation_sees_that_one_whole(below: World) -> None:
    with as_system(below.database, below.indigo) as db:
        assert set(db.execute(sa.select(Child.id)).scalars()) == {below.indigo.mila, below.indigo.luka}
        assert set(db.execute(sa.select(Organisation.id)).scalars()) == {below.indigo.id}
        assert db.get(Child, (below.red_cross.id, below.red_cross.ada)) is None


@pytest.mark.parametrize("model", [Family, Account])
def test_a_model_that_the_role_may_not_read_is_forbidden_wherever_it_stands(below: World, model: Any) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        for statement in (
            sa.select(model.id),
            sa.select(Child.id).join(model, model.id == Child.id),
            sa.select(Child.id).where(sa.exists().where(model.id == Child.id)),
        ):
            with pytest.raises(Forbidden):
                db.execute(statement)


def test_a_row_out_of_reach_is_not_found(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        assert db.find(Child, below.indigo.mila).first_name == "Mila"
        for id in (below.indigo.luka, below.red_cross.ada, below.indigo.owls):
            with pytest.raises(NotFound):
                db.find(Child, id)


@pytest.mark.parametrize("end", ["ended_at", "expires_at"])
def test_a_dead_sign_in_begins_no_transaction(below: World, end: str) -> None:
    with as_system(below.database, below.indigo) as db:
        setattr(db.find(SignIn, below.indigo.volunteer.sign_in_id), end, db.at)
        db.commit()
    with acting(below.database, below.indigo.volunteer) as db, pytest.raises(SignedOut):
        db.execute(sa.select(Child.id))
    with acting(below.database, below.indigo.volunteer2) as db:
        assert db.execute(sa.select(Child.id)).scalars().all() == [below.indigo.luka]
