"""Finds the operation of a request by the segments of its path: one step each, however many operations there are."""

from typing import Any

from fastapi import FastAPI

from app.core.problems import MethodNotAllowed, NotFound
from app.web.api import Operation
from app.web.call import Process


class Node:
    """A place in the tree of paths: fixed segments, one variable segment, and the operations that end here."""

    __slots__ = ("fixed", "operations", "variable")

    def __init__(self) -> None:
        self.fixed: dict[str, Node] = {}
        self.variable: Node | None = None
        self.operations: dict[str, tuple[Operation, tuple[str, ...]]] = {}


class Front:
    """Serves operations, pages among them; what is no request (start and end of the process) goes on to `rest`."""

    def __init__(self, app: FastAPI, rest: Any) -> None:
        self.app, self.rest, self.root = app, rest, Node()
        for route in app.routes:
            if isinstance(route, Operation):
                self.plant(route)

    def plant(self, operation: Operation) -> None:
        node, names = self.root, []
        for segment in operation.path[1:].split("/"):
            if segment.startswith("{"):
                names.append(segment.strip("{}"))
                node.variable = node.variable or Node()
                node = node.variable
            else:
                node = node.fixed.setdefault(segment, Node())
        for method in operation.methods or ():
            node.operations[method] = (operation, tuple(names))

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
        found = node.operations.get(method)
        if found is None:
            raise MethodNotAllowed(allowed=sorted({*node.operations, *(("HEAD",) if "GET" in node.operations else ())}))
        operation, names = found
        process: Process = self.app.state.process
        await operation.serve(process, scope, receive, send, dict(zip(names, values, strict=True)))
