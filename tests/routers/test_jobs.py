"""Jobs over HTTP: who sees which, what an administrator may do with them, how long work is answered."""

from datetime import timedelta
from typing import Any

from app.auth.principal import Principal
from app.core import clock
from app.models import Job
from app.services.jobs.job_runs import JobFailed, JobRun, Kind
from app.web.accepted import accepted
from app.web.call import Call
from app.web.db import Db
from tests.acting import left
from tests.jobs import run_due
from tests.world import Person, World


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    found: dict[str, Any] = answer.json()
    return found


def asked(world: World, person: Person) -> tuple[str, Any]:
    """A job that a person asks for, as an operation does it."""
    headers = [(b"authorization", f"Bearer {person.token}".encode())]
    with Db(Call(world.app.state.process, {"headers": headers})) as db:
        assert isinstance(db.owner, Principal)
        id = db.enqueue("count", {"to": 3})
        answer = accepted(db, id)
        db.commit()
    return str(id), answer


def count(run: JobRun) -> dict[str, Any]:
    run.report(1, run.args["to"])
    with run.finishing():
        run.result = {"counted": run.args["to"], "asked_by": str(run.asked_by)}
    return {}


def test_long_work_is_answered_with_a_job_that_its_caller_follows(world: World) -> None:
    place = world.indigo
    id, answer = asked(world, place.educator)
    assert answer.status == 202
    assert dict(answer.headers)[b"location"] == f"/v1/jobs/{id}".encode()
    shown = place.educator.get(f"/v1/jobs/{id}")
    assert shown.content == answer.body
    assert (shown.json()["state"], shown.json()["attempts"]) == ("waiting", 0)
    assert {"args", "owner", "fence", "key"} & shown.json().keys() == set()
    assert [job["id"] for job in place.educator.get("/v1/jobs?state=waiting").json()["items"]] == [id]
    for other in (place.coordinator, place.volunteer, world.red_cross.administrator):
        problem(other.get(f"/v1/jobs/{id}"), 404, "not-found")
    (ran,) = run_due(world, kinds={"count": Kind(work=count)})
    assert (ran.outcome, str(ran.claim.id)) == ("done", id)
    done = place.administrator.get(f"/v1/jobs/{id}").json()
    assert (done["state"], done["attempts"], done["progress"]) == ("done", 1, {"done": 1, "total": 3})
    assert done["result"] == {"counted": 3, "asked_by": str(place.educator.user_id)}
    problem(place.educator.post(f"/v1/jobs/{id}/cancel"), 409, "illegal-transition")
    problem(place.educator.post(f"/v1/jobs/{id}/retry"), 403, "forbidden")
    assert run_due(world, clock.now() + timedelta(days=1), kinds={"count": Kind(work=count)}) == []


def test_an_administrator_finds_dead_jobs_and_has_them_tried_again(world: World) -> None:
    place, secrets = world.indigo, iter(["Mila Petrović"] * 2)

    def fail(run: JobRun) -> None:
        if name := next(secrets, None):
            raise ValueError(f"{name} has no shoes")
        if run.claim.attempt < 3:
            raise JobFailed("the other side does not answer", hopeless=True)

    kinds = {"fail": Kind(work=fail, max_attempts=2)}
    with world.as_system(place) as db:
        id = db.enqueue("fail", {"child_id": str(place.mila)})
        db.commit()
    first = run_due(world, kinds=kinds, failing=True)
    assert [ran.outcome for ran in first] == ["again"]
    again = place.administrator.get(f"/v1/jobs/{id}").json()
    assert (again["state"], again["last_error"]) == ("waiting", "ValueError")
    second = run_due(world, clock.now() + timedelta(minutes=1), kinds=kinds, failing=True)
    assert [ran.outcome for ran in second] == ["dead"]
    found = place.administrator.get("/v1/jobs?state=dead&kind=fail").json()["items"]
    assert [(job["id"], job["attempts"], job["max_attempts"]) for job in found] == [(str(id), 2, 2)]
    assert "Petrović" not in str(found)
    retried = place.administrator.post(f"/v1/jobs/{id}/retry").json()
    assert (retried["state"], retried["attempts"], retried["ended_at"]) == ("waiting", 0, None)
    (third,) = run_due(world, kinds=kinds, failing=True)
    assert third.outcome == "dead"
    told = place.administrator.get(f"/v1/jobs/{id}?include=transitions").json()
    assert told["last_error"] == "JobFailed: the other side does not answer"
    assert [move["move"] for move in told["transitions"]] == ["retry"]
    assert ["retry", "jobs", str(id)] in [
        row for entry in left(world.database, place.id).audit for row in entry["rows"]
    ]


def test_a_cancelled_job_does_not_begin_and_one_under_way_leaves_nothing(world: World) -> None:
    place = world.indigo

    def cancelled_meanwhile(run: JobRun) -> None:
        assert place.administrator.post(f"/v1/jobs/{run.id}/cancel").json()["state"] == "cancelled"
        with run.transaction() as db:
            db.put(Job(kind="never", args={}, run_at=db.at))

    kinds = {"slow": Kind(work=cancelled_meanwhile)}
    never, _ = asked(world, place.guardian)
    assert place.guardian.post(f"/v1/jobs/{never}/cancel").json()["state"] == "cancelled"
    with world.as_system(place) as db:
        db.enqueue("slow", {})
        db.commit()
    assert [ran.outcome for ran in run_due(world, kinds=kinds, failing=True)] == ["lost"]
    assert place.administrator.get("/v1/jobs?kind=never").json()["items"] == []
    assert run_due(world, clock.now() + timedelta(days=9), kinds=kinds) == []


def test_a_job_is_not_retried_beside_one_that_waits_in_its_stead(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        first = db.enqueue("count", {"to": 1}, key="the only one")
        db.commit()
    place.administrator.post(f"/v1/jobs/{first}/cancel")
    with world.as_system(place) as db:
        assert db.enqueue("count", {"to": 1}, key="the only one") != first
        db.commit()
    problem(place.administrator.post(f"/v1/jobs/{first}/retry"), 409, "conflict")
    assert place.administrator.get(f"/v1/jobs/{first}").json()["state"] == "cancelled"
    assert len(run_due(world, kinds={"count": Kind(work=count)})) == 1
