"""Many rows in one statement: every kind of value arrives as it was given, on both engines."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.core.columns import Day, Document, Id, Instant
from app.core.database import Database
from app.core.recordsets import Inserts

THINGS = sa.Table(
    "thing",
    sa.MetaData(),
    sa.Column("id", Id, primary_key=True),
    sa.Column("text", sa.Text),
    sa.Column("number", sa.BigInteger),
    sa.Column("flag", sa.Boolean),
    sa.Column("at", Instant),
    sa.Column("day", Day),
    sa.Column("document", Document),
)
TEXTS = ['"', "\\", "'; --", "{}", "%s $1 :x ?", "Ђорђе\n\t", "🦉", "", "null", "[1]"]


@pytest.fixture
def things(database: Database) -> Database:
    with database.owner() as connection:
        THINGS.create(connection)
        if database.kind == "postgresql":
            connection.exec_driver_sql("GRANT ALL ON thing TO learnbridge_app")
    return database


def row(text: str | None, number: int) -> dict[str, object]:
    at = datetime(2026, 3, 29, 1, 30, 0, number % 1_000_000, tzinfo=UTC)
    document = {"text": text, "list": [1, None, True, {"x": 2.5}]}
    return {
        "id": uuid4(), "text": text, "number": number, "flag": bool(number % 2), "at": at, "day": date(2026, 2, 28),
        "document": document,
    }  # fmt: skip


def stored(database: Database) -> dict[object, dict[str, object]]:
    with database.engine.connect() as connection:
        return {found.id: found._asdict() for found in connection.execute(sa.select(THINGS))}


def test_every_value_arrives_as_it_was_given(things: Database) -> None:
    rows = [row(text, number) for number, text in enumerate(TEXTS, 2**40)]
    with things.engine.begin() as connection:
        Inserts(THINGS).run_many(connection, rows)
    assert stored(things) == {one["id"]: one for one in rows}


def test_nothing_is_nothing(things: Database) -> None:
    empty = dict.fromkeys(row("", 0)) | {"id": uuid4()}
    with things.engine.begin() as connection:
        Inserts(THINGS).run_many(connection, [empty])
        Inserts(THINGS).run_many(connection, [])
    assert stored(things) == {empty["id"]: empty}


def test_one_row_alone_is_written_as_any_other_statement(things: Database) -> None:
    one = row("one", 1)
    with things.engine.begin() as connection:
        Inserts(THINGS).run(connection, one)
    assert stored(things) == {one["id"]: one}
