"""Column types: what is written comes back, and both engines make the same JSON text of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, StatementError

from app.core.columns import Day, Document, Folded, Id, Instant, instant_text, text_enum
from app.core.database import Database


class Colour(StrEnum):
    DEEP_RED = "deep-red"
    BLUE = "blue"


metadata = sa.MetaData()
scratch = sa.Table(
    "scratch",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("at", Instant),
    sa.Column("day", Day),
    sa.Column("whole", Document),
    sa.Column("folded", Folded),
    sa.Column("colour", text_enum(Colour)),
    sa.Column("known", sa.Boolean),
)
ID = UUID("01980000-0000-7000-8000-000000000001")
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROW: dict[str, Any] = {
    "id": ID,
    "at": AT.replace(microsecond=100),
    "day": date(2024, 2, 29),
    "whole": {"a": [1, 2.5, None, True], "ж": 'x"y\\', "ع": "/"},
    "folded": "djordje",
    "colour": Colour.DEEP_RED,
    "known": True,
}
JSON = (
    '{"id":"01980000-0000-7000-8000-000000000001","at":"2026-01-02T03:04:05.0001+00:00","day":"2024-02-29",'
    '"whole":{"a":[1,2.5,null,true],"ж":"x\\"y\\\\","ع":"/"},"folded":"djordje","colour":"deep-red"}'
)

instants = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with database.owner() as opened:
        if opened.dialect.name == "postgresql":
            opened.exec_driver_sql("SET TIME ZONE 'UTC'")
        metadata.create_all(opened)
        yield opened


def test_what_is_written_comes_back(connection: sa.Connection) -> None:
    connection.execute(sa.insert(scratch), [ROW, dict.fromkeys(ROW) | {"id": UUID(int=1)}])
    first, second = connection.execute(sa.select(scratch).order_by(scratch.c.id.desc())).mappings()
    assert dict(first) == ROW
    assert dict(second) == dict.fromkeys(ROW) | {"id": UUID(int=1)}
    assert first["at"].tzinfo is not None


def test_the_databases_own_json_is_the_same_text(connection: sa.Connection) -> None:
    connection.execute(sa.insert(scratch), ROW)
    if connection.dialect.name == "postgresql":
        names = ", ".join(name for name in ROW if name != "known")
        made = f"SELECT row_to_json(shown)::text FROM scratch, LATERAL (SELECT {names}) shown"
    else:
        pairs = ", ".join(
            f"'{name}', " + ("json(whole)" if name == "whole" else name) for name in ROW if name != "known"
        )
        made = f"SELECT json_object({pairs}) FROM scratch"
    assert connection.exec_driver_sql(made).scalar_one() == JSON


def test_an_instant_is_found_by_any_zone(connection: sa.Connection) -> None:
    connection.execute(sa.insert(scratch), ROW)
    east = ROW["at"].astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert connection.execute(sa.select(scratch.c.id).where(scratch.c.at == east)).scalar_one() == ID


def test_instants_are_ordered_to_the_microsecond(connection: sa.Connection) -> None:
    moments = [AT + timedelta(microseconds=step) for step in (0, 1, 9, 10, 100_000, 999_999, 1_000_000)]
    rows = [{"id": UUID(int=number), "at": at} for number, at in enumerate(reversed(moments), 1)]
    connection.execute(sa.insert(scratch), rows)
    assert connection.execute(sa.select(scratch.c.at).order_by(scratch.c.at)).scalars().all() == moments
    later = sa.select(sa.func.count()).where(scratch.c.at > AT)
    assert connection.execute(later).scalar_one() == 6


def test_a_code_outside_its_vocabulary_is_refused_by_the_database(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.begin_nested()
    with pytest.raises(IntegrityError):
        connection.exec_driver_sql(
            "INSERT INTO scratch (id, colour) VALUES ('01980000-0000-7000-8000-000000000002', 'green')"
        )
    if connection.dialect.name == "postgresql":
        connection.get_nested_transaction().rollback()  # type: ignore[union-attr]


def test_an_instant_without_a_zone_is_refused(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        with pytest.raises(StatementError):
            connection.execute(sa.insert(scratch), {"id": ID, "at": datetime(2026, 1, 1)})
    with pytest.raises(ValueError, match="time zone"):
        instant_text(datetime(2026, 1, 1))


@given(instants)
def test_the_text_of_an_instant_tells_it_exactly(moment: datetime) -> None:
    text = instant_text(moment)
    assert datetime.fromisoformat(text) == moment
    assert text.endswith("+00:00")
    assert "." not in text or not text.removesuffix("+00:00").endswith("0")


@given(instants, instants)
def test_texts_of_instants_sort_as_the_instants_do(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


@given(instants, st.integers(0, 999_999), st.integers(0, 999_999))
def test_fractions_of_one_second_sort_too(moment: datetime, one: int, other: int) -> None:
    first, second = moment.replace(microsecond=one), moment.replace(microsecond=other)
    assert (instant_text(first) < instant_text(second)) == (one < other)
