"""The entry points: they load the rest with the garbage collector at rest, which would walk half-made classes in vain.

It saves a third of the start. What was loaded stays for good and is never looked at again.
"""

import gc
import importlib
import os
import signal
import sys
from typing import Any


def main() -> None:
    """`learnbridge`: the command line. Serving is loaded without what the other commands need."""
    if os.getpid() == 1:
        # The first process of a container is deaf to a signal without a handler: it would have to be killed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if sys.argv[1:] == ["serve"]:
        quietly("app.serving").serve()
    else:
        quietly("app.cli").cli()


def create_app() -> Any:
    """The application, for the server."""
    return quietly("app.main").create_app()


def quietly(module: str) -> Any:
    """The module with all that it needs."""
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.freeze()
        gc.enable()
