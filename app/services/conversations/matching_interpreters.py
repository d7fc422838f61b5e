"""Who can interpret a request: speaks both languages, may, is free, and is no relative. All reasons stand here."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.columns import Id, Instant
from app.core.reading_languages import spoken
from app.models import (
    Child,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    InterpretationRequest,
    Interpreter,
    InterpreterRelative,
    Organisation,
    Participation,
    ParticipationChild,
    SupportSession,
    User,
)
from app.models.interpretation_request import InterpretationState, InterpreterMismatch
from app.models.interpreter import WELL_ENOUGH, InterpretationMode, InterpreterState
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from app.models.weekday import Weekday

CONCERNED = (Child, GroupMember, SupportSession, Participation, ParticipationChild)
REASON = "who can interpret is found over the whole organisation"
PROFILE = "id user_id state languages modes availability adult confidentiality_signed_on"
# Where a child is named, only its family; a session or an engagement without one concerns all its children.
child, session, engagement = (sa.bindparam(name, type_=Id) for name in ("child", "session", "engagement"))
request, starts, ends = (
    sa.bindparam("request", type_=Id), sa.bindparam("starts", type_=Instant), sa.bindparam("ends", type_=Instant),
)  # fmt: skip
at_session = (
    sa.select(col(GroupMember.child_id))
    .join(SupportSession, col(SupportSession.group_id) == col(GroupMember.group_id))
    .where(col(SupportSession.id) == session, col(GroupMember.state) == MemberState.ACTIVE)
)
at_engagement = (
    sa.select(col(ParticipationChild.child_id))
    .join(Participation, col(Participation.id) == col(ParticipationChild.participation_id))
    .where(col(Participation.engagement_id) == engagement)
)
concerned = sa.or_(col(Child.id) == child, col(Child.id).in_(at_session), col(Child.id).in_(at_engagement))
families = sa.select(col(Child.family_id)).where(concerned, col(Child.family_id).is_not(None))
linked = sa.select(col(Guardianship.guardian_id)).where(
    col(Guardianship.child_id).in_(sa.select(col(Child.id)).where(concerned))
)
PEOPLE = Lookup(
    sa.select(*columns(Interpreter, PROFILE), col(User.given_name)).join(
        User, col(User.id) == col(Interpreter.user_id)
    ),
    beyond=(Interpreter, User),
    reason=REASON,
)
GUARDIANS = Lookup(
    sa.select(col(Guardian.user_id)).where(
        col(Guardian.user_id).is_not(None), sa.or_(col(Guardian.family_id).in_(families), col(Guardian.id).in_(linked))
    ),
    beyond=(Guardian, Guardianship, *CONCERNED),
    reason=REASON,
)
DECLARED = Lookup(
    sa.select(col(Interpreter.user_id))
    .join(InterpreterRelative, col(InterpreterRelative.interpreter_id) == col(Interpreter.id))
    .where(col(InterpreterRelative.family_id).in_(families)),
    beyond=(Interpreter, InterpreterRelative, *CONCERNED),
    reason=REASON,
)
INTERPRETING = Lookup(
    sa.select(col(InterpretationRequest.interpreter_id)).where(
        col(InterpretationRequest.state) == InterpretationState.ASSIGNED,
        col(InterpretationRequest.mode) != InterpretationMode.WRITTEN,
        col(InterpretationRequest.id) != request,
        col(InterpretationRequest.starts_at) < ends,
        col(InterpretationRequest.ends_at) > starts,
    ),
    beyond=(InterpretationRequest,),
    reason=REASON,
)
LEADING = Lookup(
    sa.select(col(GroupLeader.user_id))
    .join(SupportSession, col(SupportSession.group_id) == col(GroupLeader.group_id))
    .where(
        col(SupportSession.state) == SessionState.PLANNED,
        col(SupportSession.starts_at) < ends,
        col(SupportSession.ends_at) > starts,
        sa.or_(col(GroupLeader.valid_to).is_(None), col(GroupLeader.valid_to) > col(SupportSession.starts_at)),
    ),
    beyond=(GroupLeader, SupportSession),
    reason=REASON,
)
ZONE = Lookup(sa.select(col(Organisation.time_zone)), beyond=(Organisation,), reason=REASON)
LOOKUPS = {
    "people": PEOPLE, "guardians": GUARDIANS, "declared": DECLARED, "interpreting": INTERPRETING, "leading": LEADING,
    "zone": ZONE,
}  # fmt: skip


class Asked(NamedTuple):
    """What a request asks of an interpreter."""

    id: UUID
    languages: tuple[str, str]
    mode: InterpretationMode
    starts_at: datetime | None
    minutes: int
    child_id: UUID | None
    session_id: UUID | None
    engagement_id: UUID | None

    @property
    def takes_time(self) -> bool:
        """What is written is done when there is time for it."""
        return self.mode is not InterpretationMode.WRITTEN and self.starts_at is not None

    @property
    def binds(self) -> dict[str, Any]:
        """For the lookups; without a time nothing overlaps."""
        length = timedelta(minutes=self.minutes)
        return {
            "request": self.id,
            "child": self.child_id,
            "session": self.session_id if self.child_id is None else None,
            "engagement": self.engagement_id if self.child_id is None else None,
            "starts": self.starts_at if self.takes_time else None,
            "ends": None if self.starts_at is None or not self.takes_time else self.starts_at + length,
        }

    @classmethod
    def of(cls, row: Any) -> "Asked":
        """Of a request's row."""
        return cls(
            row.id, (row.from_language, row.to_language), row.mode, row.starts_at, row.minutes, row.child_id,
            row.session_id, row.engagement_id,
        )  # fmt: skip


class Facts:
    """What the lookups found for a request."""

    def __init__(self, found: dict[str, list[Any]]) -> None:
        self.people = found["people"]
        self.bound = {row.user_id for row in (*found["guardians"], *found["declared"])}
        self.busy = {row.interpreter_id for row in found["interpreting"]} | {row.user_id for row in found["leading"]}
        self.zone = ZoneInfo(found["zone"][0].time_zone)


def mismatches(asked: Asked, person: Any, facts: Facts) -> list[InterpreterMismatch]:
    """Every reason why this person cannot interpret the request; none: they can be assigned."""
    found = {
        InterpreterMismatch.PAUSED: person.state is not InterpreterState.ACTIVE,
        InterpreterMismatch.DOES_NOT_SPEAK: not speaks(person, asked.languages),
        InterpreterMismatch.NOT_OF_AGE: not person.adult,
        InterpreterMismatch.CONFIDENTIALITY_NOT_SIGNED: person.confidentiality_signed_on is None,
        InterpreterMismatch.MODE_NOT_OFFERED: asked.mode.value not in person.modes,
        InterpreterMismatch.NOT_AVAILABLE: asked.takes_time and not available(asked, person, facts.zone),
        InterpreterMismatch.BOOKED_ALREADY: asked.takes_time and person.user_id in facts.busy,
        InterpreterMismatch.CONFLICT_OF_INTEREST: person.user_id in facts.bound,
    }
    return [reason for reason, holds in found.items() if holds]


def speaks(person: Any, languages: tuple[str, ...]) -> bool:
    """All of these, well enough to speak for others; a language is the same in every script and country."""
    known = {spoken(one["tag"]) for one in person.languages if one["level"] in WELL_ENOUGH}
    return {spoken(language) for language in languages} <= known


def can_ever(person: Any) -> bool:
    """Whether this person interprets at all, whatever is asked."""
    return (
        person.state is InterpreterState.ACTIVE and person.adult and person.confidentiality_signed_on is not None
    )  # fmt: skip


def available(asked: Asked, person: Any, zone: ZoneInfo) -> bool:
    """Within one of the times that the person has stated; who has stated none is asked each time."""
    if not person.availability or asked.starts_at is None:
        return True
    begins = asked.starts_at.astimezone(zone)
    ends_at = begins + timedelta(minutes=asked.minutes)
    if ends_at.date() != begins.date():
        return False
    weekday = list(Weekday)[begins.weekday()].value
    wanted = (f"{begins:%H:%M}", f"{ends_at:%H:%M}")
    return any(
        free["weekday"] == weekday and free["begins"] <= wanted[0] and wanted[1] <= free["ends"]
        for free in person.availability
    )


def candidates(asked: Asked, facts: Facts) -> list[dict[str, Any]]:
    """Every interpreter beside a request: those who match first, then by how little is against them."""
    found = [(mismatches(asked, person, facts), person) for person in facts.people]
    found.sort(key=lambda one: (len(one[0]), one[1].given_name, str(one[1].user_id)))
    return [
        {
            "interpreter_id": str(person.id),
            "user_id": str(person.user_id),
            "given_name": person.given_name,
            "matches": not against,
            "reasons": [reason.value for reason in against],
        }
        for against, person in found
    ]
