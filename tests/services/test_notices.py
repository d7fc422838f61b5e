"""Notices from the transaction that leaves them to the post: when, to whom, in which language, and what remains."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core.mail import MailFailed, Post
from app.models import Guardian, Notice, User
from app.models.account import UserStatus
from app.models.guardian import Gender
from app.models.notice import NoticeHindrance, NoticeKind, NoticeState
from app.services.jobs.job_runs import Kind
from app.services.jobs.kinds import KINDS
from app.services.notices import sending_notices
from app.services.notices.notifying import Address, To, ToGuardian, ToUser, notify
from tests.acting import acting
from tests.hours_of_day import MORNING, NIGHT, NOON
from tests.jobs import run_due
from tests.world import World

MAIL = [{"channel": "e_mail", "value": "j@example.org"}]


def posted(world: Any) -> list[EmailMessage]:
    """What the workers of this world send from now on."""
    letters: list[EmailMessage] = []
    world.database.post = Post(letters.append, "learn@example.org", "https://learn.example/")
    return letters


def leave(world: World, to: To, kind: NoticeKind = NoticeKind.THANKS, **values: Any) -> UUID | None:
    """A notice that the volunteer's act brings about: no role may write notices itself."""
    assert world.database is not None
    with acting(world.database, world.indigo.volunteer) as db:
        id = notify(db, kind, to, values)
        db.commit()
    return id


def seen(world: World, id: UUID | None) -> tuple[NoticeState, NoticeHindrance | None, Any]:
    with world.as_system(world.indigo) as db:
        assert id is not None
        notice = db.find(Notice, id)
        return notice.state, notice.hindrance, notice.content


def change(world: World, model: Any, id: UUID, **values: Any) -> None:
    with world.as_system(world.indigo) as db:
        row = db.find(model, id)
        for name, value in values.items():
            setattr(row, name, value)
        db.commit()


def test_a_notice_waits_for_the_morning_goes_in_the_persons_language_and_leaves_no_words(world: World) -> None:
    place, letters = world.indigo, posted(world)
    change(world, User, place.volunteer.user_id, languages=["sr-Latn"])
    with time_machine.travel(NIGHT, tick=False):
        id = leave(world, ToUser(place.volunteer.user_id, place.programme))
        asked = {"code": "048221", "minutes": 10}
        code = leave(world, Address("ana@example.org", languages=["ar"]), NoticeKind.ONE_TIME_CODE, **asked)
    shown = place.coordinator.get(f"/v1/notices/{id}").json()
    assert (shown["state"], shown["due_at"], shown["language"]) == ("queued", MORNING.isoformat(), "sr-Latn")
    assert shown.keys().isdisjoint({"content", "recipient"})
    run_due(world, NIGHT)
    # Quiet hours do not hold back what somebody waits for.
    (letter,) = letters
    assert (letter["to"], letter["subject"]) == ("ana@example.org", "رمزكم")
    assert "048221" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    run_due(world, MORNING)
    assert letters[1]["to"] == place.volunteer.email and letters[1]["subject"] == "Hvala Vam: INDIGO"
    text = letters[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "\nhttps://learn.example/\n" in text
    assert letters[1]["message-id"] == f"<{id}@example.org>"
    for sent in (id, code):
        assert seen(world, sent) == (NoticeState.SENT, None, {})
    reached = {
        name: place.people[name].get(f"/v1/notices/{id}").status_code
        for name in ("coordinator", "volunteer", "volunteer2", "mediator", "administrator", "guardian", "dpo")
    }
    assert reached == dict.fromkeys(reached, 404) | {"coordinator": 200, "volunteer": 200}
    assert world.red_cross.coordinator.get(f"/v1/notices/{id}").status_code == 404
    found = place.coordinator.get("/v1/notices?state=sent&kind=thanks&count=true").json()
    assert str(id) in {row["id"] for row in found["items"]}
    run_due(world, MORNING + timedelta(days=1))
    assert len(letters) == 2


def test_everything_else_that_a_letter_can_say(world: World) -> None:
    place, letters = world.indigo, posted(world)
    change(world, Guardian, place.jelena, languages=["fi"], contact_points=MAIL)
    with time_machine.travel(NOON, tick=False):
        to = ToGuardian(place.jelena)
        when = datetime(2026, 11, 26, 15, 5, tzinfo=UTC)
        leave(world, to, NoticeKind.ENGAGEMENT_INVITATION, what=Gender.FEMALE, when=when, link="/answers/a1.B2-c_3")
        leave(world, to, NoticeKind.REQUIREMENT_EXPIRING, what=Gender.MALE, day=date(2026, 12, 24))
        leave(world, to, NoticeKind.HOURS_VERIFIED, minutes=150)
        run_due(world, NOON)
    # Jobs of one instant go in any order.
    letters.sort(key=lambda letter: str(letter["subject"]))
    said = [letter.get_body(("plain",)).get_content() for letter in letters]  # type: ignore[union-attr]
    assert "Torstai 26.11.2026 klo 16.05" in said[0] and "https://learn.example/answers/a1.B2-c_3" in said[0]
    assert "Torstai 24.12.2026" in said[1] and "2 h 30 min" in said[2]
    # There is no place for a name: neither as a value that a kind does not know, nor inside one that it does.
    for kind, values in (
        (NoticeKind.THANKS, {"name": "Mila"}),
        (NoticeKind.ONE_TIME_CODE, {"code": "Mila", "minutes": 10}),
        (NoticeKind.ENGAGEMENT_INVITATION, {"what": "Mila", "when": NOON, "link": "/x"}),
        (NoticeKind.STORY_REVIEW, {"link": "https://elsewhere.example"}),
        (NoticeKind.STORY_REVIEW, {"link": "/x Mila"}),
        (NoticeKind.HOURS_VERIFIED, {"minutes": "Mila"}),
        (NoticeKind.HOURS_VERIFIED, {}),
    ):
        with pytest.raises(ValueError):
            leave(world, to, kind, **values)


def test_what_hinders_a_notice_is_asked_anew_when_it_goes(world: World) -> None:
    place, letters = world.indigo, posted(world)
    volunteer, mother = ToUser(place.volunteer.user_id, place.programme), ToGuardian(place.jelena)
    at_home = [{"channel": "viber", "value": "+381601234567"}, {"channel": "e_mail", "value": "not an address"}]
    myself = f"/v1/users/{place.volunteer.user_id}"
    assert place.volunteer.patch(myself, {"email_notices": False}).json()["email_notices"] is False
    with time_machine.travel(NOON, tick=False):
        held = {
            NoticeHindrance.NOT_WANTED: leave(world, volunteer),
            NoticeHindrance.NOT_CONTACTABLE: leave(world, ToUser(place.volunteer2.user_id)),
            NoticeHindrance.NO_ADDRESS: leave(world, mother),
        }
        change(world, User, place.volunteer2.user_id, status=UserStatus.DISABLED)
        run_due(world, NOON)
        no_mail = leave(world, Address(phone="+381601234567"))
        assert seen(world, no_mail) == (NoticeState.SUPPRESSED, NoticeHindrance.NO_ADDRESS, {})
        for hindrance, id in held.items():
            assert seen(world, id) == (NoticeState.SUPPRESSED, hindrance, {})
        change(world, Guardian, place.jelena, contact_points=at_home)
        refused = leave(world, mother)
        run_due(world, NOON)
        assert seen(world, refused) == (NoticeState.FAILED, NoticeHindrance.ADDRESS_REFUSED, {})
        # What a person waits for comes though they want no other e-mail.
        code = leave(world, volunteer, NoticeKind.ONE_TIME_CODE, code="123456", minutes=10)
        late = leave(world, volunteer, NoticeKind.ONE_TIME_CODE, code="654321", minutes=10)
        world.database.post, post = None, world.database.post  # type: ignore[union-attr]
        off = leave(world, Address("ana@example.org"))
        run_due(world, NOON, kinds={**KINDS, "send_notice": Kind(work=only(str(off)), max_attempts=1)}, failing=True)
        assert seen(world, off) == (NoticeState.SUPPRESSED, NoticeHindrance.NOT_CONFIGURED, {})
        world.database.post = post  # type: ignore[union-attr]
    for id, at, outcome in ((code, NOON, NoticeState.SENT), (late, NOON + timedelta(minutes=11), NoticeState.FAILED)):
        retry(world, id, at)
        assert seen(world, id)[0] is outcome
    assert [letter["to"] for letter in letters] == [place.volunteer.email]
    # No more than somebody may get; and a person may read what became of it.
    many = [seen(world, leave(world, ToUser(place.mediator.user_id)))[1] for _ in range(22)]
    assert many == [None] * 20 + [NoticeHindrance.TOO_MANY] * 2
    told = place.mediator.get("/v1/notices?hindrance=too_many&count=true").json()
    assert told["count"] == 2


def only(id: str) -> Any:
    """Work on one notice alone; others fail and wait."""

    def work(run: Any) -> Any:
        if run.args["notice_id"] != id:
            raise RuntimeError
        return sending_notices.send(run)

    return work


def retry(world: World, id: UUID | None, at: datetime) -> None:
    with world.as_system(world.indigo) as db:
        db.enqueue("send_notice", {"notice_id": str(id)}, run_at=at)
        db.commit()
    run_due(world, at)


def test_a_guardian_who_is_excluded_for_safety_gets_nothing_and_no_row_tells(world: World) -> None:
    place, letters = world.indigo, posted(world)
    change(world, Guardian, place.jelena, contact_points=MAIL)
    with time_machine.travel(NOON, tick=False):
        before = leave(world, ToGuardian(place.jelena))
    change(world, Guardian, place.jelena, safety_excluded=True)
    count = place.coordinator.get("/v1/notices?count=true").json()["count"]
    assert leave(world, ToGuardian(place.jelena)) is None
    assert leave(world, ToGuardian(place.jelena), NoticeKind.ONE_TIME_CODE, code="123456", minutes=10) is None
    assert place.coordinator.get("/v1/notices?count=true").json()["count"] == count
    run_due(world, NOON)
    assert seen(world, before)[0] is NoticeState.SUPPRESSED and letters == []


def test_a_server_that_fails_is_asked_again_and_at_last_the_notice_has_failed(world: World) -> None:
    def broken(message: EmailMessage) -> None:
        raise MailFailed

    posted(world)
    world.database.post = Post(broken, "learn@example.org", "https://learn.example")  # type: ignore[union-attr]
    kinds = {**KINDS, "send_notice": Kind(work=sending_notices.send, max_attempts=2)}
    with time_machine.travel(NOON, tick=False):
        id = leave(world, ToUser(world.indigo.volunteer.user_id))
        ended = run_due(world, NOON, kinds=kinds, failing=True)
        assert [ran.outcome for ran in ended] == ["again"] and seen(world, id)[0] is NoticeState.QUEUED
        ended = run_due(world, NOON + timedelta(minutes=1), kinds=kinds)
        assert [ran.outcome for ran in ended] == ["done"]
        assert seen(world, id) == (NoticeState.FAILED, NoticeHindrance.SERVER_FAILED, {})
        lost = leave(world, ToUser(world.indigo.volunteer.user_id))
        with world.as_system(world.indigo) as db:
            db.enqueue("end_notices", {})
            db.commit()
    lose = {"end_notices": KINDS["end_notices"]}
    run_due(world, NOON + timedelta(minutes=1), kinds=lose)
    assert seen(world, lost)[0] is NoticeState.QUEUED
    with world.as_system(world.indigo) as db:
        db.enqueue("end_notices", {})
        db.commit()
    run_due(world, NOON + timedelta(days=4000), kinds=lose)
    assert seen(world, lost) == (NoticeState.FAILED, NoticeHindrance.TOO_LATE, {})


def test_quiet_hours_are_the_organisations_to_choose(world: World) -> None:
    place = world.indigo
    path = f"/v1/organisations/{place.id}"
    for wrong in ("24:00", "8:00", "08:60", "", "08:00:00", None, 8):
        answer = place.administrator.patch(path, {"quiet_from": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/quiet_from")
    assert place.administrator.patch(path, {"quiet_from": "00:00", "quiet_until": "00:00"}).status_code == 200
    with time_machine.travel(NIGHT, tick=False):
        id = leave(world, ToUser(place.volunteer.user_id))
    shown = place.volunteer.get(f"/v1/notices/{id}").json()
    assert shown["due_at"] == NIGHT.isoformat()
