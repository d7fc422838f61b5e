"""Session reports: one by each author, put as a whole, handed in, returned, acknowledged, locked; and what is owed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import GroupMember, MentorGroup, SessionReport, SupportSession
from app.models.mentor_group import MemberState
from app.models.session_report import SessionReportPut, SessionReportUpdate
from app.models.support_session import SessionState
from tests import world as worlds
from tests.world import Person, World


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["type"]) == (status, f"/problems/{slug}"), answer.text
    return found


def meeting(world: World, state: SessionState = SessionState.HELD, **more: Any) -> str:
    """A session of Owls that began three hours ago."""
    with world.as_system(world.indigo) as db:
        group = db.find(MentorGroup, world.indigo.owls)
        row = worlds.session(group, clock.now() - timedelta(hours=3), state)
        for name, value in more.items():
            setattr(row, name, value)
        id = db.put(row).id
        db.commit()
    return str(id)


def about(child: UUID, **more: Any) -> dict[str, Any]:
    return {"child_id": str(child), "engagement": 3, "emotional_state": "tired", **more}


def put(person: Person, session: str, *children: dict[str, Any], **more: Any) -> Any:
    body = {"activities": [{"code": "maths", "minutes": 45}], "children": list(children), **more}
    return person.post(f"/v1/sessions/{session}/report", body)


def lines(person: Person, report: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/v1/session-reports/{report}?include=children").json()["children"]
    return found


def test_a_report_goes_from_its_draft_to_the_guardian(world: World) -> None:
    place = world.indigo
    me, boss, mother = place.volunteer, place.supervisor, place.guardian
    session = meeting(world)
    mila = about(place.mila, emotional_note="Slept badly.", learning_note="Adds to 20.", needs_support=True)
    made = put(me, session, mila, id=str(uuid7()), next_steps="Subtraction")
    assert (made.status_code, made.json()["state"], made.json()["locks_at"]) == (201, "draft", None)
    report, path = made.json()["id"], made.headers["location"]
    again = put(me, session, mila, next_steps="Subtraction")
    assert (again.status_code, again.json()) == (200, made.json())
    other = put(me, session, {**mila, "engagement": 5})
    assert (other.status_code, other.json()["id"], other.json()["next_steps"]) == (200, report, "")
    assert problem(put(me, session, mila, id=str(uuid7())), 409, "id-conflict")
    for name in ("supervisor", "coordinator", "educator", "mediator"):
        assert place.people[name].get(path).status_code == 404, "a draft is its author's"

    assert me.post(f"{path}/submit").json()["state"] == "submitted"
    assert problem(me.post(f"{path}/submit"), 409, "illegal-transition")["allowed"] == ["acknowledge", "return"]
    problem(me.patch(path, {"next_steps": "late"}), 409, "illegal-transition")
    problem(me.post(f"{path}/acknowledge"), 403, "forbidden")
    assert boss.get("/v1/session-reports?state=submitted&sort=-starts_at").json()["items"][0]["id"] == report
    problem(boss.post(f"{path}/return", {}), 422, "invalid-request")
    back = boss.post(f"{path}/return", {"reason": "What made her tired?"}).json()
    assert (back["state"], back["submitted_at"] < back["locks_at"]) == ("returned", True)
    seen = me.get(f"{path}?include=transitions").json()["transitions"]
    assert [(move["move"], move["reason"]) for move in seen][-1] == ("return", "What made her tired?")

    stale = me.get(path).headers["etag"]
    changed = me.patch(path, {"children": [{**mila, "emotional_state": "sad"}]})
    assert (changed.status_code, changed.json()["revision"]) == (200, 3)
    problem(me.patch(path, {"next_steps": "x"}, etag=stale), 412, "precondition-failed")
    problem(boss.patch(path, {"next_steps": "x"}), 403, "forbidden")
    assert me.post(f"{path}/submit").status_code == 200
    (line,) = lines(boss, report)
    assert (line["emotional_state"], line["emotional_note"]) == ("sad", "Slept badly.")

    shown = f"/v1/reported-children/{line['id']}"
    problem(boss.post(f"{shown}/release"), 409, "report-not-acknowledged")
    assert boss.post(f"{path}/acknowledge").json()["state"] == "acknowledged"
    assert mother.get(shown).status_code == 404
    assert boss.post(f"{shown}/release").json()["release_state"] == "released"
    told = mother.get(shown).json()
    assert (told["engagement"], told["emotional_state"]) == (3, "sad")
    hidden = {"emotional_note", "learning_note", "needs_support", "author_id", "release_state"}
    assert told.keys() & hidden == set()
    assert boss.post(f"{shown}/withhold").status_code == 200
    assert mother.get(shown).status_code == 404


def test_who_never_sees_a_report(world: World) -> None:
    place = world.indigo
    report = place.report_on_mila_by_volunteer
    for name in ("assistant", "teacher", "guardian", "administrator", "dpo"):
        problem(place.people[name].get("/v1/session-reports"), 403, "forbidden")
        problem(place.people[name].get(f"/v1/session-reports/{report}"), 403, "forbidden")
        problem(place.people[name].get("/v1/session-reports/unreported"), 403, "forbidden")
        problem(place.people[name].get(f"/v1/children/{place.mila}/wellbeing"), 403, "forbidden")
    for name in ("assistant", "teacher", "administrator", "dpo"):
        problem(place.people[name].get("/v1/reported-children"), 403, "forbidden")
    mine = place.volunteer.get("/v1/session-reports").json()["items"]
    assert {row["author_id"] for row in mine} == {str(place.volunteer.user_id)}, "another's report is not one's own"
    with world.as_system(place) as db:
        member = db.find(GroupMember, place.owls_member)
        member.state, member.left_at = MemberState.LEFT, clock.now()
        db.commit()
    assert place.volunteer.get(f"/v1/session-reports/{report}").status_code == 200
    assert place.coordinator.post(f"/v1/group-leaders/{place.owls_leader}/end", {}).status_code == 200
    assert place.volunteer.get(f"/v1/session-reports/{report}").status_code == 404, "reach ends with the leading"
    assert place.volunteer.get("/v1/reported-children").json()["items"] == []


def test_what_a_report_may_say(world: World) -> None:
    place = world.indigo
    me, session = place.volunteer, meeting(world)
    stranger = problem(put(me, session, about(place.mila), about(place.luka)), 422, "not-on-roster")
    assert [error["pointer"] for error in stranger["errors"]] == ["/children/1/child_id"]
    twice = problem(put(me, session, about(place.mila), about(place.mila)), 422, "invalid-request")
    assert [error["code"] for error in twice["errors"]] == ["duplicate"]
    for wrong in ({"engagement": 6}, {"engagement": 0}, {"emotional_state": "fine"}, {"minutes": 3}):
        assert put(me, session, about(place.mila, **wrong)).status_code == 422
    assert put(me, session, activities=[{"code": "maths", "minutes": 0}]).status_code == 422
    assert me.get(f"/v1/session-reports?session_id={session}").json()["items"] == [], "nothing is half stored"
    for state in (SessionState.PLANNED, SessionState.CANCELLED):
        assert problem(put(me, meeting(world, state)), 409, "session-not-held")["state"] == state.value
    assert put(me, str(place.foxes_held)).status_code == 404
    absent = about(place.mila, engagement=None, emotional_state="not_observed")
    assert put(me, session, absent).status_code == 201
    problem(place.mediator.post(f"/v1/sessions/{place.foxes_held}/report", {}), 404, "not-found")
    assert put(place.mediator, session, about(place.mila)).status_code == 201, "one report by each author"
    assert place.educator.patch(f"/v1/session-reports/{uuid7()}", {}).status_code == 404


def test_a_report_has_no_way_to_carry_the_situation_of_a_family(world: World) -> None:
    place = world.indigo
    me, session = place.volunteer, meeting(world)
    for name in ("family_observations", "family_situation", "observation", "family_id", "note", "affects_learning"):
        refused = problem(put(me, session, **{name: "x"}), 422, "invalid-request")
        assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == (f"/{name}", "unknown")
        assert put(me, session, about(place.mila, **{name: "x"})).status_code == 422
    for shape in (SessionReportPut, SessionReportUpdate):
        assert not [name for name in str(shape.model_json_schema()).split("'") if "famil" in name.lower()]


def test_a_report_is_locked_fourteen_days_after_it_was_handed_in_or_returned(world: World) -> None:
    place = world.indigo
    me, boss = place.volunteer, place.supervisor
    session = meeting(world)
    path = put(me, session, about(place.mila)).headers["location"]
    locks_at = me.post(f"{path}/submit").json()["locks_at"]
    due = clock.now() + timedelta(days=14)
    assert locks_at[:16] in (instant_text(due)[:16], instant_text(due - timedelta(minutes=1))[:16])

    def age(**by: int) -> None:
        with world.as_system(place) as db:
            row = db.find(SessionReport, UUID(path.rsplit("/", 1)[1]))
            row.locks_at = clock.now() + timedelta(**by)
            db.commit()

    age(seconds=-1)
    problem(boss.post(f"{path}/return", {"reason": "too late"}), 409, "report-locked")
    age(days=1)
    assert boss.post(f"{path}/return", {"reason": "in time"}).json()["locks_at"] >= locks_at
    age(seconds=-1)
    assert problem(me.patch(path, {"next_steps": "x"}), 409, "report-locked")["locks_at"] < instant_text(clock.now())
    problem(put(me, session, about(place.mila, engagement=1)), 409, "report-locked")
    problem(me.post(f"{path}/submit"), 409, "report-locked")
    age(days=1)
    assert me.post(f"{path}/submit").status_code == 200
    age(seconds=-1)
    assert boss.post(f"{path}/acknowledge").status_code == 200, "to read it is never too late"
    assert me.get(path).json()["next_steps"] == ""


def test_a_held_session_is_owed_a_report_until_one_is_handed_in(world: World) -> None:
    place = world.indigo
    me, path = place.volunteer, "/v1/session-reports/unreported"
    planned = meeting(world, SessionState.PLANNED)
    held = {"held_from": instant_text(clock.now() - timedelta(hours=3)), "held_minutes": 60}
    assert me.post(f"/v1/sessions/{planned}/hold", held).status_code == 200
    (owed,) = me.get(path).json()["items"]
    hours = (clock.now() - timedelta(hours=2) + timedelta(hours=48)).replace(microsecond=0)
    assert (owed["id"], owed["overdue"]) == (planned, False)
    assert abs(clock.now() + timedelta(hours=46) - hours) < timedelta(minutes=1)
    by_sheet = meeting(world, SessionState.PLANNED)
    marks = {"marks": [{"child_id": str(place.mila), "status": "present"}]}
    assert me.post(f"/v1/sessions/{by_sheet}/attendance", marks).status_code == 200
    assert [row["id"] for row in me.get(f"{path}?sort=-report_due_at").json()["items"]] == [by_sheet, planned]
    late = [row["id"] for row in place.coordinator.get(f"{path}?overdue=true").json()["items"]]
    assert late == [str(place.foxes_held)]
    assert place.supervisor.get(f"{path}?overdue=true").json()["items"] == [], "Foxes are led by another"
    assert place.volunteer2.get(f"{path}?overdue=true&fields=id").json()["items"] == [{"id": late[0]}]

    report = put(me, planned, about(place.mila)).json()["id"]
    assert len(me.get(path).json()["items"]) == 2, "a draft is no report yet"
    assert me.post(f"/v1/session-reports/{report}/submit").status_code == 200
    assert [row["id"] for row in me.get(path).json()["items"]] == [by_sheet]
    problem(me.post(f"/v1/sessions/{planned}/reopen", {"reason": "wrong day"}), 409, "already-reported")
    assert me.get(f"/v1/sessions/{planned}").json()["state"] == "held"


STEPS = st.tuples(
    st.sampled_from(["put", "patch", "submit", "return", "acknowledge", "acknowledge own"]), st.integers(0, 2)
)
LEADS_TO = {"submit": "submitted", "return": "returned", "acknowledge": "acknowledged"}


class Known:
    """What a report must be after the steps so far."""

    def __init__(self) -> None:
        self.state, self.content, self.revision, self.handed_in = "draft", 0, 1, False

    def take(self, step: str, content: int) -> int:
        """The status that the step is answered with."""
        if step in ("put", "patch"):
            if self.content == content:
                return 200
            if self.state not in ("draft", "returned"):
                return 409
            self.content, self.revision = content, self.revision + 1
            return 200
        if step == "acknowledge own":
            return 409
        fits = ("draft", "returned") if step == "submit" else ("submitted",)
        if self.state not in fits:
            return 409
        self.state, self.handed_in = LEADS_TO[step], True
        return 200


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_any_order_of_steps_makes_legal_moves_only_and_loses_nothing(world: World, steps: list[Any]) -> None:
    place = world.indigo
    me, boss, session = place.educator, place.coordinator, meeting(world)

    def content(number: int) -> dict[str, Any]:
        return {"next_steps": f"step {number}", "children": [about(place.mila, engagement=number + 1)]}

    known = Known()
    first = put(me, session, **content(0))
    path, report = first.headers["location"], first.json()["id"]
    for step, number in steps:
        match step:
            case "put":
                answer = put(me, session, **content(number))
            case "patch":
                answer = me.patch(path, content(number))
            case "submit":
                answer = me.post(f"{path}/submit")
            case "acknowledge own":
                answer = me.post(f"{path}/acknowledge")
            case _:
                answer = boss.post(f"{path}/{step}", {"reason": "more"} if step == "return" else None)
        expected = known.take(step, number)
        if not known.handed_in and step in ("return", "acknowledge"):
            expected = 404
        assert answer.status_code == expected, (step, answer.text)
    row = me.get(f"{path}?include=children").json()
    assert (row["id"], row["state"], row["revision"]) == (report, known.state, known.revision)
    assert row["next_steps"] == f"step {known.content}"
    assert [line["engagement"] for line in row["children"]] == [known.content + 1]
    with world.as_system(place) as db:
        assert db.find(SupportSession, UUID(session)).reports == int(known.handed_in)
    assert (boss.get(path).status_code == 200) is known.handed_in


@pytest.mark.parametrize("role", ["supervisor", "educator", "volunteer"])
def test_a_child_is_compared_with_itself(world: World, role: str) -> None:
    place = world.indigo
    me, path = place.volunteer, f"/v1/children/{place.mila}/wellbeing"
    for days, engagement, state in (
        *((days, 4, "happy") for days in (70, 63, 56, 49)),
        *((days, 2, "sad") for days in (21, 14, 7)),
    ):
        with world.as_system(place) as db:
            group = db.find(MentorGroup, place.owls)
            at = clock.now() - timedelta(days=days)
            session = str(db.put(worlds.session(group, at, SessionState.HELD)).id)
            db.commit()
        report = put(me, session, about(place.mila, engagement=engagement, emotional_state=state)).json()["id"]
        if days != 7 or role != "volunteer":
            assert me.post(f"/v1/session-reports/{report}/submit").status_code == 200
    seen = place.people[role].get(path)
    assert seen.status_code == 200, seen.text
    found = seen.json()
    # The furnishing's reports are of yesterday: one by the volunteer, one by the educator, both happy with a 4.
    others = 1 if role == "volunteer" else 2
    rated = (3 if role != "volunteer" else 2) + others
    mean = round((2 * (rated - others) + 4 * others) / rated, 2)
    assert (found["before"]["engagement"], found["before"]["rated"], found["before"]["hard"]) == (4.0, 4, 0)
    assert (found["recent"]["rated"], found["recent"]["engagement"]) == (rated, mean)
    signs = {sign["sign"]: (sign["before"], sign["recent"]) for sign in found["findings"]}
    share = round((rated - others) / rated, 2)
    assert signs["hard_states_rose"] == (0.0, share)
    assert ("engagement_fell" in signs) is (4 - mean >= 1)
    assert len(found["points"]) == 4 + rated
    assert "note" not in seen.text
    assert place.people[role].get(path, headers={"if-none-match": seen.headers["etag"]}).status_code in (200, 304)
    assert place.volunteer2.get(path).status_code == 404
    log = place.coordinator.get(f"/v1/children/{place.mila}/access-log").json()["items"]
    looked = {(entry["user_id"], entry["verb"]) for entry in log if 4 in entry["tiers"]}
    assert (str(place.people[role].user_id), "read") in looked, "who has looked is told"
