"""Aggregates that the two engines spell differently."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class listed(FunctionElement[str]):
    """The texts of a group as one, separated by commas, in no promised order."""

    inherit_cache = True
    type = sa.Text()
    name = "listed"


@compiles(listed, "sqlite")
def _listed_sqlite(element: listed, compiler: Any, **kw: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **kw)}, ', ')"


@compiles(listed, "postgresql")
def _listed_postgresql(element: listed, compiler: Any, **kw: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **kw)}, ', ')"
