"""Deliveries: what goes out, to whom, in which language; who has what is outdated; and the library in one file."""

import io
import json
import zipfile
from typing import Any

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import Guardian, MaterialFile
from app.models.guardian import GuardianRelation
from tests import pictures
from tests.routers.test_library import MATERIALS, begun, material, published
from tests.uploads import put_content, ready
from tests.world import Person, World

DELIVERIES = "/v1/deliveries"


def when(**more: Any) -> dict[str, Any]:
    return {"channel": "in_person", "delivered_at": instant_text(clock.now()), **more}


def guardian(world: World, *languages: str, excluded: bool = False) -> str:
    """Another one in Mila's family."""
    place = world.indigo
    with world.as_system(place) as db:
        row = Guardian(
            family_id=place.petrovic, programme_id=place.programme, given_name="Amal", languages=list(languages),
            relation=GuardianRelation.FATHER, safety_excluded=excluded,
        )  # fmt: skip
        id = str(db.put(row).id)
        db.commit()
    return id


def ids(by: Person, path: str = "") -> set[str]:
    answer = by.get(f"{DELIVERIES}{path}")
    assert answer.status_code == 200, answer.text
    return {row["id"] for row in answer.json()["items"]}


def test_a_pack_goes_out_is_acknowledged_and_overtaken(world: World):
    place = world.indigo
    boss, mediator, mother = place.coordinator, place.mediator, place.guardian
    of = material(mediator, "evening")
    source = published(world, of, "en", "An evening")
    arabic, draft = published(world, of, "ar", "أمسية"), begun(mediator, of, "fi", "Ilta")
    version = {path: path.rpartition("/")[2] for path in (source, arabic, draft)}
    amal, hidden = guardian(world, "ar-SY", "en"), guardian(world, "ar", excluded=True)

    # What does not go out, and to whom nothing goes.
    to = {"guardian_id": amal}
    refused = mediator.post(DELIVERIES, when(translation_id=version[draft], **to)).json()
    assert (refused["type"], refused["language"]) == ("/problems/language-not-checked", "fi")
    assert boss.post(f"{draft}/check").status_code == 200
    refused = mediator.post(DELIVERIES, when(translation_id=version[draft], **to)).json()
    assert (refused["type"], refused["state"]) == ("/problems/version-not-published", "checked")
    secret = when(translation_id=version[arabic], guardian_id=hidden)
    nobody = when(translation_id=version[arabic], guardian_id=str(uuid7()))
    assert boss.post(DELIVERIES, secret).json()["type"] == "/problems/guardian-excluded"
    told = [mediator.post(DELIVERIES, body).json() for body in (secret, nobody)]
    assert [{**one, "request_id": ""} for one in told] == [{**told[1], "request_id": ""}] * 2, "as if there were none"
    both = when(translation_id=version[arabic], school_id=str(place.school), **to)
    assert [error["pointer"] for error in boss.post(DELIVERIES, both).json()["errors"]] == [
        "/guardian_id",
        "/school_id",
    ]
    assert boss.post(DELIVERIES, when(translation_id=version[arabic])).status_code == 422
    assert (
        mediator.post(DELIVERIES, when(translation_id=version[arabic], family_id=str(place.jovic))).status_code == 422
    )

    # One, sent twice by a phone; the recipient's family is known by itself.
    body = when(translation_id=version[arabic], id=str(uuid7()), **to)
    first = mediator.post(DELIVERIES, body)
    assert (first.status_code, mediator.post(DELIVERIES, body).status_code) == (201, 200)
    row = first.json()
    assert (row["title"], row["number"], row["fallback"], row["family_id"]) == ("أمسية", 1, False, str(place.petrovic))

    # A round: each in their own language, what falls back says so; one who is not there, and nobody gets any.
    jelena = str(place.jelena)
    wrong = mediator.post(f"{DELIVERIES}/round", when(material_id=of, guardian_ids=[amal, hidden, jelena])).json()
    assert [(error["pointer"], error["code"]) for error in wrong["errors"]] == [("/guardian_ids/1", "not_found")]
    wrong = boss.post(f"{DELIVERIES}/round", when(material_id=of, guardian_ids=[hidden])).json()
    assert wrong["errors"][0]["code"] == "excluded"
    assert boss.post(f"{DELIVERIES}/round", when(material_id=str(place.making), guardian_ids=[amal])).status_code == 409
    made = mediator.post(f"{DELIVERIES}/round", when(material_id=of, guardian_ids=[amal, jelena, amal]))
    assert made.status_code == 201
    assert [(one["language"], one["fallback"]) for one in made.json()["items"]] == [("ar", False), ("en", True)]
    hers = made.json()["items"][1]["id"]

    # Acknowledged by the mother herself, or told to the mediator.
    assert hers in ids(mother, "/unacknowledged")
    assert row["id"] not in ids(mother), "the father's"
    mine = mother.post(f"{DELIVERIES}/{hers}/acknowledge", {}).json()
    assert (mine["state"], mine["acknowledged_how"]) == ("acknowledged", "by_recipient")
    helped = {"helped_by_id": str(place.mediator.user_id)}
    told_to = mediator.post(f"{DELIVERIES}/{row['id']}/acknowledge", helped).json()
    assert (told_to["acknowledged_how"], told_to["helped_by_id"]) == ("told", str(place.mediator.user_id))
    assert hers not in ids(mother, "/unacknowledged")
    assert mother.post(f"{DELIVERIES}/{hers}/acknowledge", {}).status_code == 409

    # A new source: who has the old one is a question; who got the new one since is no answer to it.
    assert ids(mediator, f"/outdated?material_id={of}") == set()
    published(world, of, "en", "A better evening")
    behind = mediator.get(f"{DELIVERIES}/outdated?sort=delivered_at&material_id={of}").json()["items"]
    assert {one["guardian_id"] for one in behind} == {amal, jelena}
    assert mediator.post(DELIVERIES, when(translation_id=version[source], **to)).json()["type"] == (
        "/problems/version-replaced"
    )
    assert mediator.post(f"{DELIVERIES}/round", when(material_id=of, guardian_ids=[jelena])).status_code == 201
    assert {one["guardian_id"] for one in mediator.get(f"{DELIVERIES}/outdated?material_id={of}").json()["items"]} == {
        amal
    }

    # What went to somebody who is excluded later is gone for those who may not know of them.
    assert boss.patch(f"/v1/guardians/{amal}", {"safety_excluded": True}).status_code == 200
    assert [by.get(f"{DELIVERIES}/{row['id']}").status_code for by in (boss, mediator)] == [200, 404]
    assert row["id"] not in mediator.get(f"{DELIVERIES}?count=true&guardian_id={amal}").text
    assert ids(mediator, f"/outdated?material_id={of}") == set()


def with_files(world: World, draft: str, **files: bytes) -> dict[str, str]:
    """Files for a draft by their role, sent by an administrator; then it is published. Gives their ids."""
    writer, made = world.indigo.administrator, {}
    for role, data in files.items():
        sent = ready(world, writer, data, "audio/wav" if role == "audio" else "application/pdf")
        body = {"translation_id": draft.rpartition("/")[2], "attachment_id": sent, "role": role}
        answer = writer.post("/v1/material-files", body)
        assert answer.status_code == 201, answer.text
        made[role] = answer.json()["id"]
    for move in ("check", "publish"):
        assert world.indigo.coordinator.post(f"{draft}/{move}").status_code == 200
    return made


def unzipped(answer: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files.pop("index.json")), files


def test_the_library_is_taken_along_and_only_what_changed_comes_again(world: World):
    place = world.indigo
    boss, mother, bundle = place.coordinator, place.guardian, "/v1/library/bundle?languages=sr-Latn,ar"
    file = mother.get(f"/v1/material-translations/{place.pack_source}?include=files").json()["files"][0]
    with world.as_system(place) as db:
        held = db.find(MaterialFile, place.recording).attachment_id
    put_content(world, held, b"sound" * 200)
    first = mother.get(bundle)
    index, files = unzipped(first)
    assert first.headers["content-type"] == "application/zip"
    assert first.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert [one["key"] for one in index["materials"]] == ["enrolment-pack"], "no guidance, no drafts"
    (text,) = index["materials"][0]["texts"]
    assert (text["language"], text["sections"][0]["text"]) == ("sr-Latn", "Kako da upišete dete u školu")
    path = f"files/{file['id']}.mp3"
    assert (text["files"][0]["path"], files) == (path, {path: b"sound" * 200})
    assert mother.get(bundle).headers["etag"] == first.headers["etag"]
    assert mother.get(bundle, headers={"if-none-match": first.headers["etag"]}).status_code == 304

    of = material(boss, "later", audiences=["public"])
    published(world, of, "en", "Later")
    spoken = {"audio": pictures.wav(), "document": pictures.pdf()}
    arabic = with_files(world, begun(place.administrator, of, "ar", "لاحقا"), **spoken)
    index, files = unzipped(mother.get(bundle, params={"languages": "sr-Latn,ar", "since": index["position"]}))
    later, pack = index["materials"]
    assert [(one["language"], one["changed"]) for one in later["texts"]] == [("ar", True)]
    assert [(one["changed"], one["sections"], one["files"][0]["path"]) for one in pack["texts"]] == [(False, [], None)]
    assert files == {f"files/{arabic['audio']}.wav": pictures.wav(), f"files/{arabic['document']}.pdf": pictures.pdf()}
    # Spoken anew: the new recording comes, and the old one is not named any more.
    since = {"languages": "sr-Latn,ar", "since": index["position"]}
    assert unzipped(mother.get(bundle, params=since))[1] == {}
    anew = with_files(world, begun(place.administrator, of, "ar", "لاحقا"), audio=pictures.wav(0.2))
    again = mother.get(bundle, params=since)
    assert unzipped(again)[1] == {f"files/{anew['audio']}.wav": pictures.wav(0.2)}
    assert arabic["audio"] not in unzipped(again)[0]["materials"][0]["texts"][0]["files"][0].values()
    assert mother.get(f"/v1/material-files/{arabic['audio']}/content").status_code == 404
    assert mother.get(f"/v1/material-files/{anew['audio']}/content").content == pictures.wav(0.2)
    index, _ = unzipped(mother.get("/v1/library/bundle?languages=fi&audience=public"))
    assert [(one["key"], one["fallback"], one["texts"][0]["title"]) for one in index["materials"]] == [
        ("later", True, "Later")
    ]
    assert boss.post(f"{MATERIALS}/{of}/withdraw", {"reason": "The law has changed"}).status_code == 200
    assert [one["key"] for one in unzipped(mother.get(bundle))[0]["materials"]] == ["enrolment-pack"]
    put_content(world, held, b"")
    assert mother.get("/v1/library/bundle?since=x").status_code == 422
