"""Applications: a form that anybody may send, confirmed by a code; what machines and floods come to."""

import time
from typing import Any

import httpx
from callers import Body, check, new_id, slug
from campaign import Recruiting
from letters import code_sent_to
from preparation import tell

FORM = "/v1/application-forms"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TIME = [{"weekday": day, "begins": "13:00", "ends": "20:00"} for day in DAYS]
PROFILE = {
    "availability": TIME,
    "languages": [{"tag": "sr-Latn", "level": "native"}],
    "subjects": [{"subject": "mathematics", "to_grade": 4}],
}
# Who applies, and by which campaign's link.
APPLICANTS = {"Ana": "lecture", "Ivo": "website", "Marko": "lecture", "Lejla": ""}
PATIENCE = 20.0


def apply(now: Recruiting) -> None:
    """Three by e-mail, two of them through the university, one by telephone and through nobody."""
    ways = []
    for name in APPLICANTS:
        link = expected(send(now, name), 202)["link"]
        check(status(now, link)["state"] == "unconfirmed", "an application waits for its code")
        ways.append(confirm(now, name, link))
    boss = now["coordinator"]
    rows = boss.all("/v1/applications", programme_id=now.story.programme_id)
    now.applications = {row["given_name"]: row["id"] for row in rows}
    sources = {row["given_name"]: row["campaign_id"] for row in rows}
    named = {name: now.campaigns[of]["id"] if of else None for name, of in APPLICANTS.items()}
    check(sources == named, "every application keeps the campaign that it came by")
    short = boss.get(f"/v1/applications/{now.applications['Ana']}")["short_name"]
    check(short == "Anči", "and what the person wants to be called")
    tell(f"Four have applied; their codes came {', '.join(ways)}.")


def send(now: Recruiting, name: str, **more: Any) -> httpx.Response:
    """The form, as a page of the organisation would send it."""
    contact = {"phone": "064 123 45 67"} if name == "Lejla" else {"email": address(now, name)}
    campaign = now.campaigns.get(APPLICANTS.get(name, ""))
    form = {
        "organisation_id": now.organisation["id"],
        "opportunity_id": now.opportunity,
        "given_name": name,
        "surname": "Petrović",
        "short_name": "Anči" if name == "Ana" else "",
        "language": "sr-Latn",
        "university": "University of Niš",
        "field_of_study": "Mathematics",
        "motivation": "Somebody helped me once.",
        "processing_text": "2026-1",
        **PROFILE,
        **contact,
        **({"ref": campaign["code"]} if campaign else {}),
        **more,
    }
    return now.story.server.post(FORM, json=form)


def address(now: Recruiting, name: str) -> str:
    return f"{name.lower()}.{now.story.run}@students.example"


def confirm(now: Recruiting, name: str, link: str) -> str:
    """With the code that came: how it came, in words."""
    code, way = code_of(now, name)
    now.links[name] = link
    wrong = {"code": f"{(int(code) + 1) % 1_000_000:06}"}
    check(slug(expected(step(now, link, "confirm", wrong), 401)) == "code-refused", "another code confirms nothing")
    done = expected(step(now, link, "confirm", {"code": code}), 200)
    check(done["state"] == "submitted", "with the code the application is confirmed")
    again = expected(step(now, link, "confirm", {"code": code}), 200)
    check(again == done, "a phone that lost the answer sends it again")
    return way


def code_of(now: Recruiting, name: str) -> tuple[str, str]:
    """The code in the letter; the coordinator's word for who gave a number alone, or where no letters are written."""
    if name != "Lejla":
        letters_gone(now)
        if code := code_sent_to(address(now, name)):
            return code, "by e-mail"
    waiting = now["coordinator"].all("/v1/applications", programme_id=now.story.programme_id, state="unconfirmed")
    id = next(row["id"] for row in waiting if row["given_name"] == name)
    return str(now["coordinator"].post(f"/v1/applications/{id}/code")["code"]), "on the telephone"


def letters_gone(now: Recruiting) -> None:
    """Waits until no letter with a code is on its way any more."""
    begun = time.monotonic()
    queued = {"programme_id": now.story.programme_id, "kind": "one_time_code", "state": "queued"}
    while now["coordinator"].all("/v1/notices", **queued):
        check(time.monotonic() < begun + PATIENCE, "a letter with a code goes within seconds")
        time.sleep(0.05)


def status(now: Recruiting, link: str) -> Body:
    """How an application stands, for whoever holds its link."""
    return expected(now.story.server.get(f"/v1/application-links/{link}"), 200)


def step(now: Recruiting, link: str, what: str, body: Body | None = None) -> httpx.Response:
    return now.story.server.post(f"/v1/application-links/{link}/{what}", json=body or {})


def expected(answer: httpx.Response, code: int) -> Body:
    """The body of a public answer with this status."""
    check(answer.status_code == code, f"{answer.request.url.path}: {code} and not {answer.status_code} {answer.text}")
    body: Body = answer.json()
    return body


def apply_twice(now: Recruiting) -> None:
    """The same person again: nothing tells that she is known, until she proves that it is she."""
    again = expected(send(now, "Ana", email=address(now, "Ana").upper()), 202)
    nobody = expected(send(now, "Nobody"), 202)
    check(
        {**again, "link": "", "confirm_until": ""} == {**nobody, "link": "", "confirm_until": ""}, "answers are alike"
    )
    led = expected(step(now, again["link"], "confirm", {"code": code_of(now, "Ana")[0]}), 200)
    check(led == status(now, now.links["Ana"]), "her second form leads her to her first application")
    confirmed = now["coordinator"].all("/v1/applications", programme_id=now.story.programme_id, state="submitted")
    check(len(confirmed) == len(APPLICANTS), "one person has one application")
    tell("The same person applied twice and has one application; strangers learn from no answer who is known.")


def refuse_machines(now: Recruiting) -> None:
    """A machine fills in what nobody sees; a flood is slowed down."""
    before = len(now["coordinator"].all("/v1/applications", programme_id=now.story.programme_id))
    robot = expected(send(now, "Robot", website="https://spam.example"), 202)
    check(len(robot["link"]) == len(now.links["Ana"]), "a machine is answered as anybody")
    after = len(now["coordinator"].all("/v1/applications", programme_id=now.story.programme_id))
    check(after == before, "and nothing of it is kept")
    answers = [send(now, "Flood") for _ in range(6)]
    check([answer.status_code for answer in answers] == [202] * 5 + [429], "the sixth form for one address is too many")
    check(int(answers[-1].headers["retry-after"]) > 0, "it says when to come again")
    check(slug(answers[-1].json()) == "too-many-requests", "and why")
    tell("A machine's form was not kept, a flood was slowed down after five.")


def refuse_nonsense(now: Recruiting) -> None:
    """Clear words for a form without an address, for what is not there, and for a link that never was."""
    nowhere = expected(send(now, "Eva", email=None), 422)
    check(nowhere["errors"][0]["detail"] == "Give an e-mail address or a telephone number.", "an address is needed")
    elsewhere = expected(send(now, "Eva", opportunity_id=new_id()), 422)
    check(elsewhere["errors"][0]["pointer"] == "/opportunity_id", "what is applied for has to be there")
    forged = f"{now.links['Ana'][:-4]}aaaa"
    answer = now.story.server.get(f"/v1/application-links/{forged}")
    check(answer.status_code == 404, "a link with another end opens nothing")
    tell("A form without an address, one for nothing and a forged link were refused.")
