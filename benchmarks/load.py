"""The load: keep-alive connections over loopback, each sending its next request when it has the last answer.

One thread around poll(2), because the machine's cores are shared with the servers that it measures: a request costs it
some 10 microseconds.
"""

import select
import socket
from collections.abc import Iterator
from time import perf_counter
from typing import NamedTuple

CONNECTIONS = 16
PATIENCE = 20.0  # seconds without any answer after which a slice is given up
LARGEST = 262_144


class Slice(NamedTuple):
    """What one candidate did in one round; latencies in seconds."""

    seconds: float
    latencies: list[float]
    failures: list[bytes]


class Broken(Exception):
    """The server closed a connection, or did not answer in time."""


def load(port: int, requests: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Slice:
    """Sends requests for so long; what is under way then is still awaited and counted."""
    lines = {line.socket.fileno(): line for line in (Line(port) for _ in range(connections))}
    waiting = select.poll()
    for handle in lines:
        waiting.register(handle, select.POLLIN)
    try:
        return drive(lines, waiting, requests, seconds)
    finally:
        for line in lines.values():
            line.socket.close()


def drive(lines: dict[int, "Line"], waiting: select.poll, requests: Iterator[bytes], seconds: float) -> Slice:
    found, under_way, begun = Slice(0.0, [], []), len(lines), perf_counter()
    for line in lines.values():
        line.ask(next(requests))
    while under_way:
        ready = waiting.poll(PATIENCE * 1000)
        if not ready:
            raise Broken(f"no answer for {PATIENCE:g} seconds")
        for line in [lines[handle] for handle, _ in ready]:
            if not line.hear():
                continue
            now = perf_counter()
            found.latencies.append(now - line.asked_at)
            if line.status != b"200":
                found.failures.append(line.answer)
            if now - begun < seconds:
                line.ask(next(requests))
            else:
                under_way -= 1
    return found._replace(seconds=perf_counter() - begun)


def ask(port: int, request: bytes) -> bytes:
    """One request on a connection of its own: the whole answer."""
    line = Line(port)
    try:
        line.ask(request)
        while not line.hear():
            pass
        return line.answer
    finally:
        line.socket.close()


class Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer, self.whole, self.asked_at = b"", 0, 0.0

    @property
    def status(self) -> bytes:
        """The status code of the answer."""
        return self.answer[9:12]

    def ask(self, request: bytes) -> None:
        """Sends a request."""
        self.answer, self.whole = b"", 0
        self.asked_at = perf_counter()
        self.socket.sendall(request)

    def hear(self) -> bool:
        """Takes what has come; True when the answer is whole."""
        heard = self.socket.recv(LARGEST)
        if not heard:
            raise Broken("the server closed the connection")
        self.answer = self.answer + heard if self.answer else heard
        if not self.whole:
            end = self.answer.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.whole = end + 4 + length_of(self.answer[:end])
        return len(self.answer) >= self.whole


def length_of(head: bytes) -> int:
    """The length that an answer declares; chunked answers are not understood."""
    head = head.lower()
    at = head.find(b"\ncontent-length:")
    if at < 0:
        return 0
    return int(head[at + 16 :].split(b"\r", 1)[0])
