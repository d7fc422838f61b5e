"""For those who run the server: is it alive, is it ready, what does it count."""

import hmac
from ipaddress import ip_address
from math import nan
from typing import Any, Literal

from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from app.auth.job_backlog import backlog
from app.core.metrics import CONTENT_TYPE, render, set_jobs
from app.core.problems import NotFound, SignedOut, Unavailable
from app.web.answer import Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.readiness import require_ready

router = Api("", tag="operations")


class Health(BaseModel):
    status: Literal["ok"] = Field(description="Anything else is a problem document")


@router.get("/health/live", PUBLIC)
async def read_liveness() -> Answer[Health]:
    """Tell whether the process answers."""
    return Answer.json({"status": "ok"})


@router.get("/health/ready", PUBLIC)
async def read_readiness(call: Call) -> Answer[Health]:
    """Tell whether the process can do its work.

    503 `not-ready` names what fails: the database, the audit of reads, or the disk.
    """
    await require_ready(call.process)
    return Answer.json({"status": "ok"})


@router.get("/metrics", PUBLIC, statuses=(401,), response_class=PlainTextResponse)
async def read_metrics(call: Call) -> Answer[str]:
    """Give the meters in the text format of Prometheus.

    With the bearer token of the settings; where none is set, to this machine alone.
    """
    admit(call)
    await count_jobs(call)
    return Answer(render(), 200, ((b"content-type", CONTENT_TYPE.encode()),))


async def count_jobs(call: Call) -> None:
    try:
        set_jobs(*await backlog(call.process.database))
    except Unavailable:
        set_jobs(nan, nan, nan)


def admit(call: Call) -> None:
    wanted = call.process.settings.metrics_token
    if not wanted:
        if not from_here(call.scope.get("client"), call.headers):
            raise NotFound
    elif not hmac.compare_digest(call.headers.get(b"authorization", b""), b"Bearer " + wanted.encode()):
        raise SignedOut


def from_here(client: Any, headers: dict[bytes, bytes]) -> bool:
    """Whether the caller is on this machine and speaks for itself, not a proxy for someone else."""
    if not client or b"x-forwarded-for" in headers or b"forwarded" in headers:
        return False
    try:
        return ip_address(client[0]).is_loopback
    except ValueError:
        return False
