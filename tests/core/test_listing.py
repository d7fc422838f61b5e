"""What a list may be asked: names that are declared, cursors that belong to it, comparisons that both engines make."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.columns import Day, Folded, Id, Instant
from app.core.database import Database
from app.core.listing import (
    ASKED_BY_NAME,
    ListQuery,
    Many,
    SearchQuery,
    Where,
    decode_cursor,
    encode_cursor,
    fingerprint,
    wheres,
)
from app.core.problems import InvalidCursor
from app.core.statements import Plans

metadata = sa.MetaData()
table = sa.Table(
    "listed",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", sa.Integer),
    sa.Column("large", sa.BigInteger),
    sa.Column("at", Instant),
    sa.Column("day", Day),
    sa.Column("name", Folded),
)
ID = UUID("01980000-0000-7000-8000-000000000001")


class ThingQuery(SearchQuery):
    number: Annotated[list[int] | None, Many, Where(table.c.number)] = None
    day_from: Annotated[date | None, Where(table.c.day, "from")] = None


def test_only_what_is_declared_may_be_asked() -> None:
    assert set(wheres(ThingQuery)) == {"number", "day_from"}
    assert set(ThingQuery.model_fields) == ASKED_BY_NAME | {"id", "number", "day_from"}
    for wrong in (
        {"nonsense": "1"},
        {"offset": "5"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "1.5"},
        {"number": "1,x"},
    ):
        with pytest.raises(ValidationError):
            ThingQuery.model_validate(wrong)


def test_commas_part_the_values_of_a_filter() -> None:
    asked = ThingQuery.model_validate({"number": "1,2", "id": str(ID), "fields": "name,id", "sort": "-name"})
    assert (asked.number, asked.id, asked.fields) == ([1, 2], [ID], ["name", "id"])
    assert ThingQuery.model_validate({}).number is None


def test_a_page_is_of_50_rows_unless_asked_otherwise() -> None:
    assert ListQuery().limit == 50
    assert ListQuery.model_validate({"limit": "200"}).limit == 200


KEYS: list[tuple[sa.Column[Any], Any, str]] = [
    (table.c.id, ID, str(ID)),
    (table.c.number, 5, "5"),
    (table.c.number, -5, "-5"),
    (table.c.large, 2**62, str(2**62)),
    (table.c.at, datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00+00:00"),
    (table.c.at, datetime(2026, 1, 1, 0, 0, 0, 500, tzinfo=UTC), "2026-01-01 00:00:00.0005+00"),
    (table.c.day, date(2024, 2, 29), "2024-02-29"),
    (table.c.name, 'ђорђе \\ "x"', 'ђорђе \\ "x"'),
    (table.c.name, "", ""),
]


@pytest.mark.parametrize(("column", "value", "text"), KEYS)
def test_a_cursor_gives_back_the_keys_typed(column: sa.Column[Any], value: Any, text: str) -> None:
    cursor = encode_cursor("mark", [text, ID])
    assert decode_cursor(cursor, "mark", [column, table.c.id]) == [value, ID]


def test_a_cursor_takes_what_the_driver_gives() -> None:
    """SQLite's numbers come as numbers, PostgreSQL's as text."""
    assert encode_cursor("mark", [5, str(ID)]) == encode_cursor("mark", ["5", str(ID)])


WRONG: list[tuple[sa.Column[Any], object]] = [
    (table.c.id, "x"),
    (table.c.id, 5),
    (table.c.number, "x"),
    (table.c.number, str(2**31)),
    (table.c.number, str(-(2**31) - 1)),
    (table.c.large, str(2**63)),
    (table.c.number, "9" * 5000),
    (table.c.at, "2026-01-01T00:00:00"),
    (table.c.at, "9999-12-31T23:59:59-23:59"),
    (table.c.at, "x"),
    (table.c.day, "2026-02-30"),
    (table.c.day, ""),
    (table.c.name, None),
    (table.c.name, ["x"]),
    (table.c.name, "a\0b"),
    (table.c.name, "\ud800"),
]


@pytest.mark.parametrize(("column", "key"), WRONG)
def test_a_key_that_no_page_can_have_ended_with_is_refused(column: sa.Column[Any], key: object) -> None:
    text = json.dumps(["mark", key, str(ID)])
    with pytest.raises(InvalidCursor):
        decode_cursor(urlsafe_b64encode(text.encode()).decode(), "mark", [column, table.c.id])


@given(st.text(max_size=200))
def test_no_text_makes_a_cursor_fail_otherwise(text: str) -> None:
    for cursor in (text, urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode()):
        with pytest.raises(InvalidCursor):
            decode_cursor(cursor, "mark", [table.c.id])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8))
def test_no_json_makes_a_cursor_fail_otherwise(document: object) -> None:
    cursor = urlsafe_b64encode(json.dumps(document).encode()).decode()
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, "mark", [table.c.id, table.c.at])


def test_marks_differ_with_every_part() -> None:
    marks = {
        fingerprint("a", "b"),
        fingerprint("ab"),
        fingerprint("a", "c"),
        fingerprint("b", "a"),
        fingerprint("a", None),
    }
    assert len(marks) == 5


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with database.owner() as opened:
        metadata.create_all(opened)
        rows = [
            {"id": UUID(int=n), "number": n if n != 2 else None, "at": datetime(2026, 1, n, tzinfo=UTC),
             "day": date(2026, 1, n), "name": f"n{n}"}
            for n in (1, 2, 3)
        ]  # fmt: skip
        opened.execute(sa.insert(table), [{"large": None, **row} for row in rows])
        yield opened


# op, column, value: the rows that it finds.
FOUND: list[tuple[str, Any, Any, set[int]]] = [
    ("in", table.c.number, [1, 3], {1, 3}),
    ("in", table.c.id, [UUID(int=2)], {2}),
    ("from", table.c.at, datetime(2026, 1, 2, tzinfo=UTC), {2, 3}),
    ("until", table.c.at, datetime(2026, 1, 2, tzinfo=UTC), {1}),
    ("from", table.c.day, date(2026, 1, 3), {3}),
    ("until", table.c.day, date(2026, 1, 3), {1, 2}),
    ("set", table.c.number, True, {1, 3}),
    ("set", table.c.number, False, {2}),
    ("is", table.c.name, "n2", {2}),
]


def test_each_comparison_finds_its_rows(connection: sa.Connection) -> None:
    for op, column, value, expected in FOUND:
        clause = Where(column, op).clause("given", lambda _: sa.true())
        rows = Plans(sa.select(table.c.id).where(clause)).run(connection, {"given": value}).fetchall()
        assert {UUID(str(row[0])).int for row in rows} == expected, (op, column.name)


def test_a_filter_through_another_table_gets_its_reach(connection: sa.Connection) -> None:
    asked = []

    def through(hit: Any, readable: Any) -> Any:
        return sa.and_(hit, readable(table))

    def readable(model: Any) -> Any:
        asked.append(model)
        return table.c.number == 3

    clause = Where(table.c.id, through=through).clause("given", readable)
    found = (
        Plans(sa.select(table.c.number).where(clause)).run(connection, {"given": [UUID(int=1), UUID(int=3)]}).fetchall()
    )
    assert ([tuple(row) for row in found], asked) == ([(3,)], [table])
