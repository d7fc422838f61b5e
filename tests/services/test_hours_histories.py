"""Random histories of hours: every move as the model allows it, and sums as an independent recount has them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from app.auth.lookups import look
from app.core import clock
from app.core.problems import IllegalTransition
from app.models import GroupLeader, GroupMember, HoursEntry, MentorGroup
from app.models.attendance import AttendanceSheet, AttendanceStatus
from app.models.hours_entry import HoursCorrect, HoursCreate, HoursKind, HoursState, HoursTotalQuery
from app.models.mentor_group import GroupKind, LeaderRole, MemberState
from app.models.programme import ProgrammePreset
from app.models.support_session import SessionState
from app.services.hours import logging_hours
from app.services.hours.logging_hours import DayIsFull
from app.services.hours.summing_hours import TOTALS, asked, whole
from app.services.sessions.recording_attendance import record
from tests import world as worlds
from tests.acting import acting, as_system
from tests.world import World

LOGGED, VERIFIED, DISPUTED = HoursState.LOGGED, HoursState.VERIFIED, HoursState.DISPUTED
LEGAL = {
    "verify": {LOGGED, DISPUTED}, "dispute": {LOGGED, VERIFIED}, "correct": {LOGGED, DISPUTED},
    "withdraw": {LOGGED, DISPUTED},
}  # fmt: skip
TO = {"verify": VERIFIED, "dispute": DISPUTED, "correct": HoursState.CORRECTED, "withdraw": HoursState.WITHDRAWN}
KINDS = [kind for kind in HoursKind if kind is not HoursKind.SESSION]
STEP = st.one_of(
    st.tuples(st.just("log"), st.sampled_from(KINDS), st.integers(1, 900)),
    st.tuples(st.sampled_from(sorted(LEGAL)), st.integers(0, 40), st.integers(1, 170)),
    st.tuples(st.just("mark"), st.sampled_from(AttendanceStatus), st.just(0)),
)


class History:
    """What the entries of one programme should be, told without the database."""

    def __init__(self, world: World, programme: UUID, session: UUID) -> None:
        self.world, self.programme, self.session = world, programme, session
        self.day = clock.today() - timedelta(days=3)
        self.entries: dict[UUID, dict[str, Any]] = {}

    def of_day(self) -> int:
        counted = (LOGGED, VERIFIED, DISPUTED)
        return sum(
            one["minutes"] for one in self.entries.values() if one["state"] in counted and one["kind"] != "session"
        )

    def acting(self, move: str) -> Any:
        place = self.world.indigo
        return acting(self.world.database, place.supervisor if move in ("verify", "dispute") else place.volunteer)

    def log(self, kind: HoursKind, minutes: int) -> None:
        new = HoursCreate(kind=kind, minutes=minutes, done_on=self.day, programme_id=self.programme)
        with self.acting("log") as db:
            if self.of_day() + minutes > 1440:
                with pytest.raises(DayIsFull):
                    logging_hours.log(db, new)
                return
            self.keep(logging_hours.log(db, new))
            db.commit()

    def keep(self, row: HoursEntry) -> None:
        self.entries[row.id] = {"state": row.state, "minutes": row.minutes, "kind": row.kind.value}

    def move(self, move: str, number: int, minutes: int) -> None:
        if not self.entries:
            return
        id = sorted(self.entries)[number % len(self.entries)]
        one = self.entries[id]
        with self.acting(move) as db:
            if one["state"] not in LEGAL[move]:
                with pytest.raises(IllegalTransition):
                    self.made(db, move, id, minutes)
                return
            if move == "correct" and one["kind"] != "session" and self.of_day() - one["minutes"] + minutes > 1440:
                with pytest.raises(DayIsFull):
                    self.made(db, move, id, minutes)
                return
            row = self.made(db, move, id, minutes)
            db.commit()
        one["state"] = TO[move]
        if move == "correct":
            self.keep(row)

    def made(self, db: Any, move: str, id: UUID, minutes: int) -> HoursEntry:
        match move:
            case "dispute":
                return logging_hours.dispute(db, id, "because")
            case "correct":
                day = db.find(HoursEntry, id).done_on
                return logging_hours.correct(db, id, HoursCorrect(minutes=minutes, done_on=day))
            case _:
                return getattr(logging_hours, move)(db, id)  # type: ignore[no-any-return]

    def mark(self, status: AttendanceStatus) -> None:
        """The one child of the session is there or is not; a person's own word about the session stands."""
        mark = {"child_id": self.world.indigo.mila, "status": status}
        with acting(self.world.database, self.world.indigo.coordinator) as db:
            record(db, self.session, AttendanceSheet.model_validate({"marks": [mark]}))
            db.commit()
        there = status is not AttendanceStatus.ABSENT
        of_session = {id: one for id, one in self.entries.items() if one["kind"] == "session"}
        standing = [one for one in of_session.values() if one["state"] in (LOGGED, VERIFIED, DISPUTED)]
        if not there:
            for one in standing:
                one["state"] = HoursState.ANNULLED
        elif not standing and not any(one["state"] is HoursState.WITHDRAWN for one in of_session.values()):
            self.entries[self.newest()] = {"state": LOGGED, "minutes": 180, "kind": "session"}

    def newest(self) -> UUID:
        with as_system(self.world.database, self.world.indigo) as db:
            rows = [row.id for row in db.execute(worlds_hours(self.session)).scalars() if row.id not in self.entries]
            (id,) = rows
            return id  # type: ignore[no-any-return]

    def recount(self) -> dict[str, dict[str, int]]:
        """Minutes by kind and state."""
        found: dict[str, dict[str, int]] = {}
        names = {VERIFIED: "verified_minutes", LOGGED: "waiting_minutes", DISPUTED: "disputed_minutes"}
        for one in self.entries.values():
            if one["state"] in names:
                sums = found.setdefault(one["kind"], dict.fromkeys(names.values(), 0) | {"entries": 0})
                sums[names[one["state"]]] += one["minutes"]
                sums["entries"] += 1
        return found


def worlds_hours(session: UUID) -> Any:
    return sa.select(HoursEntry).where(col(HoursEntry.session_id) == session)


def stage(world: World) -> History:
    """A programme of its own, with a group that the volunteer leads, Mila in it, and a session that was held."""
    place = world.indigo
    with as_system(world.database, place) as db:
        programme = db.put(worlds.new_programme("Recount", ProgrammePreset.INDIGO))
        group = MentorGroup(programme_id=programme.id, name="Recount", kind=GroupKind.SMALL_GROUP, active_members=1)
        db.put(group)
        db.put(GroupLeader(group_id=group.id, user_id=place.volunteer.user_id, role=LeaderRole.LEAD))
        of = {"group_id": group.id, "programme_id": programme.id, "child_id": place.mila}
        db.put(GroupMember(**of, state=MemberState.ACTIVE, joined_at=clock.now() - timedelta(days=30)))
        held = db.put(worlds.session(group, clock.now() - timedelta(days=60), SessionState.HELD))
        db.commit()
        return History(world, programme.id, held.id)


def wipe(world: World, history: History) -> None:
    """The day is empty again for the next history."""
    with as_system(world.database, world.indigo) as db:
        for row in db.execute(sa.select(HoursEntry).where(col(HoursEntry.programme_id) == history.programme)).scalars():
            if row.state in (LOGGED, VERIFIED, DISPUTED):
                HoursEntry.__lifecycle__.fire(row, "annul")
        db.commit()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=8, max_size=22))
def test_sums_equal_an_independent_recount_over_any_history(below: World, steps: list[tuple[str, Any, int]]) -> None:
    history = stage(below)
    try:
        for name, first, second in steps:
            match name:
                case "log":
                    history.log(first, second)
                case "mark":
                    history.mark(first)
                case _:
                    history.move(name, first, second)
        agree(below, history)
    finally:
        wipe(below, history)


def agree(below: World, history: History) -> None:
    """The sums, for each who may see them, and every row's state."""
    for person in (below.indigo.volunteer, below.indigo.supervisor, below.indigo.coordinator):
        with acting(below.database, person) as db:
            query = HoursTotalQuery(programme_id=history.programme, user_id=below.indigo.volunteer.user_id)
            sums = whole(look(db, TOTALS, **asked(query)))
        found = {row["kind"].value: {name: row[name] for name in NAMES} for row in sums["items"]}
        assert found == history.recount()
        assert sums["verified_minutes"] == sum(row["verified_minutes"] for row in history.recount().values())
    with as_system(below.database, below.indigo) as db:
        rows = db.execute(sa.select(HoursEntry).where(col(HoursEntry.programme_id) == history.programme)).scalars()
        assert {row.id: row.state for row in rows} == {id: one["state"] for id, one in history.entries.items()}


NAMES = ("verified_minutes", "waiting_minutes", "disputed_minutes", "entries")
