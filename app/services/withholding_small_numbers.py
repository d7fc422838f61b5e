"""Small numbers are withheld from those who are told totals, with whatever they could be computed back from.

A number from one to below the threshold is small. Shares are held by a key (part, code, column): how many of how many.
Withheld are small numerators, those that leave a small rest of their denominator, those of which a narrower scope
leaves a small rest of the wider one; and in parts that add up (genders, relations) so many more that what is withheld
is not small as a whole either.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

Key = tuple[str, str, str]


class Counted(NamedTuple):
    """So many of so many."""

    numerator: int
    denominator: int


Numbers = Mapping[Key, Counted]
# The parts whose codes share out all guardians, and the columns of which one holds the other.
ADDING_UP = ("gender", "relation")
WITHIN = {"took_part": "reached"}


def withheld(numbers: Numbers, threshold: int, wider: Numbers | None = None) -> tuple[set[Key], set[Key]]:
    """The keys whose numerators, and those whose denominators may not be told."""
    numerators = {key for key in numbers if any(is_small(one, threshold) for one in told_by(numbers, key))}
    denominators = {key for key, share in numbers.items() if is_small(share.denominator, threshold)}
    if wider is not None:
        rest = {key: minus(wider[key], share) for key, share in numbers.items()}
        numerators |= {key for key, share in rest.items() if is_small(share.numerator, threshold)}
        denominators |= {key for key, share in rest.items() if is_small(share.denominator, threshold)}
    for rows in adding_up(numbers):
        denominators |= covering(numbers, rows, denominators, threshold, whole=True)
        numerators |= covering(numbers, rows, numerators | denominators, threshold, whole=False)
    return numerators | denominators, denominators


def told_by(numbers: Numbers, key: Key) -> tuple[int, ...]:
    """What a numerator tells beside its denominator and the column that holds it."""
    part, code, column = key
    share = numbers[key]
    rest = (share.numerator, share.denominator - share.numerator)
    holder = numbers.get((part, code, WITHIN.get(column, "")))
    return rest if holder is None else (*rest, holder.numerator - share.numerator)


def minus(wider: Counted, share: Counted) -> Counted:
    return Counted(wider.numerator - share.numerator, wider.denominator - share.denominator)


def adding_up(numbers: Numbers) -> Iterable[list[Key]]:
    """The keys that share out the guardians, column by column."""
    columns = sorted({(part, column) for part, _, column in numbers if part in ADDING_UP})
    return ([key for key in numbers if (key[0], key[2]) == column] for column in columns)


def covering(numbers: Numbers, rows: list[Key], hidden: set[Key], threshold: int, *, whole: bool) -> set[Key]:
    """The rows to withhold so that what is withheld is nothing or not small, the smallest of the others first."""
    found = {key for key in rows if key in hidden}

    def tells(key: Key) -> tuple[int, ...]:
        return (numbers[key].denominator,) if whole else told_by(numbers, key)

    others = sorted((key for key in rows if key not in found), key=lambda key: (numbers[key], key))
    while others and any(is_small(sum(column), threshold) for column in zip(*map(tells, found), strict=True)):
        found.add(others.pop(0))
    return found


def is_small(number: int, threshold: int) -> bool:
    return 0 < number < threshold
