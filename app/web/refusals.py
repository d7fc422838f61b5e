"""What the database refuses, said as a problem: a missing reference, a double, a lost update, a lost database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.core.problems import Conflict, IdConflict, ReferenceNotFound, StillReferenced, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """Turns the database's refusals into problems, SQLAlchemy's and the bare driver's; nothing of its text leaves."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict from error
    except PoolTimeout as error:
        raise Unavailable from error
    except Exception as error:
        names = {kind.__name__ for kind in type(error).__mro__}  # the same in every driver (PEP 249), loaded or not
        if "IntegrityError" in names:
            raise of_integrity(str(getattr(error, "orig", error))) from error
        if "OperationalError" in names or (isinstance(error, DBAPIError) and error.connection_invalidated):
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
