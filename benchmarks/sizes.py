"""How much data: small is one INDIGO, large is what a national society would gather in years, medium lies between."""

from typing import NamedTuple

SEED = 20_260_101
CHILDREN_OF_A_GROUP = 7


class Size(NamedTuple):
    """Groups, volunteers and sessions are counted per organisation and per group.

    `deep` is how many sessions the first group of the first organisation has instead. Six sessions of seven were held,
    and each of those has a mark for every child of its group.
    """

    name: str
    organisations: int
    groups: int
    volunteers: int
    sessions: int
    deep: int = 0

    @property
    def children(self) -> int:
        """Children of one organisation."""
        return self.groups * CHILDREN_OF_A_GROUP


# 54 sessions of each group, and not the 36 of twelve weeks, so that its first page has 50 rows as in the large data.
SMALL = Size("small", organisations=1, groups=7, volunteers=5, sessions=54)
MEDIUM = Size("medium", organisations=2, groups=429, volunteers=143, sessions=54, deep=15_500)
LARGE = Size("large", organisations=20, groups=429, volunteers=143, sessions=58, deep=15_500)
