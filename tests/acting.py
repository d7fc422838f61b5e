"""Acting below HTTP: sessions as the people of the world, and what they leave in the feed and the audit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event

from app.auth.principal import Principal, System
from app.auth.session import OwnedSession
from app.core.database import Database
from app.models import Audit, Change, Transition
from tests.world import Person, Place


def principal(person: Person) -> Principal:
    return Principal(person.organisation_id, person.user_id, person.membership_id, person.sign_in_id, person.role)


def acting(database: Database, person: Person, **more: Any) -> OwnedSession:
    """A session as one of the people."""
    return OwnedSession(database, principal(person), **more)


def as_system(database: Database, place: Place) -> OwnedSession:
    """A session that sees the whole organisation."""
    return OwnedSession(database, System(place.id, "test data"))


@contextmanager
def inside(database: Database, organisation_id: UUID) -> Iterator[sa.Connection]:
    """A bare connection that row-level security lets into one organisation."""
    with database.engine.begin() as connection:
        if database.kind == "postgresql":
            connection.exec_driver_sql("SELECT set_config('app.organisation', %s, true)", (str(organisation_id),))
        yield connection


def cut_connections(connection: sa.Connection) -> None:
    """Ends every other connection to a database of PostgreSQL, as a restart would."""
    mine = "datname = current_database() AND pid <> pg_backend_pid()"
    connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")


class Left(NamedTuple):
    """What writes have left in an organisation so far."""

    feed: list[tuple[int, str, UUID, str, int]]
    audit: list[dict[str, Any]]
    transitions: list[tuple[str, str, str, str]]


def left(database: Database, organisation_id: UUID) -> Left:
    """The whole feed, lane 0 of the audit and all transitions, oldest first."""
    change, audit, transition = (model.__table__ for model in (Change, Audit, Transition))  # type: ignore[attr-defined]
    with inside(database, organisation_id) as connection:
        feed = sa.select(change.c.seq, change.c.type, change.c.row_id, change.c.op, change.c.version)
        feed = feed.where(change.c.organisation_id == organisation_id).order_by(change.c.seq)
        rows = sa.select(audit.c.what).where(audit.c.organisation_id == organisation_id, audit.c.lane == 0)
        moves = sa.select(transition.c.move, transition.c.from_state, transition.c.to_state, transition.c.reason)
        moves = moves.where(transition.c.organisation_id == organisation_id).order_by(transition.c.id)
        return Left(
            [tuple(row) for row in connection.execute(feed)],
            [json.loads(row.what) for row in connection.execute(rows.order_by(audit.c.seq))],
            [tuple(row) for row in connection.execute(moves)],
        )


@contextmanager
def without(name: str, listener: Any) -> Iterator[None]:
    """The twin of the session: the same, with one of its listeners switched off."""
    event.remove(OwnedSession, name, listener)
    try:
        yield
    finally:
        event.listen(OwnedSession, name, listener)
