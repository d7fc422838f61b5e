"""Hours: those of sessions come from the attendance, others are entered; somebody else verifies or disputes them."""

from datetime import timedelta
from typing import Any

from app.core import clock
from tests import world as worlds
from tests.households import listed, wrong
from tests.world import Person, World

PATH = "/v1/hours"
TODAY = clock.today()


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def mark(by: Person, session: Any, child: Any, status: str) -> None:
    sheet = {"marks": [{"child_id": str(child), "status": status}]}
    answer = by.post(f"/v1/sessions/{session}/attendance", sheet)
    assert answer.status_code == 200, answer.text


def of_session(by: Person, session: Any) -> dict[str, list[tuple[str, int]]]:
    """State and minutes by person."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in by.get(f"{PATH}?session_id={session}").json()["items"]:
        assert row["kind"] == "session"
        found.setdefault(row["user_id"], []).append((row["state"], row["minutes"]))
    return {user: sorted(entries) for user, entries in found.items()}


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def test_hours_of_a_session_follow_from_the_presence_of_a_child(world: World) -> None:
    place = world.indigo
    owls, boss = place.owls_held, place.coordinator
    volunteer, assistant = str(place.volunteer.user_id), str(place.assistant.user_id)
    mark(place.volunteer, owls, place.mila, "absent")
    assert of_session(boss, owls) == {}, "no child, no hours"
    for status in ("present", "late", "present"):
        mark(place.volunteer, owls, place.mila, status)
        assert of_session(boss, owls) == {volunteer: [("logged", 180)], assistant: [("logged", 180)]}, "once"
    mark(place.volunteer, owls, place.mila, "absent")
    assert of_session(boss, owls) == {volunteer: [("annulled", 180)], assistant: [("annulled", 180)]}
    mark(place.volunteer, owls, place.mila, "left_early")
    mine = place.volunteer.get(f"{PATH}?session_id={owls}&state=logged").json()["items"][0]
    left = place.assistant.get(f"{PATH}?session_id={owls}&state=logged").json()["items"][0]
    assert place.assistant.post(f"{PATH}/{left['id']}/withdraw").status_code == 200
    assert refused(place.volunteer.post(f"{PATH}/{mine['id']}/correct", {"minutes": 181, "done_on": mine["done_on"]}))
    correction = {"minutes": 120, "starts_at": mine["starts_at"], "note": "came an hour later"}
    corrected = place.volunteer.post(f"{PATH}/{mine['id']}/correct", correction)
    assert (corrected.status_code, corrected.json()["replaces_id"]) == (201, mine["id"]), corrected.text
    for status in ("present", "late"):
        mark(place.educator, owls, place.mila, status)
    assert of_session(boss, owls) == {
        volunteer: [("annulled", 180), ("corrected", 180), ("logged", 120)],
        assistant: [("annulled", 180), ("withdrawn", 180)],
    }, "what a person has said stays"
    verified = place.supervisor.post(f"{PATH}/{corrected.json()['id']}/verify")
    assert verified.json()["state"] == "verified"
    mark(place.educator, owls, place.mila, "absent")
    history = place.volunteer.get(f"{PATH}/{corrected.json()['id']}?include=transitions").json()
    assert [move["move"] for move in history["transitions"]] == ["verify", "annul"]
    mark(place.volunteer, owls, place.mila, "present")
    assert of_session(boss, owls)[volunteer][-1] == ("logged", 180)
    by_hand = {"kind": "session", "minutes": 60, "done_on": day(1), "programme_id": str(place.programme)}
    assert refused(place.volunteer.post(PATH, by_hand)) == (422, "session-hours-by-rule")
    planned = place.owls_planned
    place.volunteer.post(f"/v1/sessions/{planned}/cancel", {"reason": "leader_ill"})
    assert of_session(boss, planned) == {}, "a session that was cancelled gives none"


def test_hours_of_open_groups_and_of_single_children(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        group = db.find(worlds.MentorGroup, place.foxes)
        group.open_to_all = True
        alone = worlds.session(group, clock.now() - timedelta(days=2), worlds.SessionState.HELD)
        alone.group_id, alone.child_id = None, place.mila
        alone_id = db.put(alone).id
        db.commit()
    leader, heads = place.volunteer2, f"/v1/sessions/{place.foxes_held}/drop-in-visits"
    counted = {"counts": [{"grade": 3, "language": "rom", "count": 4}]}
    assert leader.post(heads, counted).status_code == leader.post(heads, counted).status_code == 200
    assert of_session(place.coordinator, place.foxes_held) == {str(leader.user_id): [("logged", 180)]}
    assert leader.post(heads, {"counts": []}).status_code == 200
    assert of_session(place.coordinator, place.foxes_held) == {str(leader.user_id): [("annulled", 180)]}
    mark(place.volunteer, alone_id, place.mila, "present")
    assert of_session(place.coordinator, alone_id) == {str(place.volunteer.user_id): [("logged", 180)]}


def test_hours_are_entered_and_somebody_else_verifies_them(world: World) -> None:
    place = world.indigo
    me, boss, programme = place.volunteer, place.supervisor, str(place.programme)
    began = (clock.now() - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    hours = {"kind": "preparation", "minutes": 90, "starts_at": began.isoformat(), "programme_id": programme}
    first = me.post(PATH, hours).json()
    assert (first["done_on"], first["state"]) == (began.date().isoformat(), "logged")
    meets = {**hours, "kind": "travel", "starts_at": (began + timedelta(minutes=89)).isoformat(), "minutes": 10}
    overlap = me.post(PATH, meets)
    assert (refused(overlap), overlap.json()["present"]) == ((409, "hours-overlap"), [first["id"]])
    long_day = {"kind": "admin", "minutes": 1350, "done_on": first["done_on"], "programme_id": programme}
    assert me.post(PATH, long_day).status_code == 201
    full = me.post(PATH, {**long_day, "minutes": 1})
    assert (refused(full), full.json()["present"], full.json()["limit"]) == ((409, "day-is-full"), 1440, 1440)
    assert "1440" in full.json()["detail"]
    for bad, pointer, code in (
        ({"done_on": day(-1)}, "/done_on", "out_of_range"),
        ({"done_on": day(190)}, "/done_on", "out_of_range"),
        ({}, "/done_on", "missing"),
        ({"done_on": day(9), "starts_at": began.isoformat()}, "/starts_at", "out_of_range"),
        ({"starts_at": (clock.now() - timedelta(minutes=4)).isoformat()}, "/starts_at", "out_of_range"),
        ({"done_on": day(9), "minutes": 0}, "/minutes", "too_small"),
        ({"done_on": day(9), "minutes": 1441}, "/minutes", "too_large"),
        ({"done_on": day(9), "programme_id": str(world.red_cross.programme)}, "/programme_id", "not_found"),
        ({"done_on": day(9), "user_id": str(boss.user_id)}, "/user_id", "unknown"),
    ):
        body = {"kind": "travel", "minutes": 20, "programme_id": programme, **bad}
        assert wrong(me.post(PATH, body))[:2] == (422, pointer), (bad, code)
    one = f"{PATH}/{first['id']}"
    assert me.post(f"{one}/verify").status_code == 403
    assert refused(place.volunteer2.post(f"{one}/withdraw")) == (404, "not-found")
    assert boss.post(f"{one}/withdraw").status_code == 403, "only by whose hours they are"
    assert wrong(boss.post(f"{one}/dispute", {"reason": ""}))[0] == 422
    assert boss.post(f"{one}/dispute", {"reason": "we ended at ten"}).json()["state"] == "disputed"
    correction = {"id": "0198f2a0-0000-7000-8000-00000000cafe", "minutes": 60, "starts_at": began.isoformat()}
    new = me.post(f"{one}/correct", correction)
    assert (new.status_code, new.json()["kind"], new.json()["replaces_id"]) == (201, "preparation", first["id"])
    assert me.post(f"{one}/correct", correction).status_code == 200, "the same again"
    assert refused(me.post(f"{one}/correct", {"minutes": 5, "done_on": day(3)})) == (409, "illegal-transition")
    mine = place.supervisor.post(PATH, {**hours, "kind": "supervision"}).json()
    assert refused(place.supervisor.post(f"{PATH}/{mine['id']}/verify")) == (409, "second-person-needed")
    some = {"ids": [new.json()["id"], mine["id"]]}
    assert refused(place.supervisor.post(f"{PATH}/verify", some)) == (409, "second-person-needed")
    assert place.coordinator.get(f"{PATH}/{new.json()['id']}").json()["state"] == "logged", "all or none"
    done = place.coordinator.post(f"{PATH}/verify", some)
    assert [row["state"] for row in done.json()["items"]] == ["verified", "verified"]
    assert refused(me.post(f"{PATH}/{new.json()['id']}/correct", {"minutes": 5, "done_on": day(3)}))[0] == 409
    totals = me.get(f"{PATH}/totals?month_from={day(70)[:8]}01").json()
    kinds = {(row["kind"], row["verified_minutes"], row["waiting_minutes"]) for row in totals["items"]}
    assert {("preparation", 60, 0), ("admin", 0, 1350)} <= kinds
    assert (totals["verified_minutes"], totals["disputed_minutes"]) == (60 + 60, 0), "with what was there before"
    boss_sees = boss.get(f"{PATH}/totals?user_id={me.user_id}").json()
    assert boss_sees["waiting_minutes"] == me.get(f"{PATH}/totals").json()["waiting_minutes"]
    assert place.volunteer2.get(f"{PATH}/totals?user_id={me.user_id}").json()["items"] == []
    assert place.teacher.get(f"{PATH}/totals").status_code == 403


def test_the_page_of_ones_hours_is_one_call(world: World) -> None:
    place = world.indigo
    me, page = place.volunteer, "/v1/hours-page"
    mark(me, place.owls_held, place.mila, "present")
    disputed = listed(me.get(f"{PATH}?kind=training"))[0]
    place.supervisor.post(f"{PATH}/{disputed}/dispute", {"reason": "the course was shorter"})
    mine = me.get(page).json()
    assert (mine["verified_minutes"], mine["waiting_minutes"], mine["disputed_minutes"]) == (60, 180, 90)
    assert [(row["kind"], row["verified_minutes"]) for row in mine["by_kind"]] == [
        ("preparation", 60), ("session", 0), ("training", 0),
    ]  # fmt: skip
    assert [row["programme_id"] for row in mine["by_programme"]] == [str(place.programme)]
    assert mine["by_month"] == sorted(mine["by_month"], key=lambda row: row["month"], reverse=True)
    assert [row["disputed_because"] for row in mine["disputed"]] == ["the course was shorter"]
    assert mine["latest"][0]["kind"] == "session"
    assert [(row["verified_minutes"], row["missing_minutes"]) for row in mine["credits"]] == [(60, 60)]
    assert [row["id"] for row in mine["certificates"]] == [str(place.certificate_of_volunteer)]
    theirs = place.coordinator.get(f"{page}?user_id={me.user_id}").json()
    assert theirs == mine
    seen = place.supervisor.get(f"{page}?user_id={me.user_id}").json()
    assert (seen["latest"], seen["certificates"]) == (mine["latest"], []), "a certificate is its person's"
    nothing = place.volunteer2.get(f"{page}?user_id={me.user_id}").json()
    assert (nothing["waiting_minutes"], nothing["latest"], nothing["credits"]) == (0, [], [])
    tag = me.get(page).headers["etag"]
    assert me.get(page, headers={"if-none-match": tag}).status_code == 304
    assert place.guardian.get(page).status_code == 403
