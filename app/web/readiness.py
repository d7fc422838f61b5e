"""Whether this process can do its work: what is asked before anyone is sent here.

The schema's version is not looked at: an older release goes on serving while the next one has migrated already.
"""

import asyncio
import shutil
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.core.problems import DomainError
from app.core.statements import Plans
from app.models import Organisation
from app.web.call import Process

PATIENCE: Final = 2.0
LEAST_FREE: Final = 0.05
NO_ONE: Final = UUID(int=0)
TINY = Plans(sa.select(col(Organisation.id)).limit(1))


class NotReady(DomainError):
    """`failing`: which of database, audit and disk."""

    slug, title, status = "not-ready", "Not ready", 503
    detail = "This process cannot do its work; `failing` says why."
    headers: ClassVar[dict[str, str]] = {"retry-after": "2"}


async def require_ready(process: Process) -> None:
    """Raises NotReady where the database does not answer, reads cannot be audited, or the disk is nearly full."""
    failing = [] if await answers(process) else ["database"]
    if not process.audit.healthy:
        failing.append("audit")
    if free(process) < LEAST_FREE:
        failing.append("disk")
    if failing:
        raise NotReady(failing=failing)


async def answers(process: Process) -> bool:
    """Whether a tiny read comes back in time."""
    plan = TINY.on(process.database.kind)
    try:
        async with asyncio.timeout(PATIENCE):
            await process.database.source.rows(plan, plan.args({}), NO_ONE)
    except Exception:
        return False
    return True


def free(process: Process) -> float:
    """The free part of the disk that this installation writes to: SQLite's file, otherwise the keys."""
    database = process.database
    place = Path(str(database.url.database)).parent if database.kind == "sqlite" else process.settings.keys_dir
    while not place.exists():
        place = place.parent
    usage = shutil.disk_usage(place)
    return usage.free / usage.total
