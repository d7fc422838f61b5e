"""Attachments: a photo's way over a bad connection, what is not kept, who sees what, and the end of its days."""

import asyncio
import io
import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from app.auth.permissions import may
from app.core import clock, images
from app.models import (
    Attachment,
    Consent,
    CourseModule,
    HeldTraining,
    Homework,
    MaterialFile,
    Message,
    RequirementFulfilment,
    Story,
    Submission,
    SupportSession,
)
from app.models.attachment import AttachmentPurpose
from app.models.membership import Role
from app.services.files import keeping_files, processing_files, taking_uploads, uploading
from tests import pictures
from tests.acting import left
from tests.jobs import run_due
from tests.uploads import PART, announce, announced, append, at_once, offset, sent, stored
from tests.world import Person, World


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def broken(world: World, by: Person, at: str, begins: int, pieces: list[bytes]) -> None:
    """A part without a stated length whose connection breaks after these pieces; nobody is there to be answered."""
    headers = {**PART, "upload-offset": str(begins), "authorization": f"Bearer {by.token}"}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH", "scheme": "http",
        "path": f"{at}/upload", "raw_path": b"", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "server": ("t", 80),
    }  # fmt: skip
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        """Nobody listens."""

    world.client.portal.call(world.app, scope, receive, send)


def test_a_photo_over_a_connection_that_breaks_twice(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploading, "PIECE", 20_000)
    place, mother = world.indigo, world.indigo.guardian
    data = pictures.photo(1200, 900, orientation=8) + pictures.noise(500, 300)
    at = announced(mother, data, place.mila)
    assert offset(mother, at) == 0
    broken(world, mother, at, 0, [data[:30_000], data[30_000:45_000]])
    assert offset(mother, at) == 45_000, "what had come before the break is safe"
    broken(world, mother, at, 45_000, [data[45_000:45_100]])
    assert problem(append(mother, at, 45_000, data[45_000:])) == (409, "wrong-offset")
    last = append(mother, at, 45_100, data[45_100:])
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(data)))
    assert mother.get(at).json()["state"] == "processing"
    assert [ran.outcome for ran in run_due(world)] == ["done"]

    row = mother.get(at).json()
    assert (row["state"], row["content_type"], row["width"], row["height"]) == ("ready", "image/jpeg", 900, 1200)
    assert len(stored(world)) == 3, "the parts are gone, three sizes are kept"
    assert [path.read_bytes()[:4] for path in stored(world)] == [b"LBS1"] * 3, "sealed at rest"
    sizes = {}
    for size in ("small", "medium", "full"):
        answer = mother.get(f"{at}/content?size={size}")
        picture = Image.open(io.BytesIO(answer.content))
        sizes[size] = max(picture.size)
        assert dict(picture.getexif()) == {} and pictures.CAMERA.encode() not in answer.content
    assert sizes == {"small": 320, "medium": 1024, "full": 1200}
    assert answer.headers["content-disposition"] == "attachment; filename=\"IMG-1.jpg\"; filename*=UTF-8''IMG%201.jpg"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    # Said and done: the part that came again after the last answer was lost.
    assert problem(append(mother, at, 45_100, data[45_100:])) == (409, "wrong-offset")


def test_small_files_in_one_request(world: World):
    place, volunteer = world.indigo, world.indigo.volunteer
    heic = pictures.photo(600, 400, orientation=6, kind="HEIF")
    id = "01900000-0000-7000-8000-0000000000aa"
    first = at_once(volunteer, heic, place.mila, "image/heic", id=id)
    assert (first.status_code, first.headers["location"]) == (201, f"/v1/attachments/{id}")
    run_due(world)
    again = at_once(volunteer, heic, place.mila, "image/heic", id=id)
    assert (again.status_code, again.json()["state"], again.json()["width"]) == (200, "ready", 400)
    assert problem(at_once(volunteer, heic + b"x", place.mila, "image/heic", id=id)) == (409, "id-conflict")
    assert problem(at_once(volunteer, heic, place.mila, sha256="0" * 64)) == (422, "wrong-checksum")
    assert problem(at_once(volunteer, b"", place.mila)) == (422, "invalid-request")
    assert problem(at_once(volunteer, heic, place.mila, "text/html")) == (415, "unsupported-media-type")
    assert problem(at_once(volunteer, heic, place.luka)) == (422, "reference-not-found")
    assert problem(at_once(volunteer, b"x" * (2 * 1024 * 1024 + 1), place.mila)) == (413, "too-large")
    assert len(stored(world)) == 3
    paper = at_once(place.coordinator, pictures.pdf(), place.mila, "application/pdf", purpose="consent_evidence").json()
    run_due(world)
    answer = place.coordinator.get(f"/v1/attachments/{paper['id']}/content?size=small")
    assert (answer.content, answer.headers["content-type"]) == (pictures.pdf(), "application/pdf")
    assert answer.headers["content-disposition"].startswith('attachment; filename="consent_evidence.pdf"')


EVIL = {
    "pixel flood": (pictures.flood(9_000), "too_many_pixels"),
    "gif": (pictures.gif(), "unknown_content"),
    "svg": (pictures.SVG, "unknown_content"),
    "html": (pictures.HTML, "unknown_content"),
    "html behind a jpeg's head": (b"\xff\xd8\xff\xe0" + pictures.HTML, "damaged"),
    "truncated": (pictures.noise(300, 200)[:9_000], "damaged"),
    "zip": (b"PK\3\4" + b"\0" * 60, "unknown_content"),
    "pdf as a photo": (pictures.pdf(), "not_for_this_purpose"),
    "truncated heic": (pictures.photo(300, 200, kind="HEIF")[:500], "damaged"),
    "zeros": (b"\0" * 5_000, "unknown_content"),
}


def test_what_is_not_a_photo_is_refused_and_nothing_of_it_is_kept(world: World):
    place, volunteer = world.indigo, world.indigo.volunteer
    found = {name: sent(world, volunteer, data, place.mila) for name, (data, _) in EVIL.items()}
    assert {name: (row["state"], row["refusal"]) for name, row in found.items()} == {
        name: ("refused", refusal) for name, (_, refusal) in EVIL.items()
    }
    assert stored(world) == []
    at = f"/v1/attachments/{found['gif']['id']}"
    assert problem(volunteer.get(f"{at}/content")) == (409, "attachment-not-ready")
    assert problem(append(volunteer, at, 0, b"x")) == (410, "upload-over")
    acting = sent(
        world, place.coordinator, pictures.pdf(b"/AA << /S /JavaScript >>"), place.mila,
        purpose="consent_evidence", media_type="application/pdf",
    )  # fmt: skip
    assert acting["refusal"] == "active_content"
    with world.as_system(place) as db:
        assert db.find(Attachment, found["gif"]["id"]).kept_bytes == 0, "a refused file takes no room"


def test_parts_that_are_wrong_change_nothing(world: World):
    place, volunteer = world.indigo, world.indigo.volunteer
    data = pictures.noise(200, 150)
    at = announced(volunteer, data, place.mila)
    assert append(volunteer, at, 0, data[:100]).status_code == 204
    for number, text in ((0, "wrong-offset"), (99, "wrong-offset"), (101, "wrong-offset"), (10**15, "wrong-offset")):
        assert problem(append(volunteer, at, number, b"x")) == (409, text)
    wrong = {
        "tus-version": (412, {"tus-resumable": "0.2.2"}),
        "unsupported-media-type": (415, {"content-type": "image/jpeg"}),
        "invalid-request": (422, {"upload-offset": "x"}),
    }
    for slug, (status, headers) in wrong.items():
        answer = append(volunteer, at, 100, b"x", **headers)
        assert problem(answer) == (status, slug)
        assert answer.headers["tus-resumable"] == "1.0.0", "also by refusals"
    assert problem(append(volunteer, at, 100, data[100:] + b"x")) == (413, "too-large"), "more than was announced"
    assert problem(append(place.guardian, at, 100, b"x")) == (403, "forbidden"), "somebody else's upload"
    assert append(place.volunteer2, at, 100, b"x").status_code == 404
    assert append(volunteer, at, 100, b"").headers["upload-offset"] == "100", "nothing is no error"
    assert offset(volunteer, at) == 100
    assert len(stored(world)) == 1
    spoiled = data[100:-1] + bytes([data[-1] ^ 1])
    assert problem(append(volunteer, at, 100, spoiled)) == (422, "wrong-checksum")
    assert (offset(volunteer, at), stored(world)) == (0, []), "begun again, nothing half-stored"
    assert append(volunteer, at, 0, data).status_code == 204
    ability = volunteer.client.options(f"{at}/upload").headers
    assert (ability["tus-version"], ability["tus-max-size"]) == ("1.0.0", str(10 * 1024 * 1024))


def test_of_two_writers_at_one_place_one_wins(world: World):
    place, volunteer = world.indigo, world.indigo.volunteer
    data = pictures.noise(200, 150)
    at = announced(volunteer, data, place.mila)

    async def both() -> list[int]:
        async def one(piece: bytes) -> int:
            got: list[Any] = []
            headers = {**PART, "upload-offset": "0", "authorization": f"Bearer {volunteer.token}"}
            scope = {
                "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PATCH", "scheme": "http",
                "path": f"{at}/upload", "query_string": b"", "client": ("127.0.0.1", 1), "server": ("t", 80),
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            }  # fmt: skip

            async def receive() -> Any:
                return {"type": "http.request", "body": piece, "more_body": False}

            async def send(message: Any) -> None:
                got.append(message)

            await world.app(scope, receive, send)
            return int(got[0]["status"])

        return sorted(await asyncio.gather(*(one(data[:n]) for n in (1_000, 2_000, 3_000, 4_000))))

    assert world.client.portal.call(both) == [204, 409, 409, 409]
    safe = offset(volunteer, at)
    assert safe in (1_000, 2_000, 3_000, 4_000)
    assert [path.stat().st_size > 0 for path in stored(world)] == [True], "the losers' bytes are gone"
    assert append(volunteer, at, safe, data[safe:]).status_code == 204
    run_due(world)
    assert volunteer.get(at).json()["state"] == "ready"


def test_who_sends_what_for_whom(world: World, monkeypatch: pytest.MonkeyPatch):
    place, data = world.indigo, pictures.photo(40, 30)
    refused = {
        "mediator": {}, "supervisor": {}, "coordinator": {}, "assistant": {"purpose": "consent_evidence"},
        "volunteer": {"media_type": "application/pdf"}, "teacher": {"media_type": "image/gif"},
        "guardian": {"purpose": "meeting_evidence"},
    }  # fmt: skip
    for name, more in refused.items():
        assert problem(announce(place.people[name], data, place.mila, **more)) == (422, "invalid-request"), name
    assert problem(announce(place.volunteer, data, None)) == (422, "invalid-request"), "a photo is of a child"
    assert problem(announce(place.administrator, data, place.mila)) == (422, "invalid-request")
    assert problem(announce(place.guardian, data, place.luka)) == (422, "reference-not-found")
    huge = announce(place.volunteer, data, place.mila, size=10 * 1024 * 1024 + 1)
    assert problem(huge) == (422, "invalid-request")
    monkeypatch.setattr(taking_uploads, "MOST_BYTES_OF_A_CHILD", 2 * len(data) + 3 * 900 + 900)
    for _ in range(2):
        assert announce(place.volunteer, data, place.mila).status_code == 201
    full = announce(place.guardian, data, place.mila)
    assert (problem(full), full.json()["limit"]) == ((409, "child-quota-reached"), 2 * len(data) + 3600)
    monkeypatch.setattr(taking_uploads, "MOST_BYTES_OF_A_CHILD", 10**9)
    # One was furnished.
    monkeypatch.setattr(taking_uploads, "MOST_A_DAY", 3)
    tired = announce(place.volunteer, data, place.mila)
    assert problem(tired) == (429, "daily-uploads-reached")
    assert 80_000 < int(tired.headers["retry-after"]) <= 86_400
    assert announce(place.guardian, data, place.mila).status_code == 201


def test_who_may_write_a_thing_may_send_its_files():
    needed = {
        AttachmentPurpose.HOMEWORK_PHOTO: {Homework, Submission},
        AttachmentPurpose.CONSENT_EVIDENCE: {Consent},
        AttachmentPurpose.MEETING_EVIDENCE: {HeldTraining},
        AttachmentPurpose.MATERIAL: {MaterialFile, CourseModule, Story},
        AttachmentPurpose.MESSAGE: {Message},
        AttachmentPurpose.OTHER: {RequirementFulfilment},
    }
    for role, purpose in itertools.product(Role, needed):
        if any(may(role, "create", model) for model in needed[purpose]):
            assert purpose in taking_uploads.SENT_BY[role] and may(role, "upload", Attachment), (role, purpose)
    assert needed.keys() == set(AttachmentPurpose)


def test_who_sees_a_photo_and_what_the_audit_says(world: World):
    place, data = world.indigo, pictures.photo(40, 30)
    row = sent(world, place.volunteer, data, place.mila)
    at = f"/v1/attachments/{row['id']}"
    found = {name: person.get(f"{at}/content").status_code for name, person in place.people.items()}
    assert found == {
        "volunteer": 200, "guardian": 200, "educator": 200, "supervisor": 200, "coordinator": 403, "teacher": 404,
        "mediator": 404, "dpo": 404, "volunteer2": 404, "assistant": 404, "administrator": 404, "partner": 403,
    }  # fmt: skip
    own = sent(world, place.assistant, data, place.mila)
    assert own["state"] == "ready", "who sends the photo for a child sees that it arrived, and no more"
    assert problem(place.assistant.get(f"/v1/attachments/{own['id']}/content")) == (403, "forbidden")
    assert problem(place.coordinator.get(f"{at}/content")) == (403, "reason-needed")
    assert place.coordinator.post(f"{at}/open", {"reason": ""}).status_code == 422
    opened = place.coordinator.post(f"{at}/open", {"reason": "the mother complains", "size": "small"})
    assert (opened.status_code, opened.headers["content-type"]) == (200, "image/jpeg")
    assert problem(place.educator.post(f"{at}/open", {"reason": "curious"})) == (403, "forbidden")
    seen = place.guardian.get(f"/v1/children/{place.mila}/access-log").json()["items"]
    assert {entry["role"] for entry in seen} >= {"volunteer", "educator", "supervisor", "coordinator"}
    assert world.red_cross.volunteer.get(f"{at}/content").status_code == 404


def test_a_file_in_use_and_the_end_of_its_days(world: World):
    place, data = world.indigo, pictures.photo(40, 30)
    row = sent(world, place.volunteer, data, place.mila)
    loose = sent(world, place.volunteer, data, place.mila)
    unfinished = announced(place.volunteer, data, place.mila)
    append(place.volunteer, unfinished, 0, data[:100])
    assert len(stored(world)) == 7
    photo = AttachmentPurpose.HOMEWORK_PHOTO
    with world.as_system(place) as db:
        held_by = db.find(SupportSession, place.owls_held)
        keeping_files.attach(db, [row["id"]], photo, place.mila, held_by)
        keeping_files.attach(db, [row["id"]], photo, place.mila, held_by)
        with pytest.raises(keeping_files.AttachmentInUse):
            keeping_files.attach(db, [row["id"]], photo, place.mila, db.find(SupportSession, place.owls_planned))
        with pytest.raises(keeping_files.AttachmentNotReady):
            keeping_files.attach(db, [unfinished.rpartition("/")[2]], photo, place.mila, held_by)
        with pytest.raises(keeping_files.ReferenceNotFound):
            keeping_files.attach(db, [loose["id"]], photo, place.luka, held_by)
        assert [one.id for one in keeping_files.attached(db, held_by)] == [db.find(Attachment, row["id"]).id]
        db.commit()
    at = f"/v1/attachments/{row['id']}"
    assert problem(place.volunteer.post(f"{at}/erase", {})) == (409, "attachment-in-use")

    def erased(days: int) -> int:
        with world.as_system(place) as db:
            db.enqueue("erase_files", {})
            db.commit()
        run_due(world, clock.now() + timedelta(days=days))
        return len(stored(world))

    assert erased(6) == 7
    assert erased(8) == 3, "what nothing holds goes after a week, unfinished or not"
    assert problem(append(place.volunteer, unfinished, 100, data[100:])) == (410, "upload-over")
    days = 90
    assert erased(days - 1) == 3
    assert place.volunteer.get(f"{at}/content").status_code == 200
    assert erased(days + 1) == 0
    assert problem(place.volunteer.get(f"{at}/content")) == (410, "file-erased")
    shown = place.volunteer.get(at).json()
    assert (shown["state"], shown["name"]) == ("erased", "")
    moves = [move for move, *_ in left(world.database, place.id).transitions]
    assert moves.count("erase") >= 3


def test_a_server_that_falls_between_two_steps_loses_nothing_and_keeps_no_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    place, data = world.indigo, pictures.photo(40, 30)
    at = announced(place.volunteer, data, place.mila)
    append(place.volunteer, at, 0, data)

    def fall(*_: Any) -> Any:
        raise RuntimeError("power cut")

    with monkeypatch.context() as cut:
        cut.setattr(processing_files, "settled", fall)
        assert [ran.outcome for ran in run_due(world, failing=True)] == ["again"]
    assert place.volunteer.get(at).json()["state"] == "processing"
    assert [ran.outcome for ran in run_due(world, clock.now() + timedelta(hours=1))] == ["done"]
    assert place.volunteer.get(at).json()["state"] == "ready"
    assert len(stored(world)) == 3
    # A part whose transaction never came is nobody's, and swept.
    second = announced(place.volunteer, data, place.mila)
    with monkeypatch.context() as cut:
        cut.setattr(uploading, "enter", fall)
        cut.setattr(uploading.file_places, "drop_parts", lambda *_: None)
        assert append(place.volunteer, second, 0, data[:50]).status_code == 500
    assert (offset(place.volunteer, second), len(stored(world))) == (0, 4)
    with world.as_system(place) as db:
        db.enqueue("erase_files", {})
        db.commit()
    monkeypatch.setattr(processing_files, "FORGOTTEN", -timedelta(minutes=1))
    run_due(world)
    assert len(stored(world)) == 3


def test_the_decoder_is_asked_in_a_job_and_never_in_a_request(world: World, monkeypatch: pytest.MonkeyPatch):
    def never(*_: Any) -> Any:
        raise AssertionError("decoded in a request")

    place, data = world.indigo, pictures.photo(40, 30)
    with monkeypatch.context() as guarded:
        guarded.setattr(images, "shrink", never)
        answer = at_once(place.volunteer, data, place.mila)
        assert (answer.status_code, answer.json()["state"]) == (201, "processing")
    run_due(world)
    row = place.volunteer.get(f"/v1/attachments/{answer.json()['id']}").json()
    assert row["state"] == "ready"
    text = json.dumps([entry for entry in left(world.database, place.id).audit])
    assert "IMG" not in text, "the audit holds no names of files"
