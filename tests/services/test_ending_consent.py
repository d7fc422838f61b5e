"""Consents that acts need, and what their end brings about; any order of statements, answers and days."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from app.core import clock
from app.core.ids import uuid7
from app.core.problems import IllegalTransition, InvalidRequest
from app.models import Attachment, Consent, ConsentEffect
from app.models.attachment import AttachmentState
from app.models.consent import ConsentAnswer, ConsentCreate, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.families import consenting, ending_consent
from app.services.families.requiring_consent import Act, ConsentMissing, require, standing_for
from tests import groups
from tests.acting import as_system
from tests.consents import answer, state
from tests.households import listed
from tests.jobs import run_due
from tests.world import World

PHOTO = ConsentPurpose.HOMEWORK_PHOTO


def photo(world: World, role: str = "guardian") -> Any:
    body = {"purpose": "homework_photo", "child_id": str(world.indigo.mila), "media_type": "image/jpeg", "size": 9}
    return world.indigo.people[role].post("/v1/attachments", {**body, "id": str(uuid7())})


def standing(world: World, purpose: str = "homework_photo") -> list[str]:
    path = f"/v1/consents?child_id={world.indigo.mila}&purpose={purpose}"
    return listed(world.indigo.coordinator.get(path))


def photos(world: World) -> set[AttachmentState]:
    with world.as_system(world.indigo) as db:
        of = [col(Attachment.child_id) == world.indigo.mila, col(Attachment.purpose) == "homework_photo"]
        return {row.state for row in db.execute(sa.select(Attachment).where(*of)).scalars()}


def test_photos_need_a_consent_and_go_with_it(world: World) -> None:
    place = world.indigo
    needed = f"/v1/children/{place.mila}/consents-needed"
    lacking = "/v1/children?lacks_consent=homework_photo"
    assert photo(world).status_code == 201
    assert listed(place.coordinator.get(lacking)) == [str(place.luka)]
    assert AttachmentState.READY in photos(world)
    assert answer(world, standing(world)[-1], "withdraw", "guardian").status_code == 201
    assert photos(world) == {AttachmentState.ERASED}, "in the transaction of the withdrawal"
    refused = photo(world)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-required")
    assert refused.json()["purposes"] == ["homework_photo"]
    assert refused.json()["standing"] == {"homework_photo": "withdrawn"}
    assert "standing" not in photo(world, "assistant").json(), "who may not read consents is not told how they stand"
    assert listed(place.coordinator.get(lacking)) == [str(place.mila), str(place.luka)]
    items = place.guardian.get(needed).json()["items"]
    assert items == [{"purpose": "participation", "state": "given", "missing": False}]
    assert place.volunteer2.get(needed).status_code == 404
    again = state(world, "guardian", purpose="homework_photo")
    assert again.status_code == 201
    assert photo(world).status_code == 201


def test_a_consent_lapses_by_its_date_with_the_same_effects(world: World) -> None:
    until = (clock.today() + timedelta(days=2)).isoformat()
    assert state(world, purpose="homework_photo", valid_until=until, language="sr-Cyrl").status_code == 201
    at = clock.now() + timedelta(days=4)
    with world.as_system(world.indigo) as db:
        db.enqueue("lapse_consents", {})
        db.commit()
    run_due(world, at)
    last = world.indigo.coordinator.get(f"/v1/consents/{standing(world)[-1]}").json()
    assert (last["state"], last["language"], last["given_by_id"]) == ("expired", "sr-Cyrl", None)
    assert photos(world) == {AttachmentState.ERASED}
    run_due(world, at + timedelta(days=1))
    assert len(standing(world)) == 3, "given, given with an end, expired: once"
    assert state(world, purpose="homework_photo", state="requested").status_code == 201


def test_evidence_is_held_by_its_statement(world: World) -> None:
    place = world.indigo
    paper = str(place.evidence)
    given = state(world, attachment_ids=[paper])
    assert given.status_code == 201, given.text
    shown = place.mediator.get(f"/v1/consents/{given.json()['id']}?include=evidence").json()["evidence"]
    assert [one["id"] for one in shown] == [paper]
    other = state(world, purpose="story", attachment_ids=[paper])
    assert (other.status_code, other.json()["type"]) == (409, "/problems/attachment-in-use")
    photo_as_paper = state(world, purpose="messaging", attachment_ids=[str(place.photo)])
    assert photo_as_paper.status_code == 422
    assert standing(world, "messaging") == [], "nothing is half-stored"


def test_only_what_is_in_effect_today_suffices(below: World) -> None:
    place = below.indigo
    with as_system(below.database, place) as db:
        require(db, place.mila, Act.TELL_TEACHER)
        require(db, place.mila, Act.KEEP_HOMEWORK_PHOTO)
        with pytest.raises(ConsentMissing) as missing:
            require(db, place.luka, Act.HAND_OVER_HOMEWORK)
        assert missing.value.members["standing"] == {"share_with_school": None}
        effect = db.execute(
            sa.select(ConsentEffect).where(*of(place.mila, ConsentPurpose.SHARE_WITH_SCHOOL))
        ).scalar_one()
        effect.valid_until = clock.today() - timedelta(days=1)
        db.flush()
        with pytest.raises(ConsentMissing) as over:
            require(db, place.mila, Act.TELL_TEACHER)
        assert over.value.members["standing"] == {"share_with_school": "expired"}


STEPS = st.tuples(
    st.sampled_from(["request", "state_given", "state_refused", "give", "refuse", "withdraw", "lapse"]),
    st.sampled_from([None, 0, 2]),  # the last day of what is given
    st.integers(1, 2),  # how often it is sent
)
NEXT = {
    "request": {None: "requested", "refused": "requested", "withdrawn": "requested", "expired": "requested"},
    "state_given": dict.fromkeys([None, "requested", "given", "refused", "withdrawn", "expired"], "given"),
    "state_refused": dict.fromkeys([None, "requested", "refused", "withdrawn", "expired"], "refused"),
    "give": {"requested": "given"},
    "refuse": {"requested": "refused"},
    "withdraw": {"given": "withdrawn"},
}
STATED = {"request": "requested", "state_given": "given", "state_refused": "refused"}


def of(child_id: Any, purpose: ConsentPurpose) -> list[Any]:
    return [col(ConsentEffect.child_id) == child_id, col(ConsentEffect.purpose) == purpose]


class Walk:
    """One child's consent to one purpose beside a model of it: what holds, until when, and what was said."""

    def __init__(self, world: World, child_id: Any) -> None:
        self.world, self.child_id = world, child_id
        self.state: str | None = None
        self.until: date | None = None
        self.said: list[str] = []
        self.last: Any = None

    def step(self, move: str, days: int | None, times: int) -> None:
        id = uuid7()
        until = None if days is None or move not in ("give", "state_given") else clock.today() + timedelta(days=days)
        if move == "lapse":
            self.lapse(times)
            return
        led_to = NEXT[move].get(self.state)
        for _ in range(times):
            with as_system(self.world.database, self.world.indigo) as db:
                try:
                    row = self.send(db, move, id, until)
                except (IllegalTransition, InvalidRequest):
                    assert led_to is None, (move, self.state)
                    return
                assert led_to is not None, (move, self.state)
                made = row.id
                db.commit()
        self.state, self.until, self.last = led_to, until, made
        self.said.append(str(led_to))

    def send(self, db: Any, move: str, id: Any, until: date | None) -> Consent:
        if move in STATED:
            about = {"child_id": self.child_id, "purpose": PHOTO, "state": ConsentState(STATED[move])}
            return consenting.state_consent(db, ConsentCreate(id=id, valid_until=until, **about))
        if self.last is None:
            raise IllegalTransition(state=None, allowed=[])
        return consenting.answer(db, self.last, move, ConsentAnswer(id=id, valid_until=until))

    def lapse(self, times: int) -> None:
        """Three days later, in the reckoning of the job."""
        for _ in range(times):
            with as_system(self.world.database, self.world.indigo) as db:
                ending_consent.lapse_some(db, clock.today() + timedelta(days=3))
                db.commit()
        if self.state == "given" and self.until is not None:
            self.state, self.until = "expired", None
            self.said.append("expired")
            self.last = self.effect().consent_id

    def effect(self) -> Any:
        with as_system(self.world.database, self.world.indigo) as db:
            return db.execute(sa.select(ConsentEffect).where(*of(self.child_id, PHOTO))).scalar_one_or_none()

    def agree(self) -> None:
        with as_system(self.world.database, self.world.indigo) as db:
            rows = db.execute(sa.select(Consent).where(col(Consent.child_id) == self.child_id)).scalars().all()
            holds = standing_for(db, self.child_id).get(PHOTO)
        assert [row.state.value for row in sorted(rows, key=lambda row: row.id)] == self.said, "nothing lost or doubled"
        assert (holds and holds.value) == self.state, "what holds is the latest statement"
        chain = {row.follows_id for row in rows if row.follows_id}
        assert len(chain) == max(0, len(rows) - 1), "each statement follows the one before"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=7))
def test_any_order_of_statements_leads_to_legal_states_alone(below: World, steps: list[Any]) -> None:
    walk = Walk(below, groups.children(below, below.indigo, 1, consented=False)[0])
    for step in steps:
        walk.step(*step)
        walk.agree()
    assert len(walk.said) <= len(steps)
