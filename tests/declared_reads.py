"""Every declared read of the API, found in the routers."""

import importlib
import pkgutil
from functools import cache
from typing import Any

from app import routers
from app.auth.declared import Reads


@cache
def all_reads() -> dict[str, Reads[Any]]:
    """By the name of their module and their own."""
    modules = (importlib.import_module(f"app.routers.{found.name}") for found in pkgutil.iter_modules(routers.__path__))
    return {
        f"{module.__name__.removeprefix('app.routers.')}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Reads)
    }
