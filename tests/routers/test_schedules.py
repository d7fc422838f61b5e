"""Schedules: sessions made ahead in local time, without holidays, changed for all or from a day on, ended."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.core import clock
from app.core.ids import uuid7
from app.models import CalendarPeriod, Job, MentorGroup, Programme, Schedule, SchoolCalendar, SupportSession
from app.models.mentor_group import GroupStatus
from app.models.school import school_year_of
from app.models.school_calendar import CalendarPeriodKind
from tests.acting import left
from tests.groups import row_of
from tests.jobs import run_due
from tests.world import Place, World

BELGRADE = ZoneInfo("Europe/Belgrade")
INDIGO = {"rule": "FREQ=WEEKLY;BYDAY=MO,WE,FR", "local_start": "14:00", "minutes": 180}


def today() -> date:
    return clock.now().astimezone(BELGRADE).date()


def after(days: int) -> date:
    return today() + timedelta(days=days)


def create(person: Any, place: Place, **given: Any) -> Any:
    body = {"group_id": str(place.owls), "starts_on": after(7).isoformat(), **INDIGO, **given}
    return person.post("/v1/schedules", {name: value for name, value in body.items() if value is not None})


def created(person: Any, place: Place, **given: Any) -> dict[str, Any]:
    answer = create(person, place, **given)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def made(person: Any, *schedules: dict[str, Any], **asked: str) -> list[dict[str, Any]]:
    """The sessions that schedules have made, by time."""
    ids = [schedule["id"] for schedule in schedules]
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    rows = person.get(f"/v1/sessions?sort=starts_at&limit=200{more}").json()["items"]
    return [row for row in rows if row["schedule_id"] in ids]


def local(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["starts_at"]).astimezone(BELGRADE)


def days(rows: list[dict[str, Any]]) -> list[date]:
    return [local(row).date() for row in rows]


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["type"]) == (status, f"/problems/{slug}"), answer.text
    return found


def pointers(found: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in found["errors"]]


@pytest.mark.parametrize("person", ["coordinator", "supervisor", "educator"])
def test_a_schedule_makes_its_sessions_up_to_half_a_year_ahead(world: World, person: str) -> None:
    place = world.indigo
    schedule = created(place.people[person], place)
    assert (schedule["status"], schedule["time_zone"]) == ("active", "Europe/Belgrade")
    assert schedule["made_until"] == after(182).isoformat()
    rows = made(place.people[person], schedule)
    assert 73 <= len(rows) <= 76
    assert {local(row).weekday() for row in rows} == {0, 2, 4}
    assert min(days(rows)) >= after(7)
    assert max(days(rows)) <= after(182)
    assert {(row["state"], row["minutes"], row["group_id"]) for row in rows} == {("planned", 180, str(place.owls))}
    assert {row["original_day"] for row in rows} == {day.isoformat() for day in days(rows)}


@pytest.mark.parametrize("person", ["volunteer", "assistant", "mediator", "teacher", "guardian", "administrator"])
def test_others_do_not_plan(world: World, person: str) -> None:
    problem(create(world.indigo.people[person], world.indigo), 403, "forbidden")


def test_local_time_holds_across_the_change_of_the_clocks(world: World) -> None:
    place = world.indigo
    rows = made(place.coordinator, created(place.coordinator, place, starts_on=after(0).isoformat()))
    assert {local(row).time().isoformat() for row in rows} == {"14:00:00"}
    assert {local(row).utcoffset() for row in rows} == {
        datetime(d.year, d.month, d.day, 14, tzinfo=BELGRADE).utcoffset() for d in days(rows)
    }


def test_every_session_is_told_in_the_feed_and_one_audit_row_names_them(world: World) -> None:
    place = world.indigo
    before = left(world.database, place.id)
    schedule = created(place.coordinator, place)
    rows = made(place.coordinator, schedule)
    trail = left(world.database, place.id)
    told = {entry[2] for entry in trail.feed[len(before.feed) :] if entry[1] == "sessions"}
    assert told == {UUID(row["id"]) for row in rows}
    assert len(trail.audit) == len(before.audit) + 1
    assert len(trail.audit[-1]["rows"]) == len(rows) + 1


def test_the_programmes_last_day_is_the_horizon(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(Programme, place.programme).ends_on = after(20)
        db.commit()
    schedule = created(place.coordinator, place)
    assert schedule["made_until"] == after(20).isoformat()
    assert max(days(made(place.coordinator, schedule))) <= after(20)


def holiday(world: World, place: Place, first: date, last: date, **given: Any) -> UUID:
    """A calendar of the group's school with one holiday."""
    with world.as_system(place) as db:
        year = school_year_of(after(7))
        own = {"name": "Niš", "school_id": place.school, "school_year": year, **given}
        calendar = db.put(SchoolCalendar(**own))
        for kind, name in ((CalendarPeriodKind.HOLIDAY, "Winter"), (CalendarPeriodKind.TERM, "First")):
            period = {"calendar_id": calendar.id, "kind": kind, "name": name}
            db.put(CalendarPeriod(**period, first_on=first, last_on=last if name == "Winter" else after(300)))
        db.commit()
        found: UUID = calendar.id
    return found


def test_holidays_of_the_groups_school_are_left_out(world: World) -> None:
    place = world.indigo
    calendar = holiday(world, place, after(14), after(27))
    schedule = created(place.coordinator, place)
    assert schedule["calendar_id"] == str(calendar)
    found = days(made(place.coordinator, schedule))
    assert not [day for day in found if after(14) <= day <= after(27)]
    assert [day for day in found if after(28) <= day <= after(34)]


@pytest.mark.parametrize("given", [{"skip_holidays": False}, {"calendar_id": "none"}])
def test_holidays_count_unless_asked_otherwise(world: World, given: dict[str, Any]) -> None:
    place = world.indigo
    holiday(world, place, after(14), after(27))
    body = {"group_id": str(place.owls), "starts_on": after(7).isoformat(), **INDIGO, **given}
    if "calendar_id" in given:
        body["calendar_id"] = None
    schedule = place.coordinator.post("/v1/schedules", body).json()
    assert [day for day in days(made(place.coordinator, schedule)) if after(14) <= day <= after(27)]


def test_single_days_are_skipped(world: World) -> None:
    place = world.indigo
    first = days(made(place.coordinator, created(place.coordinator, place, allow_conflicts=True)))
    skipped = [first[4].isoformat(), first[2].isoformat()]
    schedule = created(place.coordinator, place, allow_conflicts=True, skipped_days=skipped)
    assert schedule["skipped_days"] == sorted(skipped)
    assert days(made(place.coordinator, schedule)) == [first[0], first[1], first[3], *first[5:]]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"rule": "FREQ=MONTHLY;BYDAY=MO"}, "/rule"),
        ({"rule": "FREQ=WEEKLY;COUNT=401"}, "/rule"),
        ({"local_start": "24:00"}, "/local_start"),
        ({"minutes": 601}, "/minutes"),
        ({"time_zone": "Europe/Atlantis"}, "/time_zone"),
        ({"time_zone": "localtime"}, "/starts_on"),
        ({"starts_on": "1066-10-14"}, "/starts_on"),
        ({"starts_on": "9999-12-31"}, "/starts_on"),
        ({"skipped_days": ["someday"]}, "/skipped_days/0"),
    ],
)
def test_what_makes_no_series_is_named(world: World, given: dict[str, Any], pointer: str) -> None:
    found = problem(create(world.indigo.coordinator, world.indigo, **given), 422, "invalid-request")
    assert pointers(found) == [pointer]
    assert not any(str(value) in str(found) for value in given.values() if isinstance(value, str))


def test_a_series_that_begins_long_ago_is_refused(world: World) -> None:
    found = problem(
        create(world.indigo.coordinator, world.indigo, starts_on=after(-183).isoformat()), 422, "invalid-request"
    )
    assert pointers(found) == ["/starts_on"]


def test_the_same_schedule_again_is_the_same_schedule(world: World) -> None:
    place, id = world.indigo, str(uuid7())
    until = (clock.now() + timedelta(days=60)).strftime("%Y%m%dT%H%M%SZ")
    given = {"id": id, "rule": f"freq=weekly;byday=mo;until={until}", "skipped_days": [after(21).isoformat()]}
    first, again = create(place.coordinator, place, **given), create(place.coordinator, place, **given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert "UNTIL=" in first.json()["rule"]
    assert "T" not in first.json()["rule"].split("UNTIL=")[1]
    problem(create(place.coordinator, place, **given, minutes=60), 409, "id-conflict")


def test_a_double_booking_saves_nothing(world: World) -> None:
    place = world.indigo
    first = created(place.coordinator, place)
    before = left(world.database, place.id)
    found = problem(create(place.coordinator, place, local_start="16:30"), 409, "double-booking")
    sessions = len(made(place.coordinator, first))
    assert found["count"] == 3 * sessions  # the volunteer and the assistant lead, Mila is a member
    assert len(found["conflicts"]) == 50
    times = [line["starts_at"] for line in found["conflicts"]]
    assert times == sorted(times)
    assert left(world.database, place.id) == before
    assert create(place.coordinator, place, local_start="17:00").status_code == 201


def test_a_closed_group_is_not_planned_for(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        db.find(MentorGroup, place.owls).status = GroupStatus.CLOSED
        db.commit()
    problem(create(place.coordinator, place), 409, "illegal-transition")


def test_another_groups_schedule_does_not_exist(world: World) -> None:
    place = world.indigo
    foxes = created(place.coordinator, place, group_id=str(place.foxes))
    assert place.volunteer.get(f"/v1/schedules/{foxes['id']}").status_code == 404
    assert place.supervisor.patch(f"/v1/schedules/{foxes['id']}", {"minutes": 60}, etag="*").status_code == 404
    problem(create(place.supervisor, place, group_id=str(place.foxes)), 422, "reference-not-found")
    assert place.volunteer2.get("/v1/schedules").json()["items"] == [
        place.volunteer2.get(f"/v1/schedules/{foxes['id']}").json()
    ]


def test_a_change_moves_all_sessions_and_keeps_who_they_are(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    before = made(place.coordinator, schedule)
    answer = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"local_start": "15:30", "minutes": 90})
    assert (answer.status_code, answer.json()["id"]) == (200, schedule["id"])
    rows = made(place.coordinator, schedule)
    assert [row["id"] for row in rows] == [row["id"] for row in before]
    assert {(local(row).time().isoformat(), row["minutes"]) for row in rows} == {("15:30:00", 90)}
    assert row_of(world, place, SupportSession, rows[0]["id"]).sequence == 1


def test_other_days_take_some_sessions_away_and_bring_others(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    before = {row["id"]: row for row in made(place.coordinator, schedule)}
    place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"rule": "FREQ=WEEKLY;BYDAY=TU,FR"})
    rows = {row["id"]: row for row in made(place.coordinator, schedule)}
    assert {local(row).weekday() for row in rows.values()} == {1, 4}
    kept = before.keys() & rows.keys()
    assert {local(rows[id]).weekday() for id in kept} == {4}
    told = {entry[2]: entry[3] for entry in left(world.database, place.id).feed if entry[1] == "sessions"}
    assert {id for id, op in told.items() if op == "deleted"} == {UUID(id) for id in before.keys() - kept}
    assert place.coordinator.get(f"/v1/sessions/{next(iter(before.keys() - kept))}").status_code == 404


def untouchable(world: World, place: Place, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Edits the first session by hand, cancels the second; gives both."""
    edited, cancelled = rows[0]["id"], rows[1]["id"]
    place.volunteer.patch(f"/v1/sessions/{edited}", {"minutes": 45})
    place.volunteer.post(f"/v1/sessions/{cancelled}/cancel", {"reason": "weather"})
    return {id: place.volunteer.get(f"/v1/sessions/{id}").json() for id in (edited, cancelled)}


def test_what_someone_touched_is_left_as_it_is(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    kept = untouchable(world, place, made(place.coordinator, schedule))
    place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"local_start": "15:30"})
    rows = made(place.coordinator, schedule)
    assert {row["id"]: row for row in rows if row["id"] in kept} == kept
    assert len(days(rows)) == len(set(days(rows)))


def test_what_has_begun_is_left_as_it_is(world: World) -> None:
    place = world.indigo
    schedule = created(
        place.coordinator, place, starts_on=after(-14).isoformat(), rule="FREQ=DAILY", local_start="00:00",
        allow_conflicts=True,
    )  # fmt: skip
    past = [row for row in made(place.coordinator, schedule) if datetime.fromisoformat(row["starts_at"]) <= clock.now()]
    assert len(past) >= 14
    place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"rule": "FREQ=WEEKLY;BYDAY=MO", "local_start": "16:00"})
    ids = {row["id"] for row in past}
    assert [row for row in made(place.coordinator, schedule) if row["id"] in ids] == past


def test_this_and_following_goes_on_in_a_new_schedule(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    before = made(place.coordinator, schedule)
    day = days(before)[10]
    change = {"local_start": "16:00", "from_day": day.isoformat(), "allow_conflicts": False}
    follower = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", change).json()
    assert (follower["follows_id"], follower["starts_on"], follower["status"]) == (
        schedule["id"],
        day.isoformat(),
        "active",
    )
    ended = place.coordinator.get(f"/v1/schedules/{schedule['id']}?include=transitions").json()
    assert (ended["status"], ended["ends_on"]) == ("ended", (day - timedelta(days=1)).isoformat())
    assert [move["move"] for move in ended["transitions"]] == ["end"]
    assert made(place.coordinator, schedule) == before[:10]
    rows = made(place.coordinator, follower)
    assert [row["id"] for row in rows] == [row["id"] for row in before[10:]]
    assert {local(row).time().isoformat() for row in rows} == {"16:00:00"}
    refused = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"minutes": 60})
    assert problem(refused, 409, "illegal-transition")["state"] == "ended"


def test_this_and_following_with_other_days_begins_on_the_day(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    day = days(made(place.coordinator, schedule))[10]
    change = {"rule": "FREQ=WEEKLY;BYDAY=TU", "from_day": day.isoformat()}
    follower = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", change).json()
    found = days(made(place.coordinator, schedule, follower))
    assert {one.weekday() for one in found if one < day} == {0, 2, 4}
    assert {one.weekday() for one in found if one >= day} == {1}


def test_every_second_week_stays_in_step(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    before = days(made(place.coordinator, schedule))
    change = {"minutes": 60, "from_day": (before[3] - timedelta(days=3)).isoformat()}
    follower = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", change).json()
    assert days(made(place.coordinator, schedule, follower)) == before
    assert {two - one for one, two in pairwise(before)} == {timedelta(days=14)}


def test_what_someone_touched_goes_over_to_the_schedule_that_follows(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    rows = made(place.coordinator, schedule)
    kept = untouchable(world, place, rows[10:])
    change = {"local_start": "16:00", "from_day": days(rows)[5].isoformat()}
    follower = place.coordinator.patch(f"/v1/schedules/{schedule['id']}", change).json()
    found = {row["id"]: row for row in made(place.coordinator, follower)}
    for id, row in kept.items():
        changed = {"schedule_id", "updated_at", "version"}
        assert {n: v for n, v in found[id].items() if n not in changed} == {
            n: v for n, v in row.items() if n not in changed
        }
    assert len(found) == len(rows) - 5


def test_a_day_without_anything_after_it_is_refused(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place, rule="FREQ=WEEKLY;BYDAY=MO;COUNT=2")
    path = f"/v1/schedules/{schedule['id']}"
    for day in (after(-1), after(60)):
        refused = place.coordinator.patch(path, {"minutes": 60, "from_day": day.isoformat()})
        assert pointers(problem(refused, 422, "invalid-request")) == ["/from_day"]
    longer = {"rule": "FREQ=WEEKLY;BYDAY=MO", "from_day": after(60).isoformat()}
    assert made(place.coordinator, place.coordinator.patch(path, longer).json())


def test_a_change_into_a_double_booking_saves_nothing(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place, local_start="09:00")
    created(place.coordinator, place, local_start="14:00")
    before = left(world.database, place.id)
    path = f"/v1/schedules/{schedule['id']}"
    for body in ({"local_start": "12:00"}, {"local_start": "12:00", "from_day": after(30).isoformat()}):
        found = problem(place.coordinator.patch(path, body), 409, "double-booking")
        assert found["conflicts"][0]["session_id"] is not None
    assert left(world.database, place.id) == before
    assert place.coordinator.patch(path, {"local_start": "12:00", "allow_conflicts": True}).status_code == 200
    assert place.coordinator.patch(path, {"topic": "x"}).status_code == 422


def test_a_smaller_shift_does_not_clash_with_what_it_replaces(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place, rule="FREQ=DAILY", local_start="10:00", minutes=600)
    assert place.coordinator.patch(f"/v1/schedules/{schedule['id']}", {"local_start": "12:30"}).status_code == 200


def test_ending_takes_away_what_was_planned_and_cancels_what_was_edited(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    rows = made(place.coordinator, schedule)
    edited = rows[7]["id"]
    place.volunteer.patch(f"/v1/sessions/{edited}", {"minutes": 45})
    day = days(rows)[6]
    answer = place.coordinator.post(f"/v1/schedules/{schedule['id']}/end", {"from_day": day.isoformat()})
    assert (answer.json()["status"], answer.json()["ends_on"]) == ("ended", (day - timedelta(days=1)).isoformat())
    left_over = made(place.coordinator, schedule)
    assert [row["id"] for row in left_over] == [*(row["id"] for row in rows[:6]), edited]
    assert (left_over[-1]["state"], left_over[-1]["cancel_reason"]) == ("cancelled", "other")
    again = place.coordinator.post(f"/v1/schedules/{schedule['id']}/end", {"from_day": day.isoformat()})
    problem(again, 409, "illegal-transition")


def test_a_schedule_does_not_end_in_the_past(world: World) -> None:
    schedule = created(world.indigo.coordinator, world.indigo)
    path = f"/v1/schedules/{schedule['id']}/end"
    found = problem(world.indigo.coordinator.post(path, {"from_day": after(-1).isoformat()}), 422, "invalid-request")
    assert pointers(found) == ["/from_day"]


def test_topping_up_makes_what_has_come_into_the_horizon(world: World) -> None:
    place = world.indigo
    schedule = created(place.coordinator, place)
    before = made(place.coordinator, schedule)
    shorter = after(182 - 28)
    with world.as_system(place) as db:
        row = db.find(Schedule, UUID(schedule["id"]))
        row.made_until = shorter
        for session in before:
            if local(session).date() > shorter:
                db.delete(db.find(SupportSession, UUID(session["id"])))
        db.commit()
    assert len(made(place.coordinator, schedule)) < len(before)
    answer = place.coordinator.post(f"/v1/schedules/{schedule['id']}/extend")
    assert answer.json()["made_until"] == after(182).isoformat()
    assert days(made(place.coordinator, schedule)) == days(before)
    again = place.coordinator.post(f"/v1/schedules/{schedule['id']}/extend")
    assert again.json() == answer.json()
    problem(place.volunteer.post(f"/v1/schedules/{schedule['id']}/extend"), 403, "forbidden")


def test_the_nightly_run_tops_up_every_active_schedule(world: World) -> None:
    place = world.indigo
    active = created(place.coordinator, place)
    ended = created(place.coordinator, place, local_start="08:00", minutes=60)
    place.coordinator.post(f"/v1/schedules/{ended['id']}/end", {"from_day": after(30).isoformat()})
    before = len(made(place.coordinator, active))
    assert extended(world, place) == 0
    with time_machine.travel(clock.now() + timedelta(days=28), tick=False):
        assert extended(world, place) == 12
        assert extended(world, place) == 0
    assert len(made(place.coordinator, active)) == before + 12
    assert extended(world, world.red_cross) == 0
    assert left(world.database, place.id).audit[-1]["as"] == "system: job: extend_schedules"


def extended(world: World, place: Place) -> int:
    with world.as_system(place) as db:
        db.enqueue("extend_schedules", {})
        db.commit()
    (ran,) = run_due(world)
    with world.as_system(place) as db:
        return int(db.find(Job, ran.claim.id).result["sessions"])


def test_every_instant_is_utc(world: World) -> None:
    row = made(world.indigo.coordinator, created(world.indigo.coordinator, world.indigo))[0]
    assert datetime.fromisoformat(row["starts_at"]).tzinfo == UTC
