"""A session that belongs to someone. Everything that reads or writes through the ORM passes the listeners below.

- Every statement gets the caller's reach (`VISIBILITY`) for each model it touches; text, Core tables and bulk DML are
  refused, and a session that belongs to no one refuses to work.
- Every flush checks the verb (`PERMISSIONS`), the reach before and after the change, and the lifecycle.
- Every commit numbers the changes in the feed and adds one audit row, in the same transaction, the counter taken last.
- `beyond_reach(reason)` is a second session in the same transaction that sees all rows of the organisation; it records
  like the first, and every reason is listed in a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session, SQLModel

from app.auth import enqueuing
from app.auth.data_keys import Shelf
from app.auth.flushing import change_of, keep_key, keep_tenant, note, refold
from app.auth.principal import Owner, Principal, System
from app.auth.reach import ALIVE, TELL, require_within
from app.auth.recording import leave_trail
from app.auth.scoping import Unscoped, criteria
from app.auth.sealed_rows import reopen, shut
from app.core import clock
from app.core.database import Database
from app.core.problems import Forbidden, NotFound, ReferenceNotFound, SignedOut
from app.core.statements import Plan, execute_all
from app.models import Job

M = TypeVar("M", bound=SQLModel)


class OwnedSession(Session):
    """One transaction of one principal. `wide` sessions see every row of the organisation."""

    def __init__(self, database: Database, owner: Owner | None = None, *, request_id: str = "", on: Any = None) -> None:
        super().__init__(database.engine if on is None else on, expire_on_commit=False, autoflush=False)
        self.database, self.owner, self.request_id = database, owner, request_id
        self.at = clock.now()
        self.binds: Any = binds_of(owner, self.at)
        self.changes: dict[tuple[type[SQLModel], UUID], tuple[str, Any]] = {}
        self.reasons: dict[UUID, str] = {}
        self.transitions: list[dict[str, Any]] = []
        # Rows whose personal fields the answer shows: (resource, id) -> tiers.
        self.seen: dict[tuple[str, str], list[int]] = {}
        # Acts that change no row of the organisation: (verb, resource, id).
        self.acts: list[list[str]] = []
        # Jobs that this transaction leaves to the workers.
        self.enqueued: list[UUID] = []
        # The data keys of the transaction, and the plain values of what is sealed while a flush runs.
        self.shelf = Shelf()
        self.shut: list[tuple[Any, str, Any]] = []

    @property
    def organisation_id(self) -> UUID:
        """The organisation that this session works in."""
        found = self.principal.organisation_id
        if found is None:
            raise Unscoped("this session works in no organisation")
        return found

    @property
    def principal(self) -> Owner:
        """Whom the session belongs to."""
        if self.owner is None:
            raise Unscoped("this session belongs to no one")
        return self.owner

    @property
    def caller(self) -> Principal:
        """The signed-in caller; system sessions have none."""
        if not isinstance(self.owner, Principal):
            raise Unscoped("this session belongs to no signed-in caller")
        return self.owner

    def find(self, model: type[M], id: UUID, *, lock: bool = False) -> M:
        """The row, if the caller reaches it; otherwise NotFound. `lock` holds it to the end of the transaction."""
        table: Any = model
        statement = sa.select(model).where(table.id == id)
        if lock:
            statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
        row: M | None = self.execute(statement).scalar_one_or_none()
        if row is None:
            raise NotFound
        return row

    def refer(self, model: type[M], id: UUID, name: str) -> M:
        """The row that a body's member refers to; otherwise ReferenceNotFound naming the member."""
        try:
            return self.find(model, id)
        except (NotFound, Forbidden) as error:
            raise ReferenceNotFound(
                errors=[{"pointer": f"/{name}", "code": "not_found", "detail": "No such row in your reach."}]
            ) from error

    def put(self, row: M) -> M:
        """Adds a row to the transaction and flushes, so that a refusal comes here and not at the commit."""
        self.add(row)
        self.flush()
        return row

    def enqueue(
        self, kind: str, args: dict[str, Any], *, run_at: datetime | None = None, key: str | None = None
    ) -> UUID:
        """Leaves a job to the workers, if this transaction commits; gives its id.

        kind: one of KINDS in app/services/jobs/kinds.py. args: ids and codes. run_at: not before (at once by default).
        key: where a job of this kind and key waits already, that one stands, with its own args and the earlier start.
        """
        new = Job(kind=kind, args=args, key=key, run_at=run_at or self.at)
        return enqueuing.enqueue(self, new)

    def witness(self, verb: str, row: Any) -> None:
        """Puts an act into the audit that no change of a row shows: a new password."""
        self.acts.append([verb, row.__resource__, str(row.id)])

    def add(self, instance: object, _warn: bool = True) -> None:
        if hasattr(instance, "organisation_id") and instance.organisation_id is None:
            instance.organisation_id = self.organisation_id
        if hasattr(instance, "created_by") and instance.created_by is None:
            instance.created_by = self.principal.user_id
        super().add(instance, _warn=_warn)

    def begin_nested(self) -> Any:
        """Refused: a savepoint would be told in the feed when it is released, though the transaction may yet fail."""
        raise Unscoped("an owned session has no savepoints")

    def refuse_bulk(self, *args: Any, **more: Any) -> Any:
        """SQLAlchemy's bulk methods pass by the flush and all its checks."""
        raise Unscoped("rows are changed by add(), delete() and their attributes")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = refuse_bulk

    @contextmanager
    def beyond_reach(self, reason: str) -> Iterator["OwnedSession"]:
        """A second session in this transaction that sees every row of the organisation, for a stated reason."""
        self.flush()
        system = System(self.organisation_id, reason, self.principal.user_id)
        with OwnedSession(self.database, system, request_id=self.request_id, on=self.connection()) as wide:
            wide.changes, wide.transitions, wide.reasons = self.changes, self.transitions, self.reasons
            wide.at, wide.enqueued, wide.shelf = self.at, self.enqueued, self.shelf
            yield wide
            wide.flush()
            wide.expunge_all()
            wide.changes, wide.transitions = {}, []


def binds_of(owner: Owner | None, at: datetime) -> dict[str, Any]:
    if isinstance(owner, Principal):
        return owner.binds(at)
    return {} if owner is None else {"me_organisation": owner.organisation_id, "me_user": owner.user_id}


@event.listens_for(OwnedSession, "after_begin")
def enter(db: OwnedSession, transaction: Any, connection: sa.Connection) -> None:
    """Tells row-level security the organisation, and proves that the sign-in is alive: on PostgreSQL in one message."""
    kind, signed_in = connection.dialect.name, isinstance(db.owner, Principal)
    asked: list[tuple[Plan, Any]] = []
    if kind == "postgresql" and db.principal.organisation_id is not None:
        asked.append((TELL.on(kind), {"organisation": db.organisation_id}))
    if signed_in:
        asked.append((ALIVE.on(kind), db.binds))
    answers = execute_all(connection, asked)
    if signed_in and answers[-1].fetchone() is None:
        raise SignedOut


@event.listens_for(OwnedSession, "do_orm_execute")
def restrict(state: ORMExecuteState) -> None:
    db: Any = state.session
    if state.is_column_load:
        return
    if options := criteria(state, db.principal):
        state.statement = state.statement.options(*options)
        state.parameters = {**(state.parameters or {}), **db.binds}  # type: ignore[dict-item]


@event.listens_for(OwnedSession, "before_flush")
def restrict_before(db: OwnedSession, context: Any, instances: Any) -> None:
    changed: dict[type[SQLModel], list[Any]] = {}
    for row in db.new:
        keep_tenant(db, row)
        refold(row)
        shut(db, row)
        note(db, "create", row)
    for row in db.deleted:
        note(db, "delete", row)
        changed.setdefault(type(row), []).append(getattr(row, "id", None))
    for row in db.dirty:
        if not db.is_modified(row):
            continue
        note(db, change_of(db, row), row)
        keep_key(row)
        refold(row)
        shut(db, row)
        if hasattr(row, "updated_at"):
            row.updated_at = db.at
        changed.setdefault(type(row), []).append(getattr(row, "id", None))
    check_within(db, changed)


@event.listens_for(OwnedSession, "after_flush")
def restrict_after(db: OwnedSession, context: Any) -> None:
    written: dict[type[SQLModel], list[Any]] = {}
    for row in [*db.new, *(row for row in db.dirty if db.is_modified(row))]:
        written.setdefault(type(row), []).append(getattr(row, "id", None))
    reopen(db)
    check_within(db, written)


def check_within(db: OwnedSession, ids: dict[type[SQLModel], list[Any]]) -> None:
    """Rows as the database has them: before a flush their old values, after it the new ones."""
    if isinstance(db.owner, Principal):
        for model, found in ids.items():
            require_within(db.connection(), db.owner.role, model, found, db.binds)


@event.listens_for(OwnedSession, "before_commit")
def record(db: OwnedSession) -> None:
    """The tally's lock is taken last and held to the commit only."""
    db.flush()
    leave_trail(db)


@event.listens_for(OwnedSession, "after_commit")
def ring(db: OwnedSession) -> None:
    if db.enqueued:
        db.enqueued.clear()
        db.database.bell.set()


@event.listens_for(OwnedSession, "after_commit")
def put_keys_back(db: OwnedSession) -> None:
    db.shelf = Shelf()


@event.listens_for(OwnedSession, "after_rollback")
def forget(db: OwnedSession) -> None:
    reopen(db)
    db.shelf = Shelf()
    db.changes, db.transitions, db.seen, db.acts, db.enqueued = {}, [], {}, [], []
