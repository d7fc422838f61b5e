"""Family observations: who writes and who reads them, and what guardians are shown."""

from typing import Any

from app.core import clock
from app.models import FamilyObservation
from tests.world import Person, World


def note(person: Person, **given: Any) -> Any:
    body = {"category": "food", "note": "Comes hungry.", "affects_learning": True, "observed_on": str(clock.today())}
    return person.post("/v1/family-observations", {**body, **given})


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_who_writes_and_who_reads(world: World) -> None:
    place = world.indigo
    made = note(place.volunteer, child_id=str(place.mila))
    assert made.status_code == 201
    row, path = made.json(), made.headers["location"]
    assert (row["family_id"], row["author_id"]) == (str(place.petrovic), str(place.volunteer.user_id))
    seen = {name: person.get(path).status_code for name, person in place.people.items()}
    assert {name for name, status in seen.items() if status == 200} == {
        "volunteer", "coordinator", "supervisor", "mediator",
    }  # fmt: skip
    assert {name for name, status in seen.items() if status == 404} == {"volunteer2", "educator", "guardian"}
    assert {seen[name] for name in ("assistant", "teacher", "administrator", "dpo", "partner")} == {403}
    assert place.supervisor.patch(path, {"note": "x"}).status_code == 403
    assert place.coordinator.patch(path, {"note": "x"}).status_code == 403
    assert place.mediator.patch(path, {"category": "income"}).status_code == 200
    assert place.volunteer.get(path).json()["category"] == "income"
    assert [row["id"] for row in place.coordinator.get("/v1/family-observations?category=income").json()["items"]] == [
        row["id"]
    ]
    assert place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {}).status_code == 200
    assert place.volunteer.get(path).status_code == 404, "one's own, while one answers for the child"


def test_a_guardian_is_shown_what_is_released_and_not_who_wrote_it(world: World) -> None:
    place = world.indigo
    path = note(place.mediator, family_id=str(place.petrovic)).headers["location"]
    assert place.guardian.get(path).status_code == 404
    assert place.supervisor.post(f"{path}/release").status_code == 403
    assert place.mediator.post(f"{path}/release").json()["release_state"] == "released"
    told = place.guardian.get(path).json()
    assert (told["note"], told["affects_learning"]) == ("Comes hungry.", True)
    assert told.keys() & {"author_id", "release_state", "recorded_at", "version", "updated_at"} == set()
    assert place.coordinator.post(f"{path}/withhold").status_code == 200
    assert place.guardian.get(path).status_code == 404
    assert place.coordinator.post(f"{path}/withhold").status_code == 409
    place.coordinator.post(f"{path}/release")
    assert place.coordinator.patch(f"/v1/guardians/{place.jelena}", {"safety_excluded": True}).status_code == 200
    assert place.guardian.get(path).status_code == 404, "excluded for safety"


def test_what_an_observation_needs(world: World) -> None:
    place = world.indigo
    mila, petrovic = str(place.mila), str(place.petrovic)
    assert errors(note(place.mediator)) == [("/child_id", "missing")]
    assert errors(note(place.mediator, child_id=mila, family_id=str(place.jovic))) == [("/family_id", "not_allowed")]
    assert errors(note(place.volunteer, child_id=str(place.luka))) == [("/child_id", "not_found")]
    assert errors(note(place.volunteer, family_id=petrovic)) == [("/family_id", "not_found")], "sees no families"
    assert errors(note(place.mediator, child_id=mila, observed_on="2100-01-01")) == [("/observed_on", "out_of_range")]
    body = {"child_id": mila, "category": "food", "note": "Comes hungry.", "observed_on": str(clock.today())}
    assert errors(place.mediator.post("/v1/family-observations", body)) == [("/affects_learning", "missing")]
    assert errors(note(place.mediator, child_id=mila, note="")) == [("/note", "too_short")]
    for name in ("educator", "mediator", "volunteer"):
        assert note(place.people[name], child_id=mila).status_code == 201
    assert note(place.assistant, child_id=mila).status_code == 403
    targets = {column.info.get("ref") for column in FamilyObservation.__table__.columns}  # type: ignore[attr-defined]
    assert targets == {None, "child", "family", "programme", "user"}, "no way leads from a report to an observation"
