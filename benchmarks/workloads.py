"""What is asked: the same requests for every candidate, but for the naive way's offset in place of a cursor."""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.auth.keys import KeyRing
from benchmarks.cast import Asker, Cast
from benchmarks.load import ask

DEEP = 15_000
PAGE_OF_A_WALK = 200
SHEETS = (("present", None, 180), ("late", None, 150))


class Stage(NamedTuple):
    """Everything that requests are made from. `cursor`: where the deep page begins; empty where nothing is so deep."""

    cast: Cast
    ring: KeyRing
    cursor: str = ""


class Workload(NamedTuple):
    """`requests` gives them for a candidate, always in the same order; none where the data does not allow it."""

    name: str
    title: str
    requests: Callable[[Stage, bool], list[bytes]]


def get(asker: Asker, stage: Stage, path: str) -> bytes:
    return head("GET", path, asker.person.token(stage.ring)) + b"\r\n"


def post(path: str, token: str, body: bytes) -> bytes:
    more = f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head("POST", path, token) + more.encode() + body


def head(method: str, path: str, token: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n".encode()


def children(askers: list[Asker], stage: Stage) -> list[bytes]:
    """Each person's children, the people taking turns."""
    tokens = [asker.person.token(stage.ring) for asker in askers]
    most = max(len(asker.children) for asker in askers)
    return [
        head("GET", f"/v1/children/{asker.children[turn % len(asker.children)]}", token) + b"\r\n"
        for turn in range(most)
        for asker, token in zip(askers, tokens, strict=True)
    ]


def child_by_volunteer(stage: Stage, naive: bool) -> list[bytes]:
    return children(stage.cast.volunteers, stage)


def child_by_coordinator(stage: Stage, naive: bool) -> list[bytes]:
    return children(stage.cast.coordinators, stage)


def first_page(stage: Stage, naive: bool) -> list[bytes]:
    return [get(asker, stage, sessions_of(asker.group)) for asker in stage.cast.volunteers]


def deep_page(stage: Stage, naive: bool) -> list[bytes]:
    deep = stage.cast.deep
    if deep is None:
        return []
    return [get(deep, stage, sessions_of(deep.group) + (f"&offset={DEEP}" if naive else f"&cursor={stage.cursor}"))]


def sheet(stage: Stage, naive: bool) -> list[bytes]:
    """Every sheet twice, with other marks the second time: each request changes all seven."""
    tokens = [asker.person.token(stage.ring) for asker in stage.cast.volunteers]
    return [
        post(f"/v1/sessions/{session}/attendance", token, sheet_of(asker.children, turn))
        for turn in range(len(SHEETS))
        for asker, token in zip(stage.cast.volunteers, tokens, strict=True)
        for session in asker.sessions
    ]


def sheet_of(children: list[str], turn: int) -> bytes:
    """The marks of a group: the children alternate, and so do the turns."""
    marks = []
    for place, child in enumerate(children):
        status, reason, minutes = SHEETS[(place + turn) % len(SHEETS)]
        marks.append({"child_id": child, "status": status, "reason": reason, "minutes": minutes})
    return json.dumps({"marks": marks}, separators=(",", ":")).encode()


def sessions_of(group: str, limit: int = 50) -> str:
    return f"/v1/sessions?group_id={group}&sort=-starts_at&limit={limit}"


def walk(port: int, stage: Stage) -> Stage:
    """The same stage with the cursor that lies `DEEP` rows down, found page by page as a client would."""
    deep, cursor = stage.cast.deep, ""
    if deep is None:
        return stage
    for _ in range(DEEP // PAGE_OF_A_WALK):
        after = f"&cursor={cursor}" if cursor else ""
        answer = ask(port, get(deep, stage, sessions_of(deep.group, PAGE_OF_A_WALK) + after))
        cursor = json.loads(answer.partition(b"\r\n\r\n")[2])["next_cursor"]
    return stage._replace(cursor=cursor)


class Turns:
    """Hands out the requests of a workload; candidates that write go on where the one before stopped."""

    def __init__(self, requests: dict[bool, list[bytes]]) -> None:
        self.lists, self.position = requests, 0

    def take(self, naive: bool) -> Iterator[bytes]:
        """The next requests, without end."""
        requests = self.lists[naive]
        while True:
            request = requests[self.position % len(requests)]
            self.position += 1
            yield request


WORKLOADS = (
    Workload("W1", "a child by id, by a volunteer", child_by_volunteer),
    Workload("W1a", "a child by id, by a coordinator, audited", child_by_coordinator),
    Workload("W2", "50 sessions of a group", first_page),
    Workload("W3", f"the same, {DEEP:,} rows deep", deep_page),
    Workload("W4", "seven attendance marks", sheet),
)
