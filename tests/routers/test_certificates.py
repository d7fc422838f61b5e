"""Certificates: over verified hours alone, frozen, printed in every script, checked by code, revoked and replaced."""

import json
from datetime import timedelta
from typing import Any

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.check_codes import new_code, read_code, written
from app.core.typesetting import typeset
from app.models.certificate import CertificateKind
from app.services.hours.wording_certificates import TEMPLATE, Printed, best, chosen, offered
from app.services.hours.wording_certificates import given as template_given
from tests.households import wrong
from tests.routers.test_hours import PATH as HOURS
from tests.routers.test_hours import refused
from tests.world import World

PATH, CHECK = "/v1/certificates", "/v1/certificates/verify"
TODAY = clock.today()


def day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def service(world: World, first: int, last: int, **more: Any) -> dict[str, Any]:
    period = {"first_on": day(first), "last_on": day(last), "programme_id": str(world.indigo.programme)}
    return {"kind": "service_hours", **period, **more}


def given_hours(world: World, kind: str, minutes: int, ago: int, *, verified: bool = True) -> str:
    place = world.indigo
    body = {"kind": kind, "minutes": minutes, "done_on": day(ago), "programme_id": str(place.programme)}
    made = place.volunteer.post(HOURS, body)
    assert made.status_code == 201, made.text
    id: str = made.json()["id"]
    if verified:
        assert place.supervisor.post(f"{HOURS}/{id}/verify").status_code == 200
    return id


def test_a_certificate_freezes_what_was_verified_and_anybody_can_check_it(world: World) -> None:
    place = world.indigo
    me, boss = place.volunteer, place.coordinator
    given_hours(world, "preparation", 90, 20)
    waiting = given_hours(world, "travel", 30, 18, verified=False)
    unsettled = me.post(PATH, service(world, 30, 10))
    assert refused(unsettled) == (409, "hours-not-settled")
    assert (unsettled.json()["waiting_minutes"], unsettled.json()["disputed_minutes"]) == (30, 0)
    place.supervisor.post(f"{HOURS}/{waiting}/dispute", {"reason": "by bus it takes less"})
    assert me.post(PATH, service(world, 30, 10)).json()["disputed_minutes"] == 30
    assert me.get(f"{HOURS}/{waiting}").json()["disputed_because"] == "by bus it takes less"
    me.post(f"{HOURS}/{waiting}/withdraw")
    assert refused(me.post(PATH, service(world, 9, 5))) == (409, "nothing-verified")
    for bad, pointer, code in (
        ({"last_on": day(-1)}, "/last_on", "out_of_range"),
        ({"first_on": day(9)}, "/last_on", "out_of_range"),
        ({"programme_id": None}, "/programme_id", "missing"),
        ({"candidate_id": str(place.credit_of_volunteer)}, "/candidate_id", "not_allowed"),
        ({"languages": ["ja"]}, "/languages", "not_allowed"),
        ({"languages": ["fi", "fi"]}, "/languages", "not_allowed"),
        ({"kind": "training"}, "/programme_id", "not_allowed"),
        ({"training_record_id": str(place.record_of_volunteer)}, "/training_record_id", "not_allowed"),
        ({"replaces_id": str(place.certificate_of_volunteer2)}, "/replaces_id", "not_found"),
        ({"user_id": str(place.volunteer2.user_id)}, "/user_id", "not_found"),
    ):
        assert wrong(me.post(PATH, service(world, 30, 10, **bad))) == (422, pointer, code), bad
    assert place.supervisor.post(PATH, service(world, 30, 10, user_id=str(me.user_id))).status_code == 403
    assert place.teacher.post(PATH, service(world, 30, 10)).status_code == 403
    issued = me.post(PATH, service(world, 30, 10, languages=["sr-Cyrl", "ar"]))
    assert issued.status_code == 201, issued.text
    row = issued.json()
    assert (row["totals"], row["total_minutes"], row["state"]) == ({"preparation": 90}, 90, "issued")
    one, code = f"{PATH}/{row['id']}", row["code"]
    paper = me.get(f"{one}/document")
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF-")
    assert paper.content.count(b"/Type/Page/") == 2
    assert boss.get(f"{one}/document").content == paper.content, "the same bytes again"
    for nobody in (place.volunteer2, place.supervisor, world.red_cross.coordinator):
        assert nobody.get(f"{one}/document").status_code == nobody.get(one).status_code == 404
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    check = world.client.get(f"{CHECK}/{typed}")
    assert check.json() == {
        "standing": "valid", "kind": "service_hours", "initials": "V. T.", "programme": "Niš", "issuer": "INDIGO",
        "first_on": day(30), "last_on": day(10), "total_minutes": 90, "totals": {"preparation": 90},
        "issued_on": row["created_at"][:10], "ended_on": None,
    }  # fmt: skip
    assert "Volunteer" not in check.text
    page = world.client.get(f"{CHECK}/{code}", headers={"accept": "text/html", "accept-language": "ar"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'lang="ar" dir="rtl"' in page.text
    assert "هذه الشهادة صالحة" in page.text
    assert "Volunteer" not in page.text
    given_hours(world, "preparation", 30, 15)
    assert me.get(one).json()["total_minutes"] == 90, "frozen"
    assert me.post(f"{one}/revoke", {"reason": "no"}).status_code == 403
    newer = boss.post(PATH, service(world, 30, 10, user_id=str(me.user_id), replaces_id=row["id"]))
    assert (newer.status_code, newer.json()["total_minutes"]) == (201, 120), newer.text
    assert world.client.get(f"{CHECK}/{code}").json()["standing"] == "replaced"
    assert refused(me.get(f"{one}/document")) == (410, "certificate-ended")
    assert refused(boss.post(f"{one}/revoke", {"reason": "replaced already"})) == (409, "illegal-transition")
    assert boss.post(f"{PATH}/{newer.json()['id']}/revoke", {"reason": "not his hours"}).status_code == 200
    ended = world.client.get(f"{CHECK}/{newer.json()['code']}", headers={"accept": "text/html"})
    assert "This certificate was revoked." in ended.text
    assert world.client.get(f"{CHECK}/{newer.json()['code']}").json()["ended_on"] == day(0)


def test_codes_that_were_never_given_are_counted_and_slowed_down(world: World) -> None:
    slip = world.client.get(f"{CHECK}/{'0' * 27}1")
    assert refused(slip) == (404, "code-mistyped")
    for long in ("x" * 3000, "%00", "ABCD" * 8):
        assert world.client.get(f"{CHECK}/{long}").status_code == 404
    code = new_code()
    answers = [refused(world.client.get(f"{CHECK}/{code}")) for _ in range(7)]
    assert answers[:5] == [(404, "not-found")] * 5
    assert answers[-1] == (429, "too-many-requests")
    kept = world.indigo.coordinator.get(f"{PATH}/{world.indigo.certificate_of_volunteer}").json()["code"]
    assert world.client.get(f"{CHECK}/{kept}").status_code == 200, "a code that was given is answered"


def test_credit_needs_its_hours_and_its_statement(world: World) -> None:
    place = world.indigo
    me, boss, candidate = place.volunteer, place.coordinator, str(place.credit_of_volunteer)
    progress = "/v1/credit-candidates/progress"
    (mine,) = me.get(progress).json()["items"]
    assert (mine["verified_minutes"], mine["waiting_minutes"], mine["required_minutes"]) == (60, 0, 120)
    assert (mine["missing_minutes"], mine["reached"]) == (60, False), "training does not count here"
    credit = {"kind": "course_credit", "candidate_id": candidate}
    short = me.post(PATH, credit)
    assert (refused(short), short.json()["verified_minutes"]) == ((409, "credit-not-reached"), 60)
    agreement = f"/v1/credit-agreements/{place.agreement}"
    assert boss.patch(agreement, {"statement_needed": True}).status_code == 200
    assert wrong(boss.patch(agreement, {"last_on": "2020-01-01"})) == (422, "/last_on", "out_of_range")
    extra = given_hours(world, "preparation", 75, 5, verified=False)
    (mine,) = boss.get(f"{progress}?user_id={me.user_id}").json()["items"]
    assert (mine["waiting_minutes"], mine["statement_missing"]) == (75, True)
    assert len(boss.get(f"{progress}?agreement_id={place.agreement}").json()["items"]) == 3
    assert {row["user_id"] for row in place.supervisor.get(progress).json()["items"]} == {
        str(me.user_id), str(place.supervisor.user_id),
    }  # fmt: skip
    assert refused(me.post(PATH, credit)) == (409, "statement-missing")
    said = {"statement": "Pouzdano vodi grupu. {date} #eval"}
    assert me.patch(f"/v1/credit-candidates/{candidate}", said).status_code == 403
    itself = f"/v1/credit-candidates/{place.credit_of_supervisor}"
    assert refused(place.supervisor.patch(itself, said)) == (409, "second-person-needed")
    assert place.supervisor.patch(f"/v1/credit-candidates/{candidate}", said).json()["stated_at"]
    assert refused(me.post(PATH, credit)) == (409, "hours-not-settled")
    boss.post(f"{HOURS}/{extra}/verify")
    issued = boss.post(PATH, credit)
    assert issued.status_code == 201, issued.text
    assert (issued.json()["user_id"], issued.json()["total_minutes"]) == (str(me.user_id), 135)
    assert me.get(f"{PATH}/{issued.json()['id']}/document").status_code == 200
    twice = me.post(PATH, credit)
    assert (refused(twice), twice.json()["present"]) == ((409, "certificate-exists"), issued.json()["id"])
    assert me.post(PATH, {**credit, "replaces_id": issued.json()["id"]}).status_code == 201
    assert refused(boss.delete(f"/v1/credit-candidates/{candidate}")) == (409, "still-referenced")
    again = {"agreement_id": str(place.agreement)}
    assert me.post("/v1/credit-candidates", again).status_code == 409
    assert place.educator.post("/v1/credit-candidates", again).status_code == 201
    another = {**again, "user_id": str(place.volunteer2.user_id)}
    assert place.educator.post("/v1/credit-candidates", another).status_code in (403, 422)


def test_a_training_is_certified_while_its_record_holds(world: World) -> None:
    place = world.indigo
    me, record = place.volunteer, str(place.record_of_volunteer)
    training = {"kind": "training", "training_record_id": record, "languages": ["bg", "ar"]}
    assert wrong(me.post(PATH, {"kind": "training"})) == (422, "/training_record_id", "missing")
    assert wrong(place.volunteer2.post(PATH, training)) == (422, "/training_record_id", "not_found")
    issued = me.post(PATH, training)
    assert issued.status_code == 201, issued.text
    row = issued.json()
    assert (row["totals"], row["programme_id"], row["first_on"]) == ({"training": 180}, None, day(0))
    assert me.get(f"{PATH}/{row['id']}/document").content.startswith(b"%PDF-")
    check = f"{CHECK}/{row['code']}"
    assert world.client.get(check).json()["programme"] == "Visiting families"
    page = world.client.get(check, headers={"accept": "text/html", "accept-language": "bg"})
    assert "Удостоверение за обучение" in page.text
    assert "Завършено на" in page.text
    assert place.coordinator.get(f"{PATH}/{row['id']}").status_code == 200
    revoked = place.coordinator.post(f"/v1/training-records/{record}/revoke", {"reason": "another person was there"})
    assert revoked.status_code == 200, revoked.text
    assert world.client.get(check).json()["standing"] == "revoked", "it goes with its record"
    assert refused(me.post(PATH, training)) == (409, "training-not-in-force")


LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(number=st.integers(0, 2**128 - 1), place=st.integers(0, 27), letter=st.sampled_from(LETTERS))
def test_every_slip_in_a_code_is_noticed(number: int, place: int, letter: str) -> None:
    code = written(number)
    assert read_code(code.lower().replace("-", "")) == code
    letters = list(code.replace("-", ""))
    if letters[place] != letter:
        assert read_code("".join([*letters[:place], letter, *letters[place + 1 :]])) is None
    if place < 27 and letters[place] != letters[place + 1]:
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
        assert read_code("".join(letters)) is None


HOSTILE = '#read("/etc/passwd") *b* $x$ <a> @b // \\ `c` "d" {date} \u0634\u0643\u0631\u0627 (2026)'
TERMS = {
    "university": HOSTILE, "course": HOSTILE, "course_code": "X", "required_minutes": 60,
    "outcomes": [HOSTILE] * 10, "statement": {"text": HOSTILE * 40, "by": HOSTILE},
}  # fmt: skip
FACTS = {
    "holder": HOSTILE, "organisation": HOSTILE, "programme": HOSTILE, "first_on": "2026-01-31", "terms": TERMS,
    "last_on": "2026-12-01", "issued_on": "2026-12-02", "totals": {"session": 61, "travel": 60},
}  # fmt: skip


def paper(*tags: str) -> dict[str, Any]:
    place = "https://learnbridge.example/v1/certificates/verify/"
    return template_given(Printed(CertificateKind.COURSE_CREDIT, FACTS, tags, written(7), place))


def test_a_certificate_is_pdf_ua_in_each_script_and_what_people_wrote_is_only_shown() -> None:
    tags = ("ar", "sr-Latn", "uk")
    with time_machine.travel("2030-01-01"):
        made = typeset(TEMPLATE, paper(*tags))
    assert made == typeset(TEMPLATE, paper(*tags)), "the same bytes at any time"
    assert b"pdfuaid:part>1<" in made
    assert all(f"/Lang({tag.partition('-')[0]})".encode() in made for tag in tags)
    for page in paper(*sorted(offered()))["pages"]:
        said = json.dumps({**page, "words": [*page["words"].values()]}, ensure_ascii=False)
        assert said.count("{") == 1 + said.count("{date}"), page["lang"]
        assert said.count("{date}") == said.count("passwd"), "only as somebody wrote it"


def test_a_certificate_is_written_in_the_languages_of_its_readers() -> None:
    assert best(["rom", "sr"]) == "sr-Cyrl"
    assert best(["ja"]) == "en"
    assert chosen([], ["apc"], "fi") == ["ar", "fi"]
    assert chosen([], ["fi"], "fi") == ["fi"]
    assert chosen(["uk"], ["fi"], "fi") == ["uk"]
