"""The gates: the first figures of the goals for speed, each against what was measured."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.results import Results

# Of the ceiling on PostgreSQL and on SQLite, and of the naive way: requests per second, side by side.
OF_CEILING = {
    "W1": {"postgresql": 0.60, "sqlite": 0.35},
    "W1a": {"postgresql": 0.60, "sqlite": 0.60},
    "W2": {"postgresql": 0.80, "sqlite": 0.80},
    "W3": {"postgresql": 0.80, "sqlite": 0.80},
    "W4": {"postgresql": 0.65, "sqlite": 0.50},
}
OF_NAIVE = {"W1": 6.0, "W1a": 6.0, "W2": 5.0, "W3": 5.0, "W4": 10.0}
DEEP_AGAINST_FIRST = 1.2  # processor time of a request, W3 against W2
GROWTH = 1.25  # processor time of a request, the large data against the small
TWO_PROCESSES = 1.4  # requests per second, two processes against one, reads on PostgreSQL
START = 2.0  # seconds to the first answer
IDLE, AFTER = 150.0, 250.0  # MiB


class Gate(NamedTuple):
    """A promise: what, how much was measured, and the bound on the side that counts."""

    name: str
    measured: float
    bound: float
    at_least: bool
    unit: str = "x"

    @property
    def holds(self) -> bool:
        """Whether the measured figure is on the right side."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def line(self) -> str:
        """One row of a Markdown table."""
        sign, verdict = ("≥", "≤")[not self.at_least], "holds" if self.holds else "**misses**"
        return f"| {self.name} | {sign} {self.bound:g} {self.unit} | {self.measured:.2f} {self.unit} | {verdict} |"


def gates(results: Results, size: str) -> list[Gate]:
    """All gates that the run could measure; `size` names the larger data."""
    found = [*beside_others(results, size), *growing(results, size)]
    of_a_core = "" if results.share == 1 else f", each held to {results.share:.0%} of a core"
    found += [
        Gate(f"{name}, two processes on PostgreSQL{of_a_core}", x, TWO_PROCESSES, True)
        for name, x in results.two_processes.items()
    ]
    if results.start:
        found.append(Gate("start to first answer", results.start, START, False, "s"))
    for engine, (idle, after) in results.memory.items():
        found.append(Gate(f"memory idle, {engine}", idle, IDLE, False, "MiB"))
        found.append(Gate(f"memory after, {engine}", after, AFTER, False, "MiB"))
    return found


def beside_others(results: Results, size: str) -> Iterator[Gate]:
    for workload, bounds in OF_CEILING.items():
        for engine, bound in bounds.items():
            entry = results.entry(engine, size, workload)
            if entry is None:
                continue
            if entry.of_ceiling is not None:
                yield Gate(f"{workload} of the ceiling, {engine}", entry.of_ceiling, bound, True)
            if entry.of_naive is not None:
                yield Gate(f"{workload} of the naive way, {engine}", entry.of_naive, OF_NAIVE[workload], True)


def growing(results: Results, size: str) -> Iterator[Gate]:
    for engine, by_workload in results.growth.items():
        for workload, more in by_workload.items():
            yield Gate(f"{workload} growth small to {size}, {engine}", more, GROWTH, False)
        first, deep = results.entry(engine, size, "W2"), results.entry(engine, size, "W3")
        if first and deep:
            yield Gate(f"W3 against W2, {engine}", deep.work / first.work, DEEP_AGAINST_FIRST, False)
