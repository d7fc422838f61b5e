"""Statements that SQLite's parser can hold: it keeps a hundred symbols at once, and each nested select costs eleven.

A subselect that stands deeper than `DEEPEST` selects and takes nothing from around it is put in front of the statement,
`WITH deep1 AS (SELECT ...) ... x IN (SELECT id FROM deep1)`. What is used once SQLite plans like the subselect itself.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import CTE, Select

DEEPEST = 4
# Where a select stands is no matter for what it takes from.
NOWHERE = SQLCompiler(DefaultDialect(), None)


def sources_of(select: Select[Any]) -> Sequence[Any]:
    """What a select takes from, as `get_final_froms` says it, which writes down the whole statement to find out."""
    return select._compile_state_factory(select, NOWHERE)._get_display_froms()


class FlatCompiler(SQLiteCompiler):
    """Writes a select whose deepest subselects stand in front of it."""

    @cached_property
    def lifted(self) -> dict[Any, CTE]:
        return {}

    @property
    def is_select(self) -> bool:
        """The driver counts no changed rows behind a WITH, so that a change is left as it is."""
        return not (self.isinsert or self.isupdate or self.isdelete)

    def visit_grouping(self, grouping: Any, asfrom: bool = False, **kw: Any) -> str:
        inner = grouping.element
        if self.is_select and len(self.stack) >= DEEPEST and isinstance(inner, Select) and self.stands_alone(inner):
            if inner not in self.lifted:
                self.lifted[inner] = inner.cte(f"deep{len(self.lifted) + 1}")
            return f"({self.process(sa.select(self.lifted[inner]), **kw)})"
        return super().visit_grouping(grouping, asfrom, **kw)  # type: ignore[no-any-return, no-untyped-call]

    def stands_alone(self, inner: Select[Any]) -> bool:
        """Whether nothing in a subselect refers to the selects around it."""
        around = self.stack[-1]["correlate_froms"]
        own = set(sources_of(inner))
        named = {node.table for node in visitors.iterate(inner) if isinstance(node, ColumnClause)}
        return not (named - own) & around and (len(own) == 1 or not own & around)
