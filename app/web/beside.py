"""Operations whose transaction needs slow work done beside it: a password is hashed on neither the loop nor a writer.

Such an operation is asynchronous, does the slow work, and hands the rest to `transact`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.core.shapes import Body
from app.web import idempotency
from app.web.answer import Answer
from app.web.call import Call
from app.web.db import Db
from app.web.refusals import translated


async def transact(call: Call, body: Body, work: Callable[[Db], Answer[Any]]) -> Answer[Any]:
    """Runs `work` as one transaction on a writer thread, with the request's Idempotency-Key if it has one."""
    return await call.process.database.write(partial(commit, call, body, work))


def commit(call: Call, body: Body, work: Callable[[Db], Answer[Any]]) -> Answer[Any]:
    key = idempotency.key_of(call.headers)
    # As JSON a secret is only stars: a fast hash of a password must not lie beside the slow one.
    request = idempotency.fingerprint(call.scope["method"], call.scope["path"], body.model_dump_json().encode())
    with translated(), Db(call) as db:
        answer = idempotency.once(db, key, request, lambda: work(db))
        db.commit()
    return answer
