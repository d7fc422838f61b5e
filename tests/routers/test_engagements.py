"""Engagements: planned, invited to, answered, held, recorded; who sees them, and whom nobody ever sees."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.columns import instant_text
from app.models import Guardian, Guardianship
from app.models.guardian import GuardianRelation
from tests.households import exclude, wrong
from tests.world import Person, World


def when(**more: float) -> str:
    return instant_text(clock.now() + timedelta(**more))


def plan(world: World, person: Person, kind: str = "workshop", **more: Any) -> Any:
    what = {"kind": kind, "planned_at": when(days=2), "minutes": 60, "language": "sr-Latn", **more}
    return person.post("/v1/engagements", {"programme_id": str(world.indigo.programme), **what})


def path_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.text
    return f"/v1/engagements/{answer.json()['id']}"


def adults(world: World, *names: str, child: str = "mila", **given: Any) -> list[str]:
    """More guardians of Mila's family, linked to her."""
    place, made = world.indigo, []
    with world.as_system(place) as db:
        for name in names:
            own = {"relation": GuardianRelation.FATHER, "given_name": name, "programme_id": place.programme, **given}
            guardian = db.put(Guardian(family_id=place.petrovic, **own))
            db.put(Guardianship(guardian_id=guardian.id, child_id=place.ids[child]))
            made.append(str(guardian.id))
        db.commit()
    return made


def sheet(person: Person, path: str, *lines: dict[str, Any]) -> Any:
    return person.post(f"{path}/participations", {"lines": list(lines)})


def test_an_evening_from_the_invitation_to_the_sheet(world: World) -> None:
    place, mediator, guardian = world.indigo, world.indigo.mediator, world.indigo.guardian
    jelena = str(place.jelena)
    (petar,) = adults(world, "Petar", languages=["ar"], contact_points=[{"channel": "whatsapp", "value": "+381641"}])
    path = path_of(plan(world, mediator, places=1, topics=["how_school_works"], interpreter_wanted=True))
    invited = mediator.post(f"{path}/invite", {"guardian_ids": [jelena, petar, jelena]})
    parts = {part["guardian_id"]: part for part in invited.json()["items"]}
    assert (parts[jelena]["invited_through"], parts[jelena]["invited_language"]) == ("viber", "sr-Latn")
    assert (parts[petar]["invited_through"], parts[petar]["invited_language"]) == ("whatsapp", "ar")
    again = mediator.post(f"{path}/invite", {"guardian_ids": [petar], "through": "letter", "language": "en"})
    assert again.json() == invited.json()

    mine = f"/v1/participations/{parts[jelena]['id']}"
    answered = guardian.post(f"{mine}/answer", {"answer": "coming"}).json()
    assert (answered["answer"], answered["place"]) == ("coming", "taken")
    assert not {"outcome", "barrier", "feedback", "version"} & answered.keys()
    assert not {"taken", "waiting", "visit_goals"} & guardian.get(path).json().keys()
    told = sheet(mediator, path, {"guardian_id": petar, "answer": "coming"}).json()["items"]
    assert {part["guardian_id"]: part["place"] for part in told} == {jelena: "taken", petar: "waiting"}
    full = mediator.post(f"/v1/participations/{parts[petar]['id']}/promote").json()
    assert (full["type"], full["limit"], full["present"]) == ("/problems/capacity-exceeded", 1, 1)
    assert guardian.post(f"{mine}/answer", {"answer": "maybe"}).json()["place"] == "none"
    assert guardian.post(f"{mine}/answer", {"answer": "coming"}).json()["place"] == "waiting", "not before who waits"
    assert mediator.post(f"/v1/participations/{parts[petar]['id']}/promote").json()["place"] == "taken"
    event = mediator.get(path).json()
    assert (event["taken"], event["waiting"]) == (1, 1)
    assert mediator.patch(path, {"places": 2}).json()["places"] == 2
    assert mediator.post(f"/v1/participations/{parts[jelena]['id']}/promote").json()["place"] == "taken"
    assert mediator.patch(path, {"places": 1}).json()["present"] == 2

    early = sheet(mediator, path, {"guardian_id": jelena, "outcome": "took_part"}).json()
    assert (early["type"], early["allowed"]) == ("/problems/illegal-transition", ["hold", "cancel"])
    assert mediator.post(f"{path}/hold", {"held_at": when(hours=-1), "held_minutes": 70}).json()["state"] == "held"
    late = guardian.post(f"{mine}/answer", {"answer": "not_coming"}).json()
    assert (late["type"], late["state"]) == ("/problems/invitation-over", "held")
    lines = [
        {"guardian_id": jelena, "outcome": "took_part", "feedback": "She asked for another one"},
        {"guardian_id": petar, "outcome": "did_not_come", "barrier": "working_hours", "child_ids": []},
    ]
    first = sheet(mediator, path, *lines)
    assert first.status_code == 200, first.text
    assert sheet(mediator, path, *lines).json() == first.json(), "the same again changes nothing"
    whole = mediator.get(f"{path}/participations?include=children").json()["items"]
    shown = {part["guardian_id"]: (part["answer"], part["outcome"], len(part["children"])) for part in whole}
    assert shown == {jelena: ("coming", "took_part", 1), petar: ("coming", "did_not_come", 0)}
    assert mediator.patch(path, {"minutes": 90}).status_code == 409
    assert mediator.patch(path, {"title": "First evening"}).json()["title"] == "First evening"


def test_who_is_excluded_for_safety_is_as_if_not_there(world: World) -> None:
    mediator, boss = world.indigo.mediator, world.indigo.coordinator
    (petar,) = adults(world, "Petar")
    evening, visit = path_of(plan(world, mediator, places=2)), path_of(plan(world, mediator, "home_visit"))
    for path in (evening, visit):
        assert mediator.post(f"{path}/invite", {"guardian_ids": [petar]}).status_code == 200
        assert sheet(mediator, path, {"guardian_id": petar, "answer": "coming"}).status_code == 200
    part = mediator.get(f"/v1/participations?guardian_id={petar}").json()["items"][0]["id"]
    assert mediator.get(evening).json()["taken"] == 1
    exclude(world, petar)
    assert mediator.get(evening).json()["taken"] == 0, "a count would betray"
    assert mediator.get(f"{evening}/participations").json()["items"] == []
    assert mediator.get(visit).status_code == 404, "nor is a visit at that home there any more"
    assert mediator.get(f"/v1/participations/{part}").status_code == 404
    assert boss.get(f"/v1/participations/{part}").status_code == 200
    nobody = "01900000-0000-7000-8000-000000000000"
    for body, where in (({"guardian_ids": ["*"]}, "invite"), ({"lines": [{"guardian_id": "*"}]}, "participations")):
        answers = []
        for id in (petar, nobody):
            asked = {name: [id if v == "*" else {"guardian_id": id} for v in values] for name, values in body.items()}
            told = mediator.post(f"{evening}/{where}", asked).json()
            answers.append({name: value for name, value in told.items() if name != "request_id"})
            clear = boss.post(f"{evening}/{where}", asked).json()
            expected = "/problems/guardian-excluded" if id == petar else "/problems/reference-not-found"
            assert clear["type"] == expected
        assert answers[0] == answers[1]
        assert answers[0]["type"] == "/problems/reference-not-found"
    offered = {row["id"] for row in boss.get("/v1/guardians?contactable=true&safety_excluded=false").json()["items"]}
    assert petar not in offered


def test_each_sees_the_part_that_is_theirs(world: World) -> None:
    place = world.indigo
    people = place.people
    home, evening, foxes = (f"/v1/engagements/{place.ids[n]}" for n in ("visit", "evening", "foxes_consultation"))
    sees = {
        "coordinator": (200, 200, 200), "supervisor": (200, 200, 404), "educator": (200, 200, 200),
        "mediator": (200, 200, 200), "volunteer": (404, 200, 404), "volunteer2": (404, 404, 200),
        "teacher": (404, 200, 404), "guardian": (200, 200, 404), "assistant": (403, 403, 403),
        "administrator": (403, 403, 403), "partner": (403, 403, 403),
    }  # fmt: skip
    found = {name: tuple(people[name].get(path).status_code for path in (home, evening, foxes)) for name in sees}
    assert found == sees
    teacher = people["teacher"].get(f"{evening}?include=participations").json()["participations"]
    assert [row["guardian_id"] for row in teacher] == [str(place.jelena)]
    assert not {"barrier", "feedback"} & teacher[0].keys()
    assert "visit_goals" not in people["volunteer"].get(evening).text
    assert people["mediator"].patch(f"/v1/engagements/{place.foxes_consultation}", {"title": "x"}).status_code == 403
    assert people["volunteer"].get(f"{evening}?include=participations").status_code == 422
    # When the family is in other hands, whoever visited it reaches neither the visit nor what was agreed there.
    follow_up = f"/v1/engagement-follow-ups/{place.visit_follow_up}"
    assert people["mediator"].get(follow_up).json()["what"] == "Read every day"
    moved = people["coordinator"].patch(f"/v1/families/{place.petrovic}", {"mediator_id": None})
    assert moved.status_code == 200
    assert (people["mediator"].get(home).status_code, people["mediator"].get(follow_up).status_code) == (404, 404)
    exclude(world)
    assert people["guardian"].get(evening).status_code == 404
    assert people["guardian"].get("/v1/participations").json()["items"] == []


def test_what_contradicts_itself_is_refused_and_changes_nothing(world: World) -> None:
    place, mediator, boss = world.indigo, world.indigo.mediator, world.indigo.coordinator
    jelena = str(place.jelena)
    assert wrong(plan(world, mediator, "call", places=3)) == (422, "/places", "not_allowed")
    assert wrong(plan(world, mediator, "workshop", visit_goals="x")) == (422, "/visit_goals", "not_allowed")
    assert wrong(plan(world, boss, group_id=str(world.red_cross.library)))[0] == 422
    assert wrong(plan(world, mediator, organiser_ids=[str(place.volunteer.user_id)]))[1] == "/organiser_ids"
    path = path_of(plan(world, mediator))
    line = {"guardian_id": jelena}
    assert wrong(sheet(mediator, path, line, line)) == (422, "/lines/1/guardian_id", "duplicate")
    barrier = sheet(mediator, path, {**line, "barrier": "cost"})
    assert wrong(barrier) == (422, "/lines/0/barrier", "not_allowed")
    uninvited = sheet(mediator, path, {**line, "invited_through": "phone", "outcome": "not_invited"})
    assert wrong(uninvited) == (422, "/lines/0/outcome", "not_allowed")
    stranger = sheet(mediator, path, {**line, "child_ids": [str(place.luka)]})
    assert wrong(stranger) == (422, "/lines/0/child_ids/0", "not_found")
    assert mediator.get(f"{path}/participations").json()["items"] == []
    (silent,) = adults(world, "Petar", contactable=False)
    assert wrong(mediator.post(f"{path}/invite", {"guardian_ids": [jelena, silent]})) == (
        422, "/guardian_ids/1", "not_allowed",
    )  # fmt: skip
    left_out = {"guardian_id": silent, "outcome": "not_invited", "barrier": "only_other_parent_invited"}
    assert sheet(mediator, path, left_out).status_code == 200
    assert boss.post(f"{path}/cancel", {"reason": "too_few_answers"}).json()["cancel_reason"] == "too_few_answers"
    assert sheet(mediator, path, line).json()["allowed"] == ["reopen"]
    assert mediator.post(f"{path}/invite", {"guardian_ids": [jelena]}).json()["type"] == "/problems/invitation-over"
    assert mediator.patch(path, {"title": "x"}).status_code == 409
    assert boss.post(f"{path}/reopen", {"reason": "again"}).json()["cancel_reason"] is None
    ahead = mediator.post(f"{path}/hold", {"held_at": when(days=1), "held_minutes": 5})
    assert ahead.json()["type"] == "/problems/in-the-future"


def test_a_call_recorded_afterwards_a_visit_with_its_plan_and_what_was_agreed(world: World) -> None:
    place, mediator = world.indigo, world.indigo.mediator
    held = {"held_at": when(hours=-2), "held_minutes": 12}
    call = {"id": "0199f000-0000-7000-8000-0000000000e1", "held": held, "planned_at": when(hours=-2), "minutes": 10}
    answers = [plan(world, mediator, "call", **call, initiated_by="guardian", channel="phone") for _ in range(2)]
    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(201, "held"), (200, "held")]
    path = path_of(answers[0])
    lines = sheet(mediator, path, {"guardian_id": str(place.jelena), "outcome": "took_part"}).json()["items"]
    assert lines[0]["invited_at"] is None
    assert place.guardian.get(path).status_code == 404, "nobody invited her to it"
    visit = path_of(plan(world, mediator, "home_visit", visit_goals="Read", visit_package="Fathers read", visit_day=3))
    assert mediator.get(visit).json()["visit_day"] == 3
    agreed = mediator.post(f"{visit}/follow-ups", {"what": "A library card", "due_on": "2026-12-01"})
    path = f"/v1/engagement-follow-ups/{agreed.json()['id']}"
    assert mediator.post(f"{path}/finish").json()["state"] == "done"
    assert mediator.patch(path, {"due_on": "2026-12-02"}).status_code == 409
    assert mediator.post(f"{path}/reopen", {"reason": "lost it"}).json()["closed_at"] is None
    due = mediator.get("/v1/engagement-follow-ups?state=open&due_on_to=2026-12-02&sort=due_on").json()["items"]
    assert path.rsplit("/", 1)[1] in {row["id"] for row in due}
    organisers = mediator.get(f"{visit}/organisers").json()["items"]
    assert [row["user_id"] for row in organisers] == [str(mediator.user_id)]
    assert mediator.post(f"{visit}/organisers", {"user_id": str(mediator.user_id)}).status_code == 409


def test_you_said_we_did(world: World) -> None:
    place, mediator = world.indigo, world.indigo.mediator
    refused = mediator.post(f"/v1/engagements/{place.evening}/questions", {"question": "When?"})
    assert refused.json()["type"] == "/problems/not-a-consultation"
    path = path_of(plan(world, mediator, "design_consultation"))
    asked = mediator.post(f"{path}/questions", {"question": "Which hour suits you?"})
    question = f"/v1/consultation-questions/{asked.json()['id']}"
    assert place.guardian.get(question).status_code == 404
    mediator.post(f"{path}/invite", {"guardian_ids": [str(place.jelena)]})
    assert wrong(mediator.patch(question, {"told_on": "2026-11-20"})) == (422, "/changed", "missing")
    did = {"heard": "After seven", "changed": "Groups meet at seven", "told_on": "2026-11-20"}
    assert mediator.patch(question, did).status_code == 200
    assert place.guardian.get(question).json()["changed"] == "Groups meet at seven"
    waiting = mediator.get("/v1/consultation-questions?told=false").json()["items"]
    assert question.rsplit("/", 1)[1] not in {row["id"] for row in waiting}


@pytest.mark.parametrize("person", ["coordinator", "educator"])
def test_others_bring_guardians_to_what_they_do_not_organise(world: World, person: str) -> None:
    place, other = world.indigo, world.indigo.people[person]
    line = {"guardian_id": str(place.jelena), "answer": "coming"}
    assert sheet(other, f"/v1/engagements/{place.evening}", line).status_code == 200
    assert place.mediator.get(f"/v1/engagements/{place.evening}").json()["taken"] == 1
