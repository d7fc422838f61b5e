"""Nasty values in every slot of every operation: refused as a problem document, without an echo and without a trace.

One right request is spoiled in one place at a time: each member of each body (nested ones too), each query parameter,
each id of a path, each header that is looked at. The application is called as a server calls it, so that bytes come
through which no client library would send. Every nasty value meets every kind of slot, and every other slot one in
turn; with LEARNBRIDGE_TEST_EXHAUSTIVE=1 each one meets each slot (four minutes).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import sqlalchemy as sa

from app.auth.permissions import may
from app.core.database import Database
from app.models import Tally
from app.models.membership import Role
from app.web.api import Kind, Operation
from tests.acting import inside
from tests.right_bodies import right_body, schema_of
from tests.scenarios.slots import HERE, Turns, kind_of, templates
from tests.scenarios.test_every_operation import GUARDED, OPERATIONS, ids, method_of, owner_of
from tests.scenarios.thorough import EXHAUSTIVE
from tests.world import Person, World, short

# Where the turns begin: a slot whose kind has met all values meets one more on each engine, not the same one.
BEGIN = {"sqlite": 0, "postgresql": 23}
MARK = "qzxk7"
VAST = "1180591620717411303424"

RAW = [
    f'"{MARK}\\u0000"', f'"{MARK}\\ud800"', f'"\\udfff{MARK}"', f'"{MARK}\\u202e"', f'"{MARK}\\ufffe\\ufeff"', '""',
    f'"{MARK}"', f'"{MARK * 2000}"', f'"٣٤{MARK}"', f"\"{MARK}'; DROP TABLE child; --\"", f'"{MARK}%s%n{{0}}"',
    f'"=cmd|{MARK}"', VAST, "-1", "-0.0", "0.5", "9223372036854775807", "1e999", "-1e999", "NaN", "Infinity", "1e2",
    "true", "null", "[]", "{}", f'["{MARK}"]', f'{{"odd":"{MARK}"}}', f'{{"odd":"{MARK}","odd":2}}',
    "[" * 5000 + "]" * 5000,
    "[" * 40 + "]" * 40, '{"a":' * 5000 + "1" + "}" * 5000, "[null]", "[[]]", "[{}]", '"0001-01-01"', '"9999-12-31"',
    '"0000-00-00"', '"2026-02-30"', '"9999-12-31T23:59:59.999999Z"', '"0001-01-01T00:00:00+14:00"',
    '"2026-01-01T00:00:00"', '"2026-01-01T00:00:60Z"', '"1e5000"', '"00000000-0000-0000-0000-000000000000"',
    '"ffffffff-ffff-ffff-ffff-ffffffffffff"', '"{01900000-0000-7000-8000-000000000001}"', "01", "'x'", "", '"\n"',
    '"\\x41"', '"\xff"',
]  # fmt: skip
TEXT = [
    MARK, f"{MARK}\0", f"{MARK}\ud800", f"{MARK}\u202e", "", " ", ",", ",,,,", VAST, "-1", "0", "NaN", "1e999",
    "Infinity", "٣", "0x10", "1_0", "true", "null", "[]", "a" * 3000, "%", "2026-02-30", "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31", "0001-01-01", "2026-01-01T00:00:00",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{01900000-0000-7000-8000-000000000001}", ",".join(["01900000-0000-7000-8000-000000000001"] * 150), "../../etc",
    "-" + MARK, "id," + MARK, "W10", "WyJhIl0", "bnVsbA", "eyJhIjoxfQ",
]  # fmt: skip
RAW_QUERY = [b"%FF", b"%C0%80", b"%ED%A0%80", b"%", b"%zz", b"\xff", b"1;2"]
HEADERS = {
    b"authorization": [b"", b"Bearer", b"Bearer ", b"Basic x", b"Bearer \xff", b"Bearer " + b"a" * 3000, b"Bearer a.b"],
    b"if-match": [b"", b"*,", b'"', b"\xff\x00", b"W/*", b"a" * 9000, MARK.encode(), b'"a", "b"'],
    b"if-none-match": [b"", b'"', b"\xff\x00", b"a" * 9000, MARK.encode()],
    b"idempotency-key": [b"", b" ", b"\xff", b"a" * 256, "ключ".encode(), b"a\x00b", MARK.encode() + b"\n"],
    b"accept-language": [b"", b"\xff", b"*;q=" + b"9" * 400, b"a-" * 4000, b";;,,;q=", "عربي".encode(), b"en;q=NaN"],
    b"x-request-id": [b"", b"\xff", b"a" * 65, b"a\nb", MARK.encode() + b"<>", b"a" * 9000],
    b"content-type": [b"", b"text/xml", b"application/json;charset=\xff", b"application/json; charset=utf-16", b"\x00"],
    b"content-length": [b"-1", b"x", b"9" * 5000, b"1e3"],
    b"accept-encoding": [b"\xff", b"gzip;q=x", b"," * 5000],
    b"traceparent": [b"\xff", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00"],
    b"origin": [b"null", b"\xff", b"http://" + MARK.encode()],
    b"cookie": [b"\xff=" + b"a" * 3000],
}  # fmt: skip


@dataclass
class Asked:
    """One request as bytes."""

    method: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes

    async def of(self, app: Any) -> tuple[int, dict[bytes, bytes], bytes]:
        sent: list[Any] = []
        waiting = [{"type": "http.request", "body": self.body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": self.method, "scheme": "http",
            "path": self.path, "raw_path": self.path.encode("utf-8", "surrogatepass"), "query_string": self.query,
            "root_path": "", "headers": list(self.headers.items()), "client": ("127.0.0.1", 1), "server": ("t", 80),
            "state": {},
        }  # fmt: skip
        await app(scope, receive, send)
        return sent[0]["status"], dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


def caller(world: World, operation: Operation) -> Person:
    """The first role that may call."""
    people = world.indigo.people
    order = (Role.COORDINATOR, Role.ADMINISTRATOR, *Role)
    access = operation.access
    return next(people[short(role)] for role in order if access.model is None or may(role, access.verb, access.model))


def right(world: World, operation: Operation) -> Asked:
    """A request with nothing wrong but, in a body, ids of rows that are not there."""
    person, path = caller(world, operation), operation.path
    if "{id}" in path:
        reached = ids(world, world.indigo, owner_of(operation), person)
        path = path.replace("{id}", min(reached, default="01900000-0000-7000-8000-000000000000"))
    path = path.replace("{day}", "2026-10-26")
    for name in ("name", "slug"):
        path = path.replace("{" + name + "}", "role")
    headers = {
        b"authorization": f"Bearer {person.token}".encode(), b"content-type": b"application/json", b"if-match": b"*",
    }  # fmt: skip
    body = right_body(operation) if method_of(operation) in ("POST", "PATCH") else None
    return Asked(method_of(operation), path, b"", headers, b"" if body is None else json.dumps(body).encode())


def spoiled(world: World, operation: Operation, turns: Turns) -> Iterator[Asked]:
    """The right request with one thing wrong, in every place, each in its turn of ways."""
    good = right(world, operation)
    of = (good.method, good.path, good.query, good.headers, good.body)
    for body in bodies(operation, turns):
        yield Asked(*of[:4], body)
    for query in queries(operation, turns):
        yield Asked(*of[:2], query, *of[3:])
    for path in paths(operation, good.path, turns):
        yield Asked(good.method, path, *of[2:])


def bodies(operation: Operation, turns: Turns) -> Iterator[bytes]:
    shape = next((p.check.__self__ for p in operation.parameters if p.kind is Kind.BODY), None)
    if shape is None:
        return
    for number, (kind, template) in enumerate(templates(schema_of(shape), right_body(operation))):
        for raw in turns.of(kind, RAW):
            yield template.replace(f'"{HERE}"', raw).encode("latin-1" if "\xff" in raw else "utf-8")
        if number == 0:
            yield from turns.of("vast", [template.replace(HERE, MARK * many).encode() for many in (200_000, 240_000)])
    whole = json.dumps(right_body(operation))
    yield from turns.of("whole body", [raw.encode("latin-1" if "\xff" in raw else "utf-8") for raw in RAW])
    odd = (whole[:-1] + (", " if len(whole) > 2 else "") + f'"odd": "{MARK}"}}').encode()
    many = ("{" + ",".join(f'"odd{n}":{n}' for n in range(1001)) + "}").encode()
    cut = [whole.encode("utf-16"), whole.encode() + b"x", whole.encode()[:-1]]
    yield from turns.of("spoiled body", [b"\xef\xbb\xbf" + whole.encode(), *cut, odd, many])


def queries(operation: Operation, turns: Turns) -> Iterator[bytes]:
    shape = next((p.check.__self__ for p in operation.parameters if p.kind is Kind.QUERY), None)
    if shape is None:
        return
    schema = schema_of(shape)
    for name, slot in schema["properties"].items():
        values = [quote_from_bytes(text.encode("utf-8", "surrogatepass")).encode() for text in TEXT]
        given = [f"{name}=".encode() + raw for raw in (*values, *RAW_QUERY, b"1&" + name.encode() + b"=2")]
        yield from turns.of(f"query {kind_of(slot, schema)}", [*given, f"{name}[]={MARK}".encode()])
    odd = [b"odd=" + MARK.encode(), b"&" * 200, b"=" * 50, b"a&" * 101, b"%00=1", b"a" * 9000, b"\xff\xfe"]
    yield from turns.of("whole query", odd)


def paths(operation: Operation, good: str, turns: Turns) -> Iterator[str]:
    for name in ("id", "name", "slug", "day"):
        head, hole, tail = operation.path.partition("{" + name + "}")
        if hole:
            odd = ("%00", "a/b", "..", "😀", "٠" * 36, good[1:], "a" * 9000)
            yield from (head + text + tail for text in turns.of(f"{name} of a path", [*TEXT, *odd]))


def tally(database: Database, world: World) -> list[Any]:
    """How far the feed is."""
    table = Tally.__table__  # type: ignore[attr-defined]
    with inside(database, world.indigo.id) as connection:
        where = table.c.organisation_id == world.indigo.id
        return list(connection.execute(sa.select(table.c.feed).where(where)).scalars())


def wrong_with(status: int, headers: dict[bytes, bytes], body: bytes) -> list[str]:
    """What is not right about the answer to a nasty request."""
    if status >= 500:
        return [f"status {status}"]
    if status < 400:
        return []
    found = []
    if headers.get(b"content-type") != b"application/problem+json":
        return [f"content type {headers.get(b'content-type')!r}"]
    problem = json.loads(body)
    if problem["status"] != status or problem["request_id"] != headers[b"x-request-id"].decode():
        found.append("status or request_id")
    everything = body + b"".join(part for pair in headers.items() for part in pair)
    if MARK.encode() in everything or VAST.encode() in everything:
        found.append("echo")
    return found


async def try_all(world: World, requests: Iterator[Asked]) -> tuple[int, list[Any]]:
    """Sends them one after the other; how many were refused, and everything that was wrong."""
    assert world.database is not None
    refused, wrong, before = 0, [], tally(world.database, world)
    for asked in requests:
        status, headers, body = await asked.of(world.app)
        found = wrong_with(status, headers, body)
        after = before if asked.method == "GET" else tally(world.database, world)
        if after != before and status >= 400:
            found.append("changed something")
        before, refused = after, refused + (status >= 400)
        if found:
            wrong.append(
                (asked.method, asked.path[:120], asked.query[:80], asked.body[:200], status, found, body[:300])
            )
    return refused, wrong


def of_all(world: World, operations: list[Operation]) -> Iterator[Asked]:
    assert world.database is not None
    turns = Turns(EXHAUSTIVE, BEGIN[world.database.kind])
    for operation in operations:
        yield from spoiled(world, operation, turns)


SAFE = [operation for operation in OPERATIONS if operation.operation_id != "readMetrics"]
PARTS = {
    "queries and ids": [operation for operation in SAFE if method_of(operation) == "GET"],
    "bodies": [operation for operation in SAFE if method_of(operation) != "GET"],
}


@pytest.mark.parametrize("part", PARTS)
def test_nasty_values_are_refused_without_an_echo_or_a_trace(world: World, part: str):
    refused, wrong = world.client.portal.call(try_all, world, of_all(world, PARTS[part]))
    assert wrong == []
    assert refused > 500


def test_nasty_headers_are_refused_or_passed_over(world: World):
    assert world.database is not None
    turns = Turns(EXHAUSTIVE, BEGIN[world.database.kind])

    def spoiled_heads() -> Iterator[Asked]:
        for operation in GUARDED:
            if operation.path.startswith(("/v1/children", "/v1/schools", "/v1/me")):
                good = right(world, operation)
                for name, values in HEADERS.items():
                    for text in turns.of(f"{name!r} of {good.method}", values):
                        yield Asked(good.method, good.path, b"", {**good.headers, name: text}, good.body)

    refused, wrong = world.client.portal.call(try_all, world, spoiled_heads())
    assert wrong == []
    assert refused > 20
