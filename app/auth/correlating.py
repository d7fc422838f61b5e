"""Reach of one row: `x IN (SELECT y ...)` as a correlated EXISTS, so that the database looks up and does not list.

NOT IN becomes NOT EXISTS in the same way.

A list asks for all the rows that are reached, where the subselect is best made once. A single row is known already, and
making the list of three thousand children to look whether one is among them costs a hundred times the answer.

Only the latest are kept: plans are, and an expression with its copies of tables is larger than ten plans made of it.
"""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.selectable import ScalarSelect, Select, SelectStatementGrouping
from sqlalchemy.sql.util import ClauseAdapter
from sqlmodel import SQLModel

from app.auth.visibility import readable, writable
from app.core.flattening import sources_of
from app.models.membership import Role

# A row is asked for alone, with what belongs to it, and as the parent of a list, mostly one after the other.
KEPT = 32


@lru_cache(KEPT)
def readable_one(model: type[SQLModel], role: Role) -> Any:
    """`readable`, for a statement about one row."""
    return correlated(readable(model, role))


@lru_cache(KEPT)
def writable_one(model: type[SQLModel], role: Role) -> Any:
    """`writable`, for a statement about one row."""
    return correlated(writable(model, role))


def correlated(clause: Any) -> Any:
    """The same condition with each membership in a subselect turned inside out."""
    return visitors.replacement_traverse(clause, {}, lambda element, **_: as_exists(element))


def as_exists(element: Any) -> Any:
    """EXISTS in place of IN, NOT EXISTS in place of NOT IN; None leaves an element as it is."""
    if not isinstance(element, BinaryExpression) or element.operator not in (operators.in_op, operators.not_in_op):
        return None
    inner: Any = element.right
    if isinstance(inner, ScalarSelect | SelectStatementGrouping):
        inner = inner.element
    if not isinstance(inner, Select) or getattr(element.left, "table", None) is None:
        return None
    if element.operator is operators.in_op:
        return holding(inner, element.left)
    # Nothing is NOT IN a list that holds null, and null itself is in no list and out of none.
    if getattr(inner.selected_columns[0], "nullable", True):
        return None
    found = holding(inner, element.left)
    absent = None if found is None else ~found
    return absent if absent is None or not element.left.nullable else sa.and_(element.left.is_not(None), absent)


def holding(inner: Any, left: Any) -> Any:
    """That a subselect holds the value of a column outside of it; None where it stands in the subselect's own joins."""
    wanted: Any = inner.selected_columns[0]
    where: Any = inner.whereclause if inner.whereclause is not None else sa.true()
    sources = sources_of(inner)
    if not all(isinstance(source, sa.Table) for source in sources):
        if left.table in {table for source in sources for table in source._from_objects}:
            return None
        joined = sa.select(wanted).select_from(*sources).where(wanted == left, correlated(where))
        return sa.exists(joined.correlate(left.table))
    for table in sources:  # which may also stand outside the subselect
        alias = table.alias()
        wanted, where = ClauseAdapter(alias).traverse(wanted), ClauseAdapter(alias).traverse(where)
    return sa.exists().where(wanted == left, correlated(where))
