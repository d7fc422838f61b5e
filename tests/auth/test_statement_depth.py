"""Every statement that a reach makes leaves room in SQLite's parser, which holds a hundred symbols."""

import sqlite3
from collections.abc import Iterator

import pytest

from app.auth import reader
from app.auth.questions import Question, statement
from app.auth.reach import within
from app.auth.rights import VISIBILITY
from app.core import flattening
from app.core.problems import Forbidden
from app.core.statements import Plan
from app.models.membership import Role
from app.routers.engagements import ENGAGEMENTS
from app.services.sessions.making_sessions import HANDED_ON, MADE
from tests.declared_reads import all_reads
from tests.reaches import reach_of

TO_SPARE = 15


def overflows(sql: str, more: int = TO_SPARE) -> bool:
    """Whether the statement within so many more parentheses is too deep; what it names need not exist."""
    with pytest.raises(sqlite3.Error) as refusal, sqlite3.connect(":memory:") as connection:
        connection.execute(f"SELECT {'(' * more}{sql}{')' * more}")
    return "overflow" in str(refusal.value)


def lists() -> Iterator[tuple[str, str]]:
    """Each declared read for each role that has it, with all that it may include."""
    met = set()
    for name, reads in all_reads().items():
        for role in VISIBILITY[reads.model]:
            include = tuple(sorted(key for key, of in reads.includes.items() if reader.may_include(role, of.model)))
            asked = Question(role, tuple(reads.names(role)), include=include)
            models = [reads.model, *(reads.includes[key].model for key in include), *(reads.parent or ())[:1]]
            # Roles with the same reach of the same rows ask the same statement.
            same = (name, asked._replace(role=None), *(reach_of(model, role) for model in models))
            if same in met:
                continue
            met.add(same)
            try:
                yield f"{name} {role}", reader.plan_for(reads, asked, "sqlite").sql
            except Forbidden:  # it belongs to what the role may not read
                met.remove(same)


def single_rows() -> Iterator[tuple[str, str]]:
    """The reach of one row, which stands within no list and cannot be put in front, for each model and role."""
    for model, roles in VISIBILITY.items():
        different = {reach_of(model, role): role for role in roles} if hasattr(model, "id") else {}
        for role in different.values():
            yield f"{model.__name__} {role}", within(model, role, many=False).on("sqlite").sql


def test_every_declared_read_and_every_reach_of_a_row_leaves_the_parser_room() -> None:
    assert [name for name, sql in (*lists(), *single_rows()) if overflows(sql)] == []


def test_what_stands_too_deep_is_put_in_front_and_without_that_it_could_not_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Question(Role.SUPERVISOR, tuple(ENGAGEMENTS.names(Role.SUPERVISOR)), include=("organisers",))
    flat = Plan(statement(ENGAGEMENTS, asked, "sqlite"), "sqlite")
    monkeypatch.setattr(flattening, "DEEPEST", 99)
    nested = Plan(statement(ENGAGEMENTS, asked, "sqlite"), "sqlite")

    assert flat.sql.startswith("WITH deep1 AS")
    assert "WITH" not in nested.sql
    assert not overflows(flat.sql)
    assert overflows(nested.sql, 1)
    assert {name for name, *_ in flat.slots} == {name for name, *_ in nested.slots}


def test_a_change_stays_as_it_is_for_behind_a_with_the_driver_counts_no_rows() -> None:
    changes = [sheet.changing(Role.SUPERVISOR, "sqlite") for sheet in (MADE, HANDED_ON)]
    written = [Plan(change, "sqlite").sql for change in changes]
    assert all(sql.startswith("UPDATE session SET") for sql in written)
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE one (id)")
        connection.execute("INSERT INTO one VALUES (1)")
        behind = connection.execute("WITH deep AS (SELECT 1) UPDATE one SET id = 2 WHERE 1 IN (SELECT * FROM deep)")
        assert (behind.rowcount, connection.execute("UPDATE one SET id = 3").rowcount) == (-1, 1)
