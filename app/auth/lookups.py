"""Selects that a service declares once and that run without ORM objects, compiled with the reach of each model in them.

`OwnedSession.execute()` puts the caller's reach into a statement each time it runs; a `Lookup` does the same once for
each role, so that the busiest transactions pay for rows alone. The rules are the same: a model that the role may not
read is Forbidden, tables and text are refused, and a look beyond the caller's reach says why.
"""

from collections import namedtuple
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel

from app.auth.data_keys import keys_for
from app.auth.principal import Owner, role_of
from app.auth.scoping import MODELS, WIDE, Unscoped, criteria_for, refuse_unknown
from app.auth.sealed_rows import SealedPlace, open_places, sealed_places, texts_at
from app.auth.session import OwnedSession
from app.core.columns import Day, Id, Instant, Sealed
from app.core.statements import DIALECTS, Plan, any_of, execute
from app.models.membership import Role


class Compiled(NamedTuple):
    """A lookup for one role and engine: the plan, which of the driver's values become typed and how, what is sealed."""

    plan: Plan
    converts: list[tuple[int, Callable[[Any], Any]]]
    sealed: list[SealedPlace]


class Lookup:
    """A select of columns of models; everything that varies is a named bind.

    `beyond`: models whose rows are seen beyond the caller's reach, within the organisation; `reason` says why.
    """

    def __init__(self, statement: sa.Select[Any], *, beyond: tuple[type[SQLModel], ...] = (), reason: str = "") -> None:
        if beyond and not reason:
            raise Unscoped("a look beyond reach needs a reason")
        self.statement, self.beyond, self.reason = statement, beyond, reason
        self.models, self.sealed = models_of(statement), sealed_places(statement.selected_columns)
        self.shape: Any = namedtuple("Found", statement.selected_columns.keys())  # type: ignore[misc]
        self._compiled: dict[tuple[Role | None, str], Compiled] = {}

    def compiled(self, owner: Owner, engine: str) -> Compiled:
        """The lookup for a caller; Forbidden where the role may not read one of its models."""
        key = (role_of(owner), engine)
        known = self._compiled.get(key)
        if known is None:
            known = self._compiled[key] = self.compile(owner, engine)
        return known

    def compile(self, owner: Owner, engine: str) -> Compiled:
        reach = [WIDE[model] if model in self.beyond else criteria_for(owner, model) for model in self.models]
        kinds = [column.type for column in self.statement.selected_columns]
        converts = [(place, convert) for place, kind in enumerate(kinds) if (convert := typed(kind, engine))]
        return Compiled(Plan(self.statement.options(*reach), engine), converts, self.sealed)

    def found(self, compiled: Compiled, rows: list[Any]) -> list[Any]:
        """The driver's rows as named tuples of typed values."""
        found = []
        for row in rows:
            values = list(row)
            for place, convert in compiled.converts:
                if values[place] is not None:
                    values[place] = convert(values[place])
            found.append(self.shape._make(values))
        return found


def look(db: OwnedSession, lookup: Lookup, **values: Any) -> list[Any]:
    """What a lookup finds for the session's owner, as named tuples."""
    db.flush()
    connection = db.connection()
    compiled = lookup.compiled(db.principal, connection.dialect.name)
    rows = execute(connection, compiled.plan, {**db.binds, **values}).fetchall()
    if compiled.sealed:
        keys = keys_for(db, texts_at(compiled.sealed, rows))
        rows = open_places(compiled.sealed, keys, rows, db.organisation_id)
    return lookup.found(compiled, rows)


def columns(model: type[SQLModel], names: str) -> list[Any]:
    """Columns of a model by their names, for a select."""
    return [getattr(model, name) for name in names.split()]


def among(attribute: Any, name: str) -> Any:
    """The attribute is in a list that is given as one bind, so that the statement does not grow with it."""
    return any_of(attribute.__clause_element__(), name)


def typed(kind: Any, engine: str) -> Callable[[Any], Any] | None:
    """How a value of the driver becomes one of the model's; None where it is one already."""
    if isinstance(kind, Sealed):
        return None
    if isinstance(kind, types.Enum):
        return {code.value: code for code in kind.enum_class or ()}.__getitem__
    if engine == "sqlite" and type(kind) in FROM_TEXT:
        return FROM_TEXT[type(kind)]
    convert: Callable[[Any], Any] | None = kind.dialect_impl(DIALECTS[engine]).result_processor(DIALECTS[engine], None)
    return convert


FROM_TEXT: dict[type, Callable[[Any], Any]] = {Id: UUID, Instant: datetime.fromisoformat, Day: date.fromisoformat}


def models_of(statement: sa.Select[Any]) -> list[type[SQLModel]]:
    """The models that a statement touches, wherever they stand in it."""
    tables = set()
    for node in visitors.iterate(statement):
        refuse_unknown(node)
        if isinstance(node, sa.Table):
            tables.add(node if node in MODELS else node._deannotate())
    return sorted((MODELS[table] for table in tables), key=lambda model: model.__name__)
