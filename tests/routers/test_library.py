"""The library: texts worded, checked by somebody else, published for good and overtaken; files; who reads what."""

from typing import Any

import pytest

from app.services.library import searching_library
from tests.jobs import run_due
from tests.uploads import announced, append
from tests.world import Person, World

MATERIALS, WORDS, FILES = "/v1/materials", "/v1/material-translations", "/v1/material-files"
SUBTITLES = b"WEBVTT\n\n00:01.000 --> 00:04.000\nDobro do\xc5\xa1li\n"


def begun(by: Person, of: str, language: str, title: str) -> str:
    """The address of a draft."""
    words = {"material_id": of, "language": language, "title": title, "sections": [{"text": f"{title}."}]}
    made = by.post(WORDS, words)
    assert made.status_code == 201, made.text
    return f"{WORDS}/{made.json()['id']}"


def published(world: World, of: str, language: str, title: str) -> str:
    path = begun(world.indigo.mediator, of, language, title)
    for move in ("check", "publish"):
        answer = world.indigo.coordinator.post(f"{path}/{move}")
        assert answer.status_code == 200, answer.text
    return path


def material(by: Person, key: str, **more: Any) -> str:
    about = {"key": key, "kind": "guidance", "source_language": "en", "audiences": ["guardians"], "year": 2026, **more}
    made = by.post(MATERIALS, about)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def state(by: Person, path: str) -> str:
    return str(by.get(path).json().get("state"))


def test_a_text_from_the_draft_to_what_its_source_has_overtaken(world: World):
    place = world.indigo
    boss, writer, mother, helper = place.coordinator, place.mediator, place.guardian, place.volunteer
    of = material(writer, "school-start")
    again = {"key": "school-start", "kind": "story", "source_language": "en", "audiences": ["public"], "year": 2026}
    assert boss.post(MATERIALS, again).json()["type"] == "/problems/key-taken"
    assert boss.post(MATERIALS, {**again, "key": "x", "audiences": []}).status_code == 422

    source = begun(writer, of, "en", "Starting school")
    twice = {"material_id": of, "language": "en", "title": "Again"}
    assert boss.post(WORDS, twice).json()["type"] == "/problems/version-in-work"
    assert writer.post(f"{source}/check").json()["type"] == "/problems/second-person-needed"
    assert boss.patch(source, {"summary": "The first day"}).status_code == 200
    assert boss.post(f"{source}/check").json()["type"] == "/problems/second-person-needed", "now an author as well"
    assert boss.post(f"{source}/publish").json()["allowed"] == ["check", "outdate"]
    arabic = begun(writer, of, "ar", "بدء المدرسة")
    assert place.supervisor.post(f"{arabic}/check").status_code == 200
    assert boss.post(f"{arabic}/publish").json()["type"] == "/problems/source-not-published"
    for by in (mother, helper):
        assert [by.get(f"{MATERIALS}/{of}").status_code, by.get(source).status_code] == [404, 404]
    assert place.supervisor.post(f"{source}/check").json()["checked_by_id"] == str(place.supervisor.user_id)
    assert writer.patch(source, {"title": "Other"}).json()["allowed"] == ["send_back", "publish", "outdate"]
    assert writer.post(f"{source}/publish").json()["current"] is True
    assert boss.post(f"{arabic}/publish").json()["source_edition"] == 1
    assert boss.get(f"{MATERIALS}/{of}").json()["edition"] == 1
    finnish = begun(writer, of, "fi", "Koulun alku")

    # Readers find what is published and nothing of who made it; published words stay.
    heads = mother.get(f"{MATERIALS}/{of}?include=translations").json()["translations"]
    assert {(head["language"], head["title"]) for head in heads} == {
        ("en", "Starting school"),
        ("ar", "بدء المدرسة"),
    }
    assert "translated_by_id" not in mother.get(arabic).json()
    assert boss.patch(source, {"title": "Other"}).json()["type"] == "/problems/words-published"
    assert boss.delete(source).json()["type"] == "/problems/words-published"
    assert helper.patch(source, {"title": "x"}).status_code == 403

    # A new version of the source: in its transaction all that follows the old one is outdated, and still read.
    second = published(world, of, "en", "Starting school well")
    assert [state(boss, path) for path in (source, arabic, finnish, second)] == [*["outdated"] * 3, "published"]
    seen = [mother.get(path).status_code for path in (source, arabic, finnish, second)]
    assert seen == [404, 200, 404, 200], "of each language the latest that was published"
    assert mother.get(f"{MATERIALS}/{of}").json()["title"] == "Starting school well"
    caught = writer.post(f"{finnish}/catch-up").json()
    assert (caught["state"], caught["source_edition"]) == ("draft", 2)
    assert writer.post(f"{arabic}/catch-up").json()["type"] == "/problems/words-published"
    renewed = published(world, of, "ar", "بداية المدرسة")
    assert (boss.get(renewed).json()["number"], boss.get(arabic).json()["current"]) == (2, False)
    assert writer.delete(finnish).status_code == 204

    # Out of use: there for those who write, gone for the others; and whom it is for decides at once.
    assert boss.post(f"{MATERIALS}/{of}/withdraw", {"reason": "The law has changed"}).json()["state"] == "withdrawn"
    assert [by.get(renewed).status_code for by in (mother, helper, writer)] == [404, 404, 200]
    assert boss.post(f"{MATERIALS}/{of}/restore").status_code == 200
    assert boss.patch(f"{MATERIALS}/{of}", {"audiences": ["teachers"]}).status_code == 200
    assert [by.get(renewed).status_code for by in (mother, helper)] == [404, 200]


def test_files_go_with_a_draft_and_are_read_by_its_readers(world: World):
    place = world.indigo
    writer, mother = place.mediator, place.guardian
    of = material(writer, "listen-first")
    draft = begun(writer, of, "en", "Listen first")
    at = announced(writer, SUBTITLES, None, purpose="material", media_type="text/vtt", name="Podnapisi š.vtt")
    body = {"translation_id": draft.rpartition("/")[2], "attachment_id": at.rpartition("/")[2], "role": "subtitles"}
    assert writer.post(FILES, body).json()["type"] == "/problems/attachment-not-ready"
    assert append(writer, at, 0, SUBTITLES).status_code == 204
    run_due(world)
    assert writer.post(FILES, {**body, "role": "audio"}).json()["type"] == "/problems/wrong-kind-of-file"
    wrong = writer.post(FILES, {**body, "attachment_id": str(place.photo)}).json()
    assert wrong["errors"][0]["pointer"] == "/attachment_id"
    assert place.coordinator.post(FILES, body).status_code == 422, "somebody else's upload"
    file = writer.post(FILES, body)
    assert (file.status_code, file.json()["content_type"], file.json()["size"]) == (201, "text/vtt", len(SUBTITLES))
    path = f"{FILES}/{file.json()['id']}"
    assert mother.get(f"{path}/content").status_code == 404
    for move in ("check", "publish"):
        assert place.coordinator.post(f"{draft}/{move}").status_code == 200
    shown = mother.get(f"{path}/content")
    assert (shown.status_code, shown.content) == (200, SUBTITLES)
    assert shown.headers["content-type"] == "text/vtt"
    assert shown.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert shown.headers["content-disposition"].startswith('attachment; filename="Podnapisi')
    assert mother.get(f"{path}/content", headers={"if-none-match": shown.headers["etag"]}).status_code == 304
    assert writer.delete(path).json()["type"] == "/problems/words-published"
    assert [row["id"] for row in mother.get(f"{draft}?include=files").json()["files"]] == [file.json()["id"]]
    assert mother.get(at).status_code == 404, "the upload stays its sender's"

    assert mother.get(f"{FILES}/{place.recording}/content").status_code == 404, "its bytes are in no store"

    # A draft takes its files with it.
    another = begun(writer, of, "fi", "Kuuntele ensin")
    at = announced(writer, SUBTITLES, None, purpose="material", media_type="text/vtt")
    append(writer, at, 0, SUBTITLES)
    run_due(world)
    body = {"translation_id": another.rpartition("/")[2], "attachment_id": at.rpartition("/")[2], "role": "subtitles"}
    assert writer.post(FILES, body).status_code == 201
    assert writer.delete(another).status_code == 204
    assert state(writer, at) == "erased"


def titles(by: Person, q: str, **more: Any) -> list[str]:
    answer = by.get("/v1/library", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def test_words_are_found_in_any_script_without_diacritics_and_mistyped(world: World, monkeypatch: pytest.MonkeyPatch):
    place = world.indigo
    boss, mother, helper = place.coordinator, place.guardian, place.volunteer
    enrolling = ["Kako da upišete dete u školu"]
    for q in ("školu", "skolu", "школу", "SKOL", "skolzu", "upisete dete", "детe", "upisite", "uipsete", "dete dete"):
        assert titles(mother, q) == enrolling, q
    for q in ("čas", "kuća", "dete prvi", "x", "?!", "zzzz", "še"):
        assert titles(mother, q) == [], q
    assert titles(helper, "dete") == [*enrolling, "Prvi čas sa detetom"], "the word itself before one that goes on"
    asked: list[dict[str, Any]] = [{"q": "cas sa detetom"}, {"q": "dete", "kind": "information_pack,guidance"}]
    for few in (searching_library.FEW, 0):
        # As in a large library, where what stands far more often than the rarest word is looked up, not gone through.
        monkeypatch.setattr(searching_library, "FEW", few)
        monkeypatch.setattr(searching_library, "MOST_OFTEN", 1)
        assert [titles(helper, **one) for one in asked] == [
            ["Prvi čas sa detetom"],
            [*enrolling, "Prvi čas sa detetom"],
        ]
        assert [titles(by, "jos pise se") for by in (boss, helper)] == [["Još se piše"], []]
        assert [titles(by, "jos pise", kind="information_pack") for by in (boss, helper)] == [["Još se piše"], []]

    # What stands in a text out of reach is not found, corrects nothing and is not counted.
    assert [titles(by, "pise") for by in (boss, helper)] == [["Još se piše"], []]
    assert titles(helper, "pjse") == []
    of = material(
        boss, "reading", audiences=["public"], topics=["reading"], kind="training", made_by="ISSA", country="RS"
    )
    published(world, of, "en", "Reading together")
    published(world, of, "uk", "Читаємо разом")
    begun(boss, of, "bg", "Четем заедно")
    assert [titles(by, "заедно") for by in (boss, mother)] == [["Reading together"], []]

    # In the language of the caller, which also ranks; what it falls back to says so.
    item = mother.get("/v1/library?q=razom", headers={"accept-language": "uk"}).json()["items"][0]
    told = {name: item[name] for name in ("title", "language", "fallback", "languages", "state")}
    assert told == {
        "title": "Читаємо разом", "language": "uk", "fallback": False, "languages": ["en", "uk"], "state": "published",
    }  # fmt: skip
    item = mother.get("/v1/library?q=razom", headers={"accept-language": "fi"}).json()["items"][0]
    assert (item["title"], item["fallback"]) == ("Reading together", True)
    assert mother.get("/v1/library?q=upisete").json()["items"][0]["audible"] is True

    # Narrowed and counted, each facet without itself, over what the caller may see.
    page = helper.get("/v1/library?facets=true&count=true&limit=1").json()
    assert (page["count"], page["items"][0]["title"]) == (3, "Reading together"), "the newest first"
    shares = {name: {one["value"]: one["count"] for one in values} for name, values in page["facets"].items()}
    assert shares["kind"] == {"information_pack": 2, "training": 1}
    assert shares["language"] == {"sr-Latn": 2, "en": 1, "uk": 1}
    assert shares["organisation"] == {"": 2, "ISSA": 1}
    assert (shares["topic"], shares["country"]) == ({"reading": 1}, {"RS": 1})
    page = helper.get("/v1/library?q=dete&kind=training,story&facets=true&count=true").json()
    assert (page["items"], page["count"], page["facets"]["kind"]) == (
        [],
        0,
        [{"value": "information_pack", "count": 2}],
    )
    assert titles(helper, "together", kind="training", topic="reading,rights", year=2026, organisation="ISSA") != []
    assert [mother.get(f"/v1/library?{q}").status_code for q in ("kind=x", "year=1", "sort=id", "q=")] == [422] * 4

    # Page by page; the cursor belongs to its question.
    seen, cursor = [], ""
    while cursor is not None:
        page = boss.get(f"/v1/library?limit=1{cursor and '&cursor='}{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 4
    first = boss.get("/v1/library?limit=1").json()["next_cursor"]
    assert boss.get(f"/v1/library?limit=1&q=dete&cursor={first}").status_code == 400

    # Out of use, it is found by those who write alone.
    boss.post(f"{MATERIALS}/{of}/withdraw", {"reason": "The law has changed"})
    assert [titles(by, "together") for by in (boss, helper)] == [["Reading together"], []]
