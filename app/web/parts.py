"""The parts of the API: a file of operations is loaded when the first request to one of its addresses comes.

To load all of them for the few that are asked would take a second and 30 MiB of every start. Which addresses a file
serves is read from its text, where they stand as literals: so paths are found, and unknown ones and wrong methods are
refused, before anything is loaded. A file that states an address in another way does not load.
"""

import importlib
import re
from threading import Lock
from typing import NamedTuple

from app.web.api import Api, Operation

ROUTER = re.compile(r'^(\w+) = Api\(\s*"([^"]*)"', re.MULTILINE)
OPERATION = re.compile(r'^@(\w+)\.(\w+)\(\s*(?:"([A-Z]+)",\s*)?"([^"]*)"', re.MULTILINE)

# One part at a time: threads that import modules which need one another may see them half made.
LOADING = Lock()


class Address(NamedTuple):
    """Where an operation is: GET /v1/schools/{id}."""

    method: str
    path: str


class Part:
    """A file of operations by its module's name and its text."""

    def __init__(self, module: str, text: str) -> None:
        self.module = module
        self.addresses = addresses_in(text)
        self._operations: dict[Address, Operation] = {}

    def operations(self) -> dict[Address, Operation]:
        """The operations, loaded by whoever asks first; others wait. Slow, so not on the event loop."""
        with LOADING:
            if not self._operations:
                self._operations = self.loaded()
            return self._operations

    def loaded(self) -> dict[Address, Operation]:
        routers = [value for value in vars(importlib.import_module(self.module)).values() if isinstance(value, Api)]
        found = {Address(one.method, one.path): one for router in routers for one in router.routes}
        if odd := found.keys() ^ self.addresses:
            raise TypeError(f"{self.module} does not state these addresses as literals: {sorted(odd)}")
        return found


def addresses_in(text: str) -> set[Address]:
    """The addresses that a file of operations states."""
    bases = dict(ROUTER.findall(text))
    return {
        Address(method or verb.upper(), bases[router] + tail)
        for router, verb, method, tail in OPERATION.findall(text)
        if router in bases
    }
