"""What each area adds to the world of the tests: a module with `indigo(db, place)` and `red_cross(db, place)`.

They run in the order given here, after the foundation; ids go into `place.ids` by name.
"""

from typing import Any

from tests.furnishings import field, files, reports

FURNISHINGS: tuple[Any, ...] = (
    field,
    files,
    reports,
)
from tests.furnishings import homework

FURNISHINGS: tuple[Any, ...] = (homework,)
