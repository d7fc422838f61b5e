"""One week of an INDIGO programme over HTTP, told by those who live it: `python examples/indigo_week.py [address]`.

It needs a server with the demonstration data, for two of its people: the administrator of the organisation `Empty
example`, who makes a programme and everybody in it, and a coordinator of another organisation, who must find nothing.
Each run makes a programme, a school and people of its own, whose roles cover that programme alone; so it can be run
again and again, and what earlier runs left is out of reach. The week is the last one that is over, so that everything
in it has happened and may be recorded; the schedules reach from there to the nearest change of the clocks, past or to
come. Exits 0 when every expectation held; otherwise it says which one did not.
"""

import sys
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import httpx
import preparation
from callers import Person, Unexpected, check, new_id, slug
from preparation import GROUPS, Group, Story, tell
from recording import BELGRADE, hold, record, send_again, when

DEMONSTRATION_PASSWORD = "learnbridge-demo"


def main(address: str) -> None:
    """Plays the story from beginning to end."""
    with httpx.Client(base_url=address, timeout=30) as server:
        administrator = Person(server, "administrator@empty.example", DEMONSTRATION_PASSWORD).sign_in()
        today = datetime.now(BELGRADE).date()
        monday = today - timedelta(days=today.weekday() + 7)
        story = Story(server, new_id()[-8:], monday, preparation.nearest_change(monday), administrator)
        for chapter in CHAPTERS:
            chapter(story)


def plan(story: Story) -> None:
    """Each group meets three times a week, at the same hour by the clock on the wall before and after the change."""
    coordinator = story.people["coordinator"]
    first = min(story.monday, story.change - timedelta(days=6))
    last = max(story.monday, story.change) + timedelta(days=7)
    for group, (_, _, assistant, weekdays, local_start) in zip(story.groups, GROUPS, strict=True):
        rule = f"FREQ=WEEKLY;BYDAY={weekdays};UNTIL={last:%Y%m%d}"
        times = {"rule": rule, "starts_on": first.isoformat(), "local_start": local_start, "minutes": 180}
        schedule = {"group_id": group.id, **times, "channel": "viber", "calendar_id": story.calendar_id}
        if group is story.groups[1]:
            clash = coordinator.post("/v1/schedules", {**schedule, "local_start": "11:00"}, expect=409)
            twice = {conflict["id"] for conflict in clash["conflicts"]}
            check(slug(clash) == "double-booking", "nobody is planned into two places at once")
            check(twice == {story.people[assistant].user_id}, "the assistant of both groups is the one named")
        coordinator.post("/v1/schedules", {"id": new_id(), **schedule})
        group.sessions = coordinator.all("/v1/sessions", group_id=group.id, sort="starts_at")
        check_clocks(story, group, local_start)
    tell(f"All groups have their hours, also when the clocks change on {story.change}; the holiday is free.")


def check_clocks(story: Story, group: Group, local_start: str) -> None:
    """What the schedule made: the wall shows the same time all along, and UTC does not."""
    starts = [when(session) for session in group.sessions]
    check({start.time() for start in starts} == {time.fromisoformat(local_start)}, f"{group.name}: at {local_start}")
    before = {start.astimezone(UTC).hour for start in starts if start.date() < story.change}
    after = {start.astimezone(UTC).hour for start in starts if start.date() > story.change}
    later = 1 if story.change.month == 10 else -1
    check({hour + later for hour in before} == after, "in UTC the sessions are an hour off after the change")
    check(story.holiday not in {start.date() for start in starts}, "no session on the holiday")


def live_the_week(story: Story) -> None:
    """Those who lead look at their week, hold their sessions and send the sheets."""
    for number, group in enumerate(story.groups):
        week = group.leader.get(f"/v1/weeks/{story.holiday}")
        mine = [session for session in week["items"] if session["group_id"] == group.id]
        check(week["first_day"] == story.monday.isoformat(), "a week begins on Monday")
        check(len(mine) == (2 if when(mine[0]).weekday() == 0 else 3), "three sessions, one less with the holiday")
        group.sessions = mine
        for place, session in enumerate(mine):
            path = f"/v1/sessions/{session['id']}"
            if (number, place) == (1, 1):
                group.leader.post(f"{path}/cancel", {"reason": "no_connectivity"}, expect=200)
            elif (number, place) == (3, 0):
                group.leader.post(f"{path}/nobody-came", {}, expect=200)
            elif (number, place) == (6, 2):
                hold(group, session)
            else:
                record(story, group, session, place)
    send_again(story.groups[0])
    week = story.people["coordinator"].get(f"/v1/weeks/{story.holiday}")
    counts = {name: week[name] for name in ("planned", "held", "cancelled", "nobody_came", "unrecorded")}
    check(counts == {"planned": 0, "held": 15, "cancelled": 1, "nobody_came": 1, "unrecorded": 1}, "seventeen sessions")
    tell("A week of sessions: one cancelled, to one nobody came, one without its sheet so far, the others recorded.")


def look_back(story: Story) -> None:
    """The supervisor finds what is missing; the sums of the month are those of the sheets."""
    supervisor, coordinator = story.people["supervisor"], story.people["coordinator"]
    monday = datetime.combine(story.monday, time(), BELGRADE)
    span = {"starts_at_from": monday.isoformat(), "starts_at_to": (monday + timedelta(days=7)).isoformat()}
    owed = coordinator.all("/v1/sessions/unrecorded", programme_id=story.programme_id, **span)
    check([session["id"] for session in owed] == [story.groups[6].sessions[2]["id"]], "one sheet is missing")
    watched = {group["id"] for group in supervisor.all("/v1/mentor-groups")}
    check(watched == {group.id for group in story.groups[:5]}, "the supervisor has the groups of the five volunteers")
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in coordinator.all("/v1/attendance-summaries", programme_id=story.programme_id):
        kept = sums.setdefault((row["group_id"], row["month"]), Counter())
        kept.update({name: row[name] for name in ("present", "late", "absent", "left_early", "minutes")})
    check(sums == story.sent, "the sums are those of the sheets that were sent")
    meet_twice(story, coordinator)
    tell("One sheet is owed, the month's sums agree with every sheet sent, and a double booking was found and mended.")


def meet_twice(story: Story, coordinator: Person) -> None:
    """Whoever insists may plan somebody into two places; it shows until it is mended."""
    owls, foxes = story.groups[:2]
    extra = {"group_id": foxes.id, "starts_at": owls.sessions[0]["starts_at"], "minutes": 60, "channel": "viber"}
    session = coordinator.post("/v1/sessions", {**extra, "allow_conflicts": True})
    span = {"from": story.monday.isoformat(), "to": (story.monday + timedelta(days=6)).isoformat()}
    (found,) = coordinator.get("/v1/conflicts", **span)["items"]
    check(found["id"] == story.people["assistant1"].user_id, "the assistant would be in two places at once")
    coordinator.post(f"/v1/sessions/{session['id']}/cancel", {"reason": "other"}, expect=200)
    check(coordinator.get("/v1/conflicts", **span)["items"] == [], "no conflict is left")


def leave_and_follow(story: Story) -> None:
    """A volunteer leaves and sees nothing any more; a child leaves, and the one who waited has its place."""
    coordinator, gone, group = story.people["coordinator"], story.people["volunteer5"], story.groups[4]
    check(len(gone.all("/v1/children")) == 7, "a volunteer sees seven children")
    coordinator.post(f"/v1/group-leaders/{group.leading_id}/end", {"reason": "moves away"}, expect=200)
    for path in (f"mentor-groups/{group.id}", f"children/{group.children[0]}", f"sessions/{group.sessions[0]['id']}"):
        gone.get(f"/v1/{path}", expect=404)
    check(gone.all("/v1/children") == [], "whoever no longer leads sees no child at the next request")
    (outside,) = coordinator.all("/v1/mentor-groups/outside-policy", programme_id=story.programme_id)
    check(outside["id"] == group.id and outside["reasons"][0]["code"] == "no_leader", "a group without a leader shows")
    successor = story.people["successor"]
    coordinator.post(f"/v1/mentor-groups/{group.id}/leaders", {"user_id": successor.user_id})
    check({child["id"] for child in successor.all("/v1/children")} == set(group.children), "the successor sees them")
    owls, last = story.groups[0], story.children[49]
    coordinator.post(f"/v1/group-members/{owls.members[last]}/promote", expect=409)
    coordinator.post(f"/v1/group-members/{owls.members[owls.children[6]]}/leave", {"reason": "moved"}, expect=200)
    coordinator.post(f"/v1/group-members/{owls.members[last]}/promote", expect=200)
    check(coordinator.get(f"/v1/mentor-groups/{owls.id}")["active_members"] == 7, "the group is full again")
    tell("A volunteer left and was replaced; the child that waited has a place.")


def show_to_each(story: Story) -> None:
    """The teacher sees pupils as long as the family agrees; assistants see first names and codes."""
    teacher, mother, assistant = (story.people[name] for name in ("teacher", "guardian", "assistant1"))
    check({child["id"] for child in teacher.all("/v1/children")} == set(story.pupils[:6]), "six of seven pupils")
    teacher.get(f"/v1/children/{story.pupils[6]}", expect=404)
    (consent,) = mother.all("/v1/consents", child_id=story.pupils[0], purpose="share_with_school")
    mother.post(f"/v1/consents/{consent['id']}/withdraw", {})
    teacher.get(f"/v1/children/{story.pupils[0]}", expect=404)
    check(len(teacher.all("/v1/children")) == 5, "a withdrawal counts from the next request on")
    rows = assistant.all("/v1/children")
    check(len(rows) == 28 and all(row["first_name"] and row["code"] for row in rows), "four groups of seven")
    hidden = {"surname", "birth_year", "birth_date", "family_id", "grade", "languages", "version"}
    check(not any(hidden & row.keys() for row in rows), "an assistant sees first names and codes only")
    assistant.get("/v1/families", expect=403)
    tell("The teacher lost sight of a child when its mother withdrew; assistants know first names and codes.")


def who_can_see(story: Story) -> None:
    """The circle of care is exactly those people, for the coordinator and for the mother."""
    child = story.children[0]
    circle = story.people["coordinator"].get(f"/v1/children/{child}/circle")["items"]
    names = ("coordinator", "supervisor", "educator", "mediator", "volunteer1", "assistant1", "guardian")
    expected = sorted((story.people[name].user_id, name.rstrip("1")) for name in names)
    check(sorted((member["user_id"], member["role"]) for member in circle) == expected, "the circle names seven people")
    told = story.people["guardian"].get(f"/v1/children/{child}/circle")["items"]
    check(len(told) == 7 and not any("user_id" in member for member in told), "the mother is told roles and names")
    tell("Seven people can see the first child, and its mother can read who they are.")


def meet_a_stranger(story: Story) -> None:
    """A coordinator of another organisation finds nothing, by whatever way."""
    stranger = Person(story.server, "coordinator@redcross.example", DEMONSTRATION_PASSWORD).sign_in()
    group = story.groups[0]
    ours = {
        "programmes": story.programme_id,
        "schools": story.school_id,
        "school-classes": story.class_id,
        "families": story.families[0],
        "guardians": story.guardians[story.children[0]],
        "children": story.children[0],
        "mentor-groups": group.id,
        "group-leaders": group.leading_id,
        "sessions": group.sessions[0]["id"],
        "users": story.people["volunteer1"].user_id,
    }
    for resource, id in ours.items():
        stranger.get(f"/v1/{resource}/{id}", expect=404)
        check(stranger.get(f"/v1/{resource}", id=id)["items"] == [], f"no list shows a stranger our {resource}")
    stranger.get(f"/v1/children/{story.children[0]}/circle", expect=404)
    stranger.post(f"/v1/mentor-groups/{group.id}/members", {"child_id": story.children[0]}, expect=404)
    stranger.post(f"/v1/sessions/{group.sessions[0]['id']}/nobody-came", {}, expect=404)
    tell("A coordinator of another organisation found nothing of all this.")


CHAPTERS = (
    preparation.begin,
    preparation.employ,
    preparation.open_class,
    preparation.take_in_families,
    preparation.ask_for_consent,
    preparation.link_guardian,
    preparation.form_groups,
    plan,
    live_the_week,
    look_back,
    leave_and_follow,
    show_to_each,
    who_can_see,
    meet_a_stranger,
)

if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
    except Unexpected as reason:
        sys.exit(str(reason))
    except httpx.TransportError as reason:
        sys.exit(f"The server does not answer: {reason}")
    print("Everything was as expected.")
