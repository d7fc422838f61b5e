"""Two weeks with a group: hours of sessions follow by rule, others are entered, disputed, corrected, verified."""

from datetime import timedelta
from typing import Any, NamedTuple

from callers import Body, check, new_id, slug
from campaign import Recruiting
from gate import WEEKS
from preparation import tell

MINUTES = 120


class Meeting(NamedTuple):
    """A session: the day of the two weeks, what became of it, and how long it was."""

    day: int
    what: str
    minutes: int


MEETINGS = (
    Meeting(0, "held", 120), Meeting(2, "held", 110), Meeting(4, "cancelled", 0),
    Meeting(7, "held", 120), Meeting(9, "nobody", 120), Meeting(11, "held", 95),
)  # fmt: skip


def meet(now: Recruiting) -> None:
    """Six sessions: one falls out, at one no child is there, one sheet is sent twice."""
    for meeting in MEETINGS:
        begins = f"{now.today - timedelta(weeks=WEEKS) + timedelta(days=meeting.day)}T12:00:00Z"
        new = {"id": new_id(), "group_id": now.group.id, "starts_at": begins, "minutes": MINUTES}
        session = f"/v1/sessions/{now['Ana'].post('/v1/sessions', new)['id']}"
        if meeting.what == "cancelled":
            now["Ana"].post(f"{session}/cancel", {"reason": "leader_ill"}, expect=200)
        else:
            now["Ana"].post(f"{session}/hold", {"held_from": begins, "held_minutes": meeting.minutes}, expect=200)
            record(now, session, here=meeting.what == "held")
    tell("Six sessions in two weeks: one fell out, at one no child was there.")


def record(now: Recruiting, session: str, *, here: bool) -> None:
    """One of the two children is there, or none; the phone sends the sheet twice."""
    there = now.group.children[:1] if here else []
    marks = [{"child_id": child, "status": "present" if child in there else "absent"} for child in now.group.children]
    for _ in range(2):
        now["Ana"].post(f"{session}/attendance", {"marks": marks}, expect=200)


def recount_sessions(now: Recruiting) -> None:
    """Hours are those of held sessions with a child present, each once, and nobody enters them."""
    rows = now["Ana"].all("/v1/hours", kind="session")
    told = sorted(meeting.minutes for meeting in MEETINGS if meeting.what == "held")
    check(sorted(row["minutes"] for row in rows) == told, "the hours are those of the sessions with a child present")
    check(len({row["session_id"] for row in rows}) == len(rows), "each session counts once")
    mine = {"kind": "session", "minutes": 60, "done_on": now.today.isoformat()}
    by_hand = now["Ana"].post("/v1/hours", {**mine, "programme_id": now.story.programme_id}, expect=422)
    check(slug(by_hand) == "session-hours-by-rule", "nobody enters hours of sessions by hand")
    tell(f"Hours by rule: {sum(told)} minutes of {len(told)} sessions; none for the other two.")


def enter(now: Recruiting) -> None:
    """What she prepared and how long she was on the bus; the bus is disputed."""
    day = now.today - timedelta(days=3)
    prepared = log(now, "preparation", 90, starts_at=f"{day}T08:00:00Z")
    clash = log(now, "admin", 30, starts_at=f"{day}T09:00:00Z", expect=409)
    check(clash["present"] == [prepared["id"]], "a minute counts once")
    travelled = log(now, "travel", 200, done_on=day.isoformat())
    tomorrow = log(now, "travel", 30, done_on=(now.today + timedelta(days=1)).isoformat(), expect=422)
    check(tomorrow["errors"][0]["pointer"] == "/done_on", "what has not come is not entered")
    why = {"reason": "By bus it takes an hour"}
    disputed = now["supervisor"].post(f"/v1/hours/{travelled['id']}/dispute", why, expect=200)
    check(disputed["disputed_because"] == why["reason"], "who disputes says why")
    now.hours = [prepared, travelled]
    tell("Ninety minutes of preparation were entered; the supervisor disputes a long way.")


def log(now: Recruiting, kind: str, minutes: int, expect: int = 201, **when: str) -> Any:
    body: Body = {"kind": kind, "minutes": minutes, "programme_id": now.story.programme_id, **when}
    return now["Ana"].post("/v1/hours", body, expect=expect)


def settle(now: Recruiting) -> None:
    """She corrects, the old entry stays as history; another person verifies all of it."""
    ana, boss, wrong = now["Ana"], now["supervisor"], now.hours[1]
    day = {"done_on": wrong["done_on"]}
    right = ana.post(f"/v1/hours/{wrong['id']}/correct", {"minutes": 60, **day, "note": "Bus both ways"})
    check(right["replaces_id"] == wrong["id"], "the correction names what it replaces")
    whole = ana.get(f"/v1/hours/{wrong['id']}", include="transitions")
    check([move["to_state"] for move in whole["transitions"]] == ["disputed", "corrected"], "history stays")
    ana.post(f"/v1/hours/{right['id']}/verify", expect=403)
    waiting = [row["id"] for row in boss.all("/v1/hours", user_id=ana.user_id, state="logged")]
    verified = boss.post("/v1/hours/verify", {"ids": waiting}, expect=200)["items"]
    check({row["state"] for row in verified} == {"verified"}, "the supervisor verifies them together")
    check(totals(now) == sums(), "the totals are those of a recount")
    again = ana.post(f"/v1/hours/{right['id']}/correct", {"minutes": 90, **day}, expect=409)
    check(slug(again) == "illegal-transition", "what is verified she does not change")
    tell(f"Corrected with its history and verified by another person: {sum(sums().values())} minutes.")


def sums() -> dict[str, int]:
    """What the hours must add up to, recounted from what was sent."""
    sessions = sum(meeting.minutes for meeting in MEETINGS if meeting.what == "held")
    return {"session": sessions, "preparation": 90, "travel": 60}


def totals(now: Recruiting) -> dict[str, int]:
    """Verified minutes by kind, as the server adds them up over the months."""
    found: dict[str, int] = {}
    for row in now["Ana"].get("/v1/hours/totals", user_id=now["Ana"].user_id)["items"]:
        found[row["kind"]] = found.get(row["kind"], 0) + row["verified_minutes"]
    return found
