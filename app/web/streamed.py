"""An answer that is too large for the memory: its pieces are made while they are sent."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from app.web.answer import Answer, Send

Pieces = Callable[[], Iterator[bytes]]


class Streamed(Answer[Any]):
    """A 200 whose body comes in pieces, each made on a thread when the one before has gone out."""

    __slots__ = ("pieces",)

    def __init__(self, pieces: Pieces, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        super().__init__(b"", 200, headers)
        self.pieces = pieces

    async def send(self, send: Send) -> None:
        """The messages of an ASGI answer."""
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers]})
        made = self.pieces()
        while (piece := await asyncio.to_thread(next, made, None)) is not None:
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
