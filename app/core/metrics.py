"""What the process counts for Prometheus; each process answers for itself, so a scraper asks every one."""

from functools import lru_cache
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class _Series(NamedTuple):
    requests: Counter
    seconds: Histogram


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
        self.requests = Counter(
            "learnbridge_requests",
            "Requests answered, by route template, method and class of status",
            ("route", "method", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "learnbridge_request_seconds",
            "Time from the request's head to the end of the answer, by route template",
            labelnames=("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = 0
        under_way = Gauge("learnbridge_requests_in_flight", "Requests being answered", registry=registry)
        under_way.set_function(lambda: self.in_flight)
        self.sign_ins_refused = Counter(
            "learnbridge_sign_ins_refused", "Sign-ins refused, by reason", ("reason",), registry=registry
        )
        self.audit_queue = Gauge("learnbridge_audit_queue_length", "Audit rows not yet written", registry=registry)
        self.log_keys_dropped = Counter("learnbridge_log_keys_dropped", "Keys kept out of log lines", registry=registry)
        self._series: dict[tuple[str, str, int], _Series] = {}
        self.jobs = JobMeters(registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts one request. `route` must be a template and `method` a known one: each pair makes a series."""
        series = self._series.get((route, method, status))
        if series is None:
            series = self._series[route, method, status] = _Series(
                self.requests.labels(route, method, f"{status // 100}xx" if status else "aborted"),
                self.seconds.labels(route),
            )
        series.requests.inc()
        series.seconds.observe(seconds)


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
