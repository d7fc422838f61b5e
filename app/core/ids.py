"""Ids: UUIDv7 (RFC 9562), which sort by the time they were made and which clients may make too; ids of requests."""

import secrets
import time
from itertools import count
from uuid import UUID


def uuid7() -> UUID:
    """A new id: 48 bits of milliseconds since 1970, 12 bits of their fraction, 62 random bits.

    Rows that one transaction makes one after the other sort in that order.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    return UUID(int=(milliseconds << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | secrets.randbits(62))


_RUN, _NUMBERS = secrets.token_hex(8), count()


def request_id() -> str:
    """Unlike any other of any process. It correlates and protects nothing, so chance is drawn once a process."""
    return f"{_RUN}{next(_NUMBERS):016x}"
