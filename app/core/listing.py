"""What a list or a row may be asked: declared filters, sorts, sparse fields, search, and a cursor bound to all of them.

A query is an ordinary pydantic model; a filter is a field annotated with `Where(column)`. Nothing else can be asked:
an unknown name is refused, and a filter over a field that the caller may not see is answered like an unknown one.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.columns import Day, Id, Instant, instant_text
from app.core.problems import InvalidCursor
from app.core.statements import any_of

T = TypeVar("T")
Clause = sa.ColumnElement[bool]
Readable = Callable[[Any], Clause]


def split(value: object) -> object:
    """`a,b` in a query becomes a list."""
    return value.split(",") if isinstance(value, str) else value


# A filter that takes several values, separated by commas.
Many = BeforeValidator(split)


class Where:
    """How a filter compares: `op` is in, from (>=), until (<), is or set (true: is not null).

    `through` builds the clause from the comparison and from `readable(Model)`, for a filter over another table.
    """

    def __init__(
        self, column: Any, op: str = "in", *, through: Callable[[Clause, Readable], Clause] | None = None
    ) -> None:
        self.column, self.op, self.through = column, op, through

    def clause(self, name: str, readable: Readable) -> Clause:
        """The condition, over a bind called `name`."""
        found = self.compare(name)
        return found if self.through is None else self.through(found, readable)

    @property
    def is_plain(self) -> bool:
        """Whether a row passes exactly when its own column holds the one value that is asked for."""
        return self.op == "is" and self.through is None

    def value(self, name: str) -> sa.BindParameter[Any]:
        return sa.bindparam(name, type_=self.held_in.type)

    @property
    def held_in(self) -> Any:
        """The table's column behind a model's attribute, or an expression."""
        return self.column.property.columns[0] if hasattr(self.column, "property") else self.column

    def compare(self, name: str) -> Clause:
        column, value = self.held_in, self.value(name)
        match self.op:
            case "in":
                return any_of(column, name)
            case "from":
                return column >= value  # type: ignore[no-any-return]
            case "until":
                return column < value  # type: ignore[no-any-return]
            case "set":
                return sa.case((column.is_(None), sa.false()), else_=sa.true()) == sa.bindparam(name, type_=sa.Boolean)
            case _:
                return column == value  # type: ignore[no-any-return]


class RowQuery(BaseModel):
    """What a single row may be asked."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    fields: Annotated[list[str] | None, Many] = Field(
        default=None, max_length=60, description="Only these members, `id` always"
    )
    include: Annotated[list[str] | None, Many] = Field(
        default=None, max_length=5, description="Rows that belong to this one"
    )


class ListQuery(RowQuery):
    """What every list may be asked."""

    limit: int = Field(default=50, ge=1, le=200, description="Rows of a page")
    cursor: str | None = Field(default=None, max_length=1000, description="`next_cursor` of the page before")
    sort: str = Field(default="id", max_length=60, description="A sortable member; `-` before it turns the order")
    count: bool = Field(default=False, description="Also count all rows that match")
    id: Annotated[list[UUID] | None, Many] = Field(default=None, max_length=200, description="Only these rows")


class SearchQuery(ListQuery):
    """A list that can be searched."""

    q: str | None = Field(
        default=None, min_length=1, max_length=100, description="Any script, with or without diacritics"
    )


class Page(BaseModel, Generic[T]):
    """One page of a list; `count` is there when it was asked for."""

    model_config = ConfigDict(defer_build=True)

    items: list[T]
    next_cursor: str | None = Field(description="Where the next page begins; null on the last one")
    count: int = Field(default_factory=lambda: 0, description="All rows that match, with `count=true`")


ASKED_BY_NAME = frozenset(RowQuery.model_fields) | {"limit", "cursor", "sort", "count", "q"}


def wheres(query: type[BaseModel]) -> dict[str, Where]:
    """The declared filters of a query model."""
    return {
        name: where
        for name, field in query.model_fields.items()
        for where in field.metadata
        if isinstance(where, Where)
    }


def fingerprint(*parts: object) -> str:
    """What a cursor belongs to: the caller, the list, its sort and filters."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def encode_cursor(mark: str, keys: Sequence[object]) -> str:
    return urlsafe_b64encode(orjson.dumps([mark, *map(str, keys)])).decode().rstrip("=")


def decode_cursor(cursor: str, mark: str, columns: list[sa.Column[Any]]) -> list[Any]:
    """The sort keys of the row where the page before ended."""
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(found, list) or found[0] != mark or len(found) != len(columns) + 1:
            raise InvalidCursor
        return [typed(column, text) for column, text in zip(columns, found[1:], strict=True)]
    except (ValueError, TypeError, IndexError, KeyError, RecursionError, OverflowError) as error:
        raise InvalidCursor from error


def typed(column: sa.Column[Any], text: object) -> Any:
    """The key as the column takes it; whatever a database would refuse is a ValueError or an OverflowError here."""
    if not isinstance(text, str) or "\0" in text:
        raise ValueError("keys are text")
    match column.type:
        case Id():
            return UUID(text)
        case sa.Integer():
            return bounded(int(text), 63 if isinstance(column.type, sa.BigInteger) else 31)
        case Instant():
            return datetime.fromisoformat(instant_text(datetime.fromisoformat(text)))
        case Day():
            return date.fromisoformat(text)
        case _:
            return text.encode().decode()


def bounded(number: int, bits: int) -> int:
    if not -(2**bits) <= number < 2**bits:
        raise OverflowError
    return number
