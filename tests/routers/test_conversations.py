"""Conversations about a child: who takes part, what they read, and what is refused."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import clock
from app.core.ids import uuid7
from app.models import Attachment, ConsentEffect, Guardian, Message, Notice, Organisation
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.message import RETRACTABLE
from app.models.notice import NoticeKind
from tests.world import Person, Place, World


def begun(by: Person, place: Place, *who: dict[str, Any], **more: Any) -> Any:
    of = {"child_id": str(place.mila), "topic": "Reading at home", "language": "sr-Latn"}
    return by.post("/v1/conversations", {**of, "participants": list(who), **more})


MEDIATOR, TEACHER = {"role": "mediator"}, {"role": "teacher"}


def mother(place: Place) -> dict[str, Any]:
    return {"role": "guardian", "guardian_id": str(place.jelena)}


def say(by: Person, talk: str, text: str, **more: Any) -> Any:
    return by.post(f"{talk}/messages", {"text": text, "language": "sr-Latn", **more})


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    problem = answer.json()
    pointers = [error["pointer"] for error in problem.get("errors", [])]
    return answer.status_code, problem["type"].removeprefix("/problems/"), pointers


def texts(by: Person, talk: str) -> list[str]:
    return [row["text"] for row in by.get(f"{talk}/messages?sort=number").json()["items"]]


def inbox(by: Person) -> list[tuple[str, int]]:
    return [(row["topic"], row["unread"]) for row in by.get("/v1/conversations/inbox").json()["items"]]


def parts(by: Person, talk: str) -> dict[str, dict[str, Any]]:
    return {row["role"]: row for row in by.get(f"{talk}/participants").json()["items"]}


def test_a_talk_from_its_beginning_to_its_end(world: World) -> None:
    place = world.indigo
    first = begun(place.mediator, place, mother(place), TEACHER)
    talk = f"/v1/conversations/{first.json()['id']}"
    assert first.status_code == 201
    assert [parts(place.mediator, talk)[role]["given_name"] for role in ("guardian", "teacher")] == [
        "Jelena", "Teacher",
    ]  # fmt: skip
    # A guardian is told roles and first names, and which part is hers; no ids of people's logins.
    hers = parts(place.guardian, talk)
    assert [role for role, row in hers.items() if row["mine"]] == ["guardian"]
    assert all("user_id" not in row and "guardian_id" not in row for row in hers.values())
    # Messages are numbered; the newest stands in the inbox, with what is unread.
    sent = {"id": str(uuid7()), "recorded_at": "2026-10-01T10:00:00Z"}
    assert [say(place.mediator, talk, "Dobar dan", **sent).status_code for _ in range(2)] == [201, 200]
    assert refusal(say(place.mediator, talk, "Laku noć", **sent))[1] == "id-conflict"
    question = say(place.guardian, talk, "Kako čita?").json()
    answer = say(place.teacher, talk, "Dobro", reply_to_id=question["id"]).json()
    assert (question["number"], answer["number"], answer["reply_to_id"]) == (2, 3, question["id"])
    assert inbox(place.guardian)[0] == ("Reading at home", 2)
    newest = place.guardian.get("/v1/conversations/inbox?include=newest").json()["items"][0]["newest"]
    assert [(row["text"], row["language"]) for row in newest] == [("Dobro", "sr-Latn")]
    # Reading moves forward only, and the others see it.
    for id, read in ((question["id"], 2), (answer["id"], 3), (question["id"], 3)):
        assert place.guardian.post(f"{talk}/read", {"message_id": id}).json()["read_number"] == read
    assert inbox(place.guardian)[0] == ("Reading at home", 0)
    seen = parts(place.teacher, talk)
    assert {role: row["read_number"] for role, row in seen.items()} == {"mediator": 0, "guardian": 3, "teacher": 0}
    assert inbox(place.mediator)[0] == ("Reading at home", 2)
    # A coordinator sees the head from outside, and neither reads nor writes before taking part.
    boss = place.coordinator
    assert boss.get(talk).json()["unread"] == 0
    assert boss.get(f"{talk}?include=newest").json()["newest"] == []
    assert (texts(boss, talk), boss.get(f"/v1/messages/{answer['id']}").status_code) == ([], 404)
    assert refusal(say(boss, talk, "And?")) == (409, "not-taking-part", [])
    assert all(row["topic"] != "Reading at home" for row in boss.get("/v1/conversations/inbox").json()["items"])
    assert place.volunteer.get(talk).status_code == 403
    assert place.educator.get(talk).status_code == 404
    joined = boss.post(f"{talk}/participants", {"role": "coordinator", "user_id": str(boss.user_id)})
    assert joined.status_code == 201
    say(place.mediator, talk, "Hvala")
    assert (texts(boss, talk), inbox(boss)[0]) == (["Hvala"], ("Reading at home", 1))
    # Closed, it is read and not written; opened again, with the reason.
    assert place.mediator.post(f"{talk}/close", {}).json()["state"] == "closed"
    refused = say(place.guardian, talk, "Još nešto")
    assert (refusal(refused)[:2], refused.json()["allowed"]) == ((409, "illegal-transition"), ["reopen"])
    assert place.guardian.post(f"{talk}/close", {}).status_code == 403
    assert place.mediator.post(f"{talk}/reopen", {"reason": "one more question"}).json()["state"] == "open"
    assert say(place.guardian, talk, "Još nešto").status_code == 201
    assert len(texts(place.guardian, talk)) == 5


def test_who_may_take_part(world: World) -> None:
    place = world.indigo
    mediator, guardian, boss = place.mediator, place.guardian, place.coordinator
    cases: list[tuple[Person, dict[str, Any], tuple[int, str, list[str]]]] = [
        (mediator, {"role": "guardian"}, (422, "invalid-request", ["/participants/0/guardian_id"])),
        (mediator, {"role": "educator"}, (422, "invalid-request", ["/participants/0/user_id"])),
        (mediator, {"role": "guardian", "guardian_id": str(uuid7())},
         (422, "reference-not-found", ["/participants/0/guardian_id"])),
        (mediator, {"role": "educator", "user_id": str(place.volunteer.user_id)},
         (422, "reference-not-found", ["/participants/0/user_id"])),
        (mediator, {"role": "teacher", "guardian_id": str(place.jelena)},
         (422, "invalid-request", ["/participants/0/guardian_id"])),
        (mediator, {"role": "volunteer"}, (422, "invalid-request", ["/participants/0/role"])),
        (mediator, MEDIATOR, (422, "invalid-request", ["/participants"])),
    ]  # fmt: skip
    for by, who, expected in cases:
        assert refusal(begun(by, place, who)) == expected, who
    luka = begun(mediator, place, mother(place), child_id=str(place.luka))
    assert refusal(luka) == (422, "reference-not-found", ["/child_id"])
    nobody = begun(boss, place, MEDIATOR, child_id=str(place.luka))
    assert (refusal(nobody)[1], nobody.json()["role"]) == ("nobody-in-that-role", "mediator")
    stranger = begun(boss, place, mother(place), child_id=str(place.luka))
    assert refusal(stranger) == (422, "invalid-request", ["/participants/0/guardian_id"])
    # A mother begins one herself, without knowing anybody's id.
    talk = f"/v1/conversations/{begun(guardian, place, MEDIATOR, TEACHER).json()['id']}"
    assert set(parts(guardian, talk)) == {"guardian", "mediator", "teacher"}
    say(guardian, talk, "For the three of us")
    assert refusal(mediator.post(f"{talk}/participants", TEACHER))[1] == "conflict"
    assert guardian.post(f"{talk}/participants", TEACHER).status_code == 403
    # Who leaves or is taken out reads nothing more, from the next request on; let in again, only what comes.
    assert (
        guardian.post(f"/v1/conversation-participants/{parts(guardian, talk)['teacher']['id']}/leave").status_code
        == 403
    )
    mine = parts(place.teacher, talk)["teacher"]["id"]
    assert place.teacher.post(f"/v1/conversation-participants/{mine}/leave").status_code == 204
    assert place.teacher.get(talk).status_code == 404
    assert parts(mediator, talk)["teacher"]["left_at"] is not None
    again = mediator.post(f"{talk}/participants", TEACHER)
    assert (again.status_code, texts(place.teacher, talk)) == (201, [])
    # The history is given by those who have it: not by a coordinator who came later, but to a new mediator.
    educator = {"role": "educator", "user_id": str(place.educator.user_id)}
    given = boss.post(f"{talk}/participants", {**educator, "with_history": True})
    assert refusal(given) == (422, "invalid-request", ["/with_history"])
    assert mediator.post(f"{talk}/participants", {**educator, "with_history": True}).status_code == 201
    assert texts(place.educator, talk) == ["For the three of us"]
    # Without the consent to share with the school a teacher is neither let in nor reads on.
    with world.as_system(place) as db:
        share = ConsentEffect.purpose == ConsentPurpose.SHARE_WITH_SCHOOL
        db.execute(sa.select(ConsentEffect).where(share)).scalar_one().state = ConsentState.WITHDRAWN
        db.commit()
    assert place.teacher.get(talk).status_code == 404
    assert refusal(begun(mediator, place, TEACHER))[1] == "consent-required"
    # With nobody left to hear it nothing is said.
    alone = f"/v1/conversations/{begun(mediator, place, mother(place)).json()['id']}"
    mediator.post(f"/v1/conversation-participants/{parts(mediator, alone)['guardian']['id']}/leave")
    assert refusal(say(mediator, alone, "Halo?"))[:2] == (409, "nobody-hears")


def test_a_guardian_excluded_for_safety_has_no_part_and_is_not_betrayed(world: World) -> None:
    place = world.indigo
    mediator, boss = place.mediator, place.coordinator
    talk = f"/v1/conversations/{begun(mediator, place, mother(place)).json()['id']}"
    together = f"/v1/conversations/{begun(boss, place, mother(place)).json()['id']}"
    assert say(place.guardian, talk, "Dobar dan").status_code == 201
    with world.as_system(place) as db:
        db.find(Guardian, place.jelena).safety_excluded = True
        db.commit()
    assert place.guardian.get(talk).status_code == 404
    assert say(place.guardian, talk, "Halo?").status_code == 404
    assert place.guardian.get("/v1/conversations/inbox").json()["items"] == []
    # For those who may not know she is not there: not to be added, not listed; there is just nobody else.
    assert set(parts(mediator, talk)) == {"mediator"}
    unknown = begun(mediator, place, mother(place))
    assert refusal(unknown) == (422, "reference-not-found", ["/participants/0/guardian_id"])
    nowhere = begun(mediator, place, {"role": "guardian", "guardian_id": str(uuid7())})
    assert refusal(nowhere) == refusal(unknown)
    assert refusal(say(mediator, talk, "Dobar dan"))[:2] == (409, "nobody-hears")
    # Those who may know are told plainly.
    assert refusal(begun(boss, place, mother(place)))[:2] == (409, "guardian-takes-no-part")
    assert refusal(say(boss, together, "Dobar dan"))[:2] == (409, "guardian-takes-no-part")
    assert "guardian" in parts(boss, together)


def test_a_message_is_taken_back_soon_or_never(world: World) -> None:
    place = world.indigo
    mediator, talk = place.mediator, f"/v1/conversations/{place.milas_talk}"
    first = say(mediator, talk, "Ne to").json()["id"]
    put = {"language": "ar", "text": "ليس هذا", "made_by_person": True}
    assert place.guardian.post(f"/v1/messages/{first}/translations", put).status_code == 201
    assert place.guardian.post(f"/v1/messages/{first}/retract").status_code == 403
    gone = mediator.post(f"/v1/messages/{first}/retract").json()
    assert (gone["state"], gone["text"]) == ("retracted", "")
    shown = place.guardian.get(f"/v1/messages/{first}?include=translations").json()
    assert (shown["state"], [row["text"] for row in shown["translations"]]) == ("retracted", [""])
    assert refusal(mediator.post(f"/v1/messages/{first}/retract"))[1] == "illegal-transition"
    assert refusal(place.guardian.post(f"/v1/messages/{first}/translations", put))[1] == "illegal-transition"
    late = say(mediator, talk, "Ipak").json()["id"]
    with world.as_system(place) as db:
        db.find(Message, late).created_at -= RETRACTABLE + timedelta(seconds=1)
        db.commit()
    too_late = mediator.post(f"/v1/messages/{late}/retract")
    assert (refusal(too_late)[1], too_late.json()["limit"]) == ("too-late-to-retract", 15)
    assert mediator.patch(f"/v1/messages/{late}", {"text": "x"}).status_code == 405
    # What is wrong is said, and nothing is kept of it.
    before = texts(mediator, talk)
    assert refusal(say(mediator, talk, "  "))[2] == ["/text"]
    assert refusal(say(mediator, talk, "x", language="no such tongue"))[2] == ["/language"]
    elsewhere = {"reply_to_id": str(place.educators_message)}
    assert refusal(say(mediator, talk, "x", **elsewhere)) == (422, "reference-not-found", ["/reply_to_id"])
    assert refusal(say(mediator, talk, "x", audio_id=str(uuid7())))[:2] == (422, "reference-not-found")
    assert refusal(mediator.post(f"{talk}/read", {"message_id": str(uuid7())}))[2] == ["/message_id"]
    assert texts(mediator, talk) == before


def test_a_reader_reads_in_their_language_what_people_have_put_into_it(world: World) -> None:
    place = world.indigo
    mediator, talk = place.mediator, f"/v1/conversations/{place.milas_talk}"
    path = f"/v1/messages/{say(mediator, talk, 'Vidimo se sutra').json()['id']}/translations"
    arabic = {"language": "ar", "text": "نراكم غدًا", "made_by_person": True}
    assert refusal(mediator.post(path, {**arabic, "made_by_person": False}))[2] == ["/made_by_person"]
    assert refusal(mediator.post(path, {**arabic, "language": "sr-Latn"}))[2] == ["/language"]
    named = mediator.post(path, {**arabic, "translator_name": "Amal H."}).json()
    assert (named["translator_id"], named["translator_name"]) == (None, "Amal H.")
    own = mediator.post(path, {"language": "fi", "text": "Nähdään huomenna", "made_by_person": True}).json()
    assert own["translator_id"] == str(mediator.user_id)

    def reading(language: str) -> dict[str, Any]:
        answer = place.guardian.get(f"{talk}/thread?limit=1", headers={"accept-language": language})
        assert "accept-language" in answer.headers["vary"].lower()
        row: dict[str, Any] = answer.json()["items"][0]
        assert row["text"] == "Vidimo se sutra"
        return row

    levantine = reading("apc, en;q=0.5")
    assert levantine["reading"] == {
        "language": "ar", "direction": "rtl", "text": "نراكم غدًا", "translated": True, "translator_id": None,
        "translator_name": "Amal H.",
    }  # fmt: skip
    assert [row["language"] for row in reading("fi;q=0.9, sv")["translations"]] == ["fi", "ar"]
    for wish in ("sr-Cyrl, ar;q=0.5", "en", "", "!!"):
        assert (reading(wish)["reading"]["text"], reading(wish)["reading"]["translated"]) == ("Vidimo se sutra", False)
    etag = place.guardian.get(f"{talk}/thread").headers["etag"]
    assert place.guardian.get(f"{talk}/thread", headers={"if-none-match": etag}).status_code == 304


def notices(world: World) -> list[Notice]:
    with world.as_system(world.indigo) as db:
        found = db.execute(sa.select(Notice).where(col(Notice.kind) == NoticeKind.NEW_MESSAGE)).scalars()
        furnished = world.indigo.ids.values()
        return sorted((one for one in found if one.id not in furnished), key=lambda one: one.created_at)


def test_a_notice_comes_once_until_they_have_read_and_not_in_their_quiet_hours(world: World) -> None:
    place = world.indigo
    talk = f"/v1/conversations/{place.milas_talk}"
    mine = f"/v1/conversation-participants/{place.guardian_in_milas_talk}"
    with world.as_system(place) as db:
        own = db.find(Organisation, place.id)
        own.quiet_from = own.quiet_until = "00:00"
        db.commit()
    began, over = (f"{clock.now() + timedelta(hours=hours):%H:%M}" for hours in (-1, 2))
    quiet = {"time_zone": "Etc/UTC", "quiet_from": began, "quiet_to": over}
    assert refusal(place.guardian.patch(mine, {"time_zone": "Nowhere/City"}))[2] == ["/time_zone"]
    assert refusal(place.guardian.patch(mine, {"quiet_to": "24:00"}))[2] == ["/quiet_to"]
    assert place.mediator.patch(mine, quiet).status_code == 403
    assert place.guardian.patch(mine, quiet).json()["quiet_to"] == over
    newest = [say(place.mediator, talk, text).json()["id"] for text in ("Dobar dan", "Kako ste?")][-1]
    told = {one.guardian_id or one.user_id: one for one in notices(world)}
    assert told.keys() == {place.jelena, place.teacher.user_id}
    assert len(notices(world)) == 2
    assert f"{told[place.jelena].due_at:%H:%M}" == over
    assert texts(place.guardian, talk)[-1] == "Kako ste?"
    place.guardian.post(f"{talk}/read", {"message_id": newest})
    say(place.mediator, talk, "Hvala")
    assert [one.guardian_id for one in notices(world)].count(place.jelena) == 2
    assert len(notices(world)) == 3


def test_files_of_a_message_are_for_those_who_read_it(world: World) -> None:
    place = world.indigo
    mediator, talk = place.mediator, f"/v1/conversations/{place.milas_talk}"
    with world.as_system(place) as db:
        ids = [db.put(ready(place, kind)).id for kind in ("audio/ogg", "image/jpeg")]
        db.commit()
    spoken, picture = (str(id) for id in ids)
    assert refusal(say(mediator, talk, "", audio_id=picture))[2] == ["/audio_id"]
    sent = say(mediator, talk, "", audio_id=spoken, attachment_ids=[picture])
    assert (sent.status_code, sent.json()["audio_id"]) == (201, spoken)
    assert refusal(say(mediator, talk, "", audio_id=spoken))[1] == "attachment-in-use"
    seen = {
        name: [place.people[name].get(f"/v1/attachments/{id}").status_code for id in ids]
        for name in ("guardian", "teacher", "volunteer", "coordinator", "supervisor", "educator")
    }
    assert {name for name, codes in seen.items() if codes == [200, 200]} == {"guardian", "teacher"}
    assert {name for name, codes in seen.items() if codes == [404, 404]} == seen.keys() - {"guardian", "teacher"}
    mediator.post(f"/v1/messages/{sent.json()['id']}/retract")
    assert {place.guardian.get(f"/v1/attachments/{id}").json().get("state") for id in ids} <= {None, "erased"}


def ready(place: Place, kind: str) -> Attachment:
    return Attachment(
        purpose="message", child_id=place.mila, programme_id=place.programme, media_type=kind, content_type=kind,
        size=10, received=10, kept_bytes=10, state="ready", created_by=place.mediator.user_id, place=uuid7().hex,
        sizes={"full": 10},
    )  # fmt: skip
