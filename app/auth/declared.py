"""Declaring a read: which shape of which table, how it may be sorted and filtered, what may be included.

`CHILDREN = Reads(ChildRead, Child, ChildQuery, sorts={"code": Child.code}, search={"first_name": Child.search_key})`
is all that a resource says; app/auth/reader.py turns it into one statement per role and shape of question.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import SQLModel

from app.auth.facets import hidden
from app.core.columns import Sealed
from app.core.listing import ListQuery, wheres
from app.core.tiers import tiers_of
from app.models.membership import Role

M = TypeVar("M", bound=SQLModel)


class Include:
    """Rows of another table shown inside a row: those whose `on` column holds the row's id, in the order of `order`.

    down: the greatest first, so that `max_rows` keeps the newest.
    """

    def __init__(  # noqa: PLR0913 - a declaration, as below
        self,
        shape: type[BaseModel],
        model: type[SQLModel],
        on: Any,
        *,
        order: Any = None,
        down: bool = False,
        max_rows: int = 200,
    ) -> None:
        self.shape, self.model, self.on = shape, model, on
        self.order, self.down, self.max_rows = order, down, max_rows

    def names(self, role: Role) -> list[str]:
        """The members that a role sees of an included row."""
        closed = hidden(self.model, self.shape, role)
        return [name for name in self.shape.model_fields if name not in closed]


class Reads(Generic[M]):
    """A declared read over one table.

    sorts: sortable name -> column (id always; columns must not be null and have an index with id).
    search: member -> folded column, widest first; the first whose member the role may see is searched.
    computed: shape members that are expressions, not columns.
    parent: (model, column): the list belongs to a row of `model`; without that row in reach the answer is 404.
    where: what holds for every row of the list.
    """

    def __init__(  # noqa: PLR0913 - a declaration: every part is named where it is used
        self,
        shape: type[BaseModel],
        model: type[M],
        query: type[ListQuery] = ListQuery,
        *,
        sorts: Mapping[str, Any] | None = None,
        search: Mapping[str, Any] | None = None,
        computed: Mapping[str, Any] | None = None,
        includes: Mapping[str, Include] | None = None,
        parent: tuple[type[SQLModel], Any] | None = None,
        where: Any = None,
    ) -> None:
        self.shape, self.model, self.query = shape, model, query
        self.table: sa.Table = model.__table__  # type: ignore[attr-defined]
        self.sorts = {"id": self.table.c.id, **{name: column_of(of) for name, of in (sorts or {}).items()}}
        self.search = {name: column_of(column) for name, column in (search or {}).items()}
        self.computed, self.includes, self.parent = dict(computed or {}), dict(includes or {}), parent
        self.where, self.filters = where, wheres(query)
        refuse_sealed(self)
        self.known_tiers: dict[tuple[Role, tuple[str, ...], tuple[str, ...]], list[int]] = {}
        self.members = ["id", *(name for name in shape.model_fields if name != "id")]
        unknown = [name for name in self.members if name not in self.table.c and name not in self.computed]
        if unknown:
            raise TypeError(f"{shape.__name__} shows {unknown}, which {model.__name__} does not have")

    def names(self, role: Role) -> list[str]:
        """The members that a role sees, `id` first."""
        closed = hidden(self.model, self.shape, role)
        return [name for name in self.members if name not in closed]

    def tiers(self, role: Role, names: tuple[str, ...], include: tuple[str, ...] = ()) -> list[int]:
        """The tiers among the members and those of the included rows, for the audit."""
        key = (role, names, include)
        if key not in self.known_tiers:
            found = levels(self.shape, names)
            for name in include:
                found |= levels(self.includes[name].shape, self.includes[name].names(role))
            self.known_tiers[key] = sorted(found)
        return self.known_tiers[key]


def refuse_sealed(reads: Reads[Any]) -> None:
    """What is sealed is neither sorted, filtered nor searched by, nor part of an expression that is shown."""
    used = [*reads.sorts.values(), *reads.search.values(), *reads.computed.values()]
    used += [column_of(where.column) for where in reads.filters.values() if where.column is not None]
    if found := [column for column in used if isinstance(getattr(column, "type", None), Sealed)]:
        raise TypeError(f"{reads.shape.__name__}: {found[0]} is sealed")


def levels(shape: type[BaseModel], names: Iterable[str]) -> set[int]:
    tiers = tiers_of(shape)
    return {tiers[name].level for name in names if name in tiers}


def column_of(attribute: Any) -> Any:
    """The table's column behind a model's attribute."""
    return attribute.property.columns[0] if hasattr(attribute, "property") else attribute
