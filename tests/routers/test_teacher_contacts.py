"""Teacher contacts: about whom, with whom, and what may be told."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import GroupMember, SupportSession
from app.models.mentor_group import MemberState
from tests.world import Person, World


def talk(person: Person, *children: Any, **given: Any) -> Any:
    said = {"channel": "viber", "direction": "outgoing", "at": instant_text(clock.now() - timedelta(hours=2))}
    return person.post("/v1/teacher-contacts", {"child_ids": [str(id) for id in children], **said, **given})


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_a_contact_is_recorded_followed_up_and_read_by_those_around_the_child(world: World) -> None:
    place = world.indigo
    due = str(clock.today() + timedelta(days=3))
    given = {"topics": ["homework", "progress"], "summary": "Asked for easier texts.", "follow_up": "Send two books"}
    made = talk(place.volunteer, place.mila, id=str(uuid7()), follow_up_due=due, **given)
    assert made.status_code == 201, made.text
    row, path = made.json(), made.headers["location"]
    assert (row["teacher_id"], row["author_id"]) == (str(place.vesna), str(place.volunteer.user_id))
    body = {name: row[name] for name in ("id", "at", "channel", "direction", "follow_up_due", *given)}
    assert place.volunteer.post("/v1/teacher-contacts", {**body, "child_ids": [str(place.mila)]}).status_code == 200
    readers = {name for name, person in place.people.items() if person.get(path).status_code == 200}
    assert readers == {"volunteer", "coordinator", "supervisor", "educator", "mediator"}
    assert {place.people[name].get(path).status_code for name in ("teacher", "guardian", "assistant")} == {403}
    open_ones = f"/v1/teacher-contacts?follow_up_due_to={clock.today() + timedelta(days=9)}&followed_up=false"
    assert [one["id"] for one in place.supervisor.get(open_ones).json()["items"]] == [row["id"]]
    assert place.educator.patch(path, {"followed_up_on": due}).status_code == 403, "somebody else's"
    assert place.volunteer.patch(path, {"followed_up_on": due}).status_code == 200
    assert place.supervisor.get(open_ones).json()["items"] == []
    found = place.mediator.get(f"/v1/teacher-contacts?child_id={place.mila}&include=children&sort=-at").json()["items"]
    assert len(found) == 3
    assert found[-1]["children"] == [{"child_id": str(place.mila)}]


def test_facts_about_a_child_are_told_with_its_consent_only(world: World) -> None:
    place = world.indigo
    boss = place.coordinator
    assert talk(boss, place.mila, child_facts_told=True).status_code == 201
    both = talk(boss, place.mila, place.luka)
    assert both.status_code == 201, "that it took place may always be recorded"
    refused = talk(boss, place.mila, place.luka, child_facts_told=True)
    assert (refused.status_code, refused.json()["standing"]) == (409, {"share_with_school": None})
    path = both.headers["location"]
    assert boss.patch(path, {"child_facts_told": True}).status_code == 409
    shown = place.volunteer2.get(path).status_code, place.mediator.get(f"{path}?include=children")
    assert shown[0] == 404, "about one's own child, but not one's own"
    assert shown[1].json()["children"] == [{"child_id": str(place.mila)}], "the other child is not in reach"


def test_what_a_contact_needs(world: World) -> None:
    place = world.indigo
    boss, me = place.coordinator, place.volunteer
    assert errors(talk(me)) == [("/child_ids", "too_short")]
    assert errors(talk(me, place.luka)) == [("/child_ids/0", "not_found")]
    assert errors(talk(me, place.mila, place.mila)) == [("/child_ids", "duplicate")]
    assert errors(talk(boss, place.luka)) == [("/teacher_id", "missing")], "his class has no teacher"
    assert talk(boss, place.luka, teacher_id=str(place.vesna)).status_code == 201
    assert errors(talk(me, place.mila, teacher_id=str(place.vesna))) == [("/teacher_id", "not_found")]
    late = talk(me, place.mila, at=instant_text(clock.now() + timedelta(hours=1)))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/in-the-future")
    assert errors(talk(boss, place.mila, report_id=str(place.report_on_mila_by_volunteer))) == [
        ("/report_id", "not_found")
    ]
    mentioned = talk(me, place.mila, report_id=str(place.report_on_mila_by_volunteer))
    assert mentioned.status_code == 201
    report = me.get(f"/v1/session-reports/{place.report_on_mila_by_volunteer}?include=teacher_contacts").json()
    assert [row["id"] for row in report["teacher_contacts"]] == [mentioned.json()["id"]]
    assert talk(place.supervisor, place.mila).status_code == 403
    with world.as_system(place) as db:
        db.find(GroupMember, place.owls_member).state = MemberState.LEFT
        assert db.find(SupportSession, place.owls_held).group_id == place.owls
        db.commit()
    assert errors(talk(me, place.mila)) == [("/child_ids/0", "not_found")]
    assert me.get(mentioned.headers["location"]).status_code == 404
