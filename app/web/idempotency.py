"""Idempotency-Key: the answer to a POST is kept in the transaction that did the work, and given again to a retry."""

import hashlib
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.auth.clearing import forget_keys
from app.auth.data_keys import keys_for, sealing_key
from app.auth.principal import Visitor
from app.auth.session import OwnedSession
from app.core.columns import Id
from app.core.problems import IdempotencyKeyReused, InvalidRequest
from app.core.sealing import MARK, open_sealed, place, seal
from app.core.statements import Plans
from app.models import IdempotencyKey
from app.web.answer import Answer

# An answer that shows this tier or more is kept sealed.
SEALED_FROM = 4
KEY = re.compile(rb"[\x21-\x7e]{1,255}")

table = IdempotencyKey.__table__  # type: ignore[attr-defined]
this_key = sa.and_(
    table.c.organisation_id == sa.bindparam("organisation", type_=Id),
    table.c.membership_id == sa.bindparam("membership", type_=Id),
    table.c.key == sa.bindparam("name"),
)
CLAIM = {
    "sqlite": Plans(sqlite.insert(table).on_conflict_do_nothing()),
    "postgresql": Plans(postgresql.insert(table).on_conflict_do_nothing()),
}
KNOWN = Plans(sa.select(table.c.request, table.c.status, table.c.headers, table.c.body).where(this_key))
KEEP = Plans(
    sa.update(table)
    .where(this_key)
    .values(status=sa.bindparam("to_status"), headers=sa.bindparam("to_headers"), body=sa.bindparam("to_body"))
)


def key_of(headers: dict[bytes, bytes]) -> str | None:
    """The key of a request, or None without one."""
    key = headers.get(b"idempotency-key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        detail = "1 to 255 printable ASCII characters without spaces."
        raise InvalidRequest(errors=[{"pointer": "header/idempotency-key", "code": "wrong_format", "detail": detail}])
    return key.decode()


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.blake2b(f"{method} {path}\n".encode() + body, digest_size=16).hexdigest()


def once(db: OwnedSession, key: str | None, request: str, work: Callable[[], Answer[Any]]) -> Answer[Any]:
    """Does the work and keeps its answer under the key; the kept answer where the key comes again."""
    if key is None:
        return work()
    if (kept := claim(db, key, request)) is not None:
        return kept
    answer = work()
    keep(db, key, answer)
    return answer


def claim(db: OwnedSession, key: str, request: str) -> Answer[Any] | None:
    """The kept answer of an earlier request with this key; None when this one is the first.

    A parallel request with the same key waits here until the first has ended. Raises IdempotencyKeyReused.
    """
    actor_id, connection = actor_of(db), db.connection()
    named = {"organisation": db.organisation_id, "membership": actor_id, "name": key}
    forget_keys(db)
    row = {"organisation_id": db.organisation_id, "membership_id": actor_id, "key": key}
    empty = {"request": request, "status": 0, "headers": "[]", "body": "", "at": db.at}
    if CLAIM[connection.dialect.name].run(connection, {**row, **empty}).rowcount == 1:
        return None
    known, status, headers, body = KNOWN.run(connection, named).fetchone()
    if known != request:
        raise IdempotencyKeyReused
    pairs = tuple((name.encode(), value.encode()) for name, value in orjson.loads(headers))
    if body.startswith(MARK):
        body = open_sealed(keys_for(db, [body]), body, where(db, key))
    return Answer(body.encode(), status, (*pairs, (b"idempotency-replayed", b"true")))


def keep(db: OwnedSession, key: str, answer: Answer[Any]) -> None:
    """Stores the answer beside the work that it tells of."""
    row = {"organisation": db.organisation_id, "membership": actor_of(db), "name": key}
    pairs = [[name.decode(), value.decode()] for name, value in answer.headers]
    body = answer.body.decode()
    if body.startswith(MARK) or any(tiers[-1] >= SEALED_FROM for tiers in db.seen.values()):
        body = seal(sealing_key(db), body, where(db, key)).text
    kept = {"to_status": answer.status, "to_headers": orjson.dumps(pairs).decode(), "to_body": body}
    KEEP.run(db.connection(), {**row, **kept})


def actor_of(db: OwnedSession) -> UUID:
    """The membership or the link that a kept answer belongs to."""
    owner = db.principal
    return owner.link_id if isinstance(owner, Visitor) else db.caller.membership_id


def where(db: OwnedSession, key: str) -> bytes:
    """What a sealed answer is bound to."""
    return place("idempotency_key", "body", f"{actor_of(db)}:{key}", db.organisation_id)
