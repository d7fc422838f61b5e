"""What a run found, in figures that can be compared, printed and kept."""

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.measuring import Contender, ratio


@dataclass
class Entry:
    """A candidate at a workload. Rates per second, times in milliseconds; the ratios are medians over the rounds.

    `of_ceiling` and `of_naive` compare requests per second, `cpu_of_ceiling` the processor time of a request.
    """

    engine: str
    size: str
    workload: str
    candidate: str
    rate: float
    p50: float
    p99: float
    cpu: float
    database_cpu: float
    starved: float
    of_ceiling: float | None = None
    of_naive: float | None = None
    cpu_of_ceiling: float | None = None

    @property
    def work(self) -> float:
        """Processor milliseconds of a request, server and database together."""
        return self.cpu + self.database_cpu


@dataclass
class Results:
    """Everything that a run found. `start`: seconds to the first answer; `memory`: MiB idle and after, by engine.

    `share`: the part of a core that one process and two were held to when they were compared.
    """

    entries: list[Entry] = field(default_factory=list)
    growth: dict[str, dict[str, float]] = field(default_factory=dict)
    two_processes: dict[str, float] = field(default_factory=dict)
    share: float = 1.0
    start: float = 0.0
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def entry(self, engine: str, size: str, workload: str, candidate: str = "product") -> Entry | None:
        """What was found of a candidate, if it was measured."""
        for entry in self.entries:
            if (entry.engine, entry.size, entry.workload, entry.candidate) == (engine, size, workload, candidate):
                return entry
        return None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def entries(engine: str, workload: str, contenders: dict[tuple[str, str], Contender]) -> list[Entry]:
    """The entries of contenders by (size, candidate)."""
    found = []
    for (size, name), contender in contenders.items():
        figures = {
            figure: contender.middle(lambda reading, figure=figure: getattr(reading, figure))  # type: ignore[misc]
            for figure in ("rate", "p50", "p99", "cpu", "database_cpu", "starved")
        }
        entry = Entry(engine, size, workload, name, **figures)
        if ceiling := contenders.get((size, "ceiling")):
            entry.of_ceiling = ratio(contender, ceiling, lambda reading: reading.rate)
            entry.cpu_of_ceiling = ratio(contender, ceiling, lambda reading: reading.work)
        if naive := contenders.get((size, "naive")):
            entry.of_naive = ratio(contender, naive, lambda reading: reading.rate)
        found.append(entry)
    return found
