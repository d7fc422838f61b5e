"""Writing a record that has no rule of its own: create, change, move, remove."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from app.auth.facets import unwritable
from app.auth.principal import Principal
from app.auth.session import OwnedSession
from app.core.problems import IdConflict, InvalidRequest, NotFound, StillReferenced
from app.core.shapes import Create, Patch
from app.models.base import Row

M = TypeVar("M", bound=SQLModel)


@cache
def table_named(name: str) -> type[SQLModel]:
    """The model of a table that a body may refer to."""
    tables: dict[str, Any] = {str(model.__tablename__): model for model in rows_of(Row) if hasattr(model, "__table__")}
    model: type[SQLModel] = tables[name]
    return model


def rows_of(model: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for child in model.__subclasses__():
        yield child
        yield from rows_of(child)


def create(db: OwnedSession, model: type[M], new: Create, **given: object) -> M:
    """A new row from a body; the same row again when the client's id brings the same content (IdConflict otherwise).

    Raises ReferenceNotFound when the body refers to what the caller does not reach.
    """
    if (known := already(db, model, new)) is not None:
        return known
    return db.put(made(db, model, new, **given))


def made(db: OwnedSession, model: type[M], new: Create, **given: object) -> M:
    """The row of a body, its references checked, not yet added: for services with rules of their own."""
    refuse_closed(db, model, new)
    columns = set(model.__table__.columns.keys())  # type: ignore[attr-defined]
    values = {name: value for name, value in plain(new).items() if name in columns and name not in given}
    if values.get("id") is None:
        values.pop("id", None)
    check_references(db, model, values)
    return model(**values, **given)


def already(db: OwnedSession, model: type[M], new: Create) -> M | None:
    """The row that the client's id names, if it is there with the same content."""
    if new.id is None:
        return None
    try:
        row = db.find(model, new.id)
    except NotFound:
        return None
    columns = set(model.__table__.columns.keys())  # type: ignore[attr-defined]
    given = {name: value for name, value in plain(new).items() if name in new.model_fields_set and name in columns}
    if any(getattr(row, name) != value for name, value in given.items()):
        raise IdConflict
    return row


def change(db: OwnedSession, row: M, changes: BaseModel, *, leave_out: tuple[str, ...] = ()) -> M:
    """Applies a merge patch: what is named changes, null clears."""
    refuse_closed(db, type(row), changes)
    values = {
        name: value
        for name, value in plain(changes).items()
        if name in changes.model_fields_set and name not in leave_out
    }
    check_references(db, type(row), values)
    for name, value in values.items():
        setattr(row, name, value)
    db.flush()
    return row


def move(db: OwnedSession, row: M, verb: str, reason: str = "", to: StrEnum | None = None) -> M:
    """Makes a move of the row's lifecycle (to another of its states); the reason goes into its transition."""
    lifecycle: Any = row.__lifecycle__  # type: ignore[attr-defined]
    if lifecycle.moves[verb].needs_reason and not reason:
        raise InvalidRequest(errors=[{"pointer": "/reason", "code": "missing", "detail": "Say why."}])
    if reason:
        db.reasons[row.id] = reason  # type: ignore[attr-defined]
    lifecycle.fire(row, verb, to)
    db.flush()
    return row


def remove(db: OwnedSession, model: type[SQLModel], id: UUID) -> None:
    """Deletes a row that nothing refers to (StillReferenced otherwise)."""
    db.delete(db.find(model, id))
    try:
        db.flush()
    except IntegrityError as error:
        # Nothing else can stand against a deletion, and SQLite's words do not tell which side of a key was wrong.
        raise StillReferenced from error


def plain(body: BaseModel) -> dict[str, Any]:
    """The body's values as columns take them: nested shapes as plain JSON, the rest typed."""
    return {name: flat(value) for name, value in body.__dict__.items()}


def flat(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list):
        return [str(item) if isinstance(item, UUID) else flat(item) for item in value]
    return value


def refuse_closed(db: OwnedSession, model: type[SQLModel], body: BaseModel) -> None:
    """Refuses members that the caller's role may not write, as if they did not exist; a patch may not be empty."""
    errors = []
    if isinstance(body, Patch) and not body.model_fields_set:
        errors.append({"pointer": "", "code": "missing", "detail": "Name at least one member to change."})
    if isinstance(db.owner, Principal):
        for name in sorted(body.model_fields_set & unwritable(model, type(body), db.owner.role)):
            errors.append({"pointer": f"/{name}", "code": "unknown", "detail": "There is no such member here."})
    if errors:
        raise InvalidRequest(errors=errors)


def check_references(db: OwnedSession, model: type[SQLModel], values: dict[str, Any]) -> None:
    """Every id that the body brings must be in the caller's reach."""
    for column in model.__table__.columns:  # type: ignore[attr-defined]
        if (target := column.info.get("ref")) and values.get(column.name) is not None:
            db.refer(table_named(target), values[column.name], column.name)
