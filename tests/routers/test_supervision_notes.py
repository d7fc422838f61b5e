"""Supervision notes: who sees them, who writes and answers, and how they are followed up."""

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.models import Audit
from tests.acting import inside, left
from tests.world import Person, World

ROLES = ("coordinator", "supervisor", "educator", "mediator", "volunteer", "volunteer2")


def write(person: Person, **body: Any) -> Any:
    return person.post("/v1/supervision-notes", {"kind": "advice", "visibility": "author_and_subject", **body})


def seen_by(world: World, note: str) -> set[str]:
    people = world.indigo.people
    return {name for name in ROLES if people[name].get(f"/v1/supervision-notes/{note}").status_code == 200}


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    problem = answer.json()
    pointers = [error["pointer"] for error in problem.get("errors", [])]
    return answer.status_code, problem["type"].removeprefix("/problems/"), pointers


def test_a_note_is_seen_by_those_who_supervise_and_by_its_subject_if_it_is_shown_to_them(world: World) -> None:
    place = world.indigo
    supervisor, volunteer = place.supervisor, place.volunteer
    subjects = {
        "volunteer": {"volunteer_id": str(volunteer.user_id)},
        "child": {"child_id": str(place.mila)},
        "group": {"group_id": str(place.owls)},
        "report": {"report_id": str(place.report_on_mila_by_volunteer)},
    }
    for about in subjects.values():
        shown = write(supervisor, **about, text="Read aloud together").json()["id"]
        assert seen_by(world, shown) == {"coordinator", "supervisor", "volunteer"}
        hidden = write(supervisor, **about, text="Is tired", visibility="supervisors").json()["id"]
        assert seen_by(world, hidden) == {"coordinator", "supervisor"}
    for name in ("assistant", "teacher", "guardian", "administrator", "dpo", "partner"):
        assert place.people[name].get("/v1/supervision-notes").status_code == 403
    draft = write(supervisor, report_id=str(place.report_on_luka_by_volunteer2), text="x")
    assert refusal(draft) == (422, "reference-not-found", ["/report_id"])
    # Whoever only assists in the group is not its leader; when the leading ends, so does the sight.
    about_foxes = write(place.coordinator, group_id=str(place.foxes), text="Is full").json()["id"]
    assert seen_by(world, about_foxes) == {"coordinator", "volunteer2"}
    thanks = volunteer.get("/v1/supervision-notes?kind=appreciation").json()["items"]
    assert [row["id"] for row in thanks] == [str(place.thanks)]
    assert thanks[0]["created_by"] == str(supervisor.user_id)
    place.coordinator.post(f"/v1/group-leaders/{place.foxes_leader}/end", {"reason": "paused"})
    assert seen_by(world, about_foxes) == {"coordinator"}
    place.coordinator.post(f"/v1/supervisor-assignments/{place.supervision}/end")
    assert seen_by(world, shown) == {"coordinator", "volunteer"}
    # Reading it stands in the audit with its tier.
    reads = [what for what in audited(world) if what["verb"] == "read"]
    assert any(["read", "supervision-notes", shown] in what["rows"] and 4 in what["tiers"] for what in reads)


def audited(world: World) -> list[dict[str, Any]]:
    assert world.database is not None
    table = Audit.__table__  # type: ignore[attr-defined]
    with inside(world.database, world.indigo.id) as connection:
        return [json.loads(row.what) for row in connection.execute(sa.select(table.c.what))]


def test_what_a_note_may_be(world: World) -> None:
    place = world.indigo
    supervisor, mila = place.supervisor, {"child_id": str(place.mila)}
    about = ["/volunteer_id", "/child_id", "/group_id", "/report_id"]
    assert refusal(write(supervisor, text="?")) == (422, "invalid-request", about)
    assert refusal(write(supervisor, text="?", **mila, group_id=str(place.owls))) == (422, "invalid-request", about)
    luka = write(supervisor, text="?", child_id=str(place.luka))
    assert refusal(luka) == (422, "reference-not-found", ["/child_id"])
    stranger = write(supervisor, text="?", volunteer_id=str(place.volunteer2.user_id))
    assert refusal(stranger) == (422, "reference-not-found", ["/volunteer_id"])
    teacher = write(supervisor, text="?", volunteer_id=str(place.teacher.user_id))
    assert refusal(teacher) == (422, "invalid-request", ["/volunteer_id"])
    hidden = write(supervisor, text="Well done", **mila, kind="appreciation", visibility="supervisors")
    assert refusal(hidden) == (422, "invalid-request", ["/visibility"])
    assert refusal(write(supervisor, text="", **mila)) == (422, "invalid-request", ["/text"])
    assert refusal(write(supervisor, text="x", **mila, kind="gossip")) == (422, "invalid-request", ["/kind"])
    assert write(place.volunteer, text="x", **mila).status_code == 403
    # The same id and content again: the same row; other content is refused.
    first = {"id": "0199f000-0000-7000-8000-000000000001", "text": "Read aloud", **mila, "follow_up_by_id": None}
    assert [write(supervisor, **first).status_code for _ in range(2)] == [201, 200]
    assert refusal(write(supervisor, **{**first, "text": "Sing"}))[1] == "id-conflict"
    # Only the author changes it; whom it is shown to can be taken back.
    path = f"/v1/supervision-notes/{first['id']}"
    assert place.coordinator.patch(path, {"text": "Sing"}).status_code == 403
    changed = supervisor.patch(path, {"text": "Read aloud slowly", "visibility": "supervisors"})
    assert (changed.json()["text"], changed.json()["version"]) == ("Read aloud slowly", 2)
    assert place.volunteer.get(path).status_code == 404
    assert refusal(supervisor.patch(path, {"kind": "appreciation"}))[2] == ["/visibility"]
    assert supervisor.get(path).json() == changed.json()


def test_a_follow_up_is_opened_done_dropped_and_opened_again(world: World) -> None:
    place = world.indigo
    supervisor, volunteer, coordinator = place.supervisor, place.volunteer, place.coordinator
    today = clock.today()
    due = {"follow_up_due_on": str(today + timedelta(days=3))}
    mine = write(supervisor, text="Call the mother", child_id=str(place.mila), **due).json()
    assert (mine["follow_up"], mine["follow_up_by_id"]) == ("open", str(supervisor.user_id))
    of_supervisors = {"child_id": str(place.mila), "text": "x", "visibility": "supervisors"}
    for name in ("volunteer", "educator"):
        unseen = write(supervisor, **of_supervisors, **due, follow_up_by_id=str(place.people[name].user_id))
        assert refusal(unseen) == (422, "invalid-request", ["/follow_up_by_id"])
    nobody = write(supervisor, **of_supervisors, follow_up_by_id=str(supervisor.user_id))
    assert refusal(nobody) == (422, "invalid-request", ["/follow_up_due_on"])

    theirs = write(supervisor, text="Ask her", child_id=str(place.mila), **due, follow_up_by_id=str(volunteer.user_id))
    path = f"/v1/supervision-notes/{theirs.json()['id']}"
    assert volunteer.post(f"/v1/supervision-notes/{mine['id']}/finish-follow-up").status_code == 403
    assert place.volunteer2.post(f"{path}/finish-follow-up").status_code == 404
    done = volunteer.post(f"{path}/finish-follow-up").json()
    assert (done["follow_up"], done["followed_up_by_id"]) == ("done", str(volunteer.user_id))
    assert volunteer.post(f"{path}/drop-follow-up", {"reason": "too late"}).status_code == 403
    again = coordinator.post(f"{path}/finish-follow-up")
    assert (again.json()["state"], again.json()["allowed"]) == ("done", ["open_follow_up"])
    assert refusal(supervisor.patch(path, due))[1] == "illegal-transition"
    opened = supervisor.post(f"{path}/open-follow-up", {"follow_up_due_on": str(today)}).json()
    assert (opened["follow_up"], opened["follow_up_by_id"]) == ("open", str(supervisor.user_id))
    assert (opened["followed_up_at"], opened["followed_up_by_id"]) == (None, None)
    assert refusal(supervisor.patch(path, {"follow_up_due_on": None})) == (
        422, "invalid-request", ["/follow_up_due_on"],
    )  # fmt: skip
    assert supervisor.patch(path, due).json()["follow_up_due_on"] == due["follow_up_due_on"]
    dropped = coordinator.post(f"{path}/drop-follow-up", {"reason": "has moved"}).json()
    assert (dropped["follow_up"], dropped["followed_up_by_id"]) == ("dropped", str(coordinator.user_id))
    shown = supervisor.get(f"{path}?include=transitions").json()["transitions"]
    assert [(row["move"], row["reason"]) for row in shown] == [
        ("finish_follow_up", ""), ("open_follow_up", ""), ("drop_follow_up", "has moved"),
    ]  # fmt: skip
    asked = f"/v1/supervision-notes?follow_up=open&follow_up_by_id={supervisor.user_id}&fields=id"
    assert [row["id"] for row in supervisor.get(asked).json()["items"]] == [mine["id"]]


def test_a_question_is_answered_by_those_who_see_it(world: World) -> None:
    place = world.indigo
    ask = {"kind": "question", "child_id": str(place.mila), "text": "How does she read?"}
    asked = write(place.supervisor, **ask).json()
    path = f"/v1/supervision-notes/{asked['id']}"
    own = place.supervisor.post(f"{path}/answers", {"text": "I mean at home"})
    assert own.status_code == 201
    assert place.supervisor.get(path).json()["answered_at"] is None
    body = {"id": "0199f000-0000-7000-8000-000000000002", "text": "Well, aloud"}
    first = place.volunteer.post(f"{path}/answers", body)
    assert (first.status_code, place.volunteer.post(f"{path}/answers", body).status_code) == (201, 200)
    answered_at = place.supervisor.get(path).json()["answered_at"]
    assert answered_at is not None
    assert place.coordinator.post(f"{path}/answers", {"text": "Good"}).status_code == 201
    shown = place.supervisor.get(f"{path}?include=answers").json()
    assert [row["text"] for row in shown["answers"]] == ["Well, aloud", "I mean at home", "Good"]
    assert shown["answered_at"] == answered_at
    assert [row["created_by"] for row in place.volunteer.get(f"{path}/answers?limit=1").json()["items"]] == [
        str(place.volunteer.user_id)
    ]
    assert place.volunteer2.get(f"{path}/answers").status_code == 404
    assert place.volunteer2.post(f"{path}/answers", {"text": "I too"}).status_code == 404
    assert refusal(place.volunteer.post(f"/v1/supervision-notes/{place.thanks}/answers", {"text": "You too"})) == (
        409, "not-a-question", [],
    )  # fmt: skip
    # Hidden again, it takes its answers along; the one who answered sees neither.
    place.supervisor.patch(path, {"visibility": "supervisors"})
    assert place.volunteer.get(f"{path}/answers").status_code == 404
    open_questions = place.supervisor.get("/v1/supervision-notes?kind=question&answered=false").json()["items"]
    assert asked["id"] not in {row["id"] for row in open_questions}
    assert world.database is not None
    told = {row[1] for row in left(world.database, place.id).feed}
    assert {"supervision-notes", "supervision-answers"} <= told
