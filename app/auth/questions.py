"""A declared read as a statement: reach, the caller's members, filters and the liveness of the sign-in in one select.

Each row comes as one JSON text made by the database beside its key columns. No row at all means that the sign-in is
dead; a row whose key is null means that the sign-in is alive and nothing was found.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.sql.util import ClauseAdapter
from sqlmodel import SQLModel

from app.auth.declared import Include, Reads
from app.auth.permissions import may
from app.auth.reach import IS_ALIVE, sign_in
from app.auth.rights import VISIBILITY
from app.auth.visibility import readable
from app.core.columns import Document, Id
from app.core.listing import Readable
from app.core.problems import Forbidden, InvalidRequest
from app.core.statements import any_of
from app.models.membership import Role


class Question(NamedTuple):
    """Everything about a read that changes its statement; the values it is asked with are binds."""

    role: Role
    names: tuple[str, ...]
    single: bool = False
    sort: str = "id"
    given: frozenset[str] = frozenset()
    after: bool = False
    counted: bool = False
    search: str | None = None
    include: tuple[str, ...] = ()


def statement(reads: Reads[Any], asked: Question, engine: str) -> sa.Select[Any]:
    """The one statement that answers a question, for one engine."""
    table = reads.table
    keys = keys_of(reads, asked)
    shown = shown_columns(reads, asked, engine)
    shown = [json_object(shown).label("body")] if engine == "sqlite" else shown
    inner = sa.select(*shown, *(key.label(f"key{i}") for i, key in enumerate(keys))).where(*conditions(reads, asked))
    this_row = table.c.id == sa.bindparam("id", type_=Id)
    inner = inner.where(this_row) if asked.single else ordered(inner, asked, keys)
    found = inner.subquery("found")
    columns = [body(found, engine), *(as_text(found.c[f"key{i}"], engine) for i in range(len(keys)))]
    if asked.counted:
        total = sa.select(sa.func.count()).select_from(table).where(*conditions(reads, asked))
        columns.append(total.scalar_subquery())
    if reads.parent is not None and not asked.single:
        columns.append(parent_exists(reads, asked.role))
    result = sa.select(*columns).select_from(joined(found, asked, engine)).where(IS_ALIVE)
    if engine == "sqlite":
        return result  # rows come in the order of a subquery with LIMIT; its sorter costs more than the page
    directions = [found.c[f"key{i}"] for i in range(len(keys))]
    return result.order_by(*(key.desc() if asked.sort.startswith("-") else key for key in directions))


def keys_of(reads: Reads[Any], asked: Question) -> list[Any]:
    """The sort column and the id: together they are unique, so that a page ends at exactly one row."""
    name = asked.sort.removeprefix("-")
    return [reads.table.c.id] if name == "id" else [reads.sorts[name], reads.table.c.id]


def shown_columns(reads: Reads[Any], asked: Question, engine: str) -> list[Any]:
    columns = [
        (reads.computed[name] if name in reads.computed else reads.table.c[name]).label(name) for name in asked.names
    ]
    return columns + [
        included(reads.includes[name], reads.table, asked.role, engine).label(name) for name in asked.include
    ]


def conditions(reads: Reads[Any], asked: Question) -> list[Any]:
    """Reach, filters and search; the same for the page and for the count."""
    model: type[SQLModel] = reads.model
    found: list[Any] = [readable(model, asked.role)]
    if reads.where is not None:
        found.append(reads.where)
    if reads.parent is not None and not asked.single:
        found.append(reads.parent[1].property.columns[0] == sa.bindparam("parent", type_=Id))
    for name in sorted(asked.given):
        if name == "id":
            found.append(any_of(reads.table.c.id, "filter_id"))
        else:
            found.append(filtered(reads, asked, name))
    if asked.search is not None:
        pattern = sa.bindparam("pattern", type_=types.Text)
        found.append(reads.search[asked.search].like(pattern, escape="\\"))
    return found


def filtered(reads: Reads[Any], asked: Question, name: str) -> Any:
    """A filter's condition; one through a table that the role may not read does not exist for it."""
    try:
        return reads.filters[name].clause(f"filter_{name}", readable_for(asked.role))
    except Forbidden:
        raise unknown(name) from None


def unknown(name: str, sentence: str = "There is no such member here.") -> InvalidRequest:
    """The answer for what does not exist, which is also that for what the caller may not see."""
    return InvalidRequest(errors=[{"pointer": f"query/{name}", "code": "unknown", "detail": sentence}])


def readable_for(role: Role) -> Readable:
    """`readable(Model)` for filters through other tables; a table that the role never sees gives no filter."""

    def clause(model: type[SQLModel]) -> Any:
        if role not in VISIBILITY[model] or not may(role, "read", model):
            raise Forbidden
        return readable(model, role)

    return clause


def ordered(inner: sa.Select[Any], asked: Question, keys: list[Any]) -> sa.Select[Any]:
    down = asked.sort.startswith("-")
    if asked.after:
        binds = [sa.bindparam(f"after{i}", type_=key.type) for i, key in enumerate(keys)]
        here, there = (sa.tuple_(*keys), sa.tuple_(*binds)) if len(keys) > 1 else (keys[0], binds[0])
        inner = inner.where(here < there if down else here > there)
    inner = inner.order_by(*(key.desc() if down else key for key in keys))
    return inner.limit(sa.bindparam("rows", type_=types.Integer))


def parent_exists(reads: Reads[Any], role: Role) -> Any:
    model: Any = (reads.parent or (None,))[0]
    if not may(role, "read", model):
        raise Forbidden
    return sa.exists().where(model.id == sa.bindparam("parent", type_=Id), readable(model, role)).label("parent_exists")


def body(found: Any, engine: str) -> Any:
    """The row as one JSON text, the same on both engines."""
    if engine == "postgresql":
        return sa.cast(sa.func.row_to_json(sa.literal_column("shown")), types.Text).label("body")
    return found.c.body


def joined(found: Any, asked: Question, engine: str) -> Any:
    if engine != "postgresql":
        return sign_in.outerjoin(found, sa.true())
    shown: Any = sa.select(
        *(sa.literal_column(f'found."{name}"').label(name) for name in [*asked.names, *asked.include])
    )
    return sign_in.outerjoin(found.join(shown.lateral("shown"), sa.true()), sa.true())


def json_object(columns: Sequence[Any]) -> Any:
    members: list[Any] = []
    for column in columns:
        members += [sa.literal_column(f"'{column.name}'"), as_json(getattr(column, "element", column))]
    return sa.func.json_object(*members)


def as_json(column: Any) -> Any:
    """What SQLite's json_object would write wrongly: booleans as 0 and 1, documents as strings."""
    if isinstance(column.type, types.Boolean):
        return sa.func.json(sa.case((column.is_(None), "null"), (column, "true"), else_="false"))
    if isinstance(column.type, Document | types.JSON):
        return sa.func.json(column)
    return column


def as_text(column: Any, engine: str) -> Any:
    return sa.cast(column, types.Text) if engine == "postgresql" else column


def included(include: Include, table: sa.Table, role: Role, engine: str) -> Any:
    """The rows of an include as one JSON array, with their own reach and members."""
    of = include.model.__table__.alias("included")  # type: ignore[attr-defined]
    names = include.names(role)
    reach = ClauseAdapter(of).traverse(readable(include.model, role))
    rows = (
        sa.select(*(of.c[name] for name in names))
        .where(of.c.organisation_id == table.c.organisation_id, of.c[include.on.key] == table.c.id, reach)
        .order_by(of.c[(include.order or include.on).key], of.c.id)
        .limit(include.max_rows)
        .correlate(table)
        .subquery("member")
    )
    whole: Any
    if engine == "postgresql":
        # Not json_agg, which puts a line break between rows.
        listed = sa.func.string_agg(sa.cast(sa.func.row_to_json(sa.literal_column("member")), types.Text), ",")
        whole = sa.func.concat("[", listed, "]")
        return sa.select(whole).select_from(rows).correlate(table).scalar_subquery().cast(types.JSON)
    whole = sa.func.json_group_array(json_object([rows.c[name] for name in names]))
    return sa.type_coerce(sa.select(whole).select_from(rows).correlate(table).scalar_subquery(), Document())
