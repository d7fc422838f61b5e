"""Reach of a list whose rows all hold one value in a column: the value in place of the column.

`group_id IN (groups I lead)` is asked of each row, although a list filtered to one group gives the same answer for all;
with the value in the column's place the database asks once. Only the outermost level is rewritten: inside a subselect
the same column belongs to other rows.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import SelectBase


def pinned(clause: Any, values: Mapping[sa.Column[Any], Any]) -> Any:
    """The condition with each of the columns replaced by its value, outside of subselects."""

    def instead(element: Any, **_: Any) -> Any:
        if isinstance(element, SelectBase):
            return element
        return values.get(element) if isinstance(element, sa.Column) else None

    return visitors.replacement_traverse(clause, {}, instead) if values else clause
