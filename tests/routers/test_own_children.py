"""A guardian's start screen: everything about the own children in one call, and nothing of others."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import GroupMember, Homework, SupportSession
from app.models.mentor_group import MemberState
from app.models.school_subject import SchoolSubject
from tests.households import exclude
from tests.signing import audit_of
from tests.world import World

PATH = "/v1/me/children"


def screen(world: World, **more: Any) -> Any:
    later = (clock.now() + timedelta(days=2)).date()
    return world.indigo.guardian.get(f"{PATH}?day={later}", **more)


def test_one_call_shows_all_of_the_own_children_and_nothing_else(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    marks = [{"child_id": str(place.mila), "status": "present"}]
    assert boss.post(f"/v1/sessions/{place.owls_held}/attendance", {"marks": marks}).status_code == 200
    about = {"programme_id": place.programme, "subject": SchoolSubject.MATHEMATICS, "since": clock.now()}
    with world.as_system(place) as db:
        begins = clock.now() + timedelta(days=2, hours=4)
        alone = {"programme_id": place.programme, "minutes": 60, "starts_at": begins}
        own, others = (
            db.put(SupportSession(child_id=child, ends_at=begins + timedelta(hours=1), **alone)).id
            for child in (place.mila, place.luka)
        )
        db.put(Homework(child_id=place.luka, title="Luka's sums", **about))
        task = db.put(Homework(child_id=place.mila, title="Page nine", **about)).id
        in_owls = {"group_id": place.owls, "programme_id": place.programme, "joined_at": clock.now()}
        db.put(GroupMember(child_id=place.luka, state=MemberState.ACTIVE, **in_owls))
        db.commit()
    answer = screen(world)
    assert answer.status_code == 200, answer.text
    (mila,) = answer.json()["children"]
    assert (mila["first_name"], mila["surname"], mila["programme_name"]) == ("Mila", "Petrović", "Niš")
    sessions = {row["id"]: row for row in mila["sessions"]}
    assert {str(place.owls_planned), str(own)} <= sessions.keys()
    assert not {str(others), str(place.foxes_planned)} & sessions.keys()
    owls = sessions[str(place.owls_planned)]
    assert owls["group_name"] == "Owls"
    assert set(owls["leader_names"].split(", ")) == {"Volunteer", "Assistant"}
    assert [(row["session_id"], row["status"]) for row in mila["attendance"]] == [(str(place.owls_held), "present")]
    assert str(task) in {row["id"] for row in mila["homework"]}
    assert mila["plan"]["version_id"] == str(place.mila_version)
    assert [goal["aim"] for goal in mila["plan"]["for_guardian"]["goals"]] == ["Reads a page aloud"]
    for word in ("Luka", "Jović", str(place.luka), "Foxes"):
        assert word not in answer.text
    seen = audit_of(world, place)[-1]
    assert (seen["as"], seen["rows"], seen["tiers"]) == ("guardian", [["read", "children", str(place.mila)]], [2, 3])
    again = screen(world, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_consents_are_shown_as_they_stand_and_answered_by_the_guardian(world: World) -> None:
    place, me = world.indigo, world.indigo.guardian

    def stands() -> dict[str, Any]:
        return {row["purpose"]: row for row in screen(world).json()["children"][0]["consents"]}

    asked = {"child_id": str(place.mila), "purpose": "photo_or_video", "state": "requested"}
    assert place.coordinator.post("/v1/consents", asked).status_code == 201
    first = stands()
    assert (first["share_with_school"]["state"], first["share_with_school"]["needed"]) == ("given", False)
    assert first["photo_or_video"]["state"] == "requested"
    given = me.post(f"/v1/consents/{first['photo_or_video']['consent_id']}/give", {})
    assert given.status_code == 201, given.text
    assert stands()["photo_or_video"]["state"] == "given"
    held = me.post(f"/v1/consents/{stands()['participation']['consent_id']}/withdraw", {})
    assert held.status_code == 201, held.text
    assert (stands()["participation"]["state"], stands()["participation"]["needed"]) == ("withdrawn", True)


def test_invitations_are_on_the_screen_with_the_own_answer(world: World) -> None:
    place, me = world.indigo, world.indigo.guardian
    at = (clock.now() + timedelta(days=3)).isoformat()
    body = {
        "kind": "workshop", "programme_id": str(place.programme), "planned_at": at, "minutes": 90, "language": "rom",
        "place": "Školska 1",
    }  # fmt: skip
    made = place.coordinator.post("/v1/engagements", body).json()["id"]
    invited = place.coordinator.post(f"/v1/engagements/{made}/invite", {"guardian_ids": [str(place.jelena)]})
    assert invited.status_code == 200, invited.text
    row = next(row for row in screen(world).json()["invitations"] if row["engagement_id"] == made)
    assert (row["kind"], row["where"], row["answer"]) == ("workshop", "Školska 1", None)
    answered = me.post(f"/v1/participations/{row['participation_id']}/answer", {"answer": "coming"})
    assert answered.status_code == 200, answered.text
    row = next(row for row in screen(world).json()["invitations"] if row["engagement_id"] == made)
    assert row["answer"] == "coming"


def test_without_a_child_the_screen_is_empty_and_only_guardians_have_one(world: World) -> None:
    place = world.indigo
    for name in ("volunteer", "teacher", "coordinator", "administrator"):
        assert place.people[name].get(PATH).status_code == 403
    assert place.guardian.get(f"{PATH}?child=x").status_code == 422
    assert place.guardian.get(f"{PATH}?day=1999-01-01").status_code == 422
    exclude(world)
    found = place.guardian.get(PATH).json()
    assert (found["children"], found["invitations"], found["time_zone"]) == ([], [], "Europe/Belgrade")
    assert world.red_cross.guardian.get(PATH).json()["children"] == []


def test_packs_and_conversations_are_on_the_screen_and_change_with_what_the_guardian_does(world: World) -> None:
    place, me = world.indigo, world.indigo.guardian
    first = screen(world).json()
    packs = {row["delivery_id"]: row for row in first["packs"]}
    assert packs.keys() == {row["id"] for row in me.get("/v1/deliveries").json()["items"]}
    pack = packs[str(place.delivery)]
    assert pack["state"] == "delivered"
    assert pack["title"] == me.get(f"/v1/deliveries/{place.delivery}").json()["title"]
    assert me.post(f"/v1/deliveries/{place.delivery}/acknowledge", {}).status_code == 200
    inbox = me.get("/v1/conversations/inbox").json()["items"]
    shown = {row["id"]: (row["topic"], row["unread"]) for row in first["conversations"]}
    assert shown == {row["id"]: (row["topic"], row["unread"]) for row in inbox if row["state"] == "open"}
    assert shown, "Mila's mother takes part in a conversation"
    talk = next(iter(shown))
    said = place.mediator.post(f"/v1/conversations/{talk}/messages", {"language": "sr-Latn", "text": "Vidimo se"})
    assert said.status_code == 201, said.text
    second = screen(world).json()
    assert {row["delivery_id"]: row["state"] for row in second["packs"]}[str(place.delivery)] == "acknowledged"
    unread = {row["id"]: row["unread"] for row in second["conversations"]}
    assert unread[talk] == shown[talk][1] + 1
    assert second["conversations"][0]["id"] == talk, "the latest activity first"
