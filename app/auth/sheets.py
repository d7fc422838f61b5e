"""Rows of one kind written together, without ORM objects, under the rules of a flush.

A service that has looked at the rows (app/auth/lookups.py) writes what differs: one statement for all new rows, one for
all changed ones. As at a flush, the verb is checked, and the write reach before a change and after it: the first within
the statement, the second by a count, left out where the change sets no column that the reach is made of. A row that
someone changed since it was looked at is a Conflict, never a lost update. The organisation, the author, the version and
the times are the session's to set, and each row is noted for the feed and the audit. States do not move here: a
lifecycle's column and folded search keys belong to the ORM path, and a sheet that names one is refused.
"""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel

from app.auth.permissions import may
from app.auth.principal import Owner, Principal, role_of
from app.auth.reach import require_within
from app.auth.scoping import Unscoped
from app.auth.sealed_rows import seal_values
from app.auth.session import OwnedSession
from app.auth.visibility import writable
from app.core.columns import Id, Instant
from app.core.ids import uuid7
from app.core.problems import Conflict, Forbidden
from app.core.recordsets import Inserts, given
from app.core.statements import Plan, Plans, any_of, execute
from app.models.membership import Role

KEPT = frozenset({"organisation_id", "id", "version", "created_at", "created_by", "updated_at"})


class Sheet:
    """The rows of a model that are written together, and the columns that a change may set."""

    def __init__(self, model: type[SQLModel], *changes: str) -> None:
        refuse_unfit(model, changes)
        self.model, self.changes = model, changes
        self.table: sa.Table = model.__table__  # type: ignore[attr-defined]
        self.columns = tuple(self.table.columns.keys())
        self.defaults = {
            name: field.default for name, field in model.model_fields.items() if name not in KEPT | required(model)
        }
        self._updates: dict[tuple[Role | None, str], Plan] = {}

    @cached_property
    def insert(self) -> Inserts:
        """New rows."""
        return Inserts(self.table)

    def update(self, owner: Owner, engine: str) -> Plan:
        """Changed rows, each still in the version that was looked at and within the owner's write reach."""
        key = (role_of(owner), engine)
        if key not in self._updates:
            self._updates[key] = Plan(self.changing(*key), engine)
        return self._updates[key]

    def changing(self, role: Role | None, engine: str) -> sa.Update:
        table, at = self.table, sa.bindparam("me_at", type_=Instant)
        to = given(table, (*self.changes, "id", "version"), engine)
        conditions = [self.mine, table.c.id == to["id"], table.c.version == to["version"]]
        if engine == "postgresql":
            # It does not know that the rows given are few: without their ids beside them it reads the whole table.
            conditions.append(any_of(table.c.id, "ids"))
        if role is not None:
            conditions.append(writable(self.model, role))
        changed = {name: to[name] for name in self.changes}
        return sa.update(table).where(*conditions).values(**changed, version=table.c.version + 1, updated_at=at)

    @cached_property
    def delete(self) -> Plans:
        """Rows that go."""
        return Plans(sa.delete(self.table).where(self.mine, any_of(self.table.c.id, "ids")))

    @cached_property
    def mine(self) -> sa.ColumnElement[bool]:
        return self.table.c.organisation_id == sa.bindparam("me_organisation", type_=Id)


def insert_rows(db: OwnedSession, sheet: Sheet, rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows, given by column; columns left out have the model's defaults. Raises Forbidden, Conflict."""
    made = [completed(db, sheet, row) for row in rows]
    if not made:
        return
    ids = [row["id"] for row in made]
    require_verb(db, sheet, "create", ids)
    sheet.insert.run_many(db.connection(), seal_values(db, sheet.model, made))
    check_within(db, sheet, ids)
    note(db, sheet, "create", ((id, 1) for id in ids))


def update_rows(db: OwnedSession, sheet: Sheet, rows: Iterable[dict[str, Any]]) -> None:
    """Changes rows: each has `id`, `version` as it was looked at, and all of the sheet's changes. Raises as above."""
    changed = list(rows)
    if not changed:
        return
    if any(row.keys() != {"id", "version", *sheet.changes} for row in changed):
        raise TypeError(f"a change has id, version and {sheet.changes}")
    ids = [row["id"] for row in changed]
    require_verb(db, sheet, "update", ids)
    if change(db, sheet, seal_values(db, sheet.model, changed), ids) != len(ids):
        check_within(db, sheet, ids)
        raise Conflict
    if isinstance(owner := db.principal, Principal) and moves_reach(sheet.model, sheet.changes, owner.role):
        check_within(db, sheet, ids)
    note(db, sheet, "update", ((row["id"], row["version"] + 1) for row in changed))


def delete_rows(db: OwnedSession, sheet: Sheet, versions: dict[UUID, int]) -> None:
    """Takes rows away, given by id and version; the caller of this holds their locks. Raises as above."""
    if not versions:
        return
    ids = sorted(versions)
    require_verb(db, sheet, "delete", ids)
    check_within(db, sheet, ids)
    if sheet.delete.run(db.connection(), {**owned(db), "ids": ids}).rowcount != len(ids):
        raise Conflict
    note(db, sheet, "delete", versions.items())


def completed(db: OwnedSession, sheet: Sheet, row: dict[str, Any]) -> dict[str, Any]:
    """A whole new row; what the session sets cannot be given."""
    own = {
        "organisation_id": db.organisation_id,
        "version": 1,
        "created_at": db.at,
        "updated_at": db.at,
        "created_by": db.principal.user_id,
    }
    made = {**sheet.defaults, **row, **own, "id": row.get("id") or uuid7()}
    if len(made) != len(sheet.columns):
        raise TypeError(f"{sheet.model.__name__}: {set(made) ^ set(sheet.columns)}")
    return made


def change(db: OwnedSession, sheet: Sheet, rows: list[dict[str, Any]], ids: list[UUID]) -> int:
    """Runs the update; gives how many rows were there to be changed, as they were looked at and within reach."""
    connection = db.connection()
    plan = sheet.update(db.principal, connection.dialect.name)
    changed: int = execute(connection, plan, {**db.binds, **owned(db), "rows": rows, "ids": ids}).rowcount
    return changed


def owned(db: OwnedSession) -> dict[str, Any]:
    return {"me_organisation": db.organisation_id, "me_at": db.at}


def require_verb(db: OwnedSession, sheet: Sheet, verb: str, ids: Sequence[UUID]) -> None:
    db.flush()
    if (role := role_of(db.principal)) is not None and not may(role, verb, sheet.model):
        raise Forbidden
    if len(set(ids)) != len(ids):
        raise Conflict
    if db.identity_map and any((sheet.model, (db.organisation_id, id), None) in db.identity_map for id in ids):
        raise Unscoped("a row of a sheet is loaded as an object, which would not know of the change")


def check_within(db: OwnedSession, sheet: Sheet, ids: Sequence[UUID]) -> None:
    if isinstance(owner := db.principal, Principal):
        require_within(db.connection(), owner.role, sheet.model, ids, db.binds)


def note(db: OwnedSession, sheet: Sheet, verb: str, rows: Iterable[tuple[UUID, int]]) -> None:
    """Remembers the rows for the feed and the audit; the first verb of a row in a transaction stays, except delete."""
    for id, version in rows:
        key = (sheet.model, id)
        first = verb if verb == "delete" or key not in db.changes else db.changes[key][0]
        db.changes[key] = (first, Written(sheet.model, id, version))


@cache
def moves_reach(model: type[SQLModel], changes: tuple[str, ...], role: Role) -> bool:
    """Whether a change could carry a row out of a role's reach: it sets a column that the reach is made of."""
    parts = visitors.iterate(writable(model, role))
    columns = [part for part in parts if isinstance(part, sa.Column)]
    return any(column.table.name == model.__tablename__ and column.name in changes for column in columns)


class Written:
    """What the feed and the audit ask of a row."""

    __slots__ = ("__resource__", "__told__", "id", "version")

    def __init__(self, model: Any, id: UUID, version: int) -> None:
        self.__resource__, self.__told__, self.id, self.version = model.__resource__, model.__told__, id, version


def refuse_unfit(model: Any, changes: tuple[str, ...]) -> None:
    lifecycle = model.__lifecycle__
    state = {lifecycle.column} if lifecycle else set()
    if model.__folds__ or (KEPT | state) & set(changes):
        raise TypeError(f"{model.__name__}: a sheet cannot write {changes}")


def required(model: type[SQLModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required() or field.default_factory}
