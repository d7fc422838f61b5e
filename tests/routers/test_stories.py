"""Stories over HTTP: who narrates, whose yes counts, and that what is taken back is nowhere."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from starlette.testclient import TestClient

from app.models import Attachment, Guardian, LibrarySpelling, LibraryWord, Notice, Story
from app.models.attachment import AttachmentState
from app.models.notice import NoticeKind
from tests import pictures
from tests.acting import inside
from tests.jobs import run_due
from tests.signing import audit_of
from tests.uploads import ready
from tests.uploads import stored as files_stored
from tests.world import Person, World

WORDS = {"alias": "Linden", "language": "sr", "title": "A way to school", "text": "We walk by the river."}


def made(by: Person, **more: Any) -> str:
    answer = by.post("/v1/stories", {**WORDS, **more})
    assert answer.status_code == 201, answer.text
    return f"/v1/stories/{answer.json()['id']}"


def moved(by: Person, path: str, move: str, status: int = 200, **body: Any) -> Any:
    answer = by.post(f"{path}/{move}", body or {})
    assert answer.status_code == status, answer.text
    return answer.json()


def consented(world: World, move: str = "give") -> None:
    """The mother consents to a story of Mila, or takes it back."""
    mother, of = world.indigo.guardian, {"child_id": str(world.indigo.mila), "purpose": "story"}
    if move == "give":
        assert mother.post("/v1/consents", {**of, "state": "given"}).status_code == 201
        return
    latest = mother.get(f"/v1/consents?child_id={of['child_id']}&purpose=story&sort=-id").json()["items"][0]
    assert mother.post(f"/v1/consents/{latest['id']}/withdraw", {}).status_code == 201


def stored(world: World, path: str) -> Any:
    """The row as the database holds it."""
    assert world.database is not None
    story: sa.Table = Story.__table__  # type: ignore[attr-defined]
    with inside(world.database, world.indigo.id) as connection:
        rows = connection.execute(sa.select(story)).mappings().all()
    return next(row for row in rows if str(row["id"]) == path.rpartition("/")[2])


def test_a_childs_story_needs_its_consent_and_ends_with_it(world: World) -> None:
    place = world.indigo
    mother, mediator, coordinator = place.guardian, place.mediator, place.coordinator
    of_mila = {"narrator": "child", "child_id": str(place.mila), "guardian_id": str(place.jelena)}
    refused = mediator.post("/v1/stories", {**WORDS, **of_mila})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-required")
    assert refused.json()["purposes"] == ["story"]
    consented(world)
    path = made(mediator, **of_mila)
    # Nobody but those who write it and its narrator knows of it; the narrator's name is for those who write.
    assert {person: place.people[person].get(path).status_code for person in ("guardian", "volunteer", "dpo")} == {
        "guardian": 200, "volunteer": 404, "dpo": 404,
    }  # fmt: skip
    shown = mother.get(path).json()
    assert shown["mine"] is True and shown["text"] == WORDS["text"] and "child_id" not in shown
    assert mother.get("/v1/stories?child_id=" + str(place.mila)).status_code == 422
    moved(mediator, path, "publish", 409)
    moved(mediator, path, "ask-narrator")
    assert moved(mediator, path, "publish", 409)["allowed"] == ["approve", "send_back", "withdraw"]
    assert mediator.patch(path, {"title": "Other"}).status_code == 409
    moved(mother, path, "send-back", remark="Not the river")
    assert coordinator.get(path).json()["remark"] == "Not the river" and "remark" not in mother.get(path).json()
    assert mediator.patch(path, {"text": "We walk by the park."}).status_code == 200
    moved(mediator, path, "ask-narrator")
    moved(coordinator, path, "approve", 403)
    # Who wrote it down does not witness the yes, and nobody says it in another's way.
    assert moved(mediator, path, "approve", 409, approval="witnessed_in_person")["type"].endswith(
        "second-person-needed"
    )
    moved(mother, path, "approve", 422, approval="secret_link")
    moved(mother, path, "approve")
    published = moved(mediator, path, "publish")
    assert (published["state"], published["approval"], published["approved_by_id"]) == (
        "published", "signed_in", str(mother.user_id),
    )  # fmt: skip
    seen = place.volunteer.get(path).json()
    assert (seen["alias"], seen["mine"], seen["text"]) == ("Linden", False, "We walk by the park.")
    assert {"guardian_id", "child_id", "approval", "remark"} & seen.keys() == set()
    consented(world, "withdraw")
    assert place.volunteer.get(path).status_code == 404
    gone = coordinator.get(path).json()
    assert (gone["state"], gone["text"], gone["title"], gone["alias"]) == ("withdrawn", "", "", "")
    row = stored(world, path)
    assert (row["text"], row["title"], row["alias"], row["remark"]) == ("", "", "", "")
    assert moved(mother, path, "withdraw", 409)["allowed"] == []


def found(by: Person, q: str, **more: Any) -> list[tuple[str, str]]:
    """Kind and title of what a search of the library finds."""
    answer = by.get("/v1/library", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return [(item["kind"], item["title"]) for item in answer.json()["items"]]


def test_a_published_story_is_found_in_the_library_until_it_is_taken_back(world: World) -> None:
    place = world.indigo
    words = {
        "language": "sr-Latn",
        "title": "Kako smo naučili čitanje",
        "alias": "Vrbica",
        "text": "Najtiša reč je bila prva.",
    }
    path = made(place.mediator, narrator="guardian", guardian_id=str(place.jelena), **words)
    voice = ready(world, place.mediator, pictures.wav(), "audio/wav")
    assert place.mediator.post(f"{path}/files", {"attachment_ids": [voice]}).status_code == 200
    moved(place.mediator, path, "ask-narrator")
    moved(place.coordinator, path, "approve", 403)
    link = place.mediator.post(f"{path}/narrator-link", {}).json()["path"]
    visited(world.client, link, "approve", {"consent": True}, 200)
    for by in (place.mediator, place.volunteer):
        assert found(by, "čitanje") == [], "not published as yet"
    moved(place.coordinator, path, "publish")
    hit = [("story", words["title"])]
    for q in ("čitanje", "citanje", "читање", "naucilli", "Vrbica", "врбица čitanje", "cita"):
        assert found(place.volunteer, q) == hit, q
    readers = ("administrator", "dpo", "guardian", "teacher", "assistant")
    assert {name: found(place.people[name], "citanje", kind="story") for name in readers} == dict.fromkeys(readers, hit)
    # Nor of another kind, nor elsewhere, nor by whom stories are not for; its text is sealed, and in no index.
    assert found(place.volunteer, "citanje", kind="guidance") == found(world.red_cross.volunteer, "citanje") == []
    assert found(place.volunteer, "najtisa") == []
    page = {"facets": "true", "count": "true", "kind": "story"}
    told = place.volunteer.get("/v1/library", params=page, headers={"accept-language": "sr-Latn"}).json()
    assert (told["count"], told["facets"]["language"]) == (1, [{"value": "sr-Latn", "count": 1}])
    assert {"value": "story", "count": 1} in told["facets"]["kind"]
    (item,) = told["items"]
    assert (item["story_id"], item["told_by"], item["audible"]) == (path.rpartition("/")[2], "Vrbica", True)
    assert (item["translation_id"], item["fallback"], item["languages"]) == (None, False, ["sr-Latn"])
    entries = [row for entry in audit_of(world, place) for row in entry["rows"]]
    assert ["read", "stories", item["id"]] in entries
    partner = place.partner.get("/v1/library", params={"facets": "true", "count": "true"}).json()
    assert "story" not in [one["value"] for one in partner["facets"]["kind"]]
    assert found(place.partner, "citanje") == []

    assert "citanje" in dictionary(world)
    moved(place.coordinator, path, "revise", reason="a word is missing")
    assert (found(place.coordinator, "citanje"), "citanje" in dictionary(world)) == ([], False)
    moved(place.coordinator, path, "ask-narrator")
    visited(world.client, link, "approve", {"consent": True}, 200)
    moved(place.coordinator, path, "publish")
    assert found(place.volunteer, "citanje") == hit
    visited(world.client, link, "withdraw", {}, 200)
    assert [found(by, "citanje") for by in (place.volunteer, place.coordinator, place.guardian)] == [[], [], []]
    assert not {"citanje", "vrbica", "naucili"} & dictionary(world) and "skolu" in dictionary(world)


def dictionary(world: World) -> set[str]:
    """Every word that the index knows, and what spells it."""
    with world.as_system(world.indigo) as db:
        words = set(db.execute(sa.select(LibraryWord.word)).scalars())  # type: ignore[call-overload]
        assert words == set(db.execute(sa.select(LibrarySpelling.word)).scalars())  # type: ignore[call-overload]
    return words


def test_a_guardian_says_yes_by_a_link_and_takes_the_story_back_with_its_files(world: World) -> None:
    place, anybody = world.indigo, world.client
    path = made(place.mediator, narrator="guardian", guardian_id=str(place.jelena))
    sent = ready(world, place.mediator, pictures.photo(), "image/jpeg")
    voice = ready(world, place.mediator, pictures.wav(), "audio/wav")
    with_file = place.mediator.post(f"{path}/files", {"attachment_ids": [sent, voice]})
    assert {file["id"]: file["content_type"] for file in with_file.json()["files"]} == {
        sent: "image/jpeg", voice: "audio/wav",
    }  # fmt: skip
    read = {name: file_of(place.people[name], path, voice) for name in ("mediator", "guardian", "teacher", "volunteer")}
    assert read == {"mediator": 200, "guardian": 200, "teacher": 404, "volunteer": 404}, "not published as yet"
    moved(place.mediator, path, "narrator-link", 409)
    moved(place.mediator, path, "ask-narrator")
    with world.as_system(place) as db:
        kinds = {notice.kind for notice in db.execute(sa.select(Notice)).scalars()}
    assert NoticeKind.STORY_REVIEW in kinds
    answer = place.mediator.post(f"{path}/narrator-link", {})
    link = answer.json()["path"]
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    told = anybody.get(link)
    assert told.json() == {**WORDS, "state": "narrator_review"}
    assert visited(anybody, link, "send-back", {"remark": "x"}, 422)
    assert visited(anybody, link, "send-back", {"remark": "In winter"}, 200)["state"] == "draft"
    assert visited(anybody, link, "approve", {}, 409)["allowed"] == ["ask_narrator", "withdraw"]
    moved(place.mediator, path, "ask-narrator")
    assert visited(anybody, link, "approve", {"consent": False}, 200)["state"] == "approved"
    refused = moved(place.coordinator, path, "publish", 409)
    assert (refused["type"], refused["purposes"]) == ("/problems/consent-required", ["story"])
    moved(place.coordinator, path, "revise", reason="ask for the consent")
    moved(place.coordinator, path, "ask-narrator")
    visited(anybody, link, "approve", {"consent": True}, 200)
    shown = moved(place.coordinator, path, "publish")
    assert (shown["approval"], shown["consent_method"], shown["approved_by_id"]) == ("secret_link", "digital", None)
    assert place.teacher.get(f"{path}/files/{voice}").content == pictures.wav()
    seen = place.teacher.get(f"{path}/files/{sent}")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert pictures.CAMERA.encode() not in seen.content
    assert place.teacher.get(f"{path}/files/{place.photo}").json()["type"] == "/problems/not-found"
    assert place.teacher.get(f"/v1/attachments/{sent}/content").status_code == 404, "by the story and no other way"
    assert file_of(world.red_cross.teacher, path, sent) == 404
    assert len(files_stored(world)) == 4, "three sizes of the picture, and the voice"
    for wrong in (link[:-1], link + "x", "/v1/narrator-links/x", link.replace(place.id.hex, world.red_cross.id.hex)):
        assert anybody.get(wrong).status_code == 404
    gone = visited(anybody, link, "withdraw", {}, 200)
    assert gone == {"state": "withdrawn", "alias": "", "language": "sr", "title": "", "text": ""}
    assert anybody.get(link).status_code == 404 and place.teacher.get(path).status_code == 404
    moved(place.mediator, path, "narrator-link", 409)
    assert [file_of(by, path, voice) for by in (place.teacher, place.guardian, place.coordinator)] == [404] * 3
    with world.as_system(place) as db:
        files = [db.find(Attachment, UUID(id)) for id in (sent, voice)]
        assert {(file.state, file.file_key, file.name) for file in files} == {(AttachmentState.ERASED, "", "")}
    run_due(world)
    assert files_stored(world) == []
    assert stored(world, path)["text"] == ""


def visited(anybody: TestClient, link: str, move: str, body: dict[str, Any], status: int) -> Any:
    answer = anybody.post(f"{link}/{move}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def file_of(by: Person, path: str, id: str) -> int:
    """What a look at a file of a story is answered by."""
    return int(by.get(f"{path}/files/{id}").status_code)


def test_a_narrator_is_named_as_the_kind_asks_and_never_an_excluded_guardian(world: World) -> None:
    place = world.indigo
    mother, mila, him = str(place.jelena), str(place.mila), str(place.volunteer.user_id)
    wrong: list[tuple[dict[str, str], str]] = [
        ({"narrator": "guardian"}, "/guardian_id"),
        ({"narrator": "guardian", "guardian_id": mother, "user_id": him}, "/user_id"),
        ({"narrator": "child", "child_id": mila}, "/guardian_id"),
        ({"narrator": "volunteer", "user_id": him}, "/programme_id"),
        ({"narrator": "guardian", "guardian_id": mother, "consent_on": "2999-01-01"}, "/consent_on"),
        ({"narrator": "guardian", "guardian_id": mila}, "/guardian_id"),
        ({"narrator": "guardian", "guardian_id": mother, "text": ""}, "/text"),
    ]
    for body, pointer in wrong:
        answer = place.coordinator.post("/v1/stories", {**WORDS, **body})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), body
    path = made(place.mediator, narrator="guardian", guardian_id=mother)
    moved(place.mediator, path, "ask-narrator")
    at = place.mediator.post(f"{path}/narrator-link", {}).json()["path"]
    with world.as_system(place) as db:
        db.find(Guardian, place.jelena).safety_excluded = True
        db.commit()
    assert world.client.get(at).status_code == 404
    for by, status in ((place.guardian, 404), (place.mediator, 200), (place.coordinator, 200)):
        assert by.get(path).status_code == status, by.role
    refused = {**WORDS, "narrator": "guardian", "guardian_id": mother}
    assert place.coordinator.post("/v1/stories", refused).json()["errors"][0]["code"] == "not_allowed"
    assert place.mediator.post("/v1/stories", refused).json()["type"] == "/problems/reference-not-found"
