"""The ceiling: a raw ASGI application with hand-written SQL that gives the product's answers byte for byte.

Same driver, same rights in the same statement as the rows, same durability, same audit. It knows three operations, two
roles, and nothing of languages, limits, logs or meters. Whatever the product does more has its price against this.
"""

import base64
import hashlib
import json
import os
import secrets
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from app.auth import tokens
from app.auth.keys import KeyRing, open_ring
from app.core.database import Database
from app.core.problems import SignedOut
from benchmarks.ceiling_audit import Lane
from benchmarks.ceiling_postgres import PostgresStore
from benchmarks.ceiling_sheet import Asking, Refused
from benchmarks.ceiling_sqlite import SqliteStore

Headers = list[tuple[bytes, bytes]]
DEFAULTS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"vary", b"Authorization, Accept-Language, Accept-Encoding"),
]
JSON, PRIVATE = (b"content-type", b"application/json"), (b"cache-control", b"private, no-cache")
TIERS = {"volunteer": "", "coordinator": "[2,3]"}
ASKED = frozenset(("group_id", "sort", "limit", "cursor"))


class Caller(NamedTuple):
    """Who a token speaks for; ids are text. `who`: what reach is asked for, a coordinator's membership or the user."""

    organisation: str
    user: str
    membership: str
    sign_in: str
    role: str
    who: str
    expires_at: int


class Ceiling:
    """One process."""

    def __init__(self, database_url: str, keys: Path) -> None:
        self.database_url, self.keys = database_url, keys
        self.callers: dict[bytes, Caller] = {}
        self.run, self.numbers = secrets.token_hex(8), count()
        self.ring: KeyRing
        self.store: SqliteStore | PostgresStore
        self.lane: Lane

    async def open(self) -> None:
        """Opens keys and connections."""
        database = Database(self.database_url)
        self.ring = open_ring(self.keys)
        lite = database.kind == "sqlite"
        self.store = SqliteStore(database.url.database or "") if lite else PostgresStore(database.dsn)
        await self.store.open()
        self.lane = Lane(self.store.audit)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.live(receive, send)
            return
        request_id = f"{self.run}{next(self.numbers):016x}"
        headers = dict(scope["headers"])
        try:
            body = await self.answer(scope, headers, receive, request_id)
        except Refused as refused:
            await respond(send, refused.status, [JSON], b'{"status":%d}' % refused.status)
            return
        tag = b'"' + base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:12]) + b'"'
        mine = (b"x-request-id", request_id.encode())
        if headers.get(b"if-none-match") == tag and scope["method"] == "GET":
            await respond(send, 304, [(b"etag", tag), PRIVATE, *DEFAULTS, mine], b"")
            return
        length = (b"content-length", b"%d" % len(body))
        await respond(send, 200, [JSON, (b"etag", tag), PRIVATE, length, *DEFAULTS, mine], body)

    async def live(self, receive: Any, send: Any) -> None:
        """Start and end of the process."""
        await receive()
        await self.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.store.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def answer(self, scope: Any, headers: dict[bytes, bytes], receive: Any, request_id: str) -> bytes:
        """The body of an answer."""
        caller = self.caller(headers.get(b"authorization", b""))
        match scope["method"], scope["path"].split("/")[2:]:
            case "GET", ["sessions"]:
                return await self.sessions(caller, scope["query_string"].decode())
            case "GET", ["children", id]:
                return await self.child(caller, id, request_id)
            case "POST", ["sessions", id, "attendance"]:
                return await self.sheet(caller, id, await body_of(receive), request_id)
        raise Refused(404)

    def caller(self, authorization: bytes) -> Caller:
        """The caller of a token, which is verified once."""
        known = self.callers.get(authorization)
        if known is None:
            try:
                claims = tokens.read(self.ring, authorization.removeprefix(b"Bearer "), datetime.now(UTC))
            except SignedOut:
                raise Refused(401) from None
            if claims.role not in TIERS:
                raise Refused(403)
            ids = claims.organisation_id, claims.user_id, claims.membership_id, claims.sign_in_id
            organisation, user, membership, sign_in = map(str, ids)
            who = user if claims.role == "volunteer" else membership
            known = Caller(organisation, user, membership, sign_in, claims.role, who, claims.expires_at)
            self.callers[authorization] = known
        if known.expires_at <= time.time():
            raise Refused(401)
        return known

    async def child(self, caller: Caller, id: str, request_id: str) -> bytes:
        """One child, with the fields of the caller's role; audited where they are personal."""
        now = datetime.now(UTC)
        args = (caller.organisation, known_id(id), caller.who, caller.sign_in, now.isoformat(), now.year)
        rows = await self.store.rows("child " + caller.role, args)
        if not rows:
            raise Refused(404 if await self.alive(caller) else 401)
        if tiers := TIERS[caller.role]:
            what = (
                f'{{"who":"{caller.user}","as":"{caller.role}","verb":"read","rows":[["read","children","{id}"]],'
                f'"tiers":{tiers},"request":"{request_id}"}}'
            )
            await self.lane.add(caller.organisation, instant(), what)
        body: bytes = rows[0][0].encode()
        return body

    async def sessions(self, caller: Caller, query: str) -> bytes:
        """A page of a group's sessions, the newest first."""
        asked = dict(part.split("=", 1) for part in query.split("&"))
        if not asked.keys() <= ASKED or asked.get("sort") != "-starts_at" or caller.role != "volunteer":
            raise Refused(422)
        limit, mark = limited(asked.get("limit", "50")), mark_of(caller, asked)
        now = datetime.now(UTC).isoformat()
        args = (caller.organisation, known_id(asked["group_id"]), caller.who, caller.sign_in, now)
        if "cursor" in asked:
            rows = await self.store.rows("deeper", (*args, limit + 1, *keys_of(asked["cursor"], mark)))
        else:
            rows = await self.store.rows("page", (*args, limit + 1))
        if not rows and not await self.alive(caller):
            raise Refused(401)
        return page(rows, limit, mark)

    async def sheet(self, caller: Caller, id: str, body: bytes, request_id: str) -> bytes:
        """The attendance of a session, put and shown."""
        if caller.role != "volunteer":
            raise Refused(403)
        anchor = self.lane.anchors.pop(caller.organisation, None)
        asking = Asking(caller.organisation, caller.user, caller.sign_in, caller.role, instant(), request_id, anchor)
        return page([(text,) for text in await self.store.sheet(asking, known_id(id), body)], 200, "")

    async def alive(self, caller: Caller) -> bool:
        """Whether the sign-in is alive: asked only where nothing was found."""
        return bool(
            await self.store.rows("alive", (caller.organisation, caller.sign_in, datetime.now(UTC).isoformat()))
        )


def known_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Refused(422) from None


def limited(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 200:
        raise Refused(422)
    return int(text)


def instant() -> str:
    """Now, as the audit's hash has it: without trailing zeros."""
    now = datetime.now(UTC)
    fraction = f".{now.microsecond:06d}".rstrip("0") if now.microsecond else ""
    return f"{now:%Y-%m-%dT%H:%M:%S}{fraction}+00:00"


def mark_of(caller: Caller, asked: dict[str, str]) -> str:
    given = f"group_id={UUID(asked['group_id'])}", f"sort={asked['sort']}"
    return hashlib.blake2b(repr(("SessionRead", caller.membership, None, *given)).encode(), digest_size=6).hexdigest()


def keys_of(cursor: str, mark: str) -> list[str]:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if found[0] != mark or len(found) != 3:
            raise Refused(400)
        return [datetime.fromisoformat(found[1]).isoformat(), str(UUID(found[2]))]
    except (ValueError, TypeError, IndexError):
        raise Refused(400) from None


def page(rows: list[Any], limit: int, mark: str) -> bytes:
    cursor = "null"
    if len(rows) > limit:
        keys = orjson.dumps([mark, *rows[limit - 1][1:]])
        cursor = '"' + base64.urlsafe_b64encode(keys).decode().rstrip("=") + '"'
    return ('{"items":[' + ",".join([row[0] for row in rows[:limit]]) + '],"next_cursor":' + cursor + "}").encode()


async def body_of(receive: Any) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    return body


async def respond(send: Any, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def create_app() -> Ceiling:
    """The ceiling over the database and the keys that the environment names."""
    return Ceiling(os.environ["DATABASE_URL"], Path(os.environ["LEARNBRIDGE_KEYS_DIR"]))
