"""Applications from the public form to a volunteer, over HTTP and with the letters that were written."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.auth.keys import KeyRing
from app.core import clock
from app.core.columns import instant_text
from app.models import Application, Opportunity, User
from app.models.account import UserStatus
from app.services.jobs.kinds import KINDS
from tests.households import wrong
from tests.jobs import run_due
from tests.services.test_notices import change, posted
from tests.world import World

ANA = "ana@students.example"


@pytest.fixture
def desk(world: World, ring: KeyRing) -> Iterator["Desk"]:
    """Tomorrow at noon, outside quiet hours; time stands still until the test moves it."""
    tomorrow = (clock.now() + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    with time_machine.travel(tomorrow, tick=False) as moving:
        yield Desk(world, ring, moving)


class Desk:
    """The public form, the post and the applicants' links of one world."""

    def __init__(self, world: World, ring: KeyRing, moving: Any) -> None:
        self.world, self.place, self.letters = world, world.indigo, posted(world)
        self.ring, self.moving, self.today = ring, moving, clock.now().date()
        self.later()

    def later(self, **span: float) -> None:
        """Time goes on; whoever was signed in signs in again."""
        self.moving.shift(timedelta(**span))
        self.world.open(self.world.app, self.world.client, self.ring)

    def send(self, *, host: str = "198.51.100.9", **more: Any) -> Any:
        form = {
            "organisation_id": str(self.place.id), "opportunity_id": str(self.place.opportunity), "email": ANA,
            "given_name": "Ana", "surname": "Šarić", "language": "sr-Latn", "processing_text": "2026-1", **more,
        }  # fmt: skip
        self.world.client._transport.client = (host, 50000)
        return self.world.client.post("/v1/application-forms", json=form)

    def post(self) -> list[EmailMessage]:
        """What has been written since the last time."""
        run_due(self.world, clock.now())
        new, self.letters[:] = list(self.letters), []
        return new

    def code(self) -> str:
        return next(
            found[0] for letter in reversed(self.post()) if (found := re.findall(r"\b[0-9]{6}\b", said(letter)))
        )

    def link(self, of: str, path: str = "", body: Any = None) -> Any:
        return self.world.client.post(f"/v1/application-links/{of}{path}", json={} if body is None else body)

    def applied(self, **more: Any) -> tuple[str, str]:
        """The link and the id of an application that was confirmed."""
        receipt = self.send(**more)
        assert receipt.status_code == 202, receipt.text
        link: str = receipt.json()["link"]
        done = self.link(link, "/confirm", {"code": self.code()})
        assert done.status_code == 200, done.text
        boss = self.place.coordinator
        rows = boss.get("/v1/applications?state=submitted").json()["items"]
        return link, next(row["id"] for row in rows if row["email"] == more.get("email", ANA))

    def move(self, id: str, *moves: str, **body: Any) -> Any:
        for move in moves:
            answer = self.place.coordinator.post(f"/v1/applications/{id}/{move}", body if move == moves[-1] else None)
        return answer

    def slot(self, hours: int = 48, **more: Any) -> Any:
        body = {
            "opportunity_id": str(self.place.opportunity), "interviewer_id": str(self.place.supervisor.user_id),
            "starts_at": instant_text(clock.now() + timedelta(hours=hours)), "place": "Sala 3", **more,
        }  # fmt: skip
        return self.place.coordinator.post("/v1/interview-slots", body)


def said(letter: EmailMessage) -> str:
    return str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def test_from_a_poster_to_a_volunteer(world: World, desk: Desk) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    profile = {"availability": [{"weekday": "monday", "begins": "14:00", "ends": "18:00"}], "university": "Niš"}
    sent = desk.send(
        ref="nis2026abc", motivation="I was helped once.", phone="018 123 4567", short_name="Anči", **profile
    )
    assert (sent.status_code, sent.json()["code_sent_by"]) == (202, "e_mail")
    assert sent.headers["cache-control"] == "no-store"
    link, (letter,) = sent.json()["link"], desk.post()
    assert (letter["to"], letter["subject"]) == (ANA, "Vaš kod")
    code = re.findall(r"\b[0-9]{6}\b", said(letter))[0]
    assert problem(desk.link(link, "/confirm", {"code": f"{(int(code) + 1) % 1_000_000:06}"})) == (401, "code-refused")
    assert problem(desk.link(link, "/withdraw")) == (409, "illegal-transition")
    confirmed = desk.link(link, "/confirm", {"code": code}).json()
    assert (confirmed["state"], confirmed["opportunity"]) == ("submitted", "Mentor za učenike")
    assert desk.link(link, "/confirm", {"code": code}).json() == confirmed, "a phone that lost the answer"
    (row,) = boss.get("/v1/applications?q=anci").json()["items"]
    assert (row["campaign_id"], row["phone"], row["motivation"]) == (
        str(place.campaign), "+381181234567", "I was helped once.",
    )  # fmt: skip
    id = row["id"]
    assert problem(desk.move(id, "accept")) == (409, "illegal-transition")
    assert desk.move(id, "screen").json()["state"] == "screening"
    note = boss.post("/v1/application-notes", {"application_id": id, "text": "Calm, asks good questions"})
    assert note.status_code == 201
    desk.later(days=2)
    first, second = desk.slot(48).json(), desk.slot(49, online=True, place="https://call.example/1").json()
    assert desk.move(id, "interview").json()["state"] == "interview"
    own = re.findall(r"/v1/application-links/(\S+)", said(desk.post()[-1]))[0]
    shown = world.client.get(f"/v1/application-links/{own}").json()
    assert [slot["place"] for slot in shown["slots"]][-2:] == ["Sala 3", "https://call.example/1"]
    assert "Ana" not in str(shown) and "Supervisor" not in str(shown)
    assert place.supervisor.get(f"/v1/applications/{id}").status_code == 404
    assert desk.link(own, "/slot", {"slot_id": first["id"]}).json()["slot"]["id"] == first["id"]
    chosen = desk.link(own, "/slot", {"slot_id": second["id"]}).json()
    assert (chosen["slot"]["online"], first["id"] in {slot["id"] for slot in chosen["slots"]}) == (True, True)
    seen = place.supervisor.get(f"/v1/applications/{id}").json()
    assert (seen["given_name"], "decision_note" in seen) == ("Ana", False)
    assert place.supervisor.get(f"/v1/application-notes/{note.json()['id']}").status_code == 404
    desk.later(days=3)
    accepted = desk.move(id, "accept", note="She will read with Mila's group").json()
    assert accepted["state"] == "accepted"
    assert "Novosti" in desk.post()[-1]["subject"]
    (volunteer,) = boss.get(f"/v1/volunteers?user_id={accepted['user_id']}").json()["items"]
    assert (volunteer["state"], volunteer["source_campaign_id"], volunteer["university"], volunteer["given_name"]) == (
        "onboarding", str(place.campaign), "Niš", "Ana",
    )  # fmt: skip
    assert volunteer["short_name"] == "Anči"
    (member,) = place.administrator.get(f"/v1/memberships?user_id={accepted['user_id']}").json()["items"]
    assert member["role"] == "volunteer"
    assert boss.get(f"/v1/opportunities/{place.opportunity}").json()["places_taken"] == 1
    assert problem(desk.link(own, "/withdraw")) == (409, "illegal-transition")
    asked = f"/v1/application-funnel?from={desk.today}&to={desk.today}&opportunity_id={place.opportunity}"
    funnel = boss.get(asked).json()
    (campaign,) = [one for one in funnel["campaigns"] if one["campaign_id"] == str(place.campaign)]
    assert (campaign["partner_id"], campaign["submitted"], campaign["accepted"], campaign["active"]) == (
        str(place.university), 1, 1, 0,
    )  # fmt: skip
    assert (campaign["days_to_screening"], campaign["days_to_interview"], campaign["days_to_acceptance"]) == (0, 2, 5)
    assert place.volunteer.get(asked).status_code == 403
    for _ in range(2):  # who leaves before the onboarding is over frees the place, and once
        over = boss.post(f"/v1/volunteers/{volunteer['id']}/end", {"reason": "time", "by": "volunteer"})
        assert over.json()["state"] == "ended"
        assert boss.get(f"/v1/opportunities/{place.opportunity}").json()["places_taken"] == 0
        assert boss.get(f"/v1/applications/{id}").json()["place_freed_at"] is not None
        boss.post(f"/v1/volunteers/{volunteer['id']}/rejoin")


def test_nobody_learns_whether_an_address_is_known_and_one_person_has_one_application(world: World, desk: Desk) -> None:
    boss = world.indigo.coordinator
    first, id = desk.applied()
    desk.later(minutes=61)
    desk.post()
    unknown, again = desk.send(email="nobody@students.example"), desk.send(email="ANA@Students.example")
    assert unknown.status_code == again.status_code == 202
    assert unknown.json().keys() == again.json().keys()
    assert {key: unknown.json()[key] for key in ("code_sent_by", "confirm_until")} == {
        key: again.json()[key] for key in ("code_sent_by", "confirm_until")
    }
    assert world.client.get(f"/v1/application-links/{again.json()['link']}").json()["state"] == "unconfirmed"
    letters = {letter["to"]: re.findall(r"\b[0-9]{6}\b", said(letter))[0] for letter in desk.post()}
    desk.move(id, "screen")
    led = desk.link(again.json()["link"], "/confirm", {"code": letters[ANA]}).json()
    assert led["state"] == "screening", "proved to be the same person: led to the application that is there"
    mine = [row for row in boss.get("/v1/applications?q=ana").json()["items"] if row["email"] == ANA]
    assert [row["id"] for row in mine] == [id]
    before = boss.get("/v1/applications?count=true").json()["count"]
    robot = desk.send(email="robot@students.example", website="https://spam.example")
    assert (robot.status_code, robot.json().keys()) == (202, again.json().keys())
    assert (boss.get("/v1/applications?count=true").json()["count"], desk.post()) == (before, [])
    # Withdrawn, one may begin anew.
    assert desk.link(first, "/withdraw").json()["state"] == "withdrawn"
    desk.later(minutes=61)
    assert desk.applied()[1] != id
    # A code that came too late is asked for anew; the one before is over.
    late = desk.send(email="late@students.example").json()["link"]
    old = desk.code()
    assert desk.link(late, "/code").json()["state"] == "unconfirmed"
    new = desk.code()
    assert old == new or problem(desk.link(late, "/confirm", {"code": old})) == (401, "code-refused")
    assert desk.link(late, "/confirm", {"code": new}).json()["state"] == "submitted"
    desk.later(days=181)
    assert problem(world.client.get(f"/v1/application-links/{late}")) == (404, "not-found")
    assert problem(desk.link(late, "/withdraw")) == (404, "not-found")


def test_a_flood_is_slowed_down_by_address_and_by_network_and_sense_is_asked_for(world: World, desk: Desk) -> None:
    answers = [desk.send() for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert desk.send(email="other@students.example").status_code == 202
    flood = [desk.send(email=f"a{number}@students.example", host="203.0.113.5") for number in range(101)]
    assert [answer.status_code for answer in flood] == [202] * 100 + [429]
    assert len(world.indigo.coordinator.get("/v1/applications?state=unconfirmed&limit=200").json()["items"]) == 106
    elsewhere = {"host": "192.0.2.7"}
    wrongs: dict[str, dict[str, Any]] = {
        "/email": {"email": "no address"}, "": {"email": None}, "/phone": {"email": None, "phone": "12"},
        "/ref": {"ref": "a b"}, "/organisation_id": {"organisation_id": "x"}, "/state": {"state": "accepted"},
        "/motivation": {"motivation": "a" * 5000}, "/opportunity_id": {"opportunity_id": str(world.indigo.mila)},
    }  # fmt: skip
    for pointer, body in wrongs.items():
        assert wrong(desk.send(**elsewhere, **body))[:2] == (422, pointer), pointer
    for hidden in (
        {"opportunity_id": str(world.indigo.drafted_opportunity)},
        {"organisation_id": str(world.red_cross.id)},
        {"organisation_id": str(world.indigo.mila)},
    ):
        assert problem(desk.send(**elsewhere, **hidden)) == (422, "reference-not-found")
    assert desk.send(**elsewhere, ref="unknown").status_code == 202
    world.indigo.coordinator.post(f"/v1/opportunities/{world.indigo.opportunity}/pause")
    assert problem(desk.send(**elsewhere)) == (409, "opportunity-not-open")


def test_an_applicant_without_e_mail_is_told_the_code_on_the_telephone(world: World, desk: Desk) -> None:
    boss = world.indigo.coordinator
    sent = desk.send(email=None, phone="0641234567").json()
    assert (sent["code_sent_by"], desk.post()) == ("phone", [])
    (row,) = boss.get("/v1/applications?state=unconfirmed").json()["items"]
    assert (row["phone"], row["email"]) == ("+381641234567", "")
    told = boss.post(f"/v1/applications/{row['id']}/code")
    assert (told.status_code, told.headers["cache-control"]) == (201, "no-store")
    desk.later(minutes=11)
    assert problem(desk.link(sent["link"], "/confirm", told.json())) == (401, "code-refused")
    again = boss.post(f"/v1/applications/{row['id']}/code").json()
    assert desk.link(sent["link"], "/confirm", again).json()["state"] == "submitted"
    assert problem(boss.post(f"/v1/applications/{row['id']}/code")) == (409, "illegal-transition")
    assert problem(desk.link(sent["link"], "/code")) == (409, "illegal-transition")
    desk.move(row["id"], "screen", "interview")
    accepted = desk.move(row["id"], "accept").json()
    user = world.indigo.administrator.get(f"/v1/users/{accepted['user_id']}").json()
    assert (user["email"], len(user["sign_in_name"]), user["phone"]) == ("", 9, "+381641234567")


def test_a_slot_is_for_one_and_what_cannot_be_is_refused(world: World, desk: Desk) -> None:
    place = world.indigo
    (ana, ana_id), (ivo, ivo_id) = desk.applied(), desk.applied(email="ivo@students.example", given_name="Ivo")
    slot = desk.slot().json()
    assert problem(desk.link(ana, "/slot", {"slot_id": slot["id"]})) == (409, "not-invited-to-interview")
    for id in (ana_id, ivo_id):
        desk.move(id, "screen", "interview")
    assert desk.link(ana, "/slot", {"slot_id": slot["id"]}).status_code == 200
    assert problem(desk.link(ivo, "/slot", {"slot_id": slot["id"]})) == (409, "slot-gone")
    assert problem(desk.link(ivo, "/slot", {"slot_id": str(place.mila)})) == (409, "slot-gone")
    busy = desk.slot(hours=48)
    assert problem(busy) == (409, "interviewer-busy") and busy.json()["present"] == slot["id"]
    assert wrong(desk.slot(hours=-1))[:2] == (422, "/starts_at")
    assert wrong(desk.slot(interviewer_id=str(place.guardian.user_id)))[:2] == (422, "/interviewer_id")
    desk.link(ana, "/withdraw")
    assert desk.link(ivo, "/slot", {"slot_id": slot["id"]}).json()["slot"]["id"] == slot["id"]
    desk.post()
    off = place.coordinator.post(f"/v1/interview-slots/{slot['id']}/cancel").json()
    assert (off["state"], off["application_id"]) == ("cancelled", None)
    assert [letter["to"] for letter in desk.post()] == ["ivo@students.example"]
    assert problem(desk.link(ivo, "/slot", {"slot_id": slot["id"]})) == (409, "slot-gone")
    change(world, Opportunity, place.opportunity, places_wanted=1)
    assert desk.move(ivo_id, "accept").json()["state"] == "accepted"
    assert problem(desk.send(host="192.0.2.7", email="late@students.example")) == (409, "opportunity-not-open")
    full = desk.move(str(place.application), "accept")
    assert problem(full) == (409, "no-place-left") and (full.json()["limit"], full.json()["present"]) == (1, 1)
    assert place.coordinator.get(f"/v1/applications/{place.application}").json()["state"] == "interview"


def test_whoever_is_known_here_becomes_a_volunteer_as_they_are_unless_disabled(world: World, desk: Desk) -> None:
    place = world.indigo
    change(world, User, place.educator.user_id, email=ANA)
    _, id = desk.applied()
    desk.move(id, "screen", "interview")
    change(world, User, place.educator.user_id, status=UserStatus.DISABLED)
    assert problem(desk.move(id, "accept")) == (409, "applicant-disabled")
    assert place.coordinator.get(f"/v1/opportunities/{place.opportunity}").json()["places_taken"] == 0
    change(world, User, place.educator.user_id, status=UserStatus.ACTIVE)
    assert desk.move(id, "accept").json()["user_id"] == str(place.educator.user_id)
    roles = place.administrator.get(f"/v1/memberships?user_id={place.educator.user_id}").json()["items"]
    assert sorted(row["role"] for row in roles) == ["educator", "volunteer"]


def test_unconfirmed_forms_vanish_and_the_rejected_are_forgotten_in_time(world: World, desk: Desk) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    noon = clock.now()
    link, id = desk.applied(ref="nis2026abc", motivation="Secret words")
    gone, gone_id = desk.applied(email="gone@students.example")
    assert desk.link(gone, "/withdraw").json()["state"] == "withdrawn"
    vain = desk.send(email="vain@students.example").json()["link"]
    boss.post("/v1/application-notes", {"application_id": id, "text": "Came late"})
    why = {"reason": "did_not_come", "note": "Twice"}
    rejected = desk.move(id, "reject", **why).json()
    assert (rejected["reject_reason"], rejected["decision_note"]) == ("did_not_come", "Twice")
    status = world.client.get(f"/v1/application-links/{link}").json()
    assert status["state"] == "rejected" and "did_not_come" not in str(status)
    asked = f"/v1/application-funnel?from={desk.today}&to={desk.today}&programme_id={place.programme}"
    before = boss.get(asked)
    assert before.status_code == 200, before.text
    erase(world, noon + timedelta(hours=47))
    assert world.client.get(f"/v1/application-links/{vain}").json()["state"] == "unconfirmed"
    erase(world, noon + timedelta(hours=49))
    assert problem(world.client.get(f"/v1/application-links/{vain}")) == (404, "not-found")
    assert boss.get(f"/v1/applications/{id}").json()["email"] == ANA
    erase(world, noon + timedelta(days=181))
    erased = boss.get(f"/v1/applications/{id}").json()
    assert (erased["given_name"], erased["email"], erased["motivation"], erased["decision_note"]) == ("", "", "", "")
    assert (erased["state"], erased["reject_reason"], erased["campaign_id"]) == (
        "rejected", "did_not_come", str(place.campaign),
    )  # fmt: skip
    assert erased["erased_at"] is not None
    assert boss.get(f"/v1/applications/{gone_id}").json()["email"] == ""
    assert boss.get(f"/v1/application-notes?application_id={id}").json()["items"] == []
    assert boss.get("/v1/applications?q=saric").json()["items"] == []
    assert problem(world.client.get(f"/v1/application-links/{link}")) == (404, "not-found")
    assert boss.get(asked).json() == before.json(), "the counts stay"
    with world.as_system(place) as db:
        assert db.find(Application, UUID(id)).contact == ""


def erase(world: World, at: datetime) -> None:
    """The periodic job, at an instant."""
    with world.as_system(world.indigo) as db:
        assert KINDS["erase_applications"].every is not None
        db.enqueue("erase_applications", {}, run_at=clock.now())
        db.commit()
    run_due(world, at)


def test_a_browser_applies_and_follows_without_scripts(world: World, desk: Desk) -> None:
    place, boss, browser = world.indigo, world.indigo.coordinator, {"accept": "text/html"}
    path = f"/v1/open-opportunities/{place.id}/{place.opportunity}/form"
    empty = world.client.get(f"{path}?lang=ar&ref=nis2026abc", headers=browser)
    assert '<html lang="ar" dir="rtl">' in empty.text
    assert "<script" not in empty.text
    assert "form-action 'self'; frame-ancestors 'none'" in empty.headers["content-security-policy"]
    assert f'action="{path}?ref=nis2026abc&amp;lang=ar"' in empty.text
    typed = {"given_name": '"><script>', "email": "nowhere", "motivation": "Ena\r\ndva", "phone": "12"}
    wrong_one = world.client.post(f"{path}?lang=sr-Latn", data=typed)
    assert (wrong_one.status_code, "Proverite ovo" in wrong_one.text) == (422, True)
    assert wrong_one.headers["cache-control"] == "no-store"
    assert 'value="&quot;&gt;&lt;script&gt;"' in wrong_one.text
    assert [name for name in ("given_name", "surname", "email", "agree") if marked(wrong_one.text, name)] == [
        "surname", "email", "agree",
    ]  # fmt: skip
    good = {**typed, "given_name": "Ana", "surname": "Šarić", "email": ANA, "agree": "page-1", "phone": ""}
    sent = world.client.post(f"{path}?lang=sr-Latn&ref=nis2026abc", data=good, follow_redirects=False)
    assert (sent.status_code, sent.content) == (303, b"")
    own = sent.headers["location"]
    page = world.client.get(own, headers=browser)
    assert (page.status_code, "Kod je poslat" in page.text) == (200, True)
    assert page.headers["cache-control"] == "no-store"
    code = desk.code()
    refused = world.client.post(f"{own}/page", data={"code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert (refused.status_code, 'role="alert"' in refused.text) == (401, True)
    done = world.client.post(f"{own}/page", data={"code": f" {code} "}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, own)
    (row,) = [one for one in boss.get("/v1/applications?state=submitted").json()["items"] if one["email"] == ANA]
    assert (row["motivation"], row["language"], row["processing_text"], row["campaign_id"]) == (
        "Ena\ndva", "sr-Latn", "page-1", str(place.campaign),
    )  # fmt: skip
    slot, gone = desk.slot().json(), desk.slot(60).json()
    desk.move(row["id"], "screen", "interview")
    assert slot["id"] in world.client.get(own, headers=browser).text
    boss.post(f"/v1/interview-slots/{gone['id']}/cancel")
    late = world.client.post(f"{own}/page", data={"slot_id": gone["id"]})
    assert (late.status_code, 'role="alert"' in late.text) == (409, True)
    world.client.post(f"{own}/page", data={"slot_id": slot["id"]})
    chosen = world.client.get(own, headers=browser).text
    assert "Vaš razgovor" in chosen and "Sala 3" in chosen
    world.client.post(f"{own}/page", data={"withdraw": "1"})
    assert boss.get(f"/v1/applications/{row['id']}").json()["state"] == "withdrawn"
    over = world.client.get(f"{own[:-4]}aaaa", headers={**browser, "accept-language": "fi"})
    assert (over.status_code, "linkki ei ole" in over.text) == (404, True)
    assert world.client.get(f"{own[:-4]}aaaa").json()["type"] == "/problems/not-found"
    flood = [
        world.client.post(path, data={**good, "email": "f@students.example"}, follow_redirects=False) for _ in "123456"
    ]
    assert [answer.status_code for answer in flood] == [303] * 5 + [429]
    drafted = path.replace(str(place.opportunity), str(place.drafted_opportunity))
    assert problem(world.client.post(drafted, data=good)) == (404, "not-found")
    assert world.client.get(drafted, headers=browser).status_code == 404


def marked(page: str, name: str) -> bool:
    """Whether a field of a form says that something is wrong with it."""
    before, _, _ = page.partition(f'name="{name}"')
    return "wrong" in before.rpartition("<label")[2]
