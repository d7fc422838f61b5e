"""A list held to a value shows just the rows of the whole list with that value: for every read, role and filter."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.auth import questions
from app.auth.pinning import pinned
from app.auth.principal import Principal
from app.auth.questions import Question, statement
from app.auth.reader import all_names, kept
from app.auth.rights import VISIBILITY
from app.core.statements import Plan, execute
from app.models import Child, Family
from app.models.membership import Role
from tests.declared_reads import all_reads
from tests.reaches import reach_of
from tests.scenarios.test_every_operation import principal
from tests.world import World


class Compared(NamedTuple):
    """A list held to a value, and the part of the whole list that has it."""

    name: str
    role: Role
    found: set[str]
    expected: set[str]


def compared(below: World) -> Iterator[Compared]:
    """Every list that is filtered by a column of its own, by each value, for one role of those with the same reach."""
    people = {person.role: person for person in below.indigo.people.values()}
    with below.as_system(below.indigo) as db:
        for (key, name), (reads, column) in plain_filters().items():
            rows = db.execute(sa.select(reads.model)).scalars().all()
            held = {str(row.id): getattr(row, column.key) for row in rows}
            for role in different(reads, column.key):
                caller = principal(people[role])
                whole = shown(db, reads, caller)
                for value in {value for value in held.values() if value is not None}:
                    expected = {id for id in whole if held[id] == value}
                    yield Compared(f"{key} by {name}", role, shown(db, reads, caller, **{name: value}), expected)


def plain_filters() -> dict[tuple[str, str], Any]:
    """The filters that hold one of a list's own columns to a value, with the list and the column."""
    return {
        (key, name): (reads, where.held_in)
        for key, reads in all_reads().items()
        if reads.parent is None
        for name, where in reads.filters.items()
        if name != "id" and where.is_plain and getattr(where.held_in, "table", None) is reads.table
    }


def different(reads: Any, column: str) -> list[Role]:
    """A role for each reach that there is of the rows."""
    roles = [role for role in VISIBILITY[reads.model] if offered(reads, role, column)]
    return list({reach_of(reads.model, role): role for role in roles}.values())


def shown(db: Any, reads: Any, caller: Principal, **values: Any) -> set[str]:
    """The ids of the rows that the caller is shown."""
    asked, engine = Question(caller.role, ("id",), given=frozenset(values)), db.database.kind
    plan = kept((id(reads), engine, asked, questions.pinned), lambda: Plan(statement(reads, asked, engine), engine))
    binds = {**caller.binds(db.at), "rows": 10_000, **{f"filter_{name}": value for name, value in values.items()}}
    return {str(row[1]) for row in execute(db.connection(), plan, binds).fetchall()}


def offered(reads: Any, role: Role, column: str) -> bool:
    """Whether the role sees the column that is filtered by."""
    return column not in reads.members or column in all_names(reads, role)


def test_a_list_held_to_a_value_is_that_part_of_the_whole_list(below: World) -> None:
    all_of_them = list(compared(below))
    assert [one for one in all_of_them if one.found != one.expected] == []
    assert sum(len(one.found) for one in all_of_them) > 300, "the world has rows to compare"


def test_a_reach_that_is_lost_would_be_seen_here(below: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(questions, "pinned", lambda clause, values: sa.true() if values else clause)
    assert any(one.found != one.expected for one in compared(below))


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
