"""Results as Markdown, ready for the README."""

from collections.abc import Iterator
from statistics import median

from benchmarks.gates import Gate
from benchmarks.results import Entry, Results
from benchmarks.workloads import WORKLOADS

CANDIDATES = ("product", "ceiling", "naive")


def report(results: Results, found: list[Gate]) -> str:
    """Everything but the verdict."""
    starved = median(entry.starved for entry in results.entries)
    parts = [
        f"Measured on {results.about['machine']}, {results.about['versions']}.",
        f"The servers had work and no core for {starved:.0%} of the time: above a third, trust the CPU column alone.",
        "",
    ]
    for engine in dict.fromkeys(entry.engine for entry in results.entries):
        for size in dict.fromkeys(entry.size for entry in results.entries if entry.engine == engine):
            parts += [*table(results, engine, size), ""]
    parts += ["### Gates", "", "| gate | bound | measured | |", "|---|---|---|---|", *(gate.line() for gate in found)]
    return "\n".join(parts)


def table(results: Results, engine: str, size: str) -> Iterator[str]:
    """Each workload of one engine and size."""
    yield f"### {engine}, {size} data"
    yield ""
    yield "Requests per second, p50 / p99 in milliseconds, CPU milliseconds of a request (server + database)."
    yield ""
    yield "| workload | product | of the ceiling (CPU) | of the naive way | ceiling | naive |"
    yield "|---|---|---|---|---|---|"
    for workload in WORKLOADS:
        product, ceiling, naive = (results.entry(engine, size, workload.name, name) for name in CANDIDATES)
        if product is None:
            continue
        of_ceiling = "" if product.of_ceiling is None else f"{product.of_ceiling:.0%} ({product.cpu_of_ceiling:.2f} x)"
        of_naive = "" if product.of_naive is None else f"{product.of_naive:.1f} x"
        yield (
            f"| {workload.name} {workload.title} | {figures(product)} | {of_ceiling} | {of_naive}"
            f" | {figures(ceiling)} | {figures(naive)} |"
        )


def figures(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return f"{entry.rate:,.0f}/s, {entry.p50:.1f} / {entry.p99:.1f}, {entry.cpu:.2f} + {entry.database_cpu:.2f}"


def verdict(found: list[Gate]) -> str:
    """The last line: which gates hold and which not."""
    holding = [gate.name for gate in found if gate.holds]
    missing = [f"{gate.name} ({gate.measured:.2f})" for gate in found if not gate.holds]
    return f"{len(holding)} of {len(found)} gates hold: {'; '.join(holding)}. Missed: {'; '.join(missing) or 'none'}."
