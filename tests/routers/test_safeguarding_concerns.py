"""Concerns about a child's safety: anybody may raise one, designated leads alone deal with it, nobody else can tell."""

import io
import json
import re
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.auth.keys import KeyRing
from app.core import clock
from app.core.ids import uuid7
from app.core.metrics import render
from app.models import ConcernEntry, IdempotencyKey, SafeguardingConcern
from app.models.membership import Role
from app.services.safeguarding import escalating_concerns
from tests.acting import inside, left
from tests.core.at_the_edge import logging_to
from tests.jobs import run_due
from tests.scenarios.test_every_operation import GUARDED, call, ids, method_of, owner_of
from tests.world import Person, World, person

PATH = "/v1/safeguarding-concerns"
FACTS = "qzcanary: her father waits for her outside and shouts."
SENDERS = ("coordinator", "supervisor", "educator", "mediator", "volunteer", "assistant", "teacher")


def second_coordinator(world: World, ring: KeyRing, name: str = "coordinator2") -> Person:
    with world.as_system(world.indigo) as db:
        world.indigo.people[name] = found = person(db, Role.COORDINATOR, name, "indigo.example")
        db.commit()
    world.open(world.app, world.client, ring)
    return found


def make_lead(world: World, user: Person, **more: Any) -> str:
    """Proposed by the administrator, confirmed by the coordinator."""
    body = {"user_id": str(user.user_id), **more}
    id: str = world.indigo.administrator.post("/v1/designated-leads", body).json()["id"]
    assert world.indigo.coordinator.post(f"/v1/designated-leads/{id}/confirm").status_code == 200
    return id


def seen_by(person: Person) -> set[str]:
    return {row["id"] for row in person.get(f"{PATH}?limit=200").json()["items"]}


def raised(person: Person, **more: Any) -> str:
    answer = person.post(PATH, {"facts": FACTS, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_anybody_of_the_staff_raises_one_and_the_answer_tells_nothing(world: World):
    place, nobody = world.indigo, str(uuid7())
    about: list[dict[str, Any]] = [
        {},
        {"child_id": str(place.mila), "immediate_danger": True, "category": "neglect"},
        {"child_id": str(place.luka)},
        {"child_id": nobody, "family_id": nobody, "group_id": nobody, "about_user_id": nobody},
        {"child_id": str(world.red_cross.ada)},
        {"about_user_id": str(place.coordinator.user_id), "context": {"resource": "sessions", "id": nobody}},
    ]
    for name in SENDERS:
        author = place.people[name]
        answers = [author.post(PATH, {"facts": FACTS, **more}) for more in about]
        assert [answer.status_code for answer in answers] == [201] * len(about)
        assert all(answer.json().keys() == {"id", "raised_at"} for answer in answers)
        assert len({frozenset(answer.headers) for answer in answers}) == 1, "not even a header differs"
    for name in ("administrator", "dpo", "guardian", "partner"):
        assert place.people[name].post(PATH, {"facts": FACTS}).status_code == 403
        assert place.people[name].get(PATH).status_code == 403
    for name in ("assistant", "teacher"):
        assert place.people[name].get(PATH).status_code == 403, "they write and do not read"
    own = place.educator.get(f"{PATH}?count=true").json()
    assert own["count"] == len(about) + 1
    assert all(row.keys() == {"id", "created_at", "state", "raised_at"} for row in own["items"])
    assert FACTS not in str(own)
    assert place.educator.get(f"{PATH}?category=neglect").status_code == 422, "a hidden member is no filter"
    assert place.educator.get(f"{PATH}/{own['items'][0]['id']}/entries").status_code == 403


def test_an_id_sent_again_is_the_same_concern_for_its_author_and_nothing_for_others(world: World):
    place, body = world.indigo, {"id": str(uuid7()), "facts": FACTS, "recorded_at": "2026-10-01T10:00:00Z"}
    keyed = {"headers": {"idempotency-key": "one-key"}}
    first = place.volunteer.post(PATH, body, **keyed)
    assert place.volunteer.post(PATH, body, **keyed).headers["idempotency-replayed"] == "true"
    again = place.volunteer.post(PATH, body)
    assert (again.status_code, again.json()) == (201, first.json())
    assert first.json()["id"] != body["id"]
    others = [place.people[name].post(PATH, body, **keyed) for name in ("assistant", "volunteer2", "coordinator")]
    assert [answer.status_code for answer in others] == [201] * 3
    assert all("idempotency-replayed" not in answer.headers for answer in others)
    assert len({answer.json()["id"] for answer in (first, *others)}) == 4
    # An id that somebody else's concern has is as free as any other.
    taken = place.assistant.post(PATH, {"id": first.json()["id"], "facts": "something else"})
    assert taken.status_code == 201
    assert place.volunteer.post(PATH, {**body, "facts": "other words"}).json()["type"] == "/problems/id-conflict"
    assert first.json()["id"] in seen_by(place.volunteer)
    assert first.json()["id"] not in seen_by(place.volunteer2) | seen_by(place.educator) | seen_by(place.supervisor)


def test_a_lead_follows_it_up_and_what_was_written_stays(world: World):
    place = world.indigo
    lead, id = place.coordinator, raised(place.volunteer, child_id=str(place.mila), immediate_danger=True)
    path = f"{PATH}/{id}"
    whole = lead.get(path).json()
    assert (whole["facts"], whole["raised_as"], whole["created_by"]) == (
        FACTS,
        "volunteer",
        str(place.volunteer.user_id),
    )
    assert whole["assigned_to_id"] == str(lead.user_id)
    due = [clock.now().fromisoformat(whole[name]) for name in ("raised_at", "acknowledge_due_at")]
    assert due[1] - due[0] == timedelta(hours=2)
    assert lead.post(f"{path}/review", {}).json()["allowed"] == ["acknowledge"]
    assert lead.post(f"{path}/acknowledge", {}).json() == {"id": id, "state": "acknowledged"}
    assert lead.post(f"{path}/acknowledge", {}).status_code == 409
    assert lead.post(f"{path}/review", {"text": "qzcanary spoke to the school"}).status_code == 200
    assert lead.post(f"{path}/act", {}).status_code == 422, "what was done has to be said"
    assert lead.post(f"{path}/entries", {"kind": "contact", "text": "qzcanary called the doctor"}).status_code == 201
    for move in ("refer", "close", "resume", "close"):
        assert lead.post(f"{path}/{move}", {"text": f"qzcanary {move}"}).status_code == 200
    kinds = [row["kind"] for row in place.supervisor.get(f"{path}/entries").json()["items"]]
    steps = ["acknowledgement", "review", "contact", "referral", "closure", "review", "closure"]
    assert kinds == ["assignment", *steps], "the supervisor of the team reads along"
    assert place.supervisor.post(f"{path}/acknowledge", {}).status_code == 403
    assert place.volunteer.get(path).json()["state"] == "closed", "the author sees how far it has come"
    assert lead.patch(path, {"category": "violence_at_home"}).json()["category"] == "violence_at_home"
    assert lead.patch(path, {"facts": "nothing happened"}).status_code == 422
    assert lead.delete(path).status_code == 405
    with world.as_system(place) as db:
        for row in (db.find(SafeguardingConcern, UUID(id)), db.execute(sa.select(ConcernEntry)).scalars().first()):
            db.delete(row)
            with pytest.raises(DBAPIError):
                db.flush()
            db.rollback()
    with world.as_system(place) as db:
        kept = db.execute(sa.select(ConcernEntry)).scalars().first()
        kept.text = "changed"
        with pytest.raises(DBAPIError):
            db.flush()


def test_whom_it_is_about_does_not_see_it_even_as_a_lead(world: World, ring: KeyRing):
    place = world.indigo
    second, first = second_coordinator(world, ring), place.coordinator
    plain = raised(place.volunteer, child_id=str(place.mila))
    assert plain in seen_by(first)
    assert seen_by(second) == set(), "a coordinator is no lead by being a coordinator"
    assert second.get(f"{PATH}/{plain}").status_code == 404
    make_lead(world, second)
    about = raised(place.volunteer, child_id=str(place.mila), about_user_id=str(first.user_id))
    assert about not in seen_by(first)
    assert first.get(f"{PATH}/{about}").status_code == 404
    assert first.post(f"{PATH}/{about}/acknowledge", {}).status_code == 404
    assert {about, plain} <= seen_by(second)
    assert second.post(f"{PATH}/{about}/acknowledge", {}).status_code == 200
    # It turns out later: from the next request on it is out of the first lead's reach and in the second one's hands.
    assert first.get(f"{PATH}/{plain}").json()["assigned_to_id"] == str(first.user_id)
    changed = second.patch(f"{PATH}/{plain}", {"about_user_id": str(first.user_id)})
    assert changed.json()["assigned_to_id"] == str(second.user_id)
    assert plain not in seen_by(first)
    assert first.get(f"{PATH}/{plain}").status_code == 404
    own = second.patch(f"{PATH}/{plain}", {"about_user_id": str(second.user_id)})
    assert own.status_code == 403, "nobody puts a concern out of everybody's reach"
    supervised = raised(place.volunteer, child_id=str(place.mila), about_user_id=str(place.supervisor.user_id))
    assert supervised not in seen_by(place.supervisor)


def test_leads_are_agreed_on_by_an_administrator_and_a_coordinator(world: World, ring: KeyRing):
    place, leads = world.indigo, "/v1/designated-leads"
    second, boss = second_coordinator(world, ring), world.indigo.administrator
    about = raised(place.volunteer, child_id=str(place.mila))
    body = {"user_id": str(second.user_id), "programme_id": str(place.programme)}
    proposed = boss.post(leads, body).json()
    path = f"{leads}/{proposed['id']}"
    assert (proposed["state"], proposed["proposed_as"]) == ("proposed", "administrator")
    assert seen_by(second) == set()
    for one in (boss, second):
        assert one.post(f"{path}/confirm").json()["type"] == "/problems/second-person-needed"
    assert place.coordinator.post(f"{path}/confirm").json()["state"] == "active"
    assert about in seen_by(second)
    assert boss.post(f"{path}/end", {"reason": "left"}).json()["state"] == "ended"
    assert seen_by(second) == set(), "it counts from the next request"
    assert boss.post(leads, {"user_id": str(place.volunteer.user_id)}).status_code == 422, "not a coordinator"
    assert place.supervisor.post(leads, body).status_code == 403
    # A lead of another programme reaches what belongs to none, and nothing of this one.
    other = place.coordinator.post(
        "/v1/programmes", {"name": "Library", "kind": "library_drop_in", "starts_on": "2026-01-01"}
    ).json()["id"]
    make_lead(world, second, programme_id=other)
    nowhere = raised(place.volunteer)
    assert nowhere in seen_by(second)
    assert about not in seen_by(second)


def escalate(world: World, at: Any) -> None:
    with world.as_system(world.indigo) as db:
        db.at = at
        escalating_concerns.escalate_overdue(db)
        db.commit()


def test_the_clock_hands_it_to_the_next_in_line_until_somebody_acknowledges(world: World, ring: KeyRing):
    place, now = world.indigo, clock.now()
    first, second, third = place.coordinator, *(second_coordinator(world, ring, name) for name in ("second", "third"))
    make_lead(world, second)
    id = raised(place.assistant, child_id=str(place.mila), immediate_danger=True)
    calm = raised(place.assistant, child_id=str(place.mila))
    assert seen_by(third) == set()

    def holder() -> str:
        return str(second.get(f"{PATH}/{id}").json()["assigned_to_id"])

    escalate(world, now + timedelta(hours=1))
    assert holder() == str(first.user_id)
    escalate(world, now + timedelta(hours=3))
    assert holder() == str(second.user_id)
    escalate(world, now + timedelta(hours=3, minutes=10))
    assert holder() == str(second.user_id), "the next one has as long again"
    escalate(world, now + timedelta(hours=6))
    assert holder() == str(third.user_id)
    assert seen_by(third) == {id}, "a coordinator to whom it was handed sees this one and no other"
    assert third.post(f"{PATH}/{id}/acknowledge", {}).status_code == 200
    escalate(world, now + timedelta(hours=30))
    kinds = [row["kind"] for row in third.get(f"{PATH}/{id}/entries").json()["items"]]
    assert kinds == ["assignment", "escalation", "escalation", "acknowledgement"]
    assert second.get(f"{PATH}/{calm}").json()["assigned_to_id"] == str(second.user_id), (
        "a day for those without danger"
    )


def test_without_a_lead_a_coordinator_is_asked_but_nobody_whom_it_is_about(world: World, ring: KeyRing):
    place = world.indigo
    second = second_coordinator(world, ring)
    assert place.administrator.post(f"/v1/designated-leads/{place.lead}/end", {}).status_code == 200
    id = raised(place.mediator, child_id=str(place.luka), about_user_id=str(place.coordinator.user_id))
    assert seen_by(second) == {id}
    assert seen_by(place.coordinator) == set()


def test_the_clock_is_a_job_that_comes_by_itself_and_counts_nothing(world: World, ring: KeyRing):
    place = world.indigo
    make_lead(world, second := second_coordinator(world, ring))
    for number in (1, 2):
        if number == 2:
            id = raised(place.assistant)
            with world.as_system(place) as db:
                db.find(SafeguardingConcern, UUID(id)).escalates_at = clock.now() - timedelta(minutes=1)
                db.commit()
        with world.as_system(place) as db:
            db.enqueue("concern_clock", {})
            db.commit()
        run_due(world)
    assert second.get(f"{PATH}/{id}").json()["assigned_to_id"] == str(second.user_id)
    jobs = place.administrator.get("/v1/jobs?sort=-id").json()["items"][:2]
    assert [job["kind"] for job in jobs] == ["concern_clock"] * 2
    told = [
        {name: job[name] for name in ("kind", "args", "result", "progress", "state") if name in job} for job in jobs
    ]
    assert told[0] == told[1], "with and without a concern that was due"


def follow_up(world: World, id: str) -> None:
    for move in ("acknowledge", "review", "act"):
        assert world.indigo.coordinator.post(f"{PATH}/{id}/{move}", {"text": FACTS}).status_code == 200
    assert world.indigo.coordinator.get(f"{PATH}/{id}").status_code == 200


def test_the_log_and_the_meters_say_that_there_was_a_request_and_no_more(world: World):
    place = world.indigo
    with logging_to(io.BytesIO()) as stream:
        id = raised(place.volunteer, child_id=str(place.mila))
        follow_up(world, id)
        quiet = [line for line in stream.getvalue().decode().splitlines() if '"event":"request"' in line]
        assert place.volunteer.get("/v1/sessions").status_code == 200
        loud = stream.getvalue().decode()
    assert len(quiet) == 5
    assert all(json.loads(line).keys() == {"time", "level", "event", "request_id"} for line in quiet)
    assert str(place.volunteer.membership_id) in loud, "what the others are logged with"
    assert "safeguarding" not in loud + render().decode()


NOW = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(\+00:00|Z)")


def shown(world: World, person: Person) -> dict[str, str]:
    """What a person is shown of everything: each GET, with counts, of rows that are there and rows that are not."""
    place, found = world.indigo, {}
    rows_of = cache(lambda model: sorted(ids(world, place, model))[:2])
    for operation in GUARDED:
        # What this very walk reads stands in the access log; it is looked at by itself.
        if method_of(operation) != "GET" or operation.path.endswith("/access-log"):
            continue
        rows = rows_of(owner_of(operation)) if "{id}" in operation.path else [str(place.mila)]
        for id in rows:
            for more in ({}, {"params": {"count": "true"}}) if "{id}" not in operation.path else ({},):
                answer = call(person, operation, UUID(str(id)), **more)
                text = answer.text.replace(answer.headers["x-request-id"], "")
                found[f"{operation.operation_id} {id} {more}"] = f"{answer.status_code} {NOW.sub('now', text)}"
    return found


def test_nobody_else_finds_a_trace_of_it(world: World, ring: KeyRing):
    place = world.indigo
    second_coordinator(world, ring)
    names = ("administrator", "dpo", "coordinator2", "volunteer2", "guardian")
    before = {name: shown(world, place.people[name]) for name in names}
    assert world.database is not None
    feed = left(world.database, place.id).feed
    path = f"/v1/children/{place.mila}/access-log"
    seen = [len(place.dpo.get(path).json()["items"]) for _ in range(2)]
    about = {"child_id": str(place.mila), "group_id": str(place.owls), "immediate_danger": True}
    id = raised(place.volunteer, **about)
    escalate(world, clock.now() + timedelta(hours=3))
    follow_up(world, id)
    seen.append(len(place.dpo.get(path).json()["items"]))
    assert seen[2] - seen[1] == seen[1] - seen[0], "the log has its own reading and nothing else"
    assert left(world.database, place.id).feed == feed, "no feed tells of it"
    after = {name: shown(world, place.people[name]) for name in names}
    changed = {(name, key) for name in names for key in before[name] if before[name][key] != after[name].get(key)}
    # The second coordinator is the next in line; what is new to the others would be a trace.
    assert {key for key in changed if key[0] != "coordinator2"} == set()
    with inside(world.database, place.id) as connection:
        kept = connection.execute(sa.select(IdempotencyKey.__table__.c.body)).scalars().all()  # type: ignore[attr-defined]
    assert not any("qzcanary" in body for body in kept)
    audit = str(left(world.database, place.id).audit)
    assert id in audit, "the audit knows"
    assert "qzcanary" not in audit
