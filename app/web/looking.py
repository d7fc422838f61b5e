"""Lookups for the caller of one request, where an answer is worked out in Python and no declared read could give it."""

from typing import Any

from app.auth.lookups import Lookup
from app.auth.reach import ALIVE
from app.auth.reader import etag, is_among
from app.core import clock
from app.core.problems import SignedOut
from app.web.answer import JSON, PRIVATE, Answer
from app.web.call import Reader


async def require_alive(reader: Reader) -> None:
    """To be asked before the first lookup: a declared read proves it in its own statement, a lookup does not."""
    binds = reader.me.binds(clock.now())
    plan = ALIVE.on(reader.database.kind)
    if not await reader.database.source.rows(plan, plan.args(binds), reader.me.organisation_id):
        raise SignedOut


async def look(reader: Reader, lookup: Lookup, **values: Any) -> list[Any]:
    """What a lookup finds in the caller's reach, as named tuples. Forbidden where the role may not read it at all."""
    compiled = lookup.compiled(reader.me, reader.database.kind)
    args = compiled.plan.args({**reader.me.binds(clock.now()), **values})
    return lookup.found(compiled, await reader.database.source.rows(compiled.plan, args, reader.me.organisation_id))


def shown(reader: Reader, body: bytes) -> Answer[Any]:
    """An answer with its tag; 304 when the caller has it."""
    tag = etag(body)
    if is_among(tag, reader.call.headers.get(b"if-none-match", b""), weak=True):
        return Answer(b"", 304, ((b"etag", tag), PRIVATE))
    return Answer(body, 200, (JSON, (b"etag", tag), PRIVATE))
