"""Bodies that are taken as they come, piece by piece, and bounded; and files that leave."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from app.web.call import Call

# A sender that is silent for so long is gone; a phone on a weak network sends something every few seconds.
IDLE: Final = 30.0


class Stream:
    """The body of a request, not read yet. The edge refuses more than `most` bytes, while it comes."""

    def __init__(self, call: Call) -> None:
        self.call = call

    async def pieces(self, most: int, size: int) -> AsyncIterator[bytes]:
        """The body in pieces of at least `size` bytes but for the last; what had come before a break comes still.

        Raises TooLarge as soon as more than `most` bytes are declared or have come.
        """
        self.call.state["body_limit"] = most
        held, more = bytearray(), True
        while more:
            message = await self.next()
            held += message.get("body", b"")
            more = message.get("more_body", False)
            if held and (len(held) >= size or not more):
                yield bytes(held)
                held.clear()

    async def whole(self, most: int) -> bytes:
        """The body in one piece, for what is small. Raises TooLarge."""
        return b"".join([piece async for piece in self.pieces(most, most)])

    async def next(self) -> Any:
        """The server's next message; a broken or silent connection ends the body."""
        try:
            async with asyncio.timeout(IDLE):
                return await self.call.receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
