"""Reminders: each matter is told of once whoever runs the job, in the morning, and not when it is over."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col

from app.auth import taking_jobs
from app.core import clock
from app.core.letters import day_in
from app.models import (
    Application,
    CourseEnrolment,
    HoursEntry,
    InterviewSlot,
    Notice,
    Requirement,
    RequirementFulfilment,
    TrainingRecord,
    User,
)
from app.models.course_enrolment import CourseEnrolmentState
from app.models.hours_entry import HoursState
from app.models.interview_slot import InterviewSlotState
from app.models.membership import Role
from app.models.notice import NoticeKind, NoticeState
from app.models.requirement import EvidenceKind, RequirementCode
from app.models.requirement_fulfilment import FulfilmentState
from app.services.jobs import job_runs
from app.services.jobs.kinds import KINDS
from app.services.notices import sending_notices
from app.services.notices.notifying import ToUser
from app.services.reminders import leaving_reminders, matters, reminding
from app.services.reminders.leaving_reminders import Due, Matter
from tests.jobs import run_due
from tests.services.test_notices import change, posted
from tests.world import World

# A Wednesday at noon, more than a week ahead: hours of the world have waited by then.
NOON = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=8)
LATER = NOON + timedelta(days=(2 - NOON.weekday()) % 7)
NIGHT = LATER.replace(hour=22)
MORNING = NIGHT + timedelta(hours=12)
OURS = {name: KINDS[name] for name in ("remind", "warn_of_expiry", "send_notice")}
REMINDERS = set(matters.MATTERS) - {NoticeKind.THANKS}


@pytest.fixture
def stage(below: World) -> World:
    """Everything that one is reminded of, once; the time is the test's to choose."""
    place, last = below.indigo, LATER.date() + timedelta(days=6)
    with below.as_system(place) as db:
        slot = db.find(InterviewSlot, place.supervisors_interview)
        slot.starts_at, slot.ends_at = LATER + timedelta(hours=30), LATER + timedelta(hours=31)
        db.find(CourseEnrolment, place.visiting_volunteer).due_on = last
        db.find(TrainingRecord, place.record_of_educator).valid_until = last
        asked = Requirement(
            code=RequirementCode.ROLE_TRAINING, roles=[Role.VOLUNTEER], evidence=EvidenceKind.TRAINING_RECORD,
            course_id=place.visiting,
        )  # fmt: skip
        db.put(asked)
        db.find(RequirementFulfilment, place.volunteer_signed).valid_until = last
        disputed = db.find(HoursEntry, place.prepared)
        disputed.__lifecycle__.fire(disputed, "dispute")
        db.commit()
    return below


def remind(world: World, at: datetime, *, times: int = 1) -> None:
    with time_machine.travel(at, tick=False):
        for _ in range(times):
            with world.as_system(world.indigo) as db:
                db.enqueue("remind", {})
                db.enqueue("warn_of_expiry", {})
                db.commit()
            run_due(world, at, kinds=OURS)


def left(world: World) -> dict[tuple[str, UUID | None], list[Notice]]:
    """The letters of reminders, by kind and person; an applicant is no person yet."""
    found: dict[tuple[str, UUID | None], list[Notice]] = {}
    with world.as_system(world.indigo) as db:
        for row in db.execute(sa.select(Notice).where(col(Notice.kind).in_(REMINDERS))).scalars():
            found.setdefault((row.kind.value, row.user_id), []).append(row)
    return found


def expected(world: World) -> dict[tuple[str, UUID | None], int]:
    people = {name: person.user_id for name, person in world.indigo.people.items()}
    return {
        ("interview_ahead", None): 1,
        ("interview_to_hold", people["supervisor"]): 1,
        # Volunteer2 has no record of the course; the volunteer has.
        ("training_asked", people["volunteer2"]): 1,
        ("training_due", people["volunteer"]): 1,
        ("training_due", people["educator"]): 1,
        ("hours_to_verify", people["supervisor"]): 1,
        ("hours_to_verify", people["coordinator"]): 1,
        ("hours_to_correct", people["volunteer"]): 1,
        ("requirement_expiring", people["volunteer"]): 1,
    }


def counted(world: World) -> dict[tuple[str, UUID | None], int]:
    return {key: len(rows) for key, rows in left(world).items()}


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_each_matter_is_told_of_once_in_the_morning_and_in_the_persons_language(stage: World) -> None:
    place, letters = stage.indigo, posted(stage)
    change(stage, User, place.supervisor.user_id, languages=["fi"])
    remind(stage, NIGHT, times=2)
    assert (counted(stage), letters) == (expected(stage), []), "it is night"
    remind(stage, MORNING, times=2)
    assert counted(stage) == expected(stage)
    assert len(letters) == len(expected(stage))
    assert all(row.state is NoticeState.SENT for rows in left(stage).values() for row in rows)
    said: dict[str, list[str]] = {letter["to"]: [] for letter in letters}
    for letter in letters:
        said[letter["to"]].append(text_of(letter))
        assert "Mila" not in str(letter) and "Vesna" not in text_of(letter)
    (to_applicant,) = said["vesna@applicants.example"]
    when = day_in("sr-Latn", (LATER + timedelta(hours=30)).date())
    assert "/v1/application-links/" in to_applicant and when in to_applicant
    assert any("Sinua odottavia merkintöjä: 1" in text for text in said[place.supervisor.email])
    assert any("Број уноса који чекају на Вас: 5" in text for text in said[place.coordinator.email])
    # The next step of a record and of what is required, and hours that wait another week, are told anew.
    remind(stage, MORNING + timedelta(days=3))
    again = Counter(counted(stage)) - Counter(expected(stage))
    people = {name: person.user_id for name, person in place.people.items()}
    assert set(again) >= {("requirement_expiring", people["volunteer"]), ("training_due", people["educator"])}
    remind(stage, MORNING + timedelta(days=7))
    assert counted(stage)["hours_to_verify", people["supervisor"]] == 2


SETTLED: dict[str, Callable[[Any, Any], None]] = {
    "interview_ahead": lambda db, place: move(db, InterviewSlot, place.supervisors_interview, "release"),
    "training_asked": lambda db, place: move(db, Requirement, asked_id(db), "end"),
    "training_due": lambda db, place: move(db, CourseEnrolment, place.visiting_volunteer, "withdraw"),
    "hours_to_verify": lambda db, place: move(db, HoursEntry, place.trained, "verify"),
    "hours_to_correct": lambda db, place: move(db, HoursEntry, place.prepared, "withdraw"),
    "requirement_expiring": lambda db, place: renew(db, place.volunteer_signed),
}


def move(db: Any, model: Any, id: UUID, verb: str) -> None:
    row = db.find(model, id)
    if isinstance(row, InterviewSlot):
        row.application_id = None
    row.__lifecycle__.fire(row, verb)


def asked_id(db: Any) -> UUID:
    return db.execute(sa.select(col(Requirement.id)).where(col(Requirement.course_id).is_not(None))).scalar_one()  # type: ignore[no-any-return]


def renew(db: Any, id: UUID) -> None:
    old = db.find(RequirementFulfilment, id)
    same = {name: getattr(old, name) for name in ("requirement_id", "user_id", "code", "issued_on")}
    db.put(RequirementFulfilment(**same, state=FulfilmentState.APPROVED, valid_until=None))


def settle(world: World) -> None:
    with world.as_system(world.indigo) as db:
        for act in SETTLED.values():
            act(db, world.indigo)
        db.commit()


def test_what_is_over_by_the_morning_is_told_to_nobody(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    place, letters = stage.indigo, posted(stage)
    remind(stage, NIGHT)
    settle(stage)
    with time_machine.travel(MORNING, tick=False):
        run_due(stage, MORNING, kinds={"send_notice": KINDS["send_notice"]})
    sent = {key for key, rows in left(stage).items() if rows[0].state is NoticeState.SENT}
    assert sent == {("training_due", place.educator.user_id), ("hours_to_verify", place.coordinator.user_id)}
    assert len(letters) == 2
    over = [rows[0] for key, rows in left(stage).items() if key not in sent]
    assert {(row.state, row.hindrance) for row in over} == {("suppressed", "over")}
    # The switched-off twin does not ask anew, and writes of what is settled.
    monkeypatch.setattr(sending_notices.matters, "still_stands", lambda *_: True)
    matter = Matter(NoticeKind.HOURS_TO_CORRECT, place.prepared, place.volunteer.user_id, step=1)
    due = Due(matter, ToUser(place.volunteer.user_id), {"minutes": 60, "day": MORNING.date()})
    with time_machine.travel(MORNING, tick=False):
        with stage.as_system(place) as db:
            leaving_reminders.remind(db, [due])
            db.commit()
        run_due(stage, MORNING, kinds=OURS)
    assert len(letters) == 3


def test_a_wish_for_no_letters_holds_back_all_but_what_childrens_safety_hangs_on(stage: World) -> None:
    place, letters = stage.indigo, posted(stage)
    for person in place.people.values():
        change(stage, User, person.user_id, email_notices=False)
    remind(stage, LATER)
    outcomes = {key[0]: rows[0].state.value for key, rows in left(stage).items()}
    kept = {"interview_ahead", "training_asked", "requirement_expiring"}
    assert {kind for kind, state in outcomes.items() if state == "sent"} == kept
    assert {rows[0].hindrance for key, rows in left(stage).items() if key[0] not in kept} == {"not_wanted"}
    owed = [text_of(letter) for letter in letters if letter["to"] == place.volunteer2.email]
    assert len(owed) == 1 and "Такве поруке се не могу искључити" in owed[0]


def test_two_workers_at_once_leave_one_letter(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posted(stage)
    both = Barrier(2)
    if stage.database.kind == "postgresql":  # type: ignore[union-attr]
        known = leaving_reminders.left

        def together(*given: Any) -> Any:
            found = known(*given)
            if not both.broken and both.n_waiting < 2:
                both.wait(20)
                both.abort()
            return found

        monkeypatch.setattr(leaving_reminders, "left", together)
    with time_machine.travel(LATER, tick=False):
        with stage.as_system(stage.indigo) as db:
            for _ in range(2):
                db.enqueue("remind", {})
            db.commit()
        claims = [taking_jobs.take(stage.database, name, OURS, LATER) for name in ("one", "two")]
        with ThreadPoolExecutor(2) as workers:
            ran = list(workers.map(lambda claim: job_runs.run(stage.database, claim, OURS, LATER), claims))
    monkeypatch.undo()
    assert {one.outcome for one in ran} <= {"done", "again"} and "done" in {one.outcome for one in ran}
    remind(stage, LATER + timedelta(hours=1))
    assert counted(stage) == expected(stage)


def test_without_the_memory_the_key_refuses_a_second_letter(stage: World, monkeypatch: pytest.MonkeyPatch) -> None:
    remind(stage, LATER)
    monkeypatch.setattr(leaving_reminders, "left", lambda *_: set())
    with time_machine.travel(LATER, tick=False), stage.as_system(stage.indigo) as db:
        (find, *_) = matters.MATTERS.values()
        dues = find(db, LATER, None)
        assert dues and reminding.remind is leaving_reminders.remind
        with pytest.raises(sa.exc.IntegrityError):
            leaving_reminders.remind(db, dues)


def test_the_address_is_the_one_that_the_applicant_confirmed(stage: World) -> None:
    """Who withdrew, or whose interview was given to somebody else, is not written to."""
    place, letters = stage.indigo, posted(stage)
    remind(stage, NIGHT)
    with stage.as_system(place) as db:
        other = Application(
            **{name: getattr(db.find(Application, place.application), name) for name in (
                "opportunity_id", "programme_id", "surname", "language", "processing_text", "state",
            )}, given_name="Rada", email="rada@applicants.example", contact="rada@applicants.example",
        )  # fmt: skip
        db.find(InterviewSlot, place.supervisors_interview).application_id = db.put(other).id
        db.commit()
    remind(stage, MORNING)
    assert sorted(letter["to"] for letter in letters if "applicants" in letter["to"]) == ["rada@applicants.example"]
    with stage.as_system(place) as db:
        assert db.find(InterviewSlot, place.supervisors_interview).state is InterviewSlotState.TAKEN
        assert db.find(HoursEntry, place.prepared).state is HoursState.DISPUTED
        assert db.find(CourseEnrolment, place.visiting_volunteer).state is CourseEnrolmentState.IN_PROGRESS
    assert clock.now() < LATER
