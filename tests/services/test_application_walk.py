"""Applications walked at random beside a model: states, times, places and letters agree after every step."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.ids import uuid7
from app.core.problems import DomainError, IllegalTransition
from app.models import Application, InterviewSlot, Opportunity, Volunteer
from app.models.application import ApplicationReject, ApplicationRejectReason, ApplicationState
from app.models.interview_slot import FREE, TAKEN
from app.models.volunteer import VolunteerEnd, VolunteerEndedBy, VolunteerEndReason
from app.services.recruitment import accepting_applicants, following_applications, interviewing, screening_applicants
from app.services.recruitment.filling_opportunities import NoPlaceLeft, OpportunityNotOpen
from app.services.recruitment.interviewing import NotInvited, SlotGone
from app.services.volunteers import welcoming_volunteers
from tests.acting import acting
from tests.furnishings.outreach import opportunity
from tests.world import World

UNDER_WAY = ("submitted", "screening", "interview", "waiting_list")
STATES = {
    "screen": {"submitted": "screening"},
    "invite": {"screening": "interview", "waiting_list": "interview"},
    "wait": {"interview": "waiting_list"},
    "accept": {"interview": "accepted", "waiting_list": "accepted"},
    "reject": dict.fromkeys(UNDER_WAY, "rejected"),
    "withdraw": dict.fromkeys(UNDER_WAY, "withdrawn"),
}
# Where each is at the beginning: what comes late is met in short walks too.
STARTS = ("submitted", "interview", "waiting_list")
PEOPLE, SLOTS, PLACES = len(STARTS), 2, 1
CHOICES = (
    *("screen", "invite", "choose 0", "choose 1") * 3,
    "wait",
    "accept",
    "accept",
    "leave",
    "leave",
    "reject",
    "withdraw",
)
STEPS = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(CHOICES)), max_size=16)


class Walk:
    """The rows of one walk, and what they should be."""

    def __init__(self, world: World) -> None:
        self.world, self.states, self.taken, self.accepted = world, list(STARTS), [-1] * SLOTS, 0
        self.left: set[int] = set()
        place, at = world.indigo, clock.now() + timedelta(days=3)
        with world.as_system(place) as db:
            seeks = db.put(opportunity(place, "Mentor", "open", places_wanted=PLACES))  # type: ignore[arg-type]
            about = {"opportunity_id": seeks.id, "programme_id": place.programme}
            self.opportunity: UUID = seeks.id
            self.people = [db.put(applicant({**about, "state": ApplicationState(start)})).id for start in STARTS]
            times = {"starts_at": at, "ends_at": at + timedelta(minutes=30), "minutes": 30}
            who = {"interviewer_id": place.supervisor.user_id}
            self.slots = [db.put(InterviewSlot(**about, **times, **who)).id for _ in range(SLOTS)]
            db.commit()

    def act(self, who: int, step: str) -> type[DomainError] | None:
        """How a step ended."""
        assert self.world.database is not None
        with acting(self.world.database, self.world.indigo.coordinator) as db:
            try:
                self.do(db, self.people[who], step)
            except DomainError as error:
                return type(error)
            db.commit()
        return None

    def do(self, db: Any, id: UUID, step: str) -> None:
        match step:
            case "accept":
                accepting_applicants.accept(db, id, "")
            case "reject":
                reason = ApplicationRejectReason.OTHER
                screening_applicants.reject(db, id, ApplicationReject(reason=reason))
            case "choose 0" | "choose 1":
                with db.beyond_reach(following_applications.BY_LINK) as wide:
                    interviewing.take(wide, wide.find(Application, id, lock=True), self.slots[int(step[-1])])
            case "leave":
                user_id = db.find(Application, id).user_id
                person = sa.select(Volunteer).where(Volunteer.user_id == user_id)  # type: ignore[arg-type]
                if (found := db.execute(person).scalar_one_or_none()) is None:
                    raise IllegalTransition
                gone = VolunteerEnd(reason=VolunteerEndReason.MOVED, by=VolunteerEndedBy.VOLUNTEER)
                welcoming_volunteers.end(db, found.id, gone)
            case _:
                getattr(screening_applicants, step)(db, id)

    def expect(self, who: int, step: str) -> set[type[DomainError] | None]:
        """Moves the model, and says how the step may end."""
        state = self.states[who]
        if step.startswith("choose"):
            return self.choose(who, int(step[-1]))
        if step == "leave":
            there = state == "accepted" and who not in self.left
            self.left |= {who} if there else set()
            return {None} if there else {IllegalTransition}
        if state not in STATES[step]:
            return {IllegalTransition}
        if step == "accept" and self.held == PLACES:
            return {NoPlaceLeft, OpportunityNotOpen}
        self.states[who] = STATES[step][state]
        self.accepted += step == "accept"
        if step in ("wait", "reject", "withdraw"):
            self.taken = [-1 if one == who else one for one in self.taken]
        return {None}

    @property
    def held(self) -> int:
        """Places of those who have not left."""
        return self.accepted - len(self.left)

    def choose(self, who: int, slot: int) -> set[type[DomainError] | None]:
        if self.states[who] != "interview":
            return {NotInvited}
        if self.taken[slot] not in (-1, who):
            return {SlotGone}
        self.taken = [-1 if one == who else one for one in self.taken]
        self.taken[slot] = who
        return {None}

    def check(self) -> None:
        with self.world.as_system(self.world.indigo) as db:
            rows = [db.find(Application, id) for id in self.people]
            assert [row.state.value for row in rows] == self.states
            for row in rows:
                over = row.state in (ApplicationState.ACCEPTED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
                assert (row.decided_at is not None) is over
                assert (row.user_id is not None) is (row.state is ApplicationState.ACCEPTED)
            slots = [db.find(InterviewSlot, id) for id in self.slots]
            assert [slot.application_id for slot in slots] == [
                None if who < 0 else self.people[who] for who in self.taken
            ]
            assert [slot.state for slot in slots] == [FREE if who < 0 else TAKEN for who in self.taken]
            assert db.find(Opportunity, self.opportunity).places_taken == self.held
            assert [row.place_freed_at is not None for row in rows] == [who in self.left for who in range(PEOPLE)]
            users = [row.user_id for row in rows if row.user_id]
            volunteers = sa.select(Volunteer).where(Volunteer.user_id.in_(users))  # type: ignore[attr-defined]
            assert len(db.execute(volunteers).scalars().all()) == len(users) == self.accepted


def applicant(about: dict[str, Any]) -> Application:
    email = f"{uuid7().hex}@applicants.example"
    return Application(
        **about, given_name="Rada", surname="Lukić", language="sr-Latn", email=email, contact=email,
        processing_text="2026-1", submitted_at=clock.now(),
    )  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[(1, "accept"), (2, "accept"), (1, "leave"), (1, "leave"), (2, "accept")])
def test_every_way_through_applications_keeps_places_and_times_true(below: World, steps: list[tuple[int, str]]) -> None:
    walk = Walk(below)
    for who, step in steps:
        before = list(walk.states)
        assert walk.act(who, step) in walk.expect(who, step), (step, before[who])
        walk.check()
