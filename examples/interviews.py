"""From an application to a decision: times for interviews, withdrawal, rejection, acceptance; the funnel by source."""

from datetime import timedelta
from typing import Any

import applicants
from applicants import expected, status, step
from callers import Body, check, slug
from campaign import PLACES, Recruiting, places
from preparation import tell


def screen(now: Recruiting) -> None:
    """Nobody is accepted whom nobody has looked at; three are invited to an interview."""
    boss = now["coordinator"]
    early = boss.post(f"/v1/applications/{now.applications['Ana']}/accept", {}, expect=409)
    check(slug(early) == "illegal-transition" and "screen" in early["allowed"], "first somebody has to look at it")
    for name in applicants.APPLICANTS:
        move(now, name, "screen")
    for name in ("Ana", "Ivo", "Lejla"):
        move(now, name, "interview")
    note = {"application_id": now.applications["Ana"], "text": "Asks good questions"}
    boss.post("/v1/application-notes", note)
    tell("Four were screened, three invited to an interview.")


def move(now: Recruiting, name: str, what: str, body: Body | None = None, expect: int = 200) -> Any:
    return now["coordinator"].post(f"/v1/applications/{now.applications[name]}/{what}", body, expect=expect)


def choose(now: Recruiting) -> None:
    """Each takes a time; one time is for one person."""
    first, second = (offer(now, hours)["id"] for hours in (9, 10))
    busy = offer(now, 9, expect=409)
    check(slug(busy) == "interviewer-busy", "an interviewer is in one interview at a time")
    seen = status(now, now.links["Ana"])
    check([slot["id"] for slot in seen["slots"]] == [first, second], "Ana sees two free times")
    check("upervisor" not in str(seen), "and not with whom")
    taken = expected(step(now, now.links["Ana"], "slot", {"slot_id": first}), 200)
    check(taken["slot"]["id"] == first, "the first is hers")
    late = expected(step(now, now.links["Ivo"], "slot", {"slot_id": first}), 409)
    check(slug(late) == "slot-gone", "it is gone for Ivo")
    expected(step(now, now.links["Ivo"], "slot", {"slot_id": second}), 200)
    known = now["supervisor"].get(f"/v1/applications/{now.applications['Ana']}")
    check(known["given_name"] == "Ana" and "decision_note" not in known, "the interviewer knows whom she will meet")
    now["supervisor"].get(f"/v1/applications/{now.applications['Marko']}", expect=404)
    tell("A time for an interview was taken by one and refused to the other, who took the next.")


def offer(now: Recruiting, hour: int, expect: int = 201) -> Any:
    begins = f"{now.today + timedelta(days=2)}T{hour:02}:00:00Z"
    slot = {"opportunity_id": now.opportunity, "interviewer_id": now["supervisor"].user_id, "starts_at": begins}
    return now["coordinator"].post("/v1/interview-slots", {**slot, "minutes": 45, "place": "Room 3"}, expect=expect)


def leave(now: Recruiting) -> None:
    """One withdraws by her link, one is rejected and told so, not why."""
    gone = expected(step(now, now.links["Lejla"], "withdraw"), 200)
    check(gone["state"] == "withdrawn" and gone["slots"] == [], "who withdraws is offered no time any more")
    reason = {"reason": "times_do_not_fit", "note": "Only at weekends"}
    check(move(now, "Marko", "reject", reason)["reject_reason"] == "times_do_not_fit", "a rejection has a reason")
    told = status(now, now.links["Marko"])
    check(told["state"] == "rejected" and "weekends" not in str(told), "he is told that it is so, not why")
    again = expected(step(now, now.links["Marko"], "withdraw"), 409)
    check(again["allowed"] == [], "what is decided is not withdrawn")
    tell("One withdrew, one was rejected with a reason.")


def accept(now: Recruiting) -> None:
    """Each takes a place; who leaves before it has begun frees it."""
    boss = now["coordinator"]
    for taken, name in enumerate(("Ana", "Ivo"), start=1):
        user_id = move(now, name, "accept", {"note": "Calm and reliable"})["user_id"]
        left = PLACES - taken
        check(places(now) == (left or None), f"{left} places are left, and with none it is not listed")
        (row,) = boss.all("/v1/volunteers", user_id=user_id)
        came = now.campaigns[applicants.APPLICANTS[name]]["id"]
        check((row["state"], row["source_campaign_id"]) == ("onboarding", came), "a volunteer keeps the source too")
        now.volunteers[name] = row["id"]
    full = expected(applicants.send(now, "Eva"), 409)
    check(slug(full) == "opportunity-not-open", "where every place is taken nobody applies")
    left = {"reason": "moved", "by": "volunteer", "note": "A flat in another city"}
    boss.post(f"/v1/volunteers/{now.volunteers['Ivo']}/end", left, expect=200)
    check(places(now) == 1, "who leaves before it has begun frees the place")
    boss.post(f"/v1/opportunities/{now.opportunity}/close", {"reason": "Enough for this term"}, expect=200)
    closed = expected(applicants.send(now, "Eva"), 409)
    check(slug(closed) == "opportunity-not-open", "an old link to what is closed says so")
    page = now.story.server.get(f"{now.public}/{now.opportunity}/page", headers={"accept": "text/html"})
    check(page.status_code == 404 and "not open any more" in page.text, "its page too")
    tell("Two were accepted and filled every place; one left during onboarding, and the place was free again.")


def count(now: Recruiting) -> None:
    """From where they came and how far they got."""
    span = {"from": (now.today - timedelta(days=1)).isoformat(), "to": (now.today + timedelta(days=1)).isoformat()}
    funnel = now["coordinator"].get("/v1/application-funnel", **span, programme_id=now.story.programme_id)
    steps = ("submitted", "screening", "interview", "accepted", "active", "rejected", "withdrawn")
    found = {row["campaign_id"]: [row[step] for step in steps] for row in funnel["campaigns"]}
    lecture, website = (now.campaigns[name]["id"] for name in ("lecture", "website"))
    counted = {lecture: [2, 2, 1, 1, 1, 1, 0], website: [1, 1, 1, 1, 0, 0, 0], None: [1, 1, 1, 0, 0, 0, 1]}
    check(found == counted, "each source has its counts")
    total = [sum(column) for column in zip(*counted.values(), strict=True)]
    check([funnel["total"][step] for step in steps] == total, "which add up")
    partner = next(row for row in funnel["partners"] if row["partner_id"] == now.partner)
    check(partner["submitted"] == 2, "and are known by partner")
    check(funnel["total"]["days_to_acceptance"] == 0.0, "with the days that it took")
    tell("The funnel by source: of 4 who applied 2 were accepted; the university's lecture brought the one who stayed.")
