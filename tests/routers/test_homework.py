"""Homework: sent, checked together with the child, handed over and answered; and what is refused on the way."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.ids import uuid7
from app.models import Attachment, GroupLeader, Homework
from app.models.mentor_group import LeaderRole
from app.services import records
from tests.world import Person, World

PRESENT = {"child_present": True, "outcome": "ready"}


def set_task(person: Person, world: World, **more: Any) -> str:
    body = {"child_id": str(world.indigo.mila), "subject": "mathematics", "title": "Page 12", **more}
    answer = person.post("/v1/homework", body)
    assert answer.status_code == 201, answer.text
    return f"/v1/homework/{answer.json()['id']}"


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]


def shown(person: Person, path: str, *names: str) -> Any:
    row = person.get(path).json()
    return tuple(row[name] for name in names)


def test_a_task_goes_through_two_rounds_to_the_teacher_and_back(world: World):
    place = world.indigo
    volunteer, mother, teacher, assistant = place.volunteer, place.guardian, place.teacher, place.assistant
    path = set_task(teacher, world, due_on="2026-01-07")
    assert shown(volunteer, path, "state", "waits_for", "round", "set_by", "group_id", "teacher_id") == (
        "assigned", "child", 0, "teacher", str(place.owls), str(place.vesna)
    )  # fmt: skip
    assert [row["id"] for row in volunteer.get("/v1/homework?overdue=true").json()["items"]] == [path[-36:]]
    round_1 = {"id": str(uuid7()), "submitted_by": "child", "comment": "All but the last one"}
    assert mother.post(f"{path}/submit", round_1).json()["state"] == "submitted"
    again = mother.post(f"{path}/submit", round_1)
    assert (again.status_code, again.json()["round"]) == (200, 1), "a round that is sent again is the same round"
    assert volunteer.get("/v1/homework?overdue=true").json()["items"] == []
    waiting = [row["id"] for row in volunteer.get("/v1/homework/waiting-for-me?sort=since").json()["items"]]
    assert waiting == [str(place.reading), path[-36:]], "the longest waiting first"
    assert place.educator.get("/v1/homework/waiting-for-me").json()["items"] == [], "whoever leads nobody checks nobody"
    assert [volunteer.post(f"{path}/start-check").json()["state"] for _ in range(2)] == ["in_check"] * 2
    assert shown(volunteer, path, "checker_id") == (str(volunteer.user_id),)
    status = assistant.get(path).json()
    assert (status["state"], status["round"]) == ("in_check", 1)
    assert not {"title", "instructions", "subject", "not_done_reason", "version"} & status.keys(), "the status only"
    found = {
        "id": str(uuid7()),
        "child_present": True,
        "outcome": "needs_revision",
        "observations": "Halves, not thirds",
    }
    assert volunteer.post(f"{path}/check", found).json()["state"] == "needs_revision"
    assert volunteer.post(f"{path}/check", found).json()["waits_for"] == "child"
    assert mother.post(f"{path}/submit", {"submitted_by": "guardian"}).json()["round"] == 2
    assert shown(volunteer, path, "checker_id") == (None,)
    assert teacher.get(f"{path}?include=submissions,checks").json()["submissions"] == [], "not handed over yet"
    absent = {"child_present": False, "not_present_reason": "no_connectivity", "outcome": "ready"}
    assert volunteer.post(f"{path}/check", absent).json()["waits_for"] == "handover", "it also started the check"
    assert path[-36:] in {row["id"] for row in mother.get("/v1/homework?waits_for=handover").json()["items"]}
    given = {"id": str(uuid7()), "channel": "viber", "handed_over_by": "guardian", "teacher_id": None}
    assert [mother.post(f"{path}/hand-over", given).json()["state"] for _ in range(2)] == ["handed_over"] * 2
    answer = {"id": str(uuid7()), "result": "correction_asked", "note": "The last line"}
    assert [teacher.post(f"{path}/respond", answer).json()["state"] for _ in range(2)] == ["acknowledged"] * 2
    whole = teacher.get(f"{path}?include=submissions,checks,handovers,responses,transitions").json()
    assert [row["round"] for row in whole["submissions"]] == [row["round"] for row in whole["checks"]] == [1, 2]
    assert (whole["submissions"][0]["id"], whole["checks"][0]["id"]) == (round_1["id"], found["id"])
    assert whole["handovers"][0]["teacher_id"] == str(place.vesna)
    assert whole["handovers"][0]["waited_minutes"] == whole["responses"][0]["waited_minutes"] == 0
    assert [row["move"] for row in whole["transitions"]] == [
        "submit", "start_check", "check", "submit", "start_check", "check", "hand_over", "respond"
    ]  # fmt: skip
    assert whole["waits_for"] == "nobody"
    assert told(teacher.patch(path, {"title": "Page 13"})) == (409, "illegal-transition")


def test_who_is_not_the_childs_leader_and_what_is_not_sound_is_refused_and_changes_nothing(world: World):
    place = world.indigo
    volunteer, mother, educator = place.volunteer, place.guardian, place.educator
    path = set_task(volunteer, world, set_by="leader")
    sent = {"id": str(uuid7())}
    assert volunteer.post(f"{path}/submit", sent).status_code == 200
    before = volunteer.get(f"{path}?include=submissions,checks,transitions").json()
    for person in (place.volunteer2, world.red_cross.volunteer):
        assert told(person.post(f"{path}/check", PRESENT)) == (404, "not-found")
    assert told(place.assistant.post(f"{path}/submit", {})) == (403, "forbidden")
    assert told(mother.post(f"{path}/check", PRESENT)) == (403, "forbidden")
    for move, body in (("check", PRESENT), ("start-check", None)):
        assert told(educator.post(f"{path}/{move}", body)) == (403, "not-the-childs-leader")
    with world.as_system(place) as db:
        helper = {"role": LeaderRole.ASSISTANT, "valid_from": clock.now() - timedelta(days=1)}
        db.put(GroupLeader(group_id=place.owls, user_id=educator.user_id, **helper))
        gone = {"valid_from": clock.now() - timedelta(days=2), "valid_to": clock.now() - timedelta(days=1)}
        db.put(GroupLeader(group_id=place.owls, user_id=educator.user_id, **gone))
        db.put(GroupLeader(group_id=place.foxes, user_id=educator.user_id))
        db.commit()
    assert told(educator.post(f"{path}/check", PRESENT)) == (403, "not-the-childs-leader"), "to assist is not enough"
    for body in ({**PRESENT, "not_present_reason": "ill"}, {"child_present": False, "outcome": "ready"}):
        refused = volunteer.post(f"{path}/check", body)
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/not_present_reason"]
    unready = mother.post(f"{path}/hand-over", {"channel": "at_school"})
    assert [error["pointer"] for error in unready.json()["errors"]] == ["/reason"]
    refused = volunteer.post(f"{path}/submit", {})
    assert told(refused) == (409, "illegal-transition")
    assert refused.json()["allowed"] == ["start_check", "hand_over", "withdraw"]
    assert told(mother.post(f"{path}/not-done", {"reason": "ill"})) == (409, "illegal-transition")
    other = set_task(volunteer, world)
    assert told(volunteer.post(f"{other}/submit", sent)) == (409, "id-conflict")
    assert told(volunteer.post(f"{path}/submit", {**sent, "comment": "other words"})) == (409, "id-conflict")
    assert volunteer.get(f"{path}?include=submissions,checks,transitions").json() == before
    handed = mother.post(f"{path}/hand-over", {"channel": "at_school", "reason": "due this morning"}).json()
    assert handed["state"] == "handed_over"
    (step,) = mother.get(f"{path}/handovers").json()["items"]
    assert (step["teacher_id"], step["waited_minutes"]) == (str(place.vesna), None), "the class teacher"
    assert told(volunteer.post(f"{path}/withdraw", {"reason": "too late"})) == (409, "illegal-transition")


def test_a_task_is_for_a_child_in_reach_and_goes_to_a_teacher_of_its_school(world: World):
    place = world.indigo
    volunteer, teacher = place.volunteer, place.teacher
    new = {"child_id": str(place.luka), "subject": "music", "title": "A song"}
    assert told(volunteer.post("/v1/homework", new)) == (422, "reference-not-found")
    assert told(teacher.post("/v1/homework", new)) == (422, "reference-not-found"), "Luka's family did not consent"
    new = {**new, "id": str(uuid7()), "child_id": str(place.mila)}
    made = [teacher.post("/v1/homework", {**new, "teacher_id": None}) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 200]
    stranger = volunteer.post("/v1/homework", {**new, "id": str(uuid7()), "teacher_id": str(uuid7())})
    assert told(stranger) == (422, "reference-not-found")
    own = set_task(volunteer, world, set_by="leader")
    assert told(teacher.get(own)) == (404, "not-found"), "a teacher follows what teachers have set"
    named = set_task(volunteer, world, teacher_id=str(place.vesna))
    assert teacher.get(named).status_code == 200
    changed = volunteer.patch(named, {"title": "Two songs", "due_on": "2027-01-10"})
    assert (changed.status_code, changed.json()["title"]) == (200, "Two songs")
    sharing = place.guardian.get(f"/v1/consents?child_id={place.mila}&purpose=share_with_school").json()["items"]
    assert place.guardian.post(f"/v1/consents/{sharing[-1]['id']}/withdraw", {}).status_code == 201
    assert [told(teacher.get(path))[0] for path in (named, f"/v1/homework/{place.fractions}")] == [404, 404]
    assert teacher.get("/v1/homework").json()["items"] == []


def test_nobody_sees_photos_who_may_not_and_a_child_that_left_takes_its_homework_along(world: World):
    place = world.indigo
    path = f"/v1/homework/{place.fractions}/submissions"
    seen = {name: "attachment_ids" in place.people[name].get(path).json()["items"][0] for name in (
        "coordinator", "supervisor", "educator", "mediator", "volunteer", "teacher", "guardian"
    )}  # fmt: skip
    assert seen == {**dict.fromkeys(seen, True), "mediator": False}
    assert told(place.assistant.get(path)) == (403, "forbidden")
    assert told(place.assistant.get(f"/v1/homework/{place.fractions}?include=checks")) == (422, "invalid-request")
    left = place.coordinator.post(f"/v1/group-members/{place.owls_member}/leave", {})
    assert left.status_code == 200
    assert place.volunteer.get("/v1/homework").json()["items"] == []
    assert place.assistant.get(f"/v1/homework/{place.fractions}").status_code == 404
    assert len(place.guardian.get("/v1/homework").json()["items"]) == 2
    with world.as_system(place) as db:
        assert db.find(Homework, place.fractions).group_id == place.owls


def test_photos_are_of_this_child_and_in_one_use_and_reach_the_school_with_the_handover(world: World):
    place = world.indigo
    volunteer, mother, teacher = place.volunteer, place.guardian, place.teacher
    page = teacher.post("/v1/attachments", {
        "purpose": "homework_photo", "child_id": str(place.mila), "media_type": "image/jpeg", "size": 9
    }).json()["id"]  # fmt: skip
    task = {"child_id": str(place.mila), "subject": "art", "title": "A tree", "attachment_ids": [page]}
    assert told(teacher.post("/v1/homework", task)) == (409, "attachment-not-ready")
    with world.as_system(place) as db:
        for move in ("upload", "accept"):
            records.move(db, db.find(Attachment, UUID(page)), move)
        db.commit()
    path = set_task(teacher, world, attachment_ids=[page])
    assert mother.get(path).json()["attachment_ids"] == [page]
    assert mother.get(f"/v1/attachments/{page}").status_code == 200
    photos = [str(place.mothers_photo), str(place.photo)]
    for wrong, expected in (
        ([str(place.lukas_photo)], (422, "reference-not-found")),
        ([str(place.evidence)], (422, "reference-not-found")),
        ([str(world.red_cross.photo)], (422, "reference-not-found")),
        ([photos[0], page], (409, "attachment-in-use")),
        (photos * 6, (422, "invalid-request")),
    ):
        assert told(mother.post(f"{path}/submit", {"attachment_ids": wrong})) == expected
    assert shown(mother, path, "state", "round") == ("assigned", 0)
    assert mother.get(f"/v1/attachments?used_by={path[-36:]}").json()["items"][0]["id"] == page
    sent = {"id": str(uuid7()), "attachment_ids": [*photos, photos[0]], "submitted_by": "guardian"}
    for _ in range(2):
        assert mother.post(f"{path}/submit", sent).json()["round"] == 1
    (first,) = volunteer.get(f"{path}/submissions").json()["items"]
    assert (first["attachment_ids"], first["photos"]) == (photos, 2)
    assert "attachment_ids" not in place.mediator.get(f"{path}/submissions").json()["items"][0]
    for name in ("volunteer", "supervisor", "mediator", "assistant", "teacher"):
        held = place.people[name].get(f"/v1/attachments?used_by={sent['id']}").json()["items"]
        assert {row["id"] for row in held} == (set(photos) if name in ("volunteer", "supervisor") else set()), name
    again = {"child_present": True, "outcome": "not_readable"}
    assert volunteer.post(f"{path}/check", again).json()["state"] == "needs_revision"
    from_assistant = {"attachment_ids": [str(place.assistants_photo)], "submitted_by": "assistant"}
    assert volunteer.post(f"{path}/submit", from_assistant).json()["round"] == 2
    assert volunteer.post(f"{path}/check", PRESENT).json()["state"] == "checked"
    assert teacher.get(f"/v1/attachments/{photos[0]}").status_code == 404
    kept = mother.get(f"/v1/attachments/{photos[0]}").json()["erase_after"]
    assert mother.post(f"{path}/hand-over", {"channel": "here"}).json()["state"] == "handed_over"
    all_of_it = {*photos, page, *from_assistant["attachment_ids"]}
    assert {row["id"] for row in teacher.get("/v1/attachments").json()["items"]} == all_of_it
    assert teacher.get(f"{path}?include=submissions").json()["submissions"][0]["attachment_ids"] == photos
    assert mother.get(f"/v1/attachments/{photos[0]}").json()["erase_after"] > kept, "the days count from the handover"
