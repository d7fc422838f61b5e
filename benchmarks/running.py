"""One whole run: both engines, each with the small data and the larger, every workload side by side."""

import platform
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from app.auth.keys import KeyRing, open_ring
from benchmarks.data import Filled, postgres_database, sqlite_file
from benchmarks.load import ask
from benchmarks.measuring import Backends, Contender, Plan, measure, ratio
from benchmarks.rationing import held, share
from benchmarks.results import Results, entries
from benchmarks.servers import Server, Wanted, serving
from benchmarks.sizes import SMALL, Size
from benchmarks.workloads import WORKLOADS, Stage, Turns, Workload, walk
from tests.postgres import running_postgres

ALL = ("product", "ceiling", "naive")
COMPARED = 8
LIBRARIES = ("fastapi", "uvicorn", "sqlmodel", "sqlalchemy", "psycopg", "pydantic")


class Course(NamedTuple):
    """How a run goes. `small`: who is measured on the small data; `starts`: how often a start is timed."""

    larger: Size
    plan: Plan
    small: tuple[str, ...] = ALL
    starts: int = 3


@dataclass
class Arena:
    """One engine: its databases by size, and the servers over them by (size, candidate)."""

    engine: str
    filled: dict[str, Filled]
    keys: Path
    ring: KeyRing
    backends: Backends

    def wanted(self, size: str, name: str, processes: int = 1) -> Wanted:
        """A candidate over one of the databases."""
        return Wanted(name, self.filled[size].url, self.keys, processes)

    def stage(self, size: str, port: int) -> Stage:
        """What requests over this size are made from."""
        return walk(port, Stage(self.filled[size].cast, self.ring))


def run(course: Course, kept: Path) -> Results:
    """Measures everything; generated SQLite files are kept in the folder `kept`."""
    results, sizes = Results(about=about(course)), (SMALL, course.larger)
    with tempfile.TemporaryDirectory(prefix="learnbridge-") as folder:
        keys = Path(folder, "keys")
        ring = open_ring(keys)
        files = {size.name: sqlite_file(size, kept, Path(folder)) for size in sizes}
        arena = Arena("sqlite", files, keys, ring, Backends(None))
        compare(course, arena, results)
        results.start = median(started(arena) for _ in range(course.starts))
        with running_postgres(durable=True) as server:
            databases = {size.name: postgres_database(size, server) for size in sizes}
            arena = Arena("postgresql", databases, keys, ring, Backends(server.url))
            compare(course, arena, results)
            double(course, arena, results)
    return results


def compare(course: Course, arena: Arena, results: Results) -> None:
    """Every workload, the candidates on both sizes taking turns."""
    larger = course.larger.name
    places = [(SMALL.name, name) for name in course.small] + [(larger, name) for name in ALL]
    with serving(*(arena.wanted(size, name) for size, name in places)) as started:
        servers = dict(zip(places, started, strict=True))
        product = servers[larger, "product"]
        idle = product.memory
        for workload in WORKLOADS:
            contenders = contending(arena, servers, workload)
            measure(list(contenders.values()), course.plan, arena.backends)
            results.entries += entries(arena.engine, workload.name, contenders)
            few, many = contenders.get((SMALL.name, "product")), contenders[larger, "product"]
            if few is not None:
                growth = results.growth.setdefault(arena.engine, {})
                growth[workload.name] = ratio(many, few, lambda reading: reading.work)
        results.memory[arena.engine] = (idle, product.memory)


def contending(
    arena: Arena, servers: dict[tuple[str, str], Server], workload: Workload
) -> dict[tuple[str, str], Contender]:
    """The candidates of a workload; those over one database share its turns."""
    found = {}
    for size in arena.filled:
        stage = arena.stage(size, servers[size, "product"].port)
        requests = {naive: workload.requests(stage, naive) for naive in (False, True)}
        if not requests[False]:
            continue
        require_equal(requests[False], servers, size)
        turns = Turns(requests)
        for (place, name), server in servers.items():
            if place == size:
                found[size, name] = Contender(f"{name}, {size}, {workload.name}", server, turns, name == "naive")
    return found


def require_equal(requests: list[bytes], servers: dict[tuple[str, str], Server], size: str) -> None:
    """Reads must be answered alike by the product and the ceiling, or comparing them would say nothing."""
    ceiling = servers.get((size, "ceiling"))
    for request in requests[:COMPARED] if ceiling else ():
        if request.startswith(b"GET"):
            one, other = (answered(server.port, request) for server in (servers[size, "product"], ceiling) if server)
            if one != other:
                raise RuntimeError(f"product and ceiling differ:\n{one!r}\n{other!r}")


def answered(port: int, request: bytes) -> tuple[bytes, bytes, bytes]:
    """Status, ETag and body of an answer."""
    head, _, body = ask(port, request).partition(b"\r\n\r\n")
    fields: dict[bytes, bytes] = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    return head[9:12], fields.get(b"etag", b""), body


def double(course: Course, arena: Arena, results: Results) -> None:
    """Reads with one process and with two, each held to a share of a core where there are not cores enough."""
    larger, results.share = course.larger.name, share()
    with (
        serving(arena.wanted(larger, "product"), arena.wanted(larger, "product", 2)) as (one, two),
        held([one, two], results.share),
    ):
        for workload in WORKLOADS:
            if workload.name not in ("W1", "W2"):
                continue
            stage = arena.stage(larger, one.port)
            turns = Turns({False: workload.requests(stage, False)})
            pair = [Contender("one process", one, turns), Contender("two processes", two, turns)]
            measure(pair, course.plan, arena.backends)
            results.two_processes[workload.name] = ratio(pair[1], pair[0], lambda reading: reading.rate)


def started(arena: Arena) -> float:
    """Seconds from the start of a process to its first answer, on the small data."""
    with serving(arena.wanted(SMALL.name, "product")) as (server,):
        return server.first_answer


def about(course: Course) -> dict[str, Any]:
    return {
        "machine": f"{cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": ", ".join(
            [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]
        ),
        "larger": course.larger._asdict(),
        "plan": course.plan._asdict(),
    }
