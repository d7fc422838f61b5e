"""PostgreSQL's writers: threads side by side, since the server itself commits together what comes together."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Writers:
    """Threads that write side by side; the server commits together what comes together."""

    def __init__(self, number: int) -> None:
        self.threads = ThreadPoolExecutor(number, thread_name_prefix="write")
        self.closed = False

    async def write(self, work: Callable[[], T]) -> T:
        """Runs work on one of them."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def close(self) -> None:
        """Lets everything that waits end."""
        self.closed = True
        self.threads.shutdown()
