"""Credit and certificate: how far it is to 120 hours, a paper over what is verified alone, checked by anybody."""

from datetime import timedelta

from callers import Body, Person, check, slug
from campaign import Recruiting
from giving import sums
from preparation import tell

REQUIRED = 120


def agree(now: Recruiting) -> None:
    """What the university asks for a course, and who works towards it."""
    asked = {"university": "University of Niš", "course": "Student practice", "language": "sr-Cyrl"}
    counted = {"kinds": ["session", "preparation"], "required_hours": REQUIRED, "first_on": now.story.begun}
    new = {"programme_id": now.story.programme_id, **asked, **counted}
    now.agreement = now["coordinator"].post("/v1/credit-agreements", new)["id"]
    now.candidate = now["Ana"].post("/v1/credit-candidates", {"agreement_id": now.agreement})["id"]
    tell(f"The university gives credit for {REQUIRED} hours of sessions and preparation.")


def progress(now: Recruiting) -> Body:
    (row,) = now["Ana"].get("/v1/credit-candidates/progress", agreement_id=now.agreement)["items"]
    found: Body = row
    return found


def refuse(now: Recruiting) -> None:
    """Nothing is certified while hours wait or are disputed."""
    ana, minutes = now["Ana"], sums()
    refused = ana.post("/v1/certificates", service(now), expect=409)
    check(slug(refused) == "hours-not-settled", "a certificate is refused")
    waiting = minutes["session"] + minutes["preparation"]
    check((refused["waiting_minutes"], refused["disputed_minutes"]) == (waiting, 200), "it says which hours are open")
    told = progress(now)
    check((told["verified_minutes"], told["waiting_minutes"]) == (0, waiting), "nothing counts before it is verified")
    tell("A certificate was refused: 200 minutes were disputed and others waited.")


def service(now: Recruiting) -> Body:
    period = {"first_on": (now.today - timedelta(days=20)).isoformat(), "last_on": now.today.isoformat()}
    return {"kind": "service_hours", "programme_id": now.story.programme_id, **period, "languages": ["sr-Cyrl", "ar"]}


def issue(now: Recruiting) -> None:
    """Over what was verified, frozen, printed; the credit is still far."""
    ana, minutes = now["Ana"], sums()
    told, counted = progress(now), minutes["session"] + minutes["preparation"]
    check((told["verified_minutes"], told["missing_minutes"]) == (counted, REQUIRED * 60 - counted), "exactly so far")
    early = ana.post("/v1/certificates", {"kind": "course_credit", "candidate_id": now.candidate}, expect=409)
    check((slug(early), early["verified_minutes"]) == ("credit-not-reached", counted), "no credit before 120 hours")
    now.certificate = ana.post("/v1/certificates", service(now))
    check(now.certificate["totals"] == minutes, "the certificate says what the recount says, by kind")
    check(now.certificate["total_minutes"] == sum(minutes.values()), "and altogether")
    paper = document(now, ana)
    check(paper.startswith(b"%PDF-1.") and b"pdfuaid:part" in paper, "a PDF that says it is accessible (PDF/UA)")
    check(document(now, now["coordinator"]) == paper, "whoever may print it prints the same")
    tell(f"{counted / 60:.1f} of {REQUIRED} h towards the credit; a certificate over {sum(minutes.values())} minutes.")


def document(now: Recruiting, who: Person) -> bytes:
    answer = who.server.get(f"/v1/certificates/{now.certificate['id']}/document", headers=who.bearer())
    check(answer.headers["content-type"] == "application/pdf", "the paper comes as a PDF")
    return answer.content


def verify(now: Recruiting) -> None:
    """Anybody with the code is told that it stands, for initials and sums; and once it does not, that."""
    found = checked(now)
    check((found["standing"], found["initials"]) == ("valid", "A. P."), "it stands, for somebody with these initials")
    check(found["totals"] == sums(), "with the sums")
    check("Ana" not in str(found) and "Petrović" not in str(found), "and nobody's name")
    slip = now.story.server.get(f"/v1/certificates/verify/{mistyped(now.certificate['code'])}")
    check(slip.status_code == 404 and slug(slip.json()) == "code-mistyped", "a slip is told as a slip")
    revoked = f"/v1/certificates/{now.certificate['id']}"
    now["Ana"].post(f"{revoked}/revoke", {"reason": "I do not want it"}, expect=403)
    now["coordinator"].post(f"{revoked}/revoke", {"reason": "Issued with a wrong name"}, expect=200)
    check(checked(now)["standing"] == "revoked", "whoever checks it now is told so")
    now["Ana"].get(f"{revoked}/document", expect=410)
    tell("Anybody could check the certificate by its code: initials and totals; revoked, the check says so.")


def checked(now: Recruiting) -> Body:
    """As anybody types it: in small letters, with spaces."""
    code = now.certificate["code"].lower().replace("-", " ")
    answer = now.story.server.get(f"/v1/certificates/verify/{code}")
    check(answer.status_code == 200, "a code is found however it is typed")
    found: Body = answer.json()
    return found


def mistyped(code: str) -> str:
    return code[:-1] + ("2" if code[-1] != "2" else "3")
