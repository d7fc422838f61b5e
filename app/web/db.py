"""The transaction of one request: the owned session, plus how a write answers.

A write answers with the declared read of the row, run inside the transaction: the bytes and the ETag are those of the
GET that follows, and no field can be shown that the caller may not see.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlmodel import SQLModel

from app.auth.declared import Reads
from app.auth.opening import opened
from app.auth.reader import (
    Cut,
    Found,
    absence_for,
    found_page,
    found_row,
    judge,
    list_question,
    mark_of,
    plan_for,
    row_question,
    values_of,
)
from app.auth.session import OwnedSession
from app.core.entity_tags import etag, is_among
from app.core.listing import ListQuery
from app.core.problems import PreconditionFailed, PreconditionRequired
from app.core.statements import execute
from app.web.answer import JSON, PRIVATE, Answer
from app.web.call import Call
from app.web.refusals import translated

M = TypeVar("M", bound=SQLModel)
T = TypeVar("T")


class Db(OwnedSession):
    """An owned session that knows its request."""

    def __init__(self, call: Call) -> None:
        super().__init__(call.process.database, call.principal, request_id=call.request_id)
        self.call = call

    def shown(self, reads: Reads[Any], id: UUID, status: int = 200) -> Answer[Any]:
        """The row as the caller sees it after the change."""
        return self.showing(reads, self.found(reads, id), status)

    def created(self, reads: Reads[Any], row: Any) -> Answer[Any]:
        """201 with the place of a new row; 200 when the same row was there already (a phone that asked twice)."""
        self.flush()
        new = self.changes.get((type(row), row.id), ("",))[0] == "create"
        answer = self.shown(reads, row.id, 201 if new else 200)
        if new:
            location = f"/v1/{type(row).__resource__}/{row.id}".encode()
            answer.headers = (*answer.headers, (b"location", location))
        return answer

    def listed(self, reads: Reads[Any], query: ListQuery, parent: UUID | None = None) -> Answer[Any]:
        """A page of a declared list as the caller sees it after the change."""
        self.flush()
        asked = list_question(reads, self.caller.role, query)
        mark = mark_of(reads, query, self.caller, parent)
        values = {**self.binds, **values_of(reads, asked, query, mark), "parent": parent}
        rows, count = self.rows(reads, asked, values)
        return self.showing(reads, found_page(reads, asked, rows, Cut(query.limit, mark, count)))

    def matching(self, reads: Reads[M], id: UUID) -> M:
        """The row, locked, if what the caller was shown of it is still so; 428 without If-Match, 412 if it moved."""
        wanted = self.call.headers.get(b"if-match")
        if wanted is None:
            raise PreconditionRequired
        row = self.find(reads.model, id, lock=True)
        found = self.found(reads, id)
        if not is_among(etag(found.body), wanted, weak=False):
            self.call.shown = (reads.model.__resource__, found)  # type: ignore[attr-defined]
            raise PreconditionFailed(current=orjson.loads(found.body), etag=etag(found.body).decode())
        return row

    def showing(self, reads: Reads[Any], found: Found, status: int = 200) -> Answer[Any]:
        """The answer; the transaction's audit row says that its personal fields were shown."""
        if found.personal:
            self.seen.update({(reads.model.__resource__, id): found.tiers for id in found.ids})
        return Answer(found.body, status, (JSON, (b"etag", etag(found.body)), PRIVATE))

    def found(self, reads: Reads[Any], id: UUID) -> Found:
        self.flush()
        asked = row_question(reads, self.caller.role)
        rows, _ = self.rows(reads, asked, {**self.binds, "id": id})
        return found_row(reads, asked, rows, id)

    def rows(self, reads: Reads[Any], asked: Any, values: dict[str, Any]) -> tuple[list[Any], int]:
        """As `Reader.rows`, in the transaction."""
        connection, kind = self.connection(), self.database.kind
        plan = plan_for(reads, asked, kind)
        if rows := execute(connection, plan, values).fetchall():
            return rows if plan.opening is None else opened(self, plan.opening, rows), 0
        return rows, judge(reads, asked, execute(connection, absence_for(reads, asked, kind), values).fetchall())


async def unkept(call: Call, work: Callable[[Db], T]) -> T:
    """One transaction on a writer thread whose answer no Idempotency-Key keeps: it holds a secret, or is a part."""
    return await call.process.database.write(partial(transact, call, work))


def transact(call: Call, work: Callable[[Db], T]) -> T:
    with translated(), Db(call) as db:
        answer = work(db)
        db.commit()
    return answer
