"""What each area adds to the world of the tests: a module with `indigo(db, place)` and `red_cross(db, place)`.

They run in the order given here, after the foundation; ids go into `place.ids` by name.
"""

from typing import Any

from tests.furnishings import (
    applications,
    encouragement,
    engagements,
    field,
    files,
    homework,
    hours,
    invitations,
    jobs,
    library,
    notices,
    observations,
    outreach,
    plans,
    practices,
    reports,
    safeguarding,
    stories,
    supervision,
    talk,
    training,
    volunteers,
)

FURNISHINGS: tuple[Any, ...] = (
    field,
    files,
    reports,
    homework,
    invitations,
    jobs,
    notices,
    stories,
    observations,
    supervision,
    safeguarding,
    plans,
    volunteers,
    encouragement,
    outreach,
    applications,
    hours,
    engagements,
    training,
    library,
    talk,
    practices,
)
