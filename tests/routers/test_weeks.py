"""A person's week."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core import clock


def monday_of(zone: str):
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=today.weekday())


def shown(world, person, weeks=0):
    day = monday_of("Europe/Belgrade") + timedelta(days=7 * weeks + 3)
    answer = person.get(f"/v1/weeks/{day}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_week_runs_from_monday_to_sunday_in_the_organisations_time_zone(world):
    week = shown(world, world.indigo.volunteer)
    first = monday_of("Europe/Belgrade")
    assert (week["first_day"], week["last_day"]) == (str(first), str(first + timedelta(days=6)))
    assert week["time_zone"] == "Europe/Belgrade"
    for session in week["items"]:
        local = datetime.fromisoformat(session["starts_at"]).astimezone(ZoneInfo("Europe/Belgrade")).date()
        assert first <= local <= first + timedelta(days=6)


def test_it_holds_the_sessions_in_reach_with_group_leaders_and_members(world):
    weeks = [shown(world, world.indigo.volunteer, weeks) for weeks in (-1, 0, 1)]
    rows = [row for week in weeks for row in week["items"]]
    assert {row["id"] for row in rows} == {str(world.indigo.owls_held), str(world.indigo.owls_planned)}
    names = {row["group_name"] for row in rows}
    assert names == {"Owls"}
    assert set(rows[0]["leader_names"].split(", ")) == {"Volunteer", "Assistant"}
    assert {row["members"] for row in rows} == {1}


def test_counts_say_what_still_needs_a_record(world):
    weeks = [shown(world, world.indigo.coordinator, weeks) for weeks in (-1, 0, 1)]
    assert sum(week["held"] for week in weeks) == 2
    assert sum(week["planned"] for week in weeks) == 2
    assert sum(week["unrecorded"] for week in weeks) == 2


def test_a_guardian_sees_the_sessions_of_their_own_child(world):
    weeks = [shown(world, world.indigo.guardian, weeks) for weeks in (-1, 0, 1)]
    ids = {row["id"] for week in weeks for row in week["items"]}
    assert ids == {str(world.indigo.owls_held), str(world.indigo.owls_planned)}


def test_a_day_that_is_none_is_refused(world):
    assert world.indigo.volunteer.get("/v1/weeks/2026-02-30").status_code == 422
    assert world.indigo.administrator.get("/v1/weeks/2026-02-20").status_code == 403
