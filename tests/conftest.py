"""Loads what the tests stand on while the garbage collector rests, as app/start.py does and for the same reason.

What was loaded is never looked at again: walking it over and over took a sixth of every test.
"""

import gc
import os

import pytest

gc.disable()

# Every database of a run is sealed by one master key: templates are copied, and applications started on the copies.
os.environ["LEARNBRIDGE_MASTER_KEY"] = "cGh3ssz/LP2MFJsULNkQgDh0J4eiWRAR/mJLpZhtkx4="

pytest_plugins = ["tests.postgres", "tests.standing"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First SQLite, then PostgreSQL, each followed by half of what needs neither.

    Two workers begin with a half each, so that each compiles the statements of one engine only; what one takes off the
    other's end when it is done needs none.
    """
    of: dict[str, list[pytest.Item]] = {"sqlite": [], "postgresql": [], "": []}
    for item in items:
        _, _, parameters = item.name.partition("[")
        of[next((engine for engine in of if engine in parameters), "")].append(item)
    middle = len(items) // 2 - len(of["sqlite"])
    items[:] = [*of["sqlite"], *of[""][:middle], *of["postgresql"], *of[""][middle:]]


def pytest_collection_finish() -> None:
    """Every module of the suite is loaded."""
    gc.freeze()
    gc.set_threshold(300_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """All is told by now: the last collection need not walk what thousands of tests have left."""
    gc.freeze()
