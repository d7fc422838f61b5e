"""An information evening: planned, invited to in three languages, answered by one tap, held, and counted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from callers import Body, check, new_id, slug
from preparation import tell
from three_families import EXCLUDED, INVITED, Week, interpreter, now

LANGUAGES = {"Nadira": "sr-Latn", "Amal": "ar", "Omar": "ar", "Olena": "uk", "Taras": "uk"}
PLACES = 4


def plan(week: Week) -> None:
    """The mediator plans it with four places, and asks for somebody who interprets."""
    mediator, story = week["mediator"], week.story
    library = story.administrator.post("/v1/sites", {"name": f"Library {story.run}", "kind": "library"})
    begins = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    new = {"programme_id": story.programme_id, "planned_at": begins, "minutes": 90, "language": "sr-Latn"}
    where = {"site_id": library["id"], "place": "Biblioteka, prvi sprat", "school_id": story.school_id}
    what = {"kind": "information_session", "topics": ["how_school_works"], "interpreter_wanted": True}
    visit = mediator.post("/v1/engagements", {**new, "kind": "home_visit", "places": PLACES}, expect=422)
    check(visit["errors"][0]["pointer"] == "/places", "at a family's home no places are given away")
    body = {"id": new_id(), **new, **where, **what, "places": PLACES}
    week.evening = f"/v1/engagements/{mediator.post('/v1/engagements', body)['id']}"
    check(mediator.post("/v1/engagements", body, expect=200)["id"] == body["id"], "planned twice is planned once")
    tell(f"An information evening is planned, with {PLACES} places.")


def invite(week: Week) -> None:
    """Each in the own language and by the own channel; the excluded father by nobody."""
    mediator, boss, father = week["mediator"], week["coordinator"], week.guardians[EXCLUDED]
    offered = {row["id"] for row in boss.all("/v1/engagements/invitable-guardians", engagement_id=week.evening[-36:])}
    check(offered == {week.guardians[name] for name in INVITED}, "five guardians can be invited")
    known = boss.post(f"{week.evening}/invite", {"guardian_ids": [father]}, expect=409)
    check(slug(known) == "guardian-excluded", "a coordinator is told why he is not invited")
    unknown = mediator.post(f"{week.evening}/invite", {"guardian_ids": [father]}, expect=422)
    nobody = mediator.post(f"{week.evening}/invite", {"guardian_ids": [new_id()]}, expect=422)
    check(unknown["errors"] == nobody["errors"], "for the mediator he is as somebody who is not there")
    guests = {"guardian_ids": [week.guardians[name] for name in INVITED]}
    first = mediator.post(f"{week.evening}/invite", guests, expect=200)
    check(mediator.post(f"{week.evening}/invite", guests, expect=200) == first, "invited twice is invited once")
    texts = mediator.post(f"{week.evening}/invitation-texts", {}, expect=200)["items"]
    worded = {row["guardian_id"]: row for row in texts}
    check({name: worded[week.guardians[name]]["language"] for name in INVITED} == LANGUAGES, "three languages")
    for name in INVITED:
        row = worded[week.guardians[name]]
        check(row["direction"] == ("rtl" if LANGUAGES[name] == "ar" else "ltr"), "Arabic runs from the right")
        check(row["through"] == "viber" and row["to"].startswith("+381"), "ready to be sent by Viber")
        check(not any(child in row["text"] for child in week.children), "no child is named")
        week.links[name] = row["link"].rsplit("/", 1)[1]
    tell("Five guardians have a message in Serbian, Arabic or Ukrainian with a link of their own.")


def arrange_interpreter(week: Week) -> None:
    """Who is bound to one of the families does not interpret there; somebody else does."""
    cousin, mediator = interpreter(week, "cousin"), week["mediator"]
    interpreter(week, "interpreter")
    bound = {"family_id": week.families["Haddad"]}
    week["coordinator"].post(f"/v1/interpreters/{cousin['id']}/relatives", bound)
    evening = mediator.get(week.evening)
    when = {"starts_at": evening["planned_at"], "minutes": evening["minutes"], "mode": "in_person"}
    new = {"engagement_id": evening["id"], "from_language": "sr-Latn", "to_language": "ar", **when}
    asked = f"/v1/interpretation-requests/{mediator.post('/v1/interpretation-requests', new)['id']}"
    refuse_relative(week, asked)
    given = mediator.post(f"{asked}/assign", {"interpreter_id": week["interpreter"].user_id}, expect=200)
    check(given["state"] == "assigned" and week["interpreter"].get(asked)["id"] == given["id"], "now it is hers")
    tell("An interpreter for Arabic comes to the evening; a cousin of one of the families was refused.")


def refuse_relative(week: Week, asked: str) -> None:
    """Nobody interprets for their own family."""
    refused = week["mediator"].post(f"{asked}/assign", {"interpreter_id": week["cousin"].user_id}, expect=409)
    check(slug(refused) == "interpreter-does-not-match", "a relative is refused")
    check(refused["reasons"] == ["conflict_of_interest"], "and that is the one reason")
    beside = week["mediator"].get(f"{asked}/candidates")["items"]
    found = {row["user_id"]: row["matches"] for row in beside}
    check(found[week["interpreter"].user_id] and not found[week["cousin"].user_id], "the list says so beforehand")


def answer(week: Week) -> None:
    """One tap on the page of the link, without a sign-in; who changes their mind taps again."""
    page = week.story.server.get(f"/e/{week.links['Amal']}")
    check('lang="ar"' in page.text and 'dir="rtl"' in page.text, "the page is Arabic")
    check("set-cookie" not in page.headers and "<script" not in page.text, "it keeps nothing and runs nothing")
    check(answers(week) == dict.fromkeys(INVITED), "to look at it is not to answer")
    for name in INVITED:
        tap(week, name, "coming")
    check(place(week, "Taras") == "waiting", "the fifth waits for one of four places")
    tap(week, "Nadira", "not_coming")
    waits = part(week, "Taras")["id"]
    week["mediator"].post(f"/v1/participations/{waits}/promote", expect=200)
    expected = {**dict.fromkeys(INVITED, "coming"), "Nadira": "not_coming"}
    check(answers(week) == expected and place(week, "Taras") == "taken", "her place is his now")
    gone = week.story.server.get(f"/v1/event-invitations/{week.links['Amal'][:-1]}")
    check(gone.status_code == 404, "a link that nobody made opens nothing")
    tell("All answered by one tap; a mother changed her answer, and who waited has her place.")


def tap(week: Week, name: str, said: str) -> None:
    page = week.story.server.post(f"/e/{week.links[name]}", data={"answer": said})
    check(page.status_code == 200 and f'lang="{LANGUAGES[name]}"' in page.text, f"{name} answers in the own language")


def parts(week: Week) -> list[Body]:
    return week["mediator"].all(f"{week.evening}/participations")


def part(week: Week, name: str) -> Body:
    return next(row for row in parts(week) if row["guardian_id"] == week.guardians[name])


def place(week: Week, name: str) -> str:
    return str(part(week, name)["place"])


def answers(week: Week) -> dict[str, Any]:
    told = {row["guardian_id"]: row["answer"] for row in parts(week)}
    return {name: told[week.guardians[name]] for name in INVITED}


def hold(week: Week) -> None:
    """It was held, and the sheet is sent twice. (A day earlier than planned: no example waits for tomorrow.)"""
    mediator = week["mediator"]
    mediator.post(f"{week.evening}/hold", {"held_at": now(), "held_minutes": 100}, expect=200)
    late = week.story.server.post(f"/v1/event-invitations/{week.links['Olena']}/answer", json={"answer": "maybe"})
    check(late.status_code == 409 and slug(late.json()) == "invitation-over", "an answer afterwards comes too late")
    came = {name: {"outcome": "took_part"} for name in ("Amal", "Omar", "Olena")}
    lines = {**came, "Amal": {"outcome": "took_part", "feedback": "She asked for a second evening"}}
    lines["Taras"] = {"outcome": "did_not_come", "barrier": "working_hours"}
    lines["Nadira"] = {"outcome": "declined", "barrier": "childcare"}
    sheet = [{"guardian_id": week.guardians[name], **line} for name, line in lines.items()]
    stranger = {"guardian_id": week.guardians[EXCLUDED], "outcome": "took_part"}
    path = f"{week.evening}/participations"
    mediator.post(path, {"lines": [*sheet, stranger]}, expect=422)
    check(all(row["outcome"] is None for row in parts(week)), "a sheet that names somebody unknown changes nothing")
    first = mediator.post(path, {"lines": sheet}, expect=200)
    check(mediator.post(path, {"lines": sheet}, expect=200) == first, "the sheet sent twice is the sheet sent once")
    check(len(parts(week)) == len(INVITED), "five lines")
    tell("Three came; one had to work and one had nobody for the children: the sheet says so, sent once or twice.")


def count(week: Week) -> None:
    """Of how many: the excluded father is in no number, neither above nor below the line."""
    today = datetime.now(UTC).date()
    asked = {"programme_id": week.story.programme_id, **days(today)}
    found = week["coordinator"].get("/v1/engagement-measures", **asked)
    check(found["fathers"] == share(1, 2), "of two children with a father to be reached, one's father took part")
    check(found["guardians"]["invited"] == share(5, 5), "all five were invited")
    check(found["guardians"]["took_part"] == share(3, 5), "three of five took part")
    (men,) = [row for row in found["by_gender"] if row["gender"] == "male"]
    check(men["took_part"] == share(1, 2) and men["reached"] == share(2, 2), "one of two men, both were reached")
    told = {row["barrier"]: row["numerator"] for row in found["by_barrier"] if row["numerator"]}
    check(told == {"working_hours": 1, "childcare": 1}, "what stood in the way")
    less = week["mediator"].get("/v1/engagement-measures", **asked)
    check(less["threshold"] == 5 and less["fathers"]["numerator"] is None, "small numbers are withheld from others")
    tell("Fathers: 1 of 2. Guardians: 3 of 5 took part, 5 of 5 were reached.")


def days(today: date) -> dict[str, str]:
    return {"from": (today - timedelta(days=1)).isoformat(), "to": (today + timedelta(days=2)).isoformat()}


def share(numerator: int, denominator: int) -> dict[str, int]:
    return {"numerator": numerator, "denominator": denominator}
