"""Plans: the text, the order and the conversion of binds, made once and run on the bare driver of both engines."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.core.columns import Day, Document, Id, Instant, text_enum
from app.core.database import Database
from app.core.statements import Plan, Plans, any_of, execute


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


metadata = sa.MetaData()
things = sa.Table(
    "things",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", sa.Integer),
    sa.Column("size", text_enum(Size)),
    sa.Column("at", Instant),
    sa.Column("day", Day),
    sa.Column("name", sa.String),
    sa.Column("open", sa.Boolean),
    sa.Column("whole", Document),
)
ADD = Plans(sa.insert(things))


def row(number: int) -> dict[str, Any]:
    return {
        "id": UUID(int=number),
        "number": number,
        "size": Size.LARGE if number % 2 else Size.SMALL,
        "at": datetime(2026, 1, number, tzinfo=UTC),
        "day": date(2026, 2, number),
        "name": f'n{number} "ж"',
        "open": bool(number % 2),
        "whole": {"n": number},
    }


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with database.owner() as opened:
        metadata.create_all(opened)
        ADD.run_many(opened, [row(number) for number in range(1, 7)])
        yield opened


def test_an_insert_by_plan_is_read_back_by_sqlalchemy(connection: sa.Connection) -> None:
    found = connection.execute(sa.select(things).order_by(things.c.number)).mappings().all()
    assert [dict(one) for one in found] == [row(number) for number in range(1, 7)]
    ADD.run_many(connection, [])
    assert connection.execute(sa.select(sa.func.count()).select_from(things)).scalar_one() == 6


LISTS: list[tuple[str, list[Any], set[int]]] = [
    ("id", [UUID(int=1), UUID(int=5), UUID(int=99)], {1, 5}),
    ("number", [2, 3, -1], {2, 3}),
    ("size", [Size.SMALL], {2, 4, 6}),
    ("size", [Size.SMALL, Size.LARGE], {1, 2, 3, 4, 5, 6}),
    ("at", [datetime(2026, 1, 4, tzinfo=UTC)], {4}),
    ("day", [date(2026, 2, 5), date(2026, 2, 6)], {5, 6}),
    ("name", ['n1 "ж"', "x', 'y"], {1}),
    ("number", [], set()),
]


def test_a_list_is_one_bind_whatever_it_holds(connection: sa.Connection) -> None:
    for column, values, expected in LISTS:
        among = Plans(sa.select(things.c.number).where(any_of(things.c[column], "given")))
        found = among.run(connection, {"given": values}).fetchall()
        assert {number for (number,) in found} == expected, column
        assert len(among.on(connection.dialect.name).args({"given": values * 50})) == 1


def test_binds_come_in_the_order_of_the_text_and_constants_fill_in(connection: sa.Connection) -> None:
    asked = (
        sa.select(things.c.number, sa.literal("constant"))
        .where(things.c.number > sa.bindparam("above"), things.c.size == Size.LARGE, things.c.open.is_(True))
        .where(things.c.at < sa.bindparam("before", type_=Instant))
        .order_by(things.c.number)
        .limit(sa.bindparam("rows", type_=sa.Integer))
    )
    values = {"before": datetime(2026, 1, 6, tzinfo=UTC), "rows": 1, "above": 1, "unused": object()}
    found = Plans(asked).run(connection, values).fetchall()
    assert [tuple(one) for one in found] == [(3, "constant")]


def test_one_bind_may_stand_in_several_places(connection: sa.Connection) -> None:
    wanted = sa.bindparam("wanted", type_=Id)
    twice = sa.select(things.c.number).where(things.c.id == wanted, sa.exists().where(things.c.id == wanted))
    assert tuple(Plans(twice).run(connection, {"wanted": UUID(int=2)}).fetchone()) == (2,)


def test_update_and_delete_tell_how_many_rows(connection: sa.Connection) -> None:
    some = any_of(things.c.id, "ids")
    ids = [UUID(int=1), UUID(int=2), UUID(int=77)]
    rename = Plans(sa.update(things).where(some).values(name=sa.bindparam("to_name")))
    assert rename.run(connection, {"ids": ids, "to_name": "same"}).rowcount == 2
    assert Plans(sa.delete(things).where(some)).run(connection, {"ids": ids}).rowcount == 2


def test_null_is_given_as_null(connection: sa.Connection) -> None:
    clear = Plans(
        sa.update(things).values(at=sa.bindparam("to_at", type_=Instant), whole=sa.bindparam("w", type_=Document))
    )
    clear.run(connection, {"to_at": None, "w": None})
    empty = sa.select(sa.func.count()).where(things.c.at.is_(None), things.c.whole.is_(None))
    assert connection.execute(empty).scalar_one() == 6


def test_a_plan_is_made_once_for_each_engine() -> None:
    plans = Plans(sa.select(things.c.id).where(things.c.number == 5))
    assert plans.on("sqlite") is plans.on("sqlite")
    assert plans.on("sqlite").sql.endswith("number = ?1")
    assert plans.on("postgresql").sql.endswith("number = $1::INTEGER")
    assert plans.on("postgresql").args({}) == [5]


def test_only_statements_have_plans() -> None:
    with pytest.raises(TypeError):
        Plan(sa.schema.CreateTable(things), "sqlite")


def test_a_plan_runs_in_the_transaction_of_its_connection(database: Database) -> None:
    with database.owner() as connection:
        metadata.create_all(connection)
    with suppress(ZeroDivisionError), database.owner() as connection:
        execute(connection, ADD.on(database.kind), row(1))
        raise ZeroDivisionError
    with database.owner() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(things)).scalar_one() == 0


def test_a_list_is_not_compared_with_true_so_that_an_index_serves_it() -> None:
    """SQLAlchemy would write `(id IN (...)) = 1` for SQLite, and the whole table would be read."""
    statement = sa.select(things.c.number).where(any_of(things.c.id, "ids"), things.c.number > 1)
    assert "= 1" not in Plan(statement, "sqlite").sql
    assert "= true" not in Plan(statement, "postgresql").sql.lower()
