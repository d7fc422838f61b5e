"""Whether what staff wrote about a child or a family is shown to its guardians too."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, Move


class ReleaseState(StrEnum):
    WITHHELD = "withheld"
    RELEASED = "released"


RELEASE = Lifecycle(
    "release_state",
    {
        "release": Move((ReleaseState.WITHHELD,), ReleaseState.RELEASED),
        "withhold": Move((ReleaseState.RELEASED,), ReleaseState.WITHHELD),
    },
)
