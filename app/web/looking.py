"""Lookups outside a transaction, for an answer that is worked out in Python because no declared read could give it."""

from typing import Any

from app.auth.data_keys import keys_outside
from app.auth.lookups import Lookup
from app.auth.principal import Owner
from app.auth.reach import ALIVE
from app.auth.sealed_rows import open_places, texts_at
from app.auth.session import binds_of
from app.core import clock
from app.core.database import Database
from app.core.entity_tags import etag, is_among
from app.core.problems import SignedOut
from app.web.answer import JSON, PRIVATE, Answer
from app.web.call import Call, Reader


async def require_alive(reader: Reader) -> None:
    """To be asked before the first lookup: a declared read proves it in its own statement, a lookup does not."""
    plan = ALIVE.on(reader.database.kind)
    args = plan.args(reader.me.binds(clock.now()))
    if not await reader.database.source.rows(plan, args, reader.me.organisation_id):
        raise SignedOut


async def look(reader: Reader, lookup: Lookup, **values: Any) -> list[Any]:
    """What a lookup finds in the caller's reach, as named tuples. Forbidden where the role may not read it at all."""
    return await look_as(reader.database, reader.me, lookup, **values)


async def look_as(database: Database, owner: Owner, lookup: Lookup, **values: Any) -> list[Any]:
    """The same for an owner who did not sign in, of one organisation."""
    if owner.organisation_id is None:
        raise ValueError("a lookup belongs to an organisation")
    compiled, at = lookup.compiled(owner, database.kind), clock.now()
    args = compiled.plan.args({**binds_of(owner, at), "me_now": at, **values})
    rows = await database.source.rows(compiled.plan, args, owner.organisation_id)
    if compiled.sealed:
        keys = await keys_outside(database, owner.organisation_id, texts_at(compiled.sealed, rows))
        rows = open_places(compiled.sealed, keys, rows, owner.organisation_id)
    return lookup.found(compiled, rows)


def shown(reader: Reader, body: bytes) -> Answer[Any]:
    """An answer with its tag; 304 when the caller has it."""
    return tagged(reader.call, body, JSON)


def tagged(call: Call, body: bytes, kind: tuple[bytes, bytes]) -> Answer[Any]:
    """The same for an answer of another kind; `kind` is its content-type."""
    tag = etag(body)
    if is_among(tag, call.headers.get(b"if-none-match", b""), weak=True):
        return Answer(b"", 304, ((b"etag", tag), PRIVATE))
    return Answer(body, 200, (kind, (b"etag", tag), PRIVATE))
