"""The ceiling's audit of reads: chained in a lane of this process, committed in groups, awaited before the answer."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from typing import NamedTuple

Row = tuple[str, int, int, str, str, str]


class Waiting(NamedTuple):
    """A read that has its row but may not show it yet."""

    organisation: str
    at: str
    what: str
    done: "asyncio.Future[None]"


def link(head: str, row: tuple[str, int, int, str, str]) -> str:
    """The hash of an audit row: organisation, lane, number, instant and content after the row before it."""
    organisation, lane, number, at, what = row
    return hashlib.sha256(f"{head}|{organisation}|{lane}|{number}|{at}|{what}".encode()).hexdigest()


class Lane:
    """`commit` writes rows (organisation, lane, number, at, what, hash) and returns when they are durable."""

    def __init__(self, commit: Callable[[list[Row]], Awaitable[None]]) -> None:
        self.commit, self.number = commit, secrets.randbits(52) + 1
        self.heads: dict[str, tuple[int, str]] = {}
        self.anchors: dict[str, str] = {}
        self.waiting: list[Waiting] = []
        self.wake = asyncio.Event()
        self.task = asyncio.create_task(self.run())

    async def add(self, organisation: str, at: str, what: str) -> None:
        """Returns when the row is durable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(Waiting(organisation, at, what, done))
        self.wake.set()
        await done

    async def run(self) -> None:
        """Commits what has gathered while the commit before was under way."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            batch, self.waiting = self.waiting, []
            try:
                await self.commit([self.chained(*waiting[:3]) for waiting in batch])
            except Exception as error:
                settle(batch, error)
            else:
                for organisation in {waiting.organisation for waiting in batch}:
                    number, head = self.heads[organisation]
                    self.anchors[organisation] = f'[{self.number},{number},"{head}"]'
                settle(batch)

    def chained(self, organisation: str, at: str, what: str) -> Row:
        number, head = self.heads.get(organisation, (0, ""))
        number, head = number + 1, link(head, (organisation, self.number, number + 1, at, what))
        self.heads[organisation] = (number, head)
        return organisation, self.number, number, at, what, head


def settle(batch: list[Waiting], error: Exception | None = None) -> None:
    for waiting in batch:
        if waiting.done.done():
            continue
        if error is None:
            waiting.done.set_result(None)
        else:
            waiting.done.set_exception(error)
