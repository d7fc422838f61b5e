"""One request as the code sees it: who calls, which headers matter, and the parts of the process it needs."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from app.auth.declared import Reads
from app.auth.kept_pages import KeptPage, KeptPages, Place
from app.auth.keys import KeyRing
from app.auth.opening import opened_outside
from app.auth.principal import Principal
from app.auth.read_audit import ReadAudit
from app.auth.reader import (
    Cut,
    Found,
    absence_for,
    found_page,
    found_row,
    identity_for,
    judge,
    list_question,
    mark_of,
    plan_for,
    row_question,
    values_of,
)
from app.auth.tokens import AccessClaims, read
from app.core import clock
from app.core.database import Database
from app.core.entity_tags import etag, is_among
from app.core.languages import negotiate
from app.core.listing import ListQuery, RowQuery
from app.core.problems import SignedOut
from app.core.settings import Settings
from app.core.statements import Plan
from app.models.membership import Role
from app.web.answer import JSON, PRIVATE, Answer

MOST_TOKENS = 20_000


@dataclass
class Process:
    """What every request of this process shares."""

    settings: Settings
    database: Database
    ring: KeyRing
    audit: ReadAudit
    pages: KeptPages
    tokens: dict[bytes, tuple[Principal, int]] = field(default_factory=dict)

    def principal(self, authorization: bytes | None) -> Principal:
        """The caller of a bearer token; a token is verified once and remembered until it ends."""
        if authorization is None or authorization[:7].lower() != b"bearer ":
            raise SignedOut
        token, at = authorization[7:], clock.now()
        if known := self.tokens.get(token):
            if known[1] > at.timestamp():
                return known[0]
            del self.tokens[token]
            raise SignedOut
        claims = read(self.ring, token, at)
        if len(self.tokens) >= MOST_TOKENS:
            self.tokens.clear()
        self.tokens[token] = (principal_of(claims), claims.expires_at)
        return self.tokens[token][0]


def principal_of(claims: AccessClaims) -> Principal:
    try:
        role = Role(claims.role)
    except ValueError:
        raise SignedOut from None
    return Principal(claims.organisation_id, claims.user_id, claims.membership_id, claims.sign_in_id, role)


class Call:
    """A request without its body. `principal` is asked for only where an operation needs a caller."""

    __slots__ = ("_principal", "headers", "process", "receive", "scope", "shown", "state")

    def __init__(self, process: Process, scope: Any, receive: Any = None) -> None:
        self.process, self.scope, self.receive = process, scope, receive
        self.state: dict[str, Any] = scope.setdefault("state", {})
        # The edge has looked at them already.
        self.headers: dict[bytes, bytes] = self.state.get("headers") or dict(scope["headers"])
        self._principal: Principal | None = None
        # What a refusal shows (resource, row), since its transaction leaves no audit row.
        self.shown: tuple[str, Found] | None = None

    @property
    def principal(self) -> Principal:
        """The caller; SignedOut when the token does not hold."""
        if self._principal is None:
            self._principal = self.process.principal(self.headers.get(b"authorization"))
            self.state["membership"] = self._principal.membership_id
        return self._principal

    @property
    def request_id(self) -> str:
        """The id that the answer, the log and the audit share."""
        return str(self.state.get("request_id", ""))

    @property
    def languages(self) -> tuple[str, ...]:
        """The caller's languages, best first."""
        return negotiate(self.headers.get(b"accept-language", b"").decode("latin-1"))


class Reader:
    """Declared reads for the caller of one request."""

    __slots__ = ("call", "database", "me")

    def __init__(self, call: Call) -> None:
        self.call, self.database, self.me = call, call.process.database, call.principal

    async def page(self, reads: Reads[Any], query: ListQuery, parent: UUID | None = None) -> Answer[Any]:
        """A page of a declared list; `parent` is the row that a nested list belongs to."""
        asked = list_question(reads, self.me.role, query)
        plan, pages = plan_for(reads, asked, self.database.kind), self.call.process.pages
        place = self.place if plan.settled else None
        identity = partial(identity_for, reads, asked, self.database.kind)
        if place and (kept := await pages.same(place, plan, identity, self.ask)):
            return self.tagged(kept.body, kept.tag)
        mark = mark_of(reads, query, self.me, parent)
        values = {**values_of(reads, asked, query, mark), "parent": parent}
        rows, count = await self.rows(reads, asked, values)
        found = found_page(reads, asked, rows, Cut(query.limit, mark, count))
        if place is None:
            return await self.show(reads, found)
        tag = etag(found.body)
        pages.keep(place, KeptPage(plan, values, [row[1:] for row in rows], found.body, tag))
        return self.tagged(found.body, tag)

    async def one(self, reads: Reads[Any], id: UUID, query: RowQuery | None = None) -> Answer[Any]:
        """A single row of a declared read."""
        asked = row_question(reads, self.me.role, query)
        rows, _ = await self.rows(reads, asked, {"id": id})
        return await self.show(reads, found_row(reads, asked, rows, id))

    async def rows(self, reads: Reads[Any], asked: Any, values: dict[str, Any]) -> tuple[list[Any], int]:
        """The rows; where there are none, how many there are on other pages."""
        plan = plan_for(reads, asked, self.database.kind)
        if rows := await self.ask(plan, values):
            if plan.opening is not None:
                rows = await opened_outside(self.database, self.me.organisation_id, plan.opening, rows)
            return rows, 0
        return rows, judge(reads, asked, await self.ask(absence_for(reads, asked, self.database.kind), values))

    async def ask(self, plan: Plan, values: dict[str, Any]) -> list[Any]:
        args = plan.args({**values, **self.me.binds(clock.now())})
        return await self.database.source.rows(plan, args, self.me.organisation_id)

    @property
    def place(self) -> Place:
        """Where the answer to this request is kept."""
        scope = self.call.scope
        return str(self.me.membership_id), scope["path"], scope["query_string"]

    async def show(self, reads: Reads[Any], found: Found) -> Answer[Any]:
        """The bytes, once the audit row of a read of personal fields is durable."""
        if found.personal:
            await self.noted(reads.model.__resource__, found)
        return self.tagged(found.body, etag(found.body))

    def tagged(self, body: bytes, tag: bytes) -> Answer[Any]:
        """The bytes with their tag; 304 when the caller has them."""
        if is_among(tag, self.call.headers.get(b"if-none-match", b""), weak=True):
            return Answer(b"", 304, ((b"etag", tag), PRIVATE))
        return Answer(body, 200, (JSON, (b"etag", tag), PRIVATE))

    async def noted(self, resource: str, found: Found) -> None:
        """Waits until the read stands in the audit."""
        more = {"include": found.include} if found.include else {}
        await self.witnessed("read", [(resource, id) for id in found.ids], found.tiers, **more)

    async def witnessed(self, verb: str, rows: list[tuple[str, str]], tiers: list[int], **more: Any) -> None:
        """Waits until an act that shows personal content stands in the audit; `more` says how or what for."""
        me = self.me
        what: dict[str, Any] = {
            "who": str(me.user_id),
            "as": me.role.value,
            "verb": verb,
            "rows": [[verb, resource, id] for resource, id in rows],
            "tiers": tiers,
            "request": self.call.request_id,
            **more,
        }
        await self.call.process.audit.add(me.organisation_id, what)
