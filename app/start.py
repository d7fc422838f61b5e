"""The entry point: loads everything with the garbage collector at rest, which would walk half-made classes for nothing.

It saves a third of the start. What was loaded stays for good and is never looked at again.
"""

import gc
import importlib


def main() -> None:
    """`learnbridge`: the command line."""
    gc.disable()
    cli = importlib.import_module("app.cli").cli
    gc.freeze()
    gc.enable()
    cli()
