"""Public operations for whoever holds a secret link: nobody is signed in, and only what the link is for is in reach.

    @router.post("/{link}/answer", PUBLIC)
    async def answer_engagement(call: Call, link: str, body: OwnAnswer) -> Answer[Answered]:
        way = Way(link_of(link), LinkPurpose.ANSWER_ENGAGEMENT)
        return await visit(call, way, lambda db: db.tell(answering.answer(db, db.visitor.subject_id, body)), body)

The transaction belongs to a `Visitor`, who reaches no row: the service takes `db.visitor.subject_id` and looks beyond
reach, for a fixed reason. A POST keeps its answer under its Idempotency-Key, as for those who are signed in.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from app.auth.links import holder_of, opened
from app.auth.principal import System, Visitor
from app.auth.scoping import Unscoped
from app.auth.session import OwnedSession
from app.core.json_text import json_text
from app.core.secret_texts import Presented
from app.core.shapes import Body
from app.core.tiers import AUDITED_FROM, tiers_of
from app.models import SecretLink
from app.models.secret_link import LinkPurpose
from app.web import idempotency
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.call import Call
from app.web.refusals import translated

T = TypeVar("T")


class Way(NamedTuple):
    """A link as it was sent, and what it has to be for."""

    link: Presented
    purpose: LinkPurpose


class Visit(OwnedSession):
    """The transaction of one request by the holder of a link."""

    def __init__(self, call: Call, way: Way) -> None:
        system = System(way.link.organisation_id, "a secret link is opened")
        super().__init__(call.process.database, system, request_id=call.request_id)

    @property
    def visitor(self) -> Visitor:
        """Who acts, and on which row."""
        if not isinstance(self.owner, Visitor):
            raise Unscoped("the link has not been opened")
        return self.owner

    def open(self, way: Way) -> None:
        """From here on the session belongs to the holder. Raises NotFound for a link that is not good for this."""
        self.owner = holder_of(opened(self, way.link, way.purpose))
        self.expunge_all()

    def tell(self, body: BaseModel, status: int = 200) -> Answer[Any]:
        """The answer; that it shows personal fields stands in the audit, under the link."""
        tiers = sorted({tier.level for tier in tiers_of(type(body)).values()})
        if tiers and tiers[-1] >= AUDITED_FROM:
            self.seen[SecretLink.__resource__, str(self.visitor.link_id)] = tiers
        return Answer(json_text(body), status, (JSON, NEVER_STORED))


async def visit(call: Call, way: Way, work: Callable[[Visit], Answer[T]], body: Body | None = None) -> Answer[T]:
    """Runs `work` as one transaction on a writer thread. Raises NotFound for a link that is not good for this."""
    return await call.process.database.write(partial(commit, call, way, work, body))


def commit(call: Call, way: Way, work: Callable[[Visit], Answer[T]], body: Body | None) -> Answer[T]:
    key = idempotency.key_of(call.headers) if call.scope["method"] == "POST" else None
    content = b"" if body is None else body.model_dump_json().encode()
    request = idempotency.fingerprint(call.scope["method"], call.scope["path"], content)
    with translated(), Visit(call, way) as db:
        db.open(way)
        answer: Answer[T] = idempotency.once(db, key, request, lambda: work(db))
        db.commit()
    return answer
