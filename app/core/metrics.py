"""What the process counts for Prometheus; each process answers for itself, so a scraper asks every one."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Times:
    """How long the requests of a route took: how many within each of `_SECONDS`, and all together."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts, self.total = [0] * (len(_SECONDS) + 1), 0.0

    def buckets(self) -> list[tuple[str, float]]:
        """As Prometheus has them: each bucket holds those before it."""
        ends = [*map(str, _SECONDS), "+Inf"]
        return list(zip(ends, map(float, accumulate(self.counts)), strict=True))


class Series:
    """The requests of one route, method and status."""

    __slots__ = ("count", "times")

    def __init__(self, times: Times) -> None:
        self.count, self.times = 0, times


class Requests(Collector):
    """Requests answered, counted on the event loop alone: the library's own meters take a lock for every number."""

    def __init__(self) -> None:
        self.series: dict[tuple[str, str, int], Series] = {}
        self.times: dict[str, Times] = {}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts one request. `route` must be a template and `method` a known one: each pair makes a series."""
        one = self.series.get((route, method, status))
        if one is None:
            one = self.series[route, method, status] = Series(self.times.setdefault(route, Times()))
        one.count += 1
        one.times.total += seconds
        one.times.counts[bisect_left(_SECONDS, seconds)] += 1

    def collect(self) -> Iterator[Metric]:
        """What a scraper is told."""
        told = "Requests answered, by route template, method and class of status"
        requests = CounterMetricFamily("learnbridge_requests", told, labels=("route", "method", "status"))
        sums: dict[tuple[str, str, str], int] = {}
        for (route, method, status), one in list(self.series.items()):
            kind = (route, method, f"{status // 100}xx" if status else "aborted")
            sums[kind] = sums.get(kind, 0) + one.count
        for labels, count in sums.items():
            requests.add_metric(labels, count)
        told = "Time from the request's head to the end of the answer, by route template"
        seconds = HistogramMetricFamily("learnbridge_request_seconds", told, labels=("route",))
        for route, times in list(self.times.items()):
            seconds.add_metric((route,), times.buckets(), times.total)
        yield from (requests, seconds)


class JobMeters:
    """What is told of jobs: attempts of this process, and what waits in the database for all processes."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.ended = Counter(
            "learnbridge_jobs_ended", "Attempts at jobs, by kind and outcome", ("kind", "outcome"), registry=registry
        )
        self.waiting = Gauge("learnbridge_jobs_waiting", "Jobs due and not yet taken", registry=registry)
        self.oldest = Gauge(
            "learnbridge_jobs_oldest_waiting_seconds", "How long the first of them is due", registry=registry
        )
        self.dead = Gauge("learnbridge_jobs_dead", "Jobs given up and kept for a person to see", registry=registry)


class Meters:
    """One set of meters in a registry of its own, so that several applications can live in one process."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Requests()
        registry.register(self.requests)
        self.answered = self.requests.answered
        self.in_flight = 0
        under_way = Gauge("learnbridge_requests_in_flight", "Requests being answered", registry=registry)
        under_way.set_function(lambda: self.in_flight)
        self.sign_ins_refused = Counter(
            "learnbridge_sign_ins_refused", "Sign-ins refused, by reason", ("reason",), registry=registry
        )
        self.audit_queue = Gauge("learnbridge_audit_queue_length", "Audit rows not yet written", registry=registry)
        self.log_keys_dropped = Counter("learnbridge_log_keys_dropped", "Keys kept out of log lines", registry=registry)
        self.jobs = JobMeters(registry)


@lru_cache
def meters() -> Meters:
    """The meters of this process."""
    return Meters()


def render() -> bytes:
    """Everything measured so far in the text format of Prometheus; its media type is `CONTENT_TYPE`."""
    return generate_latest(meters().registry)


def refuse_sign_in(reason: str) -> None:
    """Counts a refused sign-in. `reason` is one of a few words of ours, never something that a client sent."""
    meters().sign_ins_refused.labels(reason).inc()


def set_audit_queue(length: int) -> None:
    """How many audit rows wait to be written."""
    meters().audit_queue.set(length)


def job_ended(kind: str, outcome: str) -> None:
    """Counts an attempt at a job."""
    meters().jobs.ended.labels(kind, outcome).inc()


def set_jobs(waiting: float, oldest_seconds: float, dead: float) -> None:
    """The jobs of all organisations, for all processes the same; not a number where nobody knows."""
    meters().jobs.waiting.set(waiting)
    meters().jobs.oldest.set(oldest_seconds)
    meters().jobs.dead.set(dead)
