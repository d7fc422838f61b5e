"""Operations: plain functions with typed parameters, run without a dependency graph and documented by FastAPI.

An endpoint's parameters say all: `reader: Reader` (declared reads, async), `db: Db` (one transaction, on a writer
thread), `call: Call` (public operations), a query model, a body model, path values. Each operation states its access:
the model and the verb that the table of permissions must grant, `signed_in`, or `public`. One without does not
load, which a test sees before a user does.
"""

import inspect
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, NamedTuple

from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.routing import BaseRoute, Match

from app.auth.permissions import may
from app.auth.rights import PERMISSIONS
from app.core import strict_json
from app.core.documents import from_validation
from app.core.problems import DomainError, Forbidden, InvalidRequest, PreconditionFailed
from app.web import idempotency
from app.web.answer import Answer
from app.web.call import Call, Process, Reader
from app.web.contract import camel, contract_of
from app.web.db import Db
from app.web.parameters import Endpoint, Kind, documented, parameters_of, shape_of
from app.web.received import asked, body_of, require_type
from app.web.refusals import translated
from app.web.streaming import Stream


class Access(NamedTuple):
    """Who may call: any caller whose role has the verb on the model; with no model, `verb` is signed_in or public."""

    model: type | None
    verb: str

    @property
    def roles(self) -> list[str]:
        """The roles that may call."""
        if self.model is None:
            return [role.value for role in PERMISSIONS] if self.verb == "signed_in" else []
        return [role.value for role in PERMISSIONS if may(role, self.verb, self.model)]


SIGNED_IN, PUBLIC = Access(None, "signed_in"), Access(None, "public")


class Operation(BaseRoute):
    """A route that calls its endpoint itself; FastAPI describes it when the contract is asked for, not at start."""

    def __init__(self, endpoint: Endpoint, method: str, path: str, access: Access) -> None:
        self.work, self.method, self.path, self.access = endpoint, method, path, access
        self.methods, self.operation_id = {method}, camel(endpoint.__name__)
        self.parameters = parameters_of(endpoint, path)
        self.kinds = {parameter.kind for parameter in self.parameters}
        self.db_name = next((p.name for p in self.parameters if p.kind is Kind.DB), "")
        at_once = method == "POST" or bool(self.kinds & {Kind.BODY, Kind.FORM})
        self.takes_body = at_once and Kind.STREAM not in self.kinds  # a stream is read by the endpoint itself
        self.idempotent = method == "POST" and Kind.DB in self.kinds
        if not endpoint.__doc__:
            raise TypeError(f"{endpoint.__name__} needs a docstring: it is the summary in the contract")
        if Kind.DB in self.kinds and inspect.iscoroutinefunction(endpoint):
            raise TypeError(f"{endpoint.__name__}: a transaction runs on a writer thread, so not async")
        self.shape = shape_of(endpoint)

    def matches(self, scope: Any) -> tuple[Match, Any]:
        """Never: the front finds operations (app/web/front.py)."""
        return Match.NONE, {}

    def described(self) -> APIRoute:
        """The operation as FastAPI describes it."""
        return APIRoute(self.path, documented(self.work, self.path), response_model=self.shape, **self.about)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the contract says of it, put together when the contract is asked for."""
        told = {"methods": [self.method], "tags": [self.tag], "status_code": self.status}
        return told | contract_of(self.work, self.method, self.access, **self.more)

    tag: str
    status: int
    # What its declaration says beyond the access, for the contract.
    more: dict[str, Any]
    # Whether log and meters keep quiet about its requests, because their number alone would tell.
    unseen = False
    # Header fields of every refusal, for protocols that want them.
    carried: dict[str, str]

    async def serve(self, process: Process, scope: Any, receive: Any, send: Any, path: dict[str, str]) -> None:
        """Answers one request; refusals are raised."""
        call = Call(process, scope, receive)
        call.state["route"], call.state["unseen"] = self.path, self.unseen
        try:
            self.admit(call)
            body = await body_of(receive) if self.takes_body else b""
            values = self.values(call, path, body)
            answer = await (self.write(call, values, body) if Kind.DB in self.kinds else self.work(**values))
        except DomainError as error:
            error.carried.update(self.carried)
            raise
        await answer.send(send)

    async def write(self, call: Call, values: dict[str, Any], body: bytes) -> Answer[Any]:
        """The transaction's answer. What a refused one shows in its problem is noted as a read."""
        try:
            return await call.process.database.write(partial(self.transact, call, values, body))
        except PreconditionFailed:
            if call.shown is not None and call.shown[1].personal:
                await Reader(call).noted(*call.shown)
            raise

    def admit(self, call: Call) -> None:
        """Turns away who may not call this at all, before the body is looked at."""
        if self.access is PUBLIC:
            return
        role = call.principal.role
        if self.access.model is not None and not may(role, self.access.verb, self.access.model):
            raise Forbidden

    def values(self, call: Call, path: dict[str, str], body: bytes) -> dict[str, Any]:
        """The endpoint's arguments, checked; all wrong ones are named at once."""
        values: dict[str, Any] = {}
        errors: list[dict[str, Any]] = []
        for name, kind, check in self.parameters:
            try:
                values[name] = self.value(kind, check, call, path.get(name, ""), body)
            except ValidationError as error:
                found = error.errors(include_url=False, include_context=False, include_input=False)
                refused = from_validation(
                    [{**entry, "loc": (name, *entry["loc"])} for entry in found] if kind is Kind.PATH else found,
                    source=kind.value if kind is not Kind.FORM else "body",  # type: ignore[arg-type]
                )
                errors += refused.members["errors"]
        if errors:
            raise InvalidRequest(errors=errors[:50])
        return values

    def value(self, kind: Kind, check: Any, call: Call, text: str, body: bytes) -> Any:
        match kind:
            case Kind.READER:
                return Reader(call)
            case Kind.CALL:
                return call
            case Kind.STREAM:
                return Stream(call)
            case Kind.QUERY:
                return check(asked(call.scope["query_string"]))
            case Kind.PATH:
                return check(text)
            case Kind.FORM:
                require_type(call, b"application/x-www-form-urlencoded")
                return check(strict_json.parse_form(body))
            case Kind.BODY:
                require_type(call, b"application/json", b"application/merge-patch+json")
                strict_json.parse(body)
                return check(body)
        return None

    def transact(self, call: Call, values: dict[str, Any], body: bytes) -> Answer[Any]:
        """One transaction on a writer thread: the endpoint, its answer and its Idempotency-Key, then the commit."""
        key = idempotency.key_of(call.headers) if self.idempotent else None
        with translated(), Db(call) as db:
            request = idempotency.fingerprint(call.scope["method"], call.scope["path"], body) if key else ""
            answer = idempotency.once(db, key, request, lambda: self.work(**{**values, self.db_name: db}))
            db.commit()
        return answer


class Api:
    """A router of operations: `@router.get("/{id}", Access(School, "read"))`. `unseen`: kept out of log and meters."""

    def __init__(self, path: str, tag: str, *, unseen: bool = False) -> None:
        self.base, self.tag, self.unseen = path, tag, unseen
        self.routes: list[Operation] = []

    def get(self, path: str, access: Access, **more: Any) -> Callable[[Endpoint], Endpoint]:
        return self.operation("GET", path, access, 200, **more)

    def post(self, path: str, access: Access, status: int = 200, **more: Any) -> Callable[[Endpoint], Endpoint]:
        return self.operation("POST", path, access, status, **more)

    def put(self, path: str, access: Access, **more: Any) -> Callable[[Endpoint], Endpoint]:
        return self.operation("PUT", path, access, 200, **more)

    def patch(self, path: str, access: Access, **more: Any) -> Callable[[Endpoint], Endpoint]:
        return self.operation("PATCH", path, access, 200, **more)

    def delete(self, path: str, access: Access, **more: Any) -> Callable[[Endpoint], Endpoint]:
        return self.operation("DELETE", path, access, 204, **more)

    def operation(
        self, method: str, path: str, access: Access, status: int, **more: Any
    ) -> Callable[[Endpoint], Endpoint]:
        def declare(endpoint: Endpoint) -> Endpoint:
            operation = Operation(endpoint, method, self.base + path, access)
            operation.tag, operation.status, operation.unseen = self.tag, status, self.unseen
            operation.carried, operation.more = more.pop("carried", {}), more
            self.routes.append(operation)
            return endpoint

        return declare
