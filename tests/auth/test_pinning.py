"""A list held to a value shows just the rows of the whole list with that value: for every read, role and filter."""

from typing import Any

import sqlalchemy as sa

from app.auth import questions
from app.auth.pinning import pinned
from app.auth.principal import Principal
from app.auth.questions import Question, statement
from app.auth.reader import all_names
from app.auth.rights import VISIBILITY
from app.core.statements import Plan, execute
from app.models import Child, Family
from app.models.membership import Role
from tests.declared_reads import all_reads
from tests.scenarios.test_every_operation import principal
from tests.world import World


def plan_of(reads: Any, role: Role, engine: str, *given: str) -> Plan:
    return Plan(statement(reads, Question(role, ("id",), given=frozenset(given)), engine), engine)


def ids(db: Any, plan: Plan, caller: Principal, **values: Any) -> set[str]:
    """The ids of the rows that the caller is shown."""
    binds = {**caller.binds(db.at), "rows": 10_000, **values}
    return {str(row[1]) for row in execute(db.connection(), plan, binds).fetchall()}


def differing(below: World) -> tuple[list[Any], int]:
    """Where a filtered list is not the part of the whole one that has the value; and how many rows were compared."""
    wrong, compared, engine = [], 0, below.database.kind
    people = {person.role: person for person in below.indigo.people.values()}
    plain = {
        (key, name): (reads, where.held_in)
        for key, reads in all_reads().items()
        if reads.parent is None
        for name, where in reads.filters.items()
        if name != "id" and where.is_plain and getattr(where.held_in, "table", None) is reads.table
    }
    with below.as_system(below.indigo) as db:
        for (key, name), (reads, column) in plain.items():
            rows = db.execute(sa.select(reads.model)).scalars().all()
            held = {str(row.id): getattr(row, column.key) for row in rows}
            for role, person in people.items():
                if not offered(reads, role, column.key):
                    continue
                caller, held_to = principal(person), plan_of(reads, role, engine, name)
                whole = ids(db, plan_of(reads, role, engine), caller)
                for value in {value for value in held.values() if value is not None}:
                    found = ids(db, held_to, caller, **{f"filter_{name}": value})
                    compared += len(found)
                    if found != {id for id in whole if held[id] == value}:
                        wrong.append((key, name, role, value))
    return wrong, compared


def offered(reads: Any, role: Role, column: str) -> bool:
    """Whether the role reads such rows and sees the column that is filtered by."""
    return role in VISIBILITY[reads.model] and (column not in reads.members or column in all_names(reads, role))


def test_a_list_held_to_a_value_is_that_part_of_the_whole_list(below: World) -> None:
    wrong, compared = differing(below)
    assert wrong == []
    assert compared > 300, "the world has rows to compare"


def test_a_reach_that_is_lost_would_be_seen_here(below: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(questions, "pinned", lambda clause, values: sa.true() if values else clause)
    assert differing(below)[0]


def test_the_value_stands_outside_of_subselects_alone() -> None:
    of_family = sa.bindparam("family")
    inner = sa.select(Family.id).where(Family.id == Child.family_id).correlate(Child)
    clause = sa.and_(Child.family_id.in_(inner), Child.grade == 3)
    text = str(pinned(clause, {Child.__table__.c.family_id: of_family}))
    assert text.startswith(":family IN (SELECT")
    assert "family.id = child.family_id" in text
    assert pinned(clause, {}) is clause


def test_a_value_decides_what_only_its_absence_would_allow() -> None:
    of_family, column = sa.bindparam("family"), Child.__table__.c.family_id  # type: ignore[attr-defined]
    orphan = sa.and_(column.is_(None), Child.grade == 3)
    assert str(pinned(sa.or_(column.in_([1]), orphan), {column: of_family})).startswith(":family IN (")
    assert "OR" not in str(pinned(sa.or_(column.in_([1]), orphan), {column: of_family}))
    assert str(pinned(sa.and_(column.is_not(None), Child.grade == 3), {column: of_family})) == "child.grade = :grade_1"
