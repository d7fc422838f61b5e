"""What those who lead a group record about a session, from a phone with a weak network."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callers import Body, check, new_id, slug
from preparation import Group, Story

BELGRADE = ZoneInfo("Europe/Belgrade")
ABSENCES = ("no_device", "device_shared", "no_electricity", "no_connectivity", "ill")


def when(session: Body) -> datetime:
    """The start as the clocks in Belgrade show it."""
    return datetime.fromisoformat(session["starts_at"]).astimezone(BELGRADE)


def hold(group: Group, session: Body) -> None:
    """It began five minutes late and was as much shorter."""
    began = datetime.fromisoformat(session["starts_at"]) + timedelta(minutes=5)
    held = {"held_from": began.isoformat(), "held_minutes": 175, "recorded_at": session["ends_at"]}
    group.leader.post(f"/v1/sessions/{session['id']}/hold", held, expect=200)


def record(story: Story, group: Group, session: Body, place: int) -> None:
    """The sheet of a session; it also says that the session was held."""
    marks = [mark(child, number + place) for number, child in enumerate(group.children)]
    sheet = {"marks": marks, "recorded_at": session["ends_at"]}
    group.leader.post(f"/v1/sessions/{session['id']}/attendance", sheet, expect=200)
    sums = story.sent.setdefault((group.id, f"{when(session):%Y-%m}-01"), Counter())
    sums.update(line["status"] for line in marks)
    sums["minutes"] += sum(line.get("minutes", 0) for line in marks)


def mark(child: str, number: int) -> Body:
    """One line: most are there, some late, some absent for the reasons of a settlement with few devices."""
    if number % 4 == 3:
        return {"child_id": child, "status": "absent", "reason": ABSENCES[number % 5], "excused": True}
    if number % 4 == 1:
        return {"child_id": child, "status": "late", "minutes": 150}
    return {"child_id": child, "status": "present", "minutes": 180}


def send_again(group: Group) -> None:
    """The network fails after a sheet was sent: it may be sent again, with an Idempotency-Key or without."""
    session = group.sessions[0]
    path = f"/v1/sessions/{session['id']}/attendance"
    marks = [mark(child, number) for number, child in enumerate(group.children)]
    sheet, key = {"marks": marks, "recorded_at": session["ends_at"]}, new_id()
    first = group.leader.post(path, sheet, expect=200, key=key)
    check(group.leader.post(path, sheet, expect=200, key=key) == first, "the same key gives the same answer")
    check(group.leader.post(path, sheet, expect=200) == first, "without a key nothing changes either")
    check(len(group.leader.all(path)) == 7, "seven children have seven marks")
    clash = {"group_id": group.id, "starts_at": session["starts_at"], "minutes": 60}
    refused = group.leader.post("/v1/sessions", clash, expect=409)
    check(slug(refused) == "double-booking", "a group cannot meet twice at the same time")
