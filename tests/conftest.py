"""Loads what the tests stand on while the garbage collector rests, as app/start.py does and for the same reason.

What was loaded is never looked at again: walking it over and over took a sixth of every test.
"""

import gc
import os

gc.disable()

# Every database of a run is sealed by one master key: templates are copied, and applications started on the copies.
os.environ["LEARNBRIDGE_MASTER_KEY"] = "cGh3ssz/LP2MFJsULNkQgDh0J4eiWRAR/mJLpZhtkx4="

pytest_plugins = ["tests.postgres", "tests.standing"]


def pytest_collection_finish() -> None:
    """Every module of the suite is loaded."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
