"""A declared read as a statement: reach, the caller's members, filters and the liveness of the sign-in in one select.

Each row comes as one JSON text made by the database beside its key columns. Only an empty answer asks again (`absence`)
what it means: a sign-in that is dead, a parent out of reach, or nothing there.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import types
from sqlmodel import SQLModel

from app.auth.correlating import readable_one
from app.auth.declared import Reads, column_of
from app.auth.permissions import may
from app.auth.pinning import pinned
from app.auth.reach import IS_ALIVE, sign_in
from app.auth.rights import VISIBILITY
from app.auth.row_texts import as_row, included, json_object
from app.auth.visibility import readable
from app.core.columns import Id
from app.core.listing import Readable
from app.core.problems import Forbidden, InvalidRequest
from app.core.statements import any_of
from app.core.tiers import AUDITED_FROM
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

    @property
    def down(self) -> bool:
        """Whether the greatest key comes first."""
        return self.sort.startswith("-")


def statement(reads: Reads[Any], asked: Question, engine: str) -> Any:
    """The one statement that answers a question, for one engine: each row as JSON text, its keys, the count."""
    keys = keys_of(reads, asked)
    beside = beside_text(reads, asked)
    shown = shown_columns(reads, asked, engine)
    total = [counted(reads, asked)] if asked.counted else []
    if engine == "sqlite":
        return narrowed(sa.select(json_object(shown).label("body"), *beside, *total), reads, asked)
    apart = [key.label(f"key{i}") for i, key in enumerate(beside) if key.key not in asked.names]
    found = narrowed(sa.select(*shown, *apart), reads, asked).subquery("found")
    named = [found.c[key.key if key.key in asked.names else f"key{i}"] for i, key in enumerate(beside)]
    whole, source = as_row(found, [*asked.names, *asked.include]) if apart else ("found", found)
    text = sa.cast(sa.func.row_to_json(sa.literal_column(whole)), types.Text).label("body")
    answer: Any = sa.select(text, *(sa.cast(key, types.Text) for key in named), *total).select_from(source)
    return answer.order_by(*directed(asked, named[: len(keys)])) if apart else answer


def identity(reads: Reads[Any], asked: Question, engine: str) -> Any:
    """What `statement` gives beside the texts, alone: which rows a settled page has and in which versions."""
    beside = beside_text(reads, asked)
    if engine == "postgresql":
        beside = [sa.cast(column, types.Text) for column in beside]
    return narrowed(sa.select(*beside), reads, asked)


def beside_text(reads: Reads[Any], asked: Question) -> list[Any]:
    """What tells one row from another, and of a settled page one version of it too."""
    versions = [reads.table.c.version, reads.table.c.updated_at] if is_settled(reads, asked) else []
    return [*keys_of(reads, asked), *versions]


def is_settled(reads: Reads[Any], asked: Question) -> bool:
    """Whether it is a page whose bytes follow from the versions of its rows, and hold nothing personal.

    So it is with columns of the row's own table; not with what is computed or included, nor with a count. What a page
    was searched for may be a name.
    """
    if asked.single or asked.counted or asked.search is not None or asked.include:
        return False
    if "version" not in reads.table.c or not reads.computed.keys().isdisjoint(asked.names):
        return False
    return max(reads.tiers(asked.role, asked.names), default=0) < AUDITED_FROM


def narrowed(select: sa.Select[Any], reads: Reads[Any], asked: Question) -> sa.Select[Any]:
    """Only what the caller reaches and asks for, in order, and only while the sign-in is alive."""
    select = select.where(*conditions(reads, asked), sa.exists().where(IS_ALIVE))
    if asked.single:
        return select.where(reads.table.c.id == sa.bindparam("id", type_=Id))
    if reads.parent is not None:
        select = select.where(parent_exists(reads, asked.role))
    return ordered(select, asked, keys_of(reads, asked))


def absence(reads: Reads[Any], asked: Question) -> sa.Select[Any]:
    """What is asked where no row was: none again is a dead sign-in; otherwise the count, and is the parent there."""
    columns = [counted(reads, asked)] if asked.counted else [sa.literal_column("0")]
    if reads.parent is not None and not asked.single:
        columns.append(parent_exists(reads, asked.role))
    return sa.select(*columns).select_from(sign_in).where(IS_ALIVE)


def counted(reads: Reads[Any], asked: Question) -> Any:
    return sa.select(sa.func.count()).select_from(reads.table).where(*conditions(reads, asked)).scalar_subquery()


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
    if asked.single:
        found: list[Any] = [readable_one(model, asked.role)]
    else:
        found = [pinned(readable(model, asked.role), held(reads, asked))]
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


def held(reads: Reads[Any], asked: Question) -> dict[sa.Column[Any], Any]:
    """The columns in which every row of the list has one value, which is asked for."""
    plain = {name: reads.filters[name] for name in asked.given if name != "id"}
    values = {name: where.value(f"filter_{name}") for name, where in plain.items() if where.is_plain}
    found = {column_of(plain[name].column): value for name, value in values.items()}
    if reads.parent is not None:
        found[column_of(reads.parent[1])] = sa.bindparam("parent", type_=Id)
    return {column: value for column, value in found.items() if getattr(column, "table", None) is reads.table}


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


def ordered(select: sa.Select[Any], asked: Question, keys: list[Any]) -> sa.Select[Any]:
    if asked.after:
        binds = [sa.bindparam(f"after{i}", type_=key.type) for i, key in enumerate(keys)]
        here, there = (sa.tuple_(*keys), sa.tuple_(*binds)) if len(keys) > 1 else (keys[0], binds[0])
        select = select.where(here < there if asked.down else here > there)
    return select.order_by(*directed(asked, keys)).limit(sa.bindparam("rows", type_=types.Integer))


def directed(asked: Question, keys: Sequence[Any]) -> list[Any]:
    return [key.desc() if asked.down else key for key in keys]


def parent_exists(reads: Reads[Any], role: Role) -> Any:
    model: Any = (reads.parent or (None,))[0]
    if not may(role, "read", model):
        raise Forbidden
    return (
        sa.exists()
        .where(model.id == sa.bindparam("parent", type_=Id), readable_one(model, role))
        .label("parent_exists")
    )
