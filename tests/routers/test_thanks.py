"""Thanks and milestones: said by who leads, computed from what was verified, told by letters without the words."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col

from app.core import clock
from app.models import HoursEntry, Notice, Volunteer
from app.models.hours_entry import HoursKind
from app.models.milestone import MilestoneCode
from app.models.notice import NoticeKind
from app.services.hours import logging_hours, reaching_milestones
from app.services.hours.reaching_milestones import KNOWN, RULES, Given, Measure, reached
from tests.acting import acting
from tests.hours_of_day import NOON
from tests.households import wrong
from tests.jobs import run_due
from tests.routers.test_requirements import problem
from tests.services.test_notices import posted
from tests.world import Person, World

PATH = "/v1/thanks"


def letters_of(world: World, kind: NoticeKind) -> list[Any]:
    with world.as_system(world.indigo) as db:
        return list(db.execute(sa.select(Notice).where(col(Notice.kind) == kind).order_by(col(Notice.id))).scalars())


def test_thanks_are_read_by_the_volunteer_and_taken_back_by_their_author(world: World) -> None:
    place, boss, me = world.indigo, world.indigo.supervisor, world.indigo.volunteer
    before, letters = len(letters_of(world, NoticeKind.THANKS)), posted(world)
    words = {"volunteer_id": str(place.volunteer_profile), "text": "You waited with them until the bus came."}
    said = boss.post(PATH, {**words, "id": "0198f2a0-0000-7000-8000-00000000beef"})
    assert said.status_code == 201, said.text
    assert boss.post(PATH, {**words, "id": said.json()["id"]}).status_code == 200, "the same again"
    one = f"{PATH}/{said.json()['id']}"
    shown = me.get(one).json()
    assert (shown["text"], shown["author_name"], shown["user_id"]) == (words["text"], "Supervisor", str(me.user_id))
    seen = {name: place.people[name].get(one).status_code for name in ("supervisor", "volunteer2", "assistant")}
    assert seen == {"supervisor": 200, "volunteer2": 404, "assistant": 404}
    assert place.coordinator.get(one).status_code == 404, "between the volunteer and those who supervise"
    assert place.administrator.get(PATH).status_code == place.guardian.get(PATH).status_code == 403
    assert len(letters_of(world, NoticeKind.THANKS)) == before + 1
    run_due(world, NOON)
    assert [(letter["to"], letter["subject"]) for letter in letters] == [(me.email, "Хвала Вам: INDIGO")]
    assert "bus" not in str(letters[0]), "a letter never has the words"
    for person, verdict in ((me, 403), (place.coordinator, 404), (boss, 204)):
        assert person.delete(one).status_code == verdict
    assert me.get(one).status_code == 404
    # What was taken back before the letter has gone is not told of.
    second = boss.post(PATH, words).json()["id"]
    assert boss.delete(f"{PATH}/{second}").status_code == 204
    run_due(world, NOON)
    last = letters_of(world, NoticeKind.THANKS)[-1]
    assert (last.state, last.hindrance, len(letters)) == ("suppressed", "over", 1)
    for other, pointer in (
        (place.volunteer2_profile, "/volunteer_id"),
        (world.red_cross.volunteer_profile, "/volunteer_id"),
    ):
        assert wrong(boss.post(PATH, {**words, "volunteer_id": str(other)})) == (422, pointer, "not_found")
    for text in ("", "ok", "x" * 501):
        assert wrong(boss.post(PATH, {**words, "text": text}))[:2] == (422, "/text")
    with world.as_system(place) as db:
        own = str(db.put(Volunteer(user_id=place.coordinator.user_id)).id)
        db.commit()
    assert problem(place.coordinator.post(PATH, {**words, "volunteer_id": own})) == (409, "second-person-needed")


def hours(world: World, of: Person, minutes: int, ago: int, kind: HoursKind = HoursKind.ADMIN) -> str:
    day = clock.today() - timedelta(days=ago)
    when = {"done_on": day, "month": day.replace(day=1), "programme_id": world.indigo.programme}
    session = {"session_id": world.indigo.owls_held} if kind is HoursKind.SESSION else {}
    with world.as_system(world.indigo) as db:
        id = str(db.put(HoursEntry(user_id=of.user_id, minutes=minutes, kind=kind, **when, **session)).id)
        db.commit()
    return id


def test_milestones_follow_from_what_was_verified_once_each(world: World) -> None:
    place, boss, me = world.indigo, world.indigo.supervisor, world.indigo.volunteer
    path = f"/v1/milestones?user_id={me.user_id}&sort=reached_on"

    def codes(by: Person = me) -> set[str]:
        return {row["code"] for row in by.get(path).json()["items"]}

    assert codes() == {"first_session"}
    nearly, rest = hours(world, me, 539, 130), hours(world, me, 1, 131)
    assert boss.post(f"/v1/hours/{nearly}/verify").status_code == 200
    assert codes() == {"first_session"}, "an hour was there before; a minute is missing"
    assert boss.post(f"/v1/hours/{rest}/verify").status_code == 200
    assert codes() == {"first_session", "hours_10"} == codes(boss) == codes(place.coordinator)
    assert codes(place.volunteer2) == set() and place.guardian.get(path).status_code == 403
    # A dispute takes nothing away, and what is verified again is not told again.
    assert boss.post(f"/v1/hours/{rest}/dispute", {"reason": "not so long"}).status_code == 200
    assert boss.post(f"/v1/hours/{rest}/verify").status_code == 200
    many = [hours(world, me, 1440, ago) for ago in range(2, 7)]
    assert boss.post("/v1/hours/verify", {"ids": many}).status_code == 200
    assert codes() == {"first_session", "hours_10", "hours_25", "hours_50", "hours_100", "a_term"}
    told = letters_of(world, NoticeKind.MILESTONE)
    assert [row.content["values"]["what"] for row in told] == [
        ["milestone_code", "hours_10"],
        ["milestone_code", "a_term"],
    ]
    assert me.post("/v1/milestones", {"code": "hours_500"}).status_code == 405
    # Who is no volunteer reaches none.
    assert boss.post(f"/v1/hours/{hours(world, boss, 900, 3)}/verify").status_code == 409
    assert place.coordinator.post(f"/v1/hours/{hours(world, boss, 900, 3)}/verify").status_code == 200
    assert len(letters_of(world, NoticeKind.MILESTONE)) == 2


@given(first=st.tuples(*[st.integers(0, 80_000)] * 3), more=st.tuples(*[st.integers(0, 80_000)] * 3))
@settings(max_examples=60, deadline=None)
def test_whoever_gives_more_never_has_fewer_milestones(first: Any, more: Any) -> None:
    now, later = Given(*first), Given(*(one + other for one, other in zip(first, more, strict=True)))
    assert set(reached(now)) <= set(reached(later))
    assert (MilestoneCode.HOURS_100 in reached(now)) is (now.minutes >= 6_000)
    assert {rule.code for rule in RULES} == set(MilestoneCode)
    assert [rule.least for rule in RULES if rule.measure is Measure.HOURS] == sorted(
        int(code.value.removeprefix("hours_")) for code in MilestoneCode if code.value.startswith("hours_")
    )


def test_without_the_memory_of_what_was_reached_the_key_refuses_a_second(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin has forgotten what was reached; the table itself holds that a milestone is reached once."""
    place, looked = world.indigo, reaching_milestones.look
    session = UUID(hours(world, place.volunteer, 60, 4, HoursKind.SESSION))
    monkeypatch.setattr(
        reaching_milestones, "look", lambda db, asked, **of: [] if asked is KNOWN else looked(db, asked, **of)
    )
    with acting(world.database, place.supervisor) as db, pytest.raises(sa.exc.IntegrityError):
        logging_hours.verify(db, session)
    monkeypatch.undo()
    assert place.supervisor.post(f"/v1/hours/{session}/verify").status_code == 200
