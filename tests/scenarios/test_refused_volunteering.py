"""What volunteers and those who lead them do wrong, line by line: a clear refusal, and not a row has changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.models import (
    Application,
    Attendance,
    Certificate,
    HoursEntry,
    InterviewSlot,
    Milestone,
    Opportunity,
    User,
    Volunteer,
)
from tests.routers.test_applications import ANA, Desk, desk, problem
from tests.routers.test_hours import of_session
from tests.world import World

__all__ = ["desk"]
WATCHED: tuple[Any, ...] = (
    Application, Attendance, Certificate, HoursEntry, InterviewSlot, Milestone, Opportunity, User, Volunteer,
)  # fmt: skip
SHEETS, HOURS, PAPERS = "/v1/sessions/{}/attendance", "/v1/hours", "/v1/certificates"


def rows(world: World) -> dict[str, set[tuple[str, int]]]:
    """Every row that could have changed, with its version."""
    with world.as_system(world.indigo) as db:
        return {
            model.__name__: {(str(row.id), row.version) for row in db.execute(sa.select(model.id, model.version))}
            for model in WATCHED
        }


@pytest.fixture
def nothing_changes(world: World) -> Callable[[], Any]:
    @contextmanager
    def watching() -> Iterator[None]:
        before = rows(world)
        yield
        assert rows(world) == before

    return watching


def test_applications_in_floods_twice_and_by_dead_links(world: World, desk: Desk, nothing_changes: Any) -> None:
    link, id = desk.applied()
    slot = desk.slot().json()["id"]
    desk.move(id, "screen", "interview")
    # The same person twice: led to what is there, and what was sent the second time is gone.
    second = desk.send(given_name="Anna").json()["link"]
    assert desk.link(second, "/confirm", {"code": desk.code()}).json()["state"] == "interview"
    mine = [row for row in desk.place.coordinator.get("/v1/applications?q=ana").json()["items"] if row["email"] == ANA]
    assert [(row["id"], row["given_name"]) for row in mine] == [(id, "Ana")]
    # A flood.
    while desk.send().status_code == 202:
        pass
    with nothing_changes():
        flood = desk.send()
        assert problem(flood) == (429, "too-many-requests") and int(flood.headers["retry-after"]) >= 1
    # An expired code, an expired link.
    late = desk.send(email="late@students.example").json()["link"]
    code = desk.code()
    desk.later(minutes=11)
    with nothing_changes():
        assert problem(desk.link(late, "/confirm", {"code": code})) == (401, "code-refused")
        assert problem(desk.link(link, "/slot", {"slot_id": id})) == (409, "slot-gone")
    desk.later(days=181)
    with nothing_changes():
        for path, body in (("/slot", {"slot_id": slot}), ("/withdraw", {}), ("/confirm", {"code": code})):
            assert problem(desk.link(link, path, body)) == (404, "not-found")
        assert problem(world.client.get(f"/v1/application-links/{link}")) == (404, "not-found")


def test_hours_twice_of_no_session_and_a_certificate_over_a_dispute(world: World, nothing_changes: Any) -> None:
    place, me, boss = world.indigo, world.indigo.volunteer, world.indigo.supervisor
    sheet = {"marks": [{"child_id": str(place.mila), "status": "present"}]}
    assert me.post(SHEETS.format(place.owls_held), sheet).status_code == 200
    (session,) = me.get(f"{HOURS}?session_id={place.owls_held}").json()["items"]
    assert me.post(f"/v1/sessions/{place.foxes_held}/cancel", {"reason": "leader_ill"}).status_code == 404
    cancelled = place.owls_planned
    assert me.post(f"/v1/sessions/{cancelled}/cancel", {"reason": "leader_ill"}).status_code == 200
    day = {"done_on": session["done_on"], "programme_id": str(place.programme)}
    # A session counted twice: by its sheet, by hand, and as other work at the same time.
    with nothing_changes():
        assert me.post(SHEETS.format(place.owls_held), sheet).status_code == 200
        by_hand = {"kind": "session", "minutes": 60, **day}
        assert problem(me.post(HOURS, by_hand)) == (422, "session-hours-by-rule")
        meanwhile = {**day, "kind": "preparation", "minutes": 30, "starts_at": session["starts_at"]}
        overlap = me.post(HOURS, meanwhile)
        assert (problem(overlap), overlap.json()["present"]) == ((409, "hours-overlap"), [session["id"]])
        longer = {"minutes": 200, "starts_at": session["starts_at"]}
        assert problem(me.post(f"{HOURS}/{session['id']}/correct", longer)) == (409, "more-than-the-session")
        # Hours for a cancelled session: none by a sheet, none by a head count.
        assert problem(me.post(SHEETS.format(cancelled), sheet)) == (409, "illegal-transition")
        heads = {"counts": [{"grade": 3, "count": 2}]}
        assert problem(me.post(f"/v1/sessions/{cancelled}/drop-in-visits", heads))[0] in (409, 422)
        assert of_session(place.coordinator, cancelled) == {}
    # A certificate over hours that are disputed, or wait.
    why = {"reason": "Mila left after an hour"}
    assert boss.post(f"{HOURS}/{session['id']}/dispute", why).json()["state"] == "disputed"
    period = {"first_on": (clock.today() - timedelta(days=50)).isoformat(), "last_on": clock.today().isoformat()}
    paper = {"kind": "service_hours", "programme_id": str(place.programme), **period}
    with nothing_changes():
        for asker, more in ((me, {}), (place.coordinator, {"user_id": str(me.user_id)})):
            refused = asker.post(PAPERS, {**paper, **more})
            assert problem(refused) == (409, "hours-not-settled")
            assert (refused.json()["disputed_minutes"], refused.json()["waiting_minutes"]) == (180, 90)
