"""Finds the operation of a request by the segments of its path: one step each, however many operations there are."""

import asyncio
from collections.abc import Iterable
from functools import cache
from typing import Any

from starlette.applications import Starlette

from app.core.problems import MethodNotAllowed, NotFound
from app.web.api import Operation
from app.web.call import Process
from app.web.parts import Address, Part


class Place:
    """An operation by its address, there once its part has been loaded."""

    __slots__ = ("address", "names", "operation", "part")

    def __init__(self, part: Part, address: Address, names: list[str]) -> None:
        self.part, self.address, self.names = part, address, names
        self.operation: Operation | None = None

    async def open(self) -> Operation:
        self.operation = (await asyncio.to_thread(self.part.operations))[self.address]
        return self.operation


class Node:
    """A place in the tree of paths: fixed segments, one variable segment, and the operations that end here."""

    __slots__ = ("fixed", "operations", "variable")

    def __init__(self) -> None:
        self.fixed: dict[str, Node] = {}
        self.variable: Node | None = None
        self.operations: dict[str, Place] = {}


class Front:
    """Serves operations, pages among them; what is no request (start and end of the process) goes on to `rest`."""

    def __init__(self, app: Starlette, parts: Iterable[Part], rest: Any) -> None:
        self.app, self.rest, self.root = app, rest, planted(tuple(parts))

    def find(self, path: str) -> tuple[Node | None, list[str]]:
        """The node of a path and the values of its variable segments."""
        node, values = self.root, []
        for segment in path[1:].split("/"):
            step = node.fixed.get(segment)
            if step is None:
                if (step := node.variable) is None or not segment:
                    return None, []
                values.append(segment)
            node = step
        return node, values

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.rest(scope, receive, send)
            return
        node, values = self.find(scope["path"])
        if node is None or not node.operations:
            raise NotFound
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        place = node.operations.get(method)
        if place is None:
            raise MethodNotAllowed(allowed=sorted({*node.operations, *(("HEAD",) if "GET" in node.operations else ())}))
        operation = place.operation or await place.open()
        process: Process = self.app.state.process
        await operation.serve(process, scope, receive, send, dict(zip(place.names, values, strict=True)))


@cache
def planted(parts: tuple[Part, ...]) -> Node:
    """The tree of all their paths, one for every application of the process."""
    root = Node()
    for part in parts:
        for address in part.addresses:
            plant(root, part, address)
    return root


def plant(node: Node, part: Part, address: Address) -> None:
    names = []
    for segment in address.path[1:].split("/"):
        if segment.startswith("{"):
            names.append(segment.strip("{}"))
            node.variable = node.variable or Node()
            node = node.variable
        else:
            node = node.fixed.setdefault(segment, Node())
    node.operations[address.method] = Place(part, address, names)
