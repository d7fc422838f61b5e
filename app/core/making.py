"""What a column of a new row holds when nothing is said, made anew for each row."""

from collections.abc import Callable
from functools import cache
from inspect import Signature
from typing import TypeVar

T = TypeVar("T")

NOTHING_TAKEN = Signature()


@cache
def made_by(make: Callable[[], T]) -> Callable[[], T]:
    """For `default_factory`: pydantic asks it for its signature at each row, which was half of what a row cost."""

    def made() -> T:
        return make()

    made.__signature__ = NOTHING_TAKEN  # type: ignore[attr-defined]
    return made
