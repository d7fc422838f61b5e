"""What the database refuses, said as a problem: a missing reference, a double, a lost update, a lost database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.core.problems import Conflict, IdConflict, ReferenceNotFound, StillReferenced, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """Turns the database's refusals into problems, SQLAlchemy's and the bare driver's; nothing of its text leaves."""
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError) as error:
        raise of_integrity(str(getattr(error, "orig", error))) from error
    except StaleDataError as error:
        raise Conflict from error
    except (OperationalError, PoolTimeout, sqlite3.OperationalError, psycopg.OperationalError) as error:
        raise Unavailable from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable from error
        raise


def of_integrity(text: str) -> Exception:
    """By the words of SQLite or PostgreSQL."""
    lowered = text.lower()
    if "still referenced" in lowered:
        return StillReferenced()
    if "foreign key" in lowered:
        return ReferenceNotFound(errors=[])
    if "pk_" in lowered or ".id" in lowered:
        return IdConflict()
    return Conflict()
