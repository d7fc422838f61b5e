"""Side by side: candidates take turns in short slices, so that a noisy moment hits all of them alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

import psycopg

from benchmarks.load import Slice, load
from benchmarks.servers import Server, cpu_of, stat, tree
from benchmarks.workloads import Turns

WARM_UP = 0.3


class Plan(NamedTuple):
    """How long: `rounds` slices of `seconds` each for every candidate."""

    rounds: int
    seconds: float


class Reading(NamedTuple):
    """One slice in figures: requests a second, latencies and processor time of a request in milliseconds.

    `starved`: the share of the time in which the server had work and no core.
    """

    rate: float
    p50: float
    p99: float
    cpu: float
    database_cpu: float
    starved: float

    @property
    def work(self) -> float:
        """Processor milliseconds of a request, server and database together."""
        return self.cpu + self.database_cpu


@dataclass
class Contender:
    """A server, whose requests it gets, and what was read of it."""

    label: str
    server: Server
    turns: Turns
    naive: bool = False
    readings: list[Reading] = field(default_factory=list)

    def middle(self, figure: Callable[[Reading], float]) -> float:
        """The median of a figure over the rounds."""
        return median(figure(reading) for reading in self.readings)


class Backends:
    """The processes of a PostgreSQL on this machine; without one their processor time is nothing."""

    def __init__(self, url: str | None) -> None:
        self.root = 0
        if url is not None:
            with psycopg.connect(url) as connection:
                self.root = int(stat(connection.info.backend_pid)[1])

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return sum(map(cpu_of, tree(self.root))) if self.root else 0.0


def measure(contenders: list[Contender], plan: Plan, backends: Backends) -> None:
    """Takes the readings; an answer that is not 200 voids the run."""
    for contender in contenders:
        taken(contender, WARM_UP)
    for turn in range(plan.rounds):
        order = contenders if turn % 2 == 0 else contenders[::-1]
        for contender in order:
            contender.readings.append(read(contender, plan.seconds, backends))


def read(contender: Contender, seconds: float, backends: Backends) -> Reading:
    """One slice of one contender."""
    server = contender.server
    cpu, waited, database_cpu = server.cpu, server.waited, backends.cpu
    slice = taken(contender, seconds)
    number, ordered = len(slice.latencies), sorted(slice.latencies)
    return Reading(
        rate=number / slice.seconds,
        p50=ordered[int(number * 0.5)] * 1000,
        p99=ordered[int(number * 0.99)] * 1000,
        cpu=(server.cpu - cpu) / number * 1000,
        database_cpu=(backends.cpu - database_cpu) / number * 1000,
        starved=(server.waited - waited) / slice.seconds,
    )


def taken(contender: Contender, seconds: float) -> Slice:
    found = load(contender.server.port, contender.turns.take(contender.naive), seconds)
    if found.failures:
        raise RuntimeError(f"{contender.label} failed {len(found.failures)} requests:\n{found.failures[0][:2000]!r}")
    return found


def ratio(one: Contender, other: Contender, figure: Callable[[Reading], float]) -> float:
    """The median of the ratios within each round."""
    return median(figure(a) / figure(b) for a, b in zip(one.readings, other.readings, strict=True))
