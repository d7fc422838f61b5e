"""Training records: of trainings in person, expired by themselves, revoked with a reason, shown to whom they are of."""

from datetime import date, timedelta
from typing import Any

from app.core import clock
from app.models import TrainingRecord
from app.models.training_purpose import TrainingPurpose
from app.services.training.recording_training import held_by
from tests import pictures
from tests.uploads import content, ready
from tests.world import World

OUTSIDE = {"title": "First aid", "provider": "Red Cross", "purpose": "other", "held_on": "2026-10-01", "minutes": 120}


def test_a_training_in_person_is_recorded_for_all_at_once(world: World) -> None:
    place = world.indigo
    coordinator, supervisor, user = place.coordinator, place.supervisor, place.volunteer.user_id
    who = {"user_ids": [str(user), str(place.mediator.user_id), str(user)], "teacher_ids": [str(place.vesna)]}
    new = {"course_id": str(place.visiting), "held_on": "2026-10-01", "minutes": 360, **who}
    held = coordinator.post("/v1/held-trainings", new)
    assert held.status_code == 201, held.text
    row = held.json()
    assert (row["title"], row["people"], row["valid_until"]) == ("Visiting families", 3, "2027-10-01")
    path = f"/v1/training-records?held_training_id={row['id']}"
    records = coordinator.get(path).json()["items"]
    assert {record["user_id"] or record["teacher_id"] for record in records} == {*who["user_ids"], str(place.vesna)}
    assert {(record["minutes"], record["completed_on"]) for record in records} == {(360, "2026-10-01")}
    own = {
        name: [record["user_id"] for record in place.people[name].get(path).json()["items"]]
        for name in ("volunteer", "volunteer2", "supervisor", "teacher")
    }
    assert own == {"volunteer": [str(user)], "volunteer2": [], "supervisor": [str(user)], "teacher": [None]}
    assert place.guardian.get("/v1/training-records").status_code == 403

    team = {"user_ids": [str(user)]}
    assert supervisor.post("/v1/held-trainings", {**OUTSIDE, **team}).status_code == 201
    others = supervisor.post("/v1/held-trainings", {**OUTSIDE, "user_ids": [str(place.volunteer2.user_id)]})
    assert others.status_code == 403
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({**OUTSIDE}, "/user_ids"),
        ({**OUTSIDE, **team, "held_on": tomorrow}, "/held_on"),
        ({**OUTSIDE, **team, "valid_until": "2026-09-30"}, "/valid_until"),
        ({**OUTSIDE, **team, "title": ""}, "/title"),
        ({**OUTSIDE, **team, "purpose": None}, "/purpose"),
        ({**new, "title": "Mine"}, "/title"),
        ({**OUTSIDE, "teacher_ids": [str(user)]}, "/teacher_ids"),
        ({**OUTSIDE, **team, "attachment_ids": [str(user)]}, "/attachment_ids"),
    )
    for body, pointer in wrong:
        refused = coordinator.post("/v1/held-trainings", body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), body
    drafted = coordinator.post("/v1/held-trainings", {**new, "course_id": str(place.drafted_course)})
    assert drafted.json()["type"] == "/problems/course-not-offered"


def test_evidence_of_a_training_is_opened_by_who_keeps_the_records(world: World) -> None:
    place = world.indigo
    supervisor = place.supervisor
    sheet = ready(world, supervisor, pictures.photo(), "image/jpeg", "meeting_evidence")
    paper = ready(world, supervisor, pictures.pdf(), "application/pdf", "meeting_evidence")
    stray = ready(world, supervisor, pictures.pdf(), "application/pdf", "other")
    body = {**OUTSIDE, "user_ids": [str(place.volunteer.user_id)]}
    refused = supervisor.post("/v1/held-trainings", {**body, "attachment_ids": [stray]}).json()
    assert refused["errors"][0]["pointer"] == "/attachment_ids", "sent for something else"
    held = supervisor.post("/v1/held-trainings", {**body, "attachment_ids": [sheet, paper]}).json()
    assert held["attachment_ids"] == [sheet, paper]
    seen = {name: {content(by, id).status_code for id in (sheet, paper)} for name, by in place.people.items()}
    who = {"supervisor": {200}, "coordinator": {200}, "partner": {403}}
    assert seen == {name: who.get(name, {404}) for name in seen}
    assert content(place.coordinator, paper).content == pictures.pdf()
    assert pictures.CAMERA.encode() not in content(place.coordinator, sheet).content
    again = place.coordinator.post("/v1/held-trainings", {**body, "attachment_ids": [sheet]})
    assert again.json()["type"] == "/problems/attachment-in-use"
    assert supervisor.post(f"/v1/attachments/{sheet}/erase", {}).status_code == 409


def test_a_record_expires_without_anybodys_doing_and_is_revoked_with_a_reason(world: World) -> None:
    place, today = world.indigo, clock.today()
    user_id = place.volunteer2.user_id
    of = {"user_id": user_id, "title": "First aid", "minutes": 60, "completed_on": date(2025, 1, 1)}
    ends = {"gone": today - timedelta(days=1), "last": today, "soon": today + timedelta(days=20), "never": None}
    with world.as_system(place) as db:
        ids = {
            str(db.put(TrainingRecord(**of, purpose=TrainingPurpose.OTHER, valid_until=end)).id): name
            for name, end in ends.items()
        }
        db.commit()
        held = held_by(db, user_id, TrainingPurpose.OTHER)
        assert held is not None
        assert ids[str(held.id)] == "never"
        assert held_by(db, user_id, TrainingPurpose.HOME_VISITING) is None
        teacher = held_by(db, place.teacher.user_id, TrainingPurpose.HOME_VISITING)
        assert teacher is not None, "what a teacher has completed counts for the user too"
    path = f"/v1/training-records?user_id={user_id}&fields=id,state"
    until = (today + timedelta(days=31)).isoformat()

    def found(more: str) -> set[str]:
        return {ids[row["id"]] for row in place.coordinator.get(f"{path}&{more}").json()["items"]}

    assert found("state=expired") == {"gone"}
    assert found("state=completed") == {"last", "soon", "never"}
    assert found(f"state=completed&valid_until_to={until}") == {"last", "soon"}
    last = next(id for id, name in ids.items() if name == "soon")
    gone = next(id for id, name in ids.items() if name == "gone")
    assert place.volunteer2.get(f"/v1/training-records/{gone}").json()["state"] == "expired"
    assert place.supervisor.post(f"/v1/training-records/{last}/revoke", {"reason": "why not"}).status_code == 403
    assert place.coordinator.post(f"/v1/training-records/{last}/revoke", {}).status_code == 422
    revoked = place.coordinator.post(f"/v1/training-records/{last}/revoke", {"reason": "was not there"}).json()
    assert (revoked["state"], revoked["revoked_because"]) == ("revoked", "was not there")
    assert place.coordinator.post(f"/v1/training-records/{last}/revoke", {"reason": "again"}).status_code == 409
    assert found("state=revoked") == {"soon"}
    assert place.volunteer2.get(f"/v1/training-records/{last}").json()["revoked_because"] == "was not there"
