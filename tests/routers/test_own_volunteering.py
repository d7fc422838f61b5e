"""A volunteer's own page: what the ordinary lists show the same person, put together in one call, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.core import clock
from app.models import ChildPlan, CourseEnrolment, HoursEntry, PlanAction, PlanVersion
from app.models.child_plan import DoneBy, PlanActionState
from app.models.hours_entry import HoursState
from app.models.membership import Role
from app.models.plan_version import VersionKind
from app.services.sessions.my_week import week_of
from app.services.volunteers import my_volunteering
from tests.routers.test_requirements import hand_in, require
from tests.scenarios.conforming import conforms
from tests.services.test_notices import change
from tests.signing import audit_of
from tests.world import Person, World

PATH = "/v1/me/volunteering"
KIND = "/v1/supervision-notes?kind=appreciation"
TODAY = clock.today()


def page(person: Person, **asked: Any) -> dict[str, Any]:
    answer = person.get(PATH, params={"day": TODAY, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def publish(world: World) -> dict[str, str]:
    """A second version of Mila's plan: which of its actions are whose, and one that is not agreed yet."""
    place = world.indigo
    me, other = place.volunteer.user_id, place.volunteer2.user_id
    of = {"plan_id": place.mila_plan, "child_id": place.mila, "programme_id": place.programme}
    with world.as_system(place) as db:
        rows = {
            name: db.put(PlanAction(**of, what=f"draft of {name}", done_by=DoneBy.USER, user_id=user_id, state=state))
            for name, user_id, state in (
                ("mine", me, PlanActionState.OPEN), ("done", me, PlanActionState.DONE),
                ("theirs", other, PlanActionState.OPEN), ("unpublished", me, PlanActionState.OPEN),
            )
        }  # fmt: skip
        said = {"done_by": "user", "goal_id": None, "due_on": TODAY.isoformat(), "audience": [], "state": "open"}
        frozen = [
            {"id": str(row.id), "what": f"agreed {name}", "user_id": str(row.user_id), **said}
            for name, row in rows.items()
            if name != "unpublished"
        ]
        nothing: dict[str, Any] = {"focus": "", "note": "", "goals": [], "actions": []}
        sections = {"whole": {**nothing, "actions": frozen}, "for_guardian": nothing, "for_school": nothing}
        db.put(PlanVersion(**of, number=2, kind=VersionKind.PUBLISHED, **sections))
        db.find(ChildPlan, place.mila_plan).latest = 2
        db.commit()
    return {name: str(row.id) for name, row in rows.items()}


def week_by_lists(person: Person) -> set[str]:
    """The ids of the week's sessions as the list of sessions has them."""
    *_, begins, ends = week_of(TODAY, "Europe/Belgrade")
    between = f"starts_at_from={begins:%Y-%m-%dT%H:%M:%SZ}&starts_at_to={ends:%Y-%m-%dT%H:%M:%SZ}"
    return {row["id"] for row in person.get(f"/v1/sessions?limit=200&{between}").json()["items"]}


def test_one_call_shows_what_the_lists_show_and_nothing_of_others(world: World) -> None:
    place, me = world.indigo, world.indigo.volunteer
    actions = publish(world)
    change(world, CourseEnrolment, place.visiting_volunteer, due_on=TODAY - timedelta(days=2))
    change(world, HoursEntry, place.trained, state=HoursState.DISPUTED)
    answer = me.get(f"{PATH}?day={TODAY}")
    assert answer.status_code == 200, answer.text
    assert conforms("readOwnVolunteering", answer) == []
    found, seen = answer.json(), audit_of(world, place)[-1]
    (noted,) = me.get(KIND).json()["items"]
    children, thanks = ["read", "children", str(place.mila)], ["read", "thanks", str(place.thanks_to_volunteer)]
    assert (seen["as"], seen["rows"]) == ("volunteer", [children, thanks, ["read", "supervision-notes", noted["id"]]])
    assert seen["tiers"] == [2, 3, 4]
    assert (found["volunteer_id"], found["state"], found["time_zone"]) == (
        str(place.volunteer_profile), "active", "Europe/Belgrade",
    )  # fmt: skip
    assert {row["id"] for row in found["sessions"]} == week_by_lists(me) != set()
    assert {row["group_name"] for row in found["sessions"]} == {"Owls"}
    (step,) = found["next_steps"]
    assert step == {
        "action_id": actions["mine"], "plan_id": str(place.mila_plan), "child_id": str(place.mila),
        "first_name": "Mila", "what": "agreed mine", "due_on": TODAY.isoformat(),
    }  # fmt: skip
    sums = me.get("/v1/hours/totals").json()
    assert found["hours"] == {name: sums[name] for name in found["hours"]}
    assert found["hours"] == {"verified_minutes": 60, "waiting_minutes": 0, "disputed_minutes": 90}
    assert found["credits"] == me.get("/v1/credit-candidates/progress").json()["items"]
    assert [(row["verified_minutes"], row["required_minutes"]) for row in found["credits"]] == [(60, 120)]
    told = me.get(f"/v1/users/{me.user_id}/requirement-standings").json()
    assert [{**line, "days_left": None} for line in told["items"]] == found["requirements"]
    assert found["cleared"] is told["cleared"] is True
    due = me.get("/v1/my-training").json()["due"]
    assert [{**one, "days_left": -2} for one in due] == found["training_due"] != []
    said = me.get("/v1/thanks").json()["items"]
    assert found["thanks"] == [
        {name: row[name] for name in ("id", "text", "author_name", "created_at")} for row in said
    ]
    assert [row["author_name"] for row in found["thanks"]] == ["Supervisor"]
    assert [row["code"] for row in found["milestones"]] == ["first_session"]
    assert [row["id"] for row in found["certificates"]] == [str(place.certificate_of_volunteer)]
    assert me.get(f"{PATH}?day={TODAY}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    # What supervision appreciates is there too, for whom it is about.
    praise = {"kind": "appreciation", "text": "They wait for you.", "visibility": "author_and_subject"}
    made = place.supervisor.post("/v1/supervision-notes", {**praise, "volunteer_id": str(me.user_id)})
    assert made.status_code == 201, made.text
    assert [row["id"] for row in found["appreciations"]] == [noted["id"]]
    appreciated = page(me)["appreciations"]
    assert {row["id"] for row in appreciated} == {row["id"] for row in me.get(KIND).json()["items"]}
    assert (appreciated[0]["text"], appreciated[0]["author_name"]) == (praise["text"], "Supervisor")
    assert len(appreciated) == 2 and page(place.volunteer2)["appreciations"] == []
    for word in ("Luka", "Foxes", str(place.luka), "agreed theirs", "draft of", "agreed done"):
        assert word not in answer.text
    empty = page(me, day="2030-01-01")
    assert (empty["sessions"], empty["first_day"], empty["hours"]) == ([], "2029-12-31", found["hours"])
    for wrong in ("2030-13-01", "1999-01-01", "x"):
        assert me.get(f"{PATH}?day={wrong}").status_code == 422
    assert me.get(f"{PATH}?user_id={place.volunteer2.user_id}").status_code == 422, "nobody else's page"


def test_what_a_role_does_not_reach_is_an_empty_part_and_a_suspended_volunteer_sees_no_child(world: World) -> None:
    place = world.indigo
    publish(world)
    helper = page(place.assistant)
    assert (helper["next_steps"], helper["state"]) == ([], "active"), "an assistant reads no plans"
    assert {row["id"] for row in helper["sessions"]} == week_by_lists(place.assistant) != set()
    for name in ("coordinator", "supervisor", "educator", "mediator", "teacher", "guardian", "administrator", "dpo"):
        assert place.people[name].get(PATH).status_code == 403
    other = page(place.volunteer2)
    assert {row["id"] for row in other["sessions"]} == week_by_lists(place.volunteer2)
    assert other["next_steps"] == [], "the plan says so, but Mila is out of reach"
    assert "Mila" not in str(other) and "Owls" not in str(other)
    requirement = require(world, validity_days=30)
    shut = page(place.volunteer)
    assert (shut["sessions"], shut["next_steps"], shut["cleared"]) == ([], [], False)
    assert shut["hours"] == page(place.volunteer)["hours"] and shut["thanks"], "what is one's own stays"
    assert place.coordinator.post(f"{hand_in(place.volunteer, requirement)}/approve", {}).status_code == 200
    again = page(place.volunteer)
    assert (len(again["next_steps"]), again["cleared"]) == (1, True)
    assert [row["days_left"] for row in again["requirements"] if row["requirement_id"] == requirement] == [30]
    # Of another organisation, and not entered as a volunteer: the same page without one.
    stranger = page(world.red_cross.assistant)
    assert (stranger["volunteer_id"], stranger["state"], stranger["sessions"]) == (None, None, [])
    assert "Mila" not in str(stranger) + str(page(world.red_cross.volunteer))


def test_the_reach_of_each_part_is_the_roles_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A twin whose steps are looked up beyond reach shows Mila to who has nothing to do with her."""
    place = world.indigo
    publish(world)
    lookup = my_volunteering.STEPS
    wide = type(lookup)(lookup.statement, beyond=tuple(lookup.models), reason="a twin")
    monkeypatch.setitem(my_volunteering.PARTS, "steps", wide)
    assert [step["first_name"] for step in page(place.volunteer2)["next_steps"]] == ["Mila"]
    assert [part for part in my_volunteering.parts_of(Role.ASSISTANT) if part == "steps"] == ["steps"]
    monkeypatch.undo()
    assert page(place.volunteer2)["next_steps"] == []
    assert date.fromisoformat(page(place.volunteer2)["first_day"]).weekday() == 0
