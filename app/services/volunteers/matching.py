"""Which volunteer fits which group or child: limits that nothing may break, and parts of a score that say why.

No database: a caller gathers what is known, and a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.models.child import LanguageLevel
from app.models.leader_proposal import OVER
from app.models.suggestion import MatchPart
from app.models.weekday import Weekday

MOST_SHOWN = 50
LANGUAGE, SUBJECT, TIME, LOAD, WAITING = 30, 20, 25, 15, 10
LEVELS = {LanguageLevel.NATIVE: 30, LanguageLevel.FLUENT: 30, LanguageLevel.EVERYDAY: 20, LanguageLevel.BASIC: 10}
LONG_WAITING = 60


class Slot(NamedTuple):
    """Minutes of a week, from Monday at midnight on, in the organisation's local time."""

    begins: int
    ends: int


class Span(NamedTuple):
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Wanted:
    """A group or a child that somebody is to be found for.

    `children`: how many it adds to a leader's load; `room`: how many one leader may have of them by the policy.
    """

    languages: frozenset[str]
    grades: frozenset[int]
    children: int
    room: int
    days_waiting: int
    group_id: UUID | None = None
    child_id: UUID | None = None
    slots: tuple[Slot, ...] = ()
    sessions: tuple[Span, ...] = ()

    @property
    def id(self) -> UUID | None:
        """The id of the one or the other."""
        return self.group_id or self.child_id


@dataclass(frozen=True)
class Candidate:
    """A volunteer who is active and cleared; `load`: children in the groups that they lead now."""

    id: UUID
    user_id: UUID
    languages: tuple[tuple[str, LanguageLevel], ...]
    subjects: tuple[tuple[int, int], ...]
    slots: tuple[Slot, ...]
    max_children: int
    load: int
    led: frozenset[UUID] = frozenset()
    booked: tuple[Span, ...] = ()


def fits(wanted: Wanted, one: Candidate) -> bool:
    """Whether the pair breaks no limit: the volunteer's own load, the programme's policy, nobody in two places."""
    # A group's places count for each of its leaders, a single child's beside all whom the leader has already.
    beside = one.load if wanted.child_id else 0
    if wanted.group_id in one.led or wanted.children + beside > wanted.room:
        return False
    if one.load + wanted.children > one.max_children:
        return False
    return not any(a.begins < b.ends and b.begins < a.ends for a in wanted.sessions for b in one.booked)


def ranked(
    pairs: Iterable[tuple[Wanted, Candidate]], before: Mapping[Any, dict[str, Any]], *, earlier: bool = False
) -> list[dict[str, Any]]:
    """The pairs that fit, the best first; of equals the one who was there earlier.

    before: what became of pairs that were proposed; they are left out, but with `earlier` those that are over are told.
    """
    fitting = [(wanted, one, before.get((one.id, wanted.id))) for wanted, one in pairs if fits(wanted, one)]
    found = [
        {**shown(wanted, one), "earlier": last}
        for wanted, one, last in fitting
        if last is None or (earlier and last["state"] in OVER)
    ]
    return sorted(found, key=lambda pair: (-pair["score"], pair["volunteer_id"], str(pair["child_id"])))[:MOST_SHOWN]


def shown(wanted: Wanted, one: Candidate) -> dict[str, Any]:
    parts = list(parts_of(wanted, one))
    return {
        "volunteer_id": one.id,
        "user_id": one.user_id,
        "group_id": wanted.group_id,
        "child_id": wanted.child_id,
        "score": sum(part["points"] for part in parts),
        "parts": parts,
    }


def parts_of(wanted: Wanted, one: Candidate) -> Iterator[dict[str, Any]]:
    """Each reason with its points. What is not known of a group or a child gives half of them to everybody."""
    common = [level for tag, level in one.languages if tag in wanted.languages]
    best = max((LEVELS.get(level, 5) for level in common), default=0)
    yield part(MatchPart.LANGUAGE, best if wanted.languages else LANGUAGE // 2, LANGUAGE, len(common))
    covered = {grade for grade in wanted.grades for first, last in one.subjects if first <= grade <= last}
    yield part(MatchPart.SUBJECT, share(SUBJECT, len(covered), len(wanted.grades)), SUBJECT, len(covered))
    minutes = in_common(wanted.slots, one.slots)
    asked = sum(slot.ends - slot.begins for slot in wanted.slots)
    yield part(MatchPart.TIME, share(TIME, minutes, asked), TIME, minutes)
    left = one.max_children - one.load
    yield part(MatchPart.LOAD, share(LOAD, left, one.max_children), LOAD, left)
    waited = min(wanted.days_waiting, LONG_WAITING)
    yield part(MatchPart.WAITING, share(WAITING, waited, LONG_WAITING), WAITING, wanted.days_waiting)


def part(name: MatchPart, points: int, most: int, measure: int) -> dict[str, Any]:
    return {"part": name, "points": points, "most": most, "measure": measure}


def share(most: int, present: int, whole: int) -> int:
    return most // 2 if whole <= 0 else min(most, most * max(present, 0) // whole)


def in_common(some: Iterable[Slot], others: Iterable[Slot]) -> int:
    """Minutes of a week that lie in both; the slots of each are apart."""
    others = list(others)
    return sum(max(0, min(a.ends, b.ends) - max(a.begins, b.begins)) for a in some for b in others)


def slot_of(interval: dict[str, str]) -> Slot:
    """An interval of an availability as minutes of the week."""
    day = list(Weekday).index(Weekday(interval["weekday"])) * 1440
    return Slot(day + minutes(interval["begins"]), day + minutes(interval["ends"]))


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def slot_at(begins: datetime, length: int) -> Slot:
    """A session at a local time as minutes of the week."""
    first = begins.weekday() * 1440 + begins.hour * 60 + begins.minute
    return Slot(first, first + length)


def primary(tag: str) -> str:
    """The language of a tag without script and region: who speaks it speaks it in any script."""
    return tag.split("-")[0].lower()
