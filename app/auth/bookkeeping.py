"""Rows of the system's own bookkeeping, many at once: they are nobody's resource, so neither told nor audited."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.auth.principal import System
from app.auth.scoping import Unscoped
from app.auth.session import OwnedSession
from app.core.statements import Plans


def fill(db: OwnedSession, model: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows of the session's organisation; each says every other column. For systems alone, which see them all.

    Thousands of objects would cost seconds where the statement itself costs milliseconds.
    """
    if hasattr(model, "__resource__") or not isinstance(db.principal, System):
        raise Unscoped("a caller's rows are written one by one, or by a sheet")
    db.flush()
    adding(model).run_many(db.connection(), [{**row, "organisation_id": db.organisation_id} for row in rows])


@cache
def adding(model: type[SQLModel]) -> Plans:
    """The statement that adds one row."""
    return Plans(sa.insert(model))
