"""What an answer at the door does not wait for: the time that it takes would tell that an account exists."""

import asyncio
from collections.abc import Coroutine
from typing import Any

_UNDER_WAY: set["asyncio.Task[Any]"] = set()


def begin(work: Coroutine[Any, Any, Any]) -> None:
    """Does it behind the answer; whoever does it logs what goes wrong, nobody else waits for it."""
    task = asyncio.get_running_loop().create_task(work)
    _UNDER_WAY.add(task)
    task.add_done_callback(_settled)


async def all_done() -> None:
    """Waits for everything that is under way."""
    await asyncio.gather(*_UNDER_WAY, return_exceptions=True)


def _settled(task: "asyncio.Task[Any]") -> None:
    _UNDER_WAY.discard(task)
    if not task.cancelled():
        task.exception()
