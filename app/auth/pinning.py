"""Reach of a list whose rows all hold one value in a column: the value in place of the column.

`group_id IN (groups I lead)` is asked of each row, although a list filtered to one group gives the same answer for all;
with the value in the column's place the database asks once. What a value decides by being there is decided here: a
session of the asked group is no session of a single child. Only the outermost level is rewritten: inside a subselect
the same column belongs to other rows.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import AsBoolean, BinaryExpression, BooleanClauseList, Grouping
from sqlalchemy.sql.selectable import SelectBase

Values = Mapping[sa.Column[Any], Any]


def pinned(clause: Any, values: Values) -> Any:
    """The condition with each of the columns replaced by its value, which is never null, outside of subselects."""
    if not values:
        return clause
    return visitors.replacement_traverse(clause, {}, lambda element, **_: instead(element, values))


def instead(element: Any, values: Values) -> Any:
    """What stands in an element's place; None leaves it as it is."""
    match element:
        case SelectBase():
            return element
        case sa.Column():
            return values.get(element)
        case Grouping():
            return pinned(element.element, values)
        case BooleanClauseList():
            joined = sa.or_ if element.operator is operators.or_ else sa.and_
            return plain(joined(*(pinned(clause, values) for clause in element.clauses)))
        case BinaryExpression(left=sa.Column() as column) if column in values:
            return {operators.is_: sa.false(), operators.is_not: sa.true()}.get(element.operator)
    return None


def plain(clause: Any) -> Any:
    """TRUE and FALSE themselves, which a conjunction around them knows how to leave out."""
    return clause.element if isinstance(clause, AsBoolean) else clause
