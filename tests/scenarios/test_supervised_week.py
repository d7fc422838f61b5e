"""A supervised week over HTTP: what is owed and what worries is on the supervisor's page until it has been seen to."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.core import clock
from app.core.columns import instant_text
from app.models import Audit, Homework
from tests.acting import inside
from tests.world import Person, World

NOTHING = {"unreported": 0, "follow_ups": 0, "actions": 0, "checks": 0, "trends": 0, "without_contact": 0}


def done(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def week(person: Person, **query: Any) -> dict[str, Any]:
    return done(person.get("/v1/supervision-week", params=query))


def held(world: World, days: int) -> str:
    """A session of Owls, so many days ago; its id."""
    starts_at = instant_text(clock.now() - timedelta(days=days))
    plan = {"group_id": str(world.indigo.owls), "starts_at": starts_at, "minutes": 60}
    session = done(world.indigo.volunteer.post("/v1/sessions", plan), 201)["id"]
    was = {"held_from": starts_at, "held_minutes": 60}
    done(world.indigo.volunteer.post(f"/v1/sessions/{session}/hold", was))
    return str(session)


def report(world: World, session: str, engagement: int, state: str) -> str:
    """What the volunteer hands in about Mila; the path of the report."""
    line = {"child_id": str(world.indigo.mila), "engagement": engagement, "emotional_state": state}
    body = {"activities": [{"code": "reading", "minutes": 60}], "children": [line]}
    made = done(world.indigo.volunteer.post(f"/v1/sessions/{session}/report", body), 201)
    path = f"/v1/session-reports/{made['id']}"
    done(world.indigo.volunteer.post(f"{path}/submit"))
    return path


def reads_of(world: World, kind: str, id: UUID) -> list[str]:
    """The audit rows in which somebody read this row."""
    assert world.database is not None
    table = Audit.__table__  # type: ignore[attr-defined]
    naming = sa.select(table.c.what).where(table.c.what.like(f'%["read","{kind}","{id}"]%'))
    with inside(world.database, world.indigo.id) as connection:
        return list(connection.execute(naming.where(table.c.organisation_id == world.indigo.id)).scalars())


def waiting_homework(world: World, hours: int) -> str:
    """A homework of Mila's that was sent so long ago and that nobody has checked."""
    mother, task = world.indigo.guardian, {"subject": "mathematics", "title": "Page 12"}
    path = f"/v1/homework/{done(mother.post('/v1/homework', {'child_id': str(world.indigo.mila), **task}), 201)['id']}"
    done(mother.post(f"{path}/submit", {}))
    with world.as_system(world.indigo) as db:
        db.find(Homework, UUID(path[-36:])).since = clock.now() - timedelta(hours=hours)
        db.commit()
    return path


def arrange(world: World) -> tuple[str, str, str]:
    """Weeks in which Mila withdraws more and more; one report is returned and mended, one is owed."""
    place = world.indigo
    month_ago = instant_text(clock.now() - timedelta(days=30))
    pair = {"supervisor_id": str(place.supervisor.user_id), "volunteer_id": str(place.volunteer2.user_id)}
    done(place.coordinator.post("/v1/supervisor-assignments", {**pair, "valid_from": month_ago}), 201)
    for days, engagement, state in (
        (63, 5, "happy"),
        (49, 5, "calm"),
        (35, 4, "happy"),
        (21, 2, "sad"),
        (14, 2, "sad"),
    ):
        report(world, held(world, days), engagement, state)
    hasty = report(world, held(world, 7), 5, "not_observed")
    owed = held(world, 5)
    return hasty, owed, waiting_homework(world, 73)


def test_a_week_is_supervised_until_nothing_is_left_open(world: World) -> None:
    place = world.indigo
    supervisor, volunteer, volunteer2 = place.supervisor, place.volunteer, place.volunteer2
    hasty, owed, homework = arrange(world)
    done(supervisor.post(f"{hasty}/return", {"reason": "How was Mila? Nothing is said of it."}))
    line = {"child_id": str(place.mila), "engagement": 1, "emotional_state": "withdrawn"}
    done(volunteer.patch(hasty, {"children": [line]}))
    done(volunteer.post(f"{hasty}/submit"))
    done(supervisor.post(f"{hasty}/acknowledge"))
    done(supervisor.post(f"/v1/agreed-actions/{place.action_of_supervisor}/finish"))

    page = week(supervisor)
    assert page["counts"] == {**NOTHING, "unreported": 2, "checks": 1, "trends": 1, "without_contact": 1}
    assert [(row["id"], row["group_name"]) for row in page["unreported"]] == [
        (owed, "Owls"), (str(place.foxes_held), "Foxes")
    ]  # fmt: skip
    check_trend(page["trends"], place.mila)
    assert [(row["id"], row["title"]) for row in page["checks"]] == [(homework[-36:], "Page 12")]
    assert [(row["given_name"], row["without_contact"]) for row in page["volunteers"]] == [
        ("Volunteer2", True), ("Volunteer", False)
    ]  # fmt: skip
    assert [row["next_session"]["id"] for row in page["volunteers"]] == [
        str(place.foxes_planned),
        str(place.owls_planned),
    ]
    assert len(reads_of(world, "children", place.mila)) == 1, "the numbers behind the trend are in the audit"

    question = see_to_it(world, page)
    done(volunteer.post(f"{question}/answers", {"text": "Her grandmother is ill; she told me today."}), 201)
    done(volunteer.post(f"/v1/homework/{homework[-36:]}/check", {"child_present": True, "outcome": "ready"}))
    report(world, owed, 2, "sad")
    done(volunteer2.post(f"/v1/session-reports/{place.report_on_luka_by_volunteer2}/submit"))

    page = week(supervisor)
    assert page["counts"] == {**NOTHING, "follow_ups": 1, "actions": 2, "trends": 1}
    assert [row["text"] for row in page["follow_ups"]] == ["Has the school been told?"]
    assert {row["what"] for row in page["actions"]} == {"Call Mila's mother", "Ask for books"}
    for action in page["actions"]:
        who = place.supervisor if action["user_id"] == str(supervisor.user_id) else volunteer
        done(who.post(f"/v1/agreed-actions/{action['id']}/finish"))
    done(supervisor.post(f"/v1/supervision-notes/{page['follow_ups'][0]['id']}/finish-follow-up"))
    page = week(supervisor)
    assert page["counts"] == {**NOTHING, "trends": 1}, "a trend is no task: it stays as long as the reports say so"
    assert page["trends"][0]["recent"]["rated"] == 6


def check_trend(trends: list[dict[str, Any]], mila: UUID) -> None:
    """Three reports before; recently three and the two of yesterday that the world begins with (4, happy)."""
    (trend,) = trends
    assert (trend["child_id"], trend["first_name"]) == (str(mila), "Mila")
    numbers = ("reports", "rated", "engagement", "observed", "hard", "hard_share", "needs_support")
    assert [trend["before"][name] for name in numbers] == [3, 3, 4.67, 3, 0, 0.0, 0]
    assert [trend["recent"][name] for name in numbers] == [5, 5, 2.6, 5, 3, 0.6, 0]
    assert trend["findings"] == [
        {"sign": "engagement_fell", "before": 4.67, "recent": 2.6},
        {"sign": "hard_states_rose", "before": 0.0, "recent": 0.6},
    ]


def see_to_it(world: World, page: dict[str, Any]) -> str:
    """The supervisor writes advice and a question and holds a meeting with both volunteers; the question's path."""
    place, today = world.indigo, str(clock.today())
    supervisor, about = (
        place.supervisor,
        {"child_id": page["trends"][0]["child_id"], "visibility": "author_and_subject"},
    )
    advice = {"kind": "advice", "text": "Read with her alone before the others come."}
    done(supervisor.post("/v1/supervision-notes", {**about, **advice}), 201)
    asked = {"kind": "question", "text": "Has the school been told?", "follow_up_due_on": today}
    question = f"/v1/supervision-notes/{done(supervisor.post('/v1/supervision-notes', {**about, **asked}), 201)['id']}"
    ids = [row["user_id"] for row in page["volunteers"]]
    began = {"starts_at": instant_text(clock.now() - timedelta(hours=1)), "minutes": 45}
    plan = {"programme_id": str(place.programme), **began, "participant_ids": ids, "child_ids": [str(place.mila)]}
    meeting = f"/v1/supervision-meetings/{done(supervisor.post('/v1/supervision-meetings', plan), 201)['id']}"
    done(supervisor.post(f"{meeting}/hold", {**began, "notes": "Mila needs quiet."}))
    for who, what in ((place.volunteer, "Call Mila's mother"), (supervisor, "Ask for books")):
        done(supervisor.post(f"{meeting}/actions", {"what": what, "due_on": today, "user_id": str(who.user_id)}), 201)
    return question


def test_each_sees_their_own_part_and_a_past_week_as_it_ended(world: World) -> None:
    place = world.indigo
    arrange(world)
    coordinator = week(place.coordinator)
    assert coordinator["counts"] == {**NOTHING, "unreported": 2, "checks": 1, "trends": 1, "without_contact": 1}
    supervised = {row["given_name"]: row["supervisor_id"] for row in coordinator["volunteers"]}
    assert supervised == dict.fromkeys(("Volunteer", "Volunteer2"), str(place.supervisor.user_id))
    assert week(place.coordinator, programme_id=str(place.programme)) == coordinator
    elsewhere = week(place.coordinator, programme_id=str(world.red_cross.programme))
    assert (elsewhere["counts"], elsewhere["volunteers"]) == (NOTHING, [])
    for name in ("volunteer", "educator", "mediator", "assistant", "guardian", "administrator"):
        assert place.people[name].get("/v1/supervision-week").status_code == 403
    stranger = world.red_cross.coordinator.get("/v1/supervision-week").text
    assert not any(str(id) in stranger for id in place.ids.values())
    done(place.coordinator.post(f"/v1/supervisor-assignments/{place.supervision}/end"))
    left = week(place.supervisor)
    assert {row["given_name"] for row in left["volunteers"]} == {"Volunteer2"}
    assert left["counts"] == {**NOTHING, "unreported": 1, "actions": 1, "without_contact": 1}
    assert [row["id"] for row in left["actions"]] == [str(place.action_of_supervisor)]
    assert str(place.mila) not in str(left)

    past = week(place.coordinator, week=str(clock.today() - timedelta(days=28)))
    assert datetime.fromisoformat(past["as_of"]) <= clock.now() - timedelta(days=21)
    assert past["counts"] == NOTHING
    assert place.coordinator.get("/v1/supervision-week?week=2026-02-30").status_code == 422
    assert place.coordinator.get("/v1/supervision-week?month=3").status_code == 422
    answer = place.coordinator.get("/v1/supervision-week?week=2026-01-05")
    same = {"if-none-match": answer.headers["etag"]}
    assert place.coordinator.get("/v1/supervision-week?week=2026-01-05", headers=same).status_code == 304
