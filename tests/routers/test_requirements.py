"""What is required of people: handing in, deciding, exempting, and the gate that stands before children meanwhile."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from app.auth.keys import KeyRing
from app.auth.rights import VISIBILITY
from app.core import clock
from app.models import Child, TrainingRecord
from app.models.membership import UNLIMITED, Role
from app.models.requirement import RequirementCode, RequirementCreate
from app.models.training_purpose import TrainingPurpose
from app.services.volunteers import keeping_gate, requiring, telling_standings
from tests import pictures
from tests.acting import acting
from tests.households import wrong
from tests.scenarios.test_every_operation import ids
from tests.uploads import content, ready
from tests.world import Person, World

TODAY = clock.today()


def require(world: World, code: str = "code_of_conduct", **more: Any) -> str:
    answer = world.indigo.coordinator.post("/v1/requirements", {"code": code, "roles": ["volunteer"], **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def hand_in(person: Person, requirement: str, **more: Any) -> str:
    answer = person.post("/v1/requirement-fulfilments", {"requirement_id": requirement, **more})
    assert answer.status_code == 201, answer.text
    return f"/v1/requirement-fulfilments/{answer.json()['id']}"


def reached(world: World, person: Person) -> dict[str, set[str]]:
    """The ids of every kind of row that a person reaches."""
    return {model.__name__: ids(world, world.indigo, model, person) for model in VISIBILITY if hasattr(model, "id")}


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def standing(person: Person, requirement: str, of: Person | None = None) -> dict[str, Any]:
    told = person.get(f"/v1/users/{(of or person).user_id}/requirement-standings").json()
    (line,) = (line for line in told["items"] if line["requirement_id"] == requirement)
    return {**line, "cleared": told["cleared"]}


def test_who_lacks_what_is_required_reaches_what_an_ended_leader_reaches(world: World) -> None:
    """Both volunteer and assistant; others are as before, and the reach comes back with the approval."""
    place = world.indigo
    people = {name: place.people[name] for name in ("volunteer", "assistant", "educator", "guardian")}
    before = {name: reached(world, person) for name, person in people.items()}
    requirement = require(world, roles=["volunteer", "assistant"])
    suspended = {name: reached(world, person) for name, person in people.items()}
    assert suspended["volunteer"]["Child"] == suspended["volunteer"]["MentorGroup"] == set()
    assert suspended["assistant"]["Child"] == suspended["assistant"]["Attendance"] == set()
    for name in ("educator", "guardian"):
        grown = before[name]["Requirement"] ^ suspended[name]["Requirement"]
        assert grown == ({requirement} if name == "educator" else set())
        assert suspended[name]["Child"] == before[name]["Child"] != set()
    for name in ("volunteer", "assistant"):
        signed = hand_in(people[name], requirement)
        assert reached(world, people[name])["Child"] == set(), "what was handed in does not count yet"
        assert place.coordinator.post(f"{signed}/approve", {}).json()["state"] == "approved"
        again = reached(world, people[name])
        assert {kind: rows for kind, rows in again.items() if not kind.startswith("Requirement")} == {
            kind: rows for kind, rows in before[name].items() if not kind.startswith("Requirement")
        }
        (leading,) = place.coordinator.get(f"/v1/group-leaders?user_id={people[name].user_id}").json()["items"]
        assert place.coordinator.post(f"/v1/group-leaders/{leading['id']}/end", {}).status_code == 200
        ended = reached(world, people[name])
        assert {kind: len(rows) for kind, rows in ended.items() if not kind.startswith("Requirement")} == {
            kind: len(rows) for kind, rows in suspended[name].items() if not kind.startswith("Requirement")
        }


def test_an_approval_counts_until_its_last_day_and_suspends_by_itself(world: World, ring: KeyRing) -> None:
    place = world.indigo
    requirement = require(world, "safeguarding_training", validity_days=30)
    assert standing(place.volunteer, requirement)["state"] == "missing"
    trained = hand_in(place.volunteer, requirement, issued_on=(TODAY - timedelta(days=10)).isoformat())
    assert standing(place.coordinator, requirement, place.volunteer)["state"] == "submitted"
    assert problem(place.volunteer.post(f"{trained}/approve", {})) == (403, "forbidden")
    future = place.coordinator.post(f"{trained}/approve", {"inspected_on": (TODAY + timedelta(days=1)).isoformat()})
    assert wrong(future) == (422, "/inspected_on", "out_of_range")
    approved = place.coordinator.post(f"{trained}/approve", {}).json()
    last = TODAY + timedelta(days=20)
    assert (approved["valid_until"], approved["clear"]) == (last.isoformat(), None)
    mila = f"/v1/children/{place.mila}"
    for day, status, state in ((last, 200, "approved"), (last + timedelta(days=1), 404, "expired")):
        with time_machine.travel(datetime(day.year, day.month, day.day, 0, 1, tzinfo=UTC)):
            signed_in = world.open(world.app, world.client, ring).indigo.volunteer
            assert signed_in.get(mila).status_code == status
            assert signed_in.get(trained).json()["state"] == state
            (only,) = signed_in.get(f"/v1/requirement-fulfilments?state={state}&code=safeguarding_training").json()[
                "items"
            ]
            assert only["id"] == approved["id"]
            assert standing(signed_in, requirement)["state"] == state
            assert standing(signed_in, requirement)["cleared"] is (status == 200)


def test_of_a_clearance_the_result_alone_is_kept_and_two_people_stand_for_it(world: World) -> None:
    place = world.indigo
    on_paper = {"code": "clearance", "roles": ["volunteer"], "evidence": "document"}
    assert wrong(place.coordinator.post("/v1/requirements", on_paper)) == (422, "/evidence", "not_allowed")
    requirement = require(world, "clearance", validity_days=365)
    file = ready(world, place.volunteer, pictures.pdf(), "application/pdf", "other")
    body = {"requirement_id": requirement, "issued_on": TODAY.isoformat()}
    for member, value in {"attachment_ids": [file], "note": "no record in the register"}.items():
        refused = place.volunteer.post("/v1/requirement-fulfilments", {**body, member: value})
        assert wrong(refused) == (422, f"/{member}", "not_allowed")
    by_boss = hand_in(place.coordinator, requirement, user_id=str(place.volunteer.user_id))
    assert problem(place.coordinator.post(f"{by_boss}/approve", {})) == (409, "second-person-needed")
    exemption = {"user_id": str(place.volunteer.user_id), "reason": "known for years", "until": TODAY.isoformat()}
    refused = place.coordinator.post(f"/v1/requirements/{requirement}/exemptions", exemption)
    assert problem(refused) == (409, "not-exemptible")
    shown = hand_in(place.volunteer, requirement)
    result = place.coordinator.post(f"{shown}/approve", {"inspected_on": TODAY.isoformat()}).json()
    assert (result["clear"], result["inspected_on"], result["decided_by_id"]) == (
        True, TODAY.isoformat(), str(place.coordinator.user_id)
    )  # fmt: skip
    assert place.volunteer.get(f"/v1/children/{place.mila}").status_code == 200
    assert place.educator.get(shown).status_code == place.volunteer2.get(shown).status_code == 404
    assert place.dpo.get(shown).status_code == 403
    # A later one that speaks against the person ends the earlier one too.
    later = hand_in(place.volunteer, requirement)
    found = place.coordinator.post(f"{later}/reject", {"reason": "an entry of this year", "not_clear": True}).json()
    assert (found["state"], found["clear"]) == ("rejected", False)
    assert place.volunteer.get(f"/v1/children/{place.mila}").status_code == 404
    assert standing(place.volunteer, requirement)["state"] == "rejected"


def test_the_gate_tells_what_is_missing_wherever_somebody_comes_near_children(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    every = ["volunteer", "assistant", "mediator", "supervisor"]
    conduct, cleared = require(world, roles=every), require(world, "clearance", roles=every)
    lead = {"user_id": str(place.volunteer2.user_id), "role": "co_lead"}
    family = {"programme_id": str(place.programme), "display_name": "X"}
    channel = {
        "school_class_id": str(place.class_3),
        "platform": "viber",
        "name": "III-1",
        "added_on": TODAY.isoformat(),
    }
    attempts = {
        f"/v1/mentor-groups/{place.owls}/leaders": lead,
        "/v1/school-channels": {**channel, "added_on": TODAY.isoformat(), "user_id": str(place.volunteer2.user_id)},
        "/v1/supervisor-assignments": {
            "supervisor_id": str(place.supervisor.user_id), "volunteer_id": str(place.assistant.user_id)
        },
        "/v1/families": {**family, "mediator_id": str(place.mediator.user_id)},
    }  # fmt: skip
    for path, body in attempts.items():
        refused = boss.post(path, body)
        assert problem(refused) == (409, "requirement-missing"), path
        assert refused.json()["missing"] == ["clearance", "code_of_conduct"]
    for requirement in (conduct, cleared):
        for name in ("volunteer2", "supervisor", "mediator"):
            assert boss.post(f"{hand_in(place.people[name], requirement)}/approve", {}).status_code == 200
    for path, body in attempts.items():
        assert boss.post(path, body).status_code == 201, path
    # A new role is gated from its first moment.
    new = {"user_id": str(place.teacher.user_id), "role": "volunteer"}
    assert place.administrator.post("/v1/memberships", new).status_code == 201
    refused = boss.post(f"/v1/mentor-groups/{place.foxes}/leaders", {"user_id": new["user_id"]})
    assert refused.json()["missing"] == ["clearance", "code_of_conduct"]


def test_a_requirement_of_other_programmes_blocks_nobody_here_until_they_lead_there(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    mila = f"/v1/children/{place.mila}"
    requirement = require(world, "role_training", programme_kinds=["after_school_groups"])
    assert place.volunteer.get(mila).status_code == 200
    programme = {"name": "After school", "kind": "after_school_groups", "starts_on": "2026-01-01"}
    programme_id = boss.post("/v1/programmes", programme).json()["id"]
    group = {"programme_id": programme_id, "name": "Late", "kind": "after_school"}
    path = f"/v1/mentor-groups/{boss.post('/v1/mentor-groups', group).json()['id']}/leaders"
    body = {"user_id": str(place.volunteer.user_id)}
    assert boss.post(path, body).json()["missing"] == ["role_training"]
    exemption = {**body, "reason": "trained elsewhere", "until": TODAY.isoformat()}
    own = {**exemption, "user_id": str(boss.user_id)}
    assert problem(boss.post(f"/v1/requirements/{requirement}/exemptions", own)) == (409, "second-person-needed")
    exempted = boss.post(f"/v1/requirements/{requirement}/exemptions", exemption).json()
    assert (exempted["state"], exempted["decision_note"]) == ("exempted", "trained elsewhere")
    leading = boss.post(path, body)
    assert leading.status_code == 201
    revoked = boss.post(f"/v1/requirement-fulfilments/{exempted['id']}/revoke", {"reason": "it was not so"})
    assert revoked.json()["state"] == "rejected"
    assert place.volunteer.get(mila).status_code == 404
    assert boss.post(f"/v1/group-leaders/{leading.json()['id']}/end", {}).status_code == 200
    assert place.volunteer.get(mila).status_code == 200
    # What is made blocking later suspends then; ended, it is asked of nobody.
    assert boss.patch(f"/v1/requirements/{place.code_of_conduct}", {"blocking": True}).status_code == 200
    seen = {
        name: place.people[name].get(mila).status_code for name in ("volunteer", "assistant", "educator", "mediator")
    }
    assert seen == {"volunteer": 200, "assistant": 404, "educator": 404, "mediator": 404}
    assert boss.post(f"/v1/requirements/{place.code_of_conduct}/end", {"reason": "replaced"}).status_code == 200
    assert {place.people[name].get(mila).status_code for name in seen} == {200}


def test_a_document_is_seen_by_who_decides_and_old_evidence_is_refused(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    requirement = require(world, "reference", evidence="document", validity_days=100)
    body = {"requirement_id": requirement}
    assert wrong(place.volunteer.post("/v1/requirement-fulfilments", body)) == (422, "/attachment_ids", "missing")
    ahead = {**body, "issued_on": (TODAY + timedelta(days=1)).isoformat()}
    file = ready(world, place.volunteer, pictures.pdf(), "application/pdf", "other")
    refused = place.volunteer.post("/v1/requirement-fulfilments", {**ahead, "attachment_ids": [file]})
    assert wrong(refused) == (422, "/issued_on", "out_of_range")
    assert boss.get(f"/v1/attachments/{file}").status_code == 404
    old = date(TODAY.year - 1, 1, 1).isoformat()
    shown = hand_in(place.volunteer, requirement, attachment_ids=[file], issued_on=old)
    assert content(boss, file).content == pictures.pdf()
    assert content(place.volunteer2, file).status_code == 404
    outdated = boss.post(f"{shown}/approve", {})
    assert problem(outdated) == (409, "evidence-outdated")
    assert boss.post(f"{shown}/reject", {"reason": "too old", "not_clear": True}).status_code == 422
    assert boss.post(f"{shown}/reject", {"reason": "too old"}).json()["state"] == "rejected"
    refused = place.volunteer.post("/v1/requirement-fulfilments", {**body, "user_id": str(place.volunteer2.user_id)})
    assert refused.status_code == 422


def test_a_training_record_fulfils_and_what_rests_on_it_ends_with_it(world: World, ring: KeyRing) -> None:
    place, boss, mila = world.indigo, world.indigo.coordinator, f"/v1/children/{world.indigo.mila}"
    asked = {"code": "role_training", "roles": ["volunteer"], "evidence": "training_record"}
    for more, pointer, code in (
        ({"evidence": "none", "course_id": str(place.visiting)}, "/course_id", "not_allowed"),
        ({"course_id": str(place.drafted_course)}, "/course_id", "not_allowed"),
        ({"course_id": str(place.mila)}, "/course_id", "not_found"),
        ({"code": "reference"}, "/course_id", "missing"),
    ):
        assert wrong(boss.post("/v1/requirements", {**asked, **more})) == (422, pointer, code)
    requirement = require(world, course_id=str(place.visiting), validity_days=900, **asked)
    assert place.volunteer.get(mila).status_code == 404
    line = standing(place.volunteer, requirement)
    assert (line["state"], line["course_id"]) == ("missing", str(place.visiting))
    with world.as_system(place) as db:
        own = {"user_id": place.volunteer.user_id, "minutes": 60, "completed_on": TODAY - timedelta(days=9)}
        of = {"title": "Visiting", "purpose": TrainingPurpose.ROLE_TRAINING}
        other = db.put(TrainingRecord(**own, **of)).id
        past = db.put(TrainingRecord(**own, **of, course_id=place.visiting, valid_until=TODAY - timedelta(days=1))).id
        db.commit()
    path, body = "/v1/requirement-fulfilments", {"requirement_id": requirement}
    record = {"training_record_id": str(place.record_of_volunteer)}
    for more, pointer, code in (
        ({}, "/training_record_id", "missing"),
        ({"training_record_id": str(other)}, "/training_record_id", "not_allowed"),
        ({"training_record_id": str(place.record_of_assistant)}, "/training_record_id", "not_found"),
        ({**record, "issued_on": (TODAY - timedelta(days=1)).isoformat()}, "/issued_on", "not_allowed"),
        ({**record, "requirement_id": str(place.code_of_conduct)}, "/training_record_id", "not_allowed"),
    ):
        assert wrong(place.volunteer.post(path, {**body, **more})) == (422, pointer, code)
    of_another = {**body, "user_id": str(place.volunteer2.user_id), **record}
    assert wrong(boss.post(path, of_another)) == (422, "/training_record_id", "not_found")
    expired = place.volunteer.post(path, {**body, "training_record_id": str(past)})
    assert (problem(expired), expired.json()["state"]) == ((409, "training-not-in-force"), "expired")
    shown = hand_in(place.volunteer, requirement, **record)
    approved = boss.post(f"{shown}/approve", {}).json()
    last = TODAY + timedelta(days=365)
    assert (approved["issued_on"], approved["valid_until"]) == (TODAY.isoformat(), last.isoformat()), (
        "no longer than it"
    )
    assert place.volunteer.get(mila).status_code == 200
    with time_machine.travel(datetime.combine(last + timedelta(days=1), time(0, 1), UTC)):
        assert standing_then(world, requirement) == "expired"
    late, why = hand_in(place.volunteer, requirement, **record), {"reason": "another person was there"}
    assert boss.post(f"/v1/training-records/{place.record_of_volunteer}/revoke", why).status_code == 200
    assert place.volunteer.get(mila).status_code == 404, "the gate shuts in the same transaction"
    ended = place.volunteer.get(shown).json()
    assert (ended["state"], ended["decision_note"]) == ("rejected", why["reason"])
    assert problem(boss.post(f"{late}/approve", {})) == (409, "training-not-in-force")


def standing_then(world: World, requirement: str) -> str:
    """As the rows say at the time that the test has travelled to; nobody is signed in any more."""
    with world.as_system(world.indigo) as db:
        facts = keeping_gate.facts_of(db, [world.indigo.volunteer.user_id])
        told = telling_standings.told(facts, world.indigo.volunteer.user_id, {Role.VOLUNTEER}, clock.today())
    return str(next(line["state"] for line in told["items"] if str(line["requirement_id"]) == requirement))


def test_the_gate_stands_in_the_very_statement_that_reads(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A twin that leaves memberships as they are shows the child all the same."""
    assert below.database is not None
    place = below.indigo

    def sees() -> bool:
        return bool(ids(below, place, Child, place.volunteer))

    def require_conduct() -> None:
        with acting(below.database, place.coordinator) as db:
            new = RequirementCreate(code=RequirementCode.CONFIDENTIALITY, roles=[Role.VOLUNTEER])
            requiring.define(db, new)
            db.commit()

    with monkeypatch.context() as twin:
        twin.setattr(keeping_gate, "cleared_until", lambda *_: UNLIMITED)
        require_conduct()
        assert sees()
    require_conduct()
    assert not sees()
