"""What the process says about itself: JSON lines on standard output that hold no personal data.

A line keeps only the keys of `ALLOWED`; anything else is left out and counted. `event` is a sentence written in the
source, never one made of values. Errors are told by type and frames: drivers put the offending values in their text.
"""

import asyncio
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from types import TracebackType
from typing import Any, BinaryIO
from uuid import UUID

import orjson
import structlog

from app.core.clock import now
from app.core.metrics import meters

# fmt: off
ALLOWED = frozenset({
    "logger", "request_id", "trace_id", "method", "route", "status", "ms", "bytes", "membership", "network",
    "exception", "causes", "frames", "sqlstate", "slug", "reason", "resource", "operation", "kind", "state", "job",
    "job_id", "attempt", "count", "rows", "seconds", "queue", "epoch", "position", "organisation", "version",
    "revision", "engine", "host", "port", "processes", "setting", "dropped",
})
# fmt: on

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_LONGEST = 300
_LEVELS = {name.lower(): number for name, number in logging.getLevelNamesMapping().items()}
_FRAMES = 25
_CAUSES = 5
# These say how the server starts and stops; every other library's arguments may be data.
_TRUSTED = ("uvicorn", "alembic")
_SILENT = ("uvicorn.access",)
_TALKATIVE = ("sqlalchemy", "httpx", "httpcore", "asyncio")
_DRIVER_TEXT = re.compile(r"\s*(?:DETAIL|CONTEXT|HINT|\[SQL|\[parameters).*", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\([^)]*\)=\([^)]*\)")


def configure(level: str, stream: BinaryIO | None = None) -> None:
    """Sends every line of `level` or above to standard output or `stream`, those of the standard library included."""
    numeric = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[_line],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.BytesLoggerFactory(stream or sys.stdout.buffer),
        cache_logger_on_first_use=False,
    )
    _Out.stream, _Out.least = stream or sys.stdout.buffer, numeric
    logging.root.handlers[:] = [_Bridge()]
    logging.root.setLevel(numeric)
    for name in ("uvicorn", "uvicorn.error", "alembic", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(numeric, logging.WARNING))
    for name in _SILENT:
        logging.getLogger(name).disabled = True


def get_logger() -> Any:
    """A logger whose methods take an event and allowed keys: `log.info("backup written", seconds=2.1)`."""
    return structlog.get_logger()


def describe(error: BaseException) -> dict[str, object]:
    """The keys that tell of an error without its text: type, types of its causes, frames, the database's code."""
    chain = [error]
    while len(chain) <= _CAUSES and (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    told: dict[str, object] = {"exception": _name(error), "frames": _frames(error.__traceback__)}
    if len(chain) > 1:
        told["causes"] = [_name(cause) for cause in chain[1:]]
    for cause in chain:
        code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        if isinstance(code, str):
            told["sqlstate"] = code
    return told


@lru_cache(maxsize=1024)
def network(host: str) -> str:
    """The neighbourhood of an address, /24 or /48, which names no household; empty for what is no address."""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    prefix = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, prefix), strict=False))


def _line(_logger: object, level: str, event: MutableMapping[str, Any]) -> bytes:
    line: dict[str, Any] = {"time": now(), "level": level, "event": _short(event.pop("event", None))}
    if current := request_id.get():
        line["request_id"] = current
    error = event.pop("exc_info", None)
    if error:
        line.update(describe(error if isinstance(error, BaseException) else sys.exc_info()[1] or RuntimeError()))
    if not event.keys() <= ALLOWED:
        event = _without_strange_keys(event)
    for key, value in event.items():
        if value is not None:
            line[key] = _short(value)
    return orjson.dumps(line, default=_type_only, option=orjson.OPT_UTC_Z)


class _Out:
    """Where lines go, for `tell`."""

    stream: BinaryIO | None = None
    least = logging.INFO
    # The event loop that is to hand over what waits.
    loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def flush(cls) -> None:
        """Hands over what waits."""
        cls.loop = None
        if cls.stream is not None:
            cls.stream.flush()

    @classmethod
    def flush_soon(cls) -> None:
        """The same once the event loop has done what it does just now; at once where there is none."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            cls.flush()
            return
        if cls.loop is not loop:
            cls.loop = loop
            loop.call_soon(cls.flush)


def tell(level: str, event: str, members: str) -> None:
    """Writes a line whose other members are JSON already: keys of `ALLOWED`, values of our own making without a quote.

    Every request has one, and to make it as others are made would cost a tenth of a short request. On the event loop
    the lines of requests that end together leave together: each system call lets another thread take the interpreter.
    """
    if _Out.stream is not None and _LEVELS[level] >= _Out.least:
        at = now().isoformat().removesuffix("+00:00")
        _Out.stream.write(f'{{"time":"{at}Z","level":"{level}","event":"{event}",{members}}}\n'.encode())
        _Out.flush_soon()


def _without_strange_keys(event: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in event.items() if key in ALLOWED}
    dropped = len(event) - len(kept)
    meters().log_keys_dropped.inc(dropped)
    return {**kept, "dropped": dropped}


def _short(value: object) -> object:
    if type(value) is str:
        return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    if isinstance(value, (list, tuple)):
        return [_short(each) for each in value[:_FRAMES]]
    if value is None or isinstance(value, (int, float, UUID, datetime)):
        return value
    return _type_only(value)


def _type_only(value: object) -> str:
    return type(value).__name__


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(trace: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return frames[-_FRAMES:]


class _Bridge(logging.Handler):
    """Hands the standard library's records to the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        trusted = record.name.partition(".")[0] in _TRUSTED
        text = record.getMessage() if trusted else _QUOTED.sub("…", str(record.msg))
        error = record.exc_info[1] if record.exc_info else None
        level = min(logging.CRITICAL, max(logging.DEBUG, record.levelno // 10 * 10))
        get_logger().log(level, _scrubbed(text), logger=record.name, **(describe(error) if error else {}))


def _scrubbed(text: str) -> str:
    return _DRIVER_TEXT.sub("", text).strip().partition("\n")[0]
