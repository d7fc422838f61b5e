"""Invitations in each guardian's language with a link that answers by one tap, without a sign-in."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import time_machine

from app.core import clock
from app.core.languages import LANGUAGES
from app.models import Engagement
from app.services.engagement import wording_invitations
from tests.households import exclude
from tests.jobs import run_due
from tests.routers.test_engagements import adults, path_of, plan, sheet, when
from tests.services.test_notices import posted
from tests.world import World


def texts(world: World, path: str, **wanted: Any) -> dict[str, dict[str, Any]]:
    answer = world.indigo.mediator.post(f"{path}/invitation-texts", wanted)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return {row["guardian_id"]: row for row in answer.json()["items"]}


def address_of(row: dict[str, Any]) -> str:
    """The path of the page behind a link, as a phone opens it."""
    return "/e/" + row["link"].rsplit("/", 1)[1]


def test_a_message_in_each_language_and_one_tap(world: World) -> None:
    place, client, mediator = world.indigo, world.client, world.indigo.mediator
    jelena = str(place.jelena)
    (omar,) = adults(world, "Omar", languages=["ar"], contact_points=[{"channel": "whatsapp", "value": "+381641"}])
    (lena,) = adults(world, "Lena", languages=["rom", "fi"])
    about = {"topics": ["how_school_works"], "place": "Biblioteka <1>", "title": "For Mila", "interpreter_wanted": True}
    path = path_of(plan(world, mediator, **about, places=1))
    assert texts(world, path) == {}
    mediator.post(f"{path}/invite", {"guardian_ids": [jelena, omar, lena]})
    found = texts(world, path)
    assert {id: (row["language"], row["direction"], row["to"]) for id, row in found.items()} == {
        jelena: ("sr-Latn", "ltr", "+381601234567"), omar: ("ar", "rtl", "+381641"), lena: ("fi", "ltr", ""),
    }  # fmt: skip
    assert "Dobar dan, Jelena," in found[jelena]["text"]
    assert "Kako škola radi" in found[jelena]["text"]
    assert "كيف تعمل المدرسة" in found[omar]["text"]
    assert found[omar]["text"].endswith("\n" + found[omar]["link"])
    for row in found.values():
        assert "Mila" not in row["text"], "what staff have written is not repeated"
        page = client.get(address_of(row))
        assert (page.status_code, f'lang="{row["language"]}"' in page.text) == (200, True)
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text
        assert "Biblioteka &lt;1&gt;" in page.text
        assert f'dir="{row["direction"]}"' in page.text
        assert not {"Jelena", "Omar", "Lena", "Mila"} & set(page.text.replace("<", " ").replace(",", " ").split())
    # A look changes nothing: a messenger fetches the address to make its preview.
    assert [row["answer"] for row in mediator.get(f"{path}/participations").json()["items"]] == [None] * 3

    said = client.post(address_of(found[jelena]), data={"answer": "coming"})
    assert "Odgovorili ste: dolazim." in said.text
    told = client.post(f"/v1/event-invitations/{address_of(found[omar])[3:]}/answer", json={"answer": "coming"})
    assert (told.json()["answer"], told.json()["place"], told.json()["answerable"]) == ("coming", "waiting", True)
    assert "جميع المقاعد محجوزة" in client.get(address_of(found[omar])).text
    again = client.post(address_of(found[jelena]), data={"answer": "not_coming"})
    assert "Odgovorili ste: ne dolazim." in again.text
    parts = {row["guardian_id"]: row for row in mediator.get(f"{path}/participations").json()["items"]}
    assert (parts[jelena]["answer"], parts[jelena]["place"]) == ("not_coming", "none")
    assert mediator.post(f"/v1/participations/{parts[omar]['id']}/promote").json()["place"] == "taken"
    newer = texts(world, path, guardian_ids=[omar])[omar]
    assert client.get(address_of(newer)).status_code == client.get(address_of(found[omar])).status_code == 200


def test_a_link_that_is_over_or_never_was_is_refused_clearly(world: World) -> None:
    place, client, mediator = world.indigo, world.client, world.indigo.mediator
    path = path_of(plan(world, mediator, minutes=30))
    (petar,) = adults(world, "Petar")
    mediator.post(f"{path}/invite", {"guardian_ids": [petar, str(place.jelena)]})
    found = texts(world, path)
    link = found[str(place.jelena)]
    secret = address_of(link)[3:]
    mediator.post(f"{path}/cancel", {"reason": "no_room"})
    assert "Ovo je otkazano." in client.get(address_of(link)).text
    assert "<button" not in client.get(address_of(link)).text
    late = client.post(f"/v1/event-invitations/{secret}/answer", json={"answer": "coming"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/invitation-over")
    mediator.post(f"{path}/reopen", {"reason": "found one"})
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert "Prekasno je za odgovor." in client.post(address_of(link), data={"answer": "coming"}).text
        assert client.get(f"/v1/event-invitations/{secret}").json()["answerable"] is False
    with time_machine.travel(clock.now() + timedelta(days=30)):
        assert client.get(f"/v1/event-invitations/{secret}").json()["type"] == "/problems/not-found"
    exclude(world, petar)
    for gone in (address_of(found[petar]), "/e/nothing", f"/e/{place.id.hex}.{'a' * 43}"):
        for answer in (
            client.get(gone, headers={"accept-language": "ar"}),
            client.post(gone, data={"answer": "coming"}, headers={"accept-language": "ar"}),
        ):
            assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
            assert "لم يعد هذا الرابط صالحًا" in answer.text
    assert petar not in texts(world, path)
    assert client.post(address_of(link), data={"answer": "perhaps"}).status_code == 422
    assert client.post(address_of(link), json={"answer": "coming"}).status_code == 415
    assert mediator.post(f"/v1/engagements/{place.foxes_consultation}/invitation-texts", {}).json()["items"] == []
    assert place.volunteer.post(f"{path}/invitation-texts", {}).status_code == 403


def reached_at(name: str, language: str) -> dict[str, Any]:
    return {"languages": [language], "contact_points": [{"channel": "e_mail", "value": f"{name}@example.org"}]}


def to_tell(world: World, path: str) -> dict[str, str]:
    """By guardian: what is still to be told by hand."""
    rows = world.indigo.mediator.get(f"{path}/participations").json()["items"]
    return {row["guardian_id"]: row["to_tell"] for row in rows if row["to_tell"] is not None}


def test_each_change_is_told_once_by_e_mail_or_by_hand_to_who_still_comes(world: World) -> None:
    place, mediator, letters = world.indigo, world.indigo.mediator, posted(world)
    always = place.administrator.patch(f"/v1/organisations/{place.id}", {"quiet_from": "00:00", "quiet_until": "00:00"})
    assert always.status_code == 200
    (omar,) = adults(world, "Omar", **reached_at("omar", "ar"))
    (lena,) = adults(world, "Lena", languages=["fi"])
    (away,) = adults(world, "Away", **reached_at("away", "en"))
    (out,) = adults(world, "Out", **reached_at("out", "en"))
    (bad,) = adults(world, "Bad", languages=["en"], contact_points=[{"channel": "e_mail", "value": "no address"}])
    adults(world, "Unasked", **reached_at("unasked", "en"))
    path = path_of(plan(world, mediator, places=1))
    assert mediator.post(f"{path}/invite", {"guardian_ids": [omar, lena, away, out, bad]}).status_code == 200
    for id, answer in ((lena, "coming"), (omar, "coming"), (away, "not_coming"), (out, "maybe")):
        assert sheet(mediator, path, {"guardian_id": id, "answer": answer}).status_code == 200
    exclude(world, out)

    def news() -> list[tuple[str, str]]:
        """The letters that a change brings about."""
        del letters[:]
        run_due(world)
        return [(str(letter["to"]), str(letter["subject"])) for letter in letters]

    assert mediator.patch(path, {"title": "Second evening", "minutes": 45}).status_code == 200
    assert news() == [], "neither when nor where"
    moved = {"planned_at": when(days=4)}
    assert mediator.patch(path, moved).status_code == 200
    assert news() == [("omar@example.org", "تغيير: INDIGO")]
    link = re.search(r"/e/\S+", letters[0].get_body(("plain",)).get_content())
    assert link is not None and "<button" in world.client.get(link[0]).text
    assert "جميع المقاعد محجوزة" in world.client.get(link[0]).text, "of the guardian who waits"
    assert mediator.patch(path, moved).status_code == 200
    by_hand_to = {lena: "moved", bad: "moved"}
    assert (news(), to_tell(world, path)) == ([], by_hand_to), "no address, and one that the letter could not go to"
    by_hand = texts(world, path, to_tell=True)
    assert by_hand.keys() == {lena, bad} and by_hand[lena]["news"] == "moved"
    assert "Aika tai paikka on muuttunut." in by_hand[lena]["text"] and by_hand[lena]["link"] in by_hand[lena]["text"]
    assert {id: row["news"] for id, row in texts(world, path).items()} == {
        omar: None, lena: "moved", away: None, bad: "moved",
    }  # fmt: skip
    told = [{"guardian_id": id, "to_tell": None} for id in (lena, bad)]
    assert sheet(mediator, path, *told).status_code == 200
    assert to_tell(world, path) == {}

    # A place becomes free for one who waits.
    assert sheet(mediator, path, {"guardian_id": lena, "answer": "maybe"}).status_code == 200
    parts = {row["guardian_id"]: row["id"] for row in mediator.get(f"{path}/participations").json()["items"]}
    assert mediator.post(f"/v1/participations/{parts[omar]}/promote").json()["place"] == "taken"
    assert news() == [("omar@example.org", "لكم مقعد: INDIGO")]

    assert mediator.post(f"{path}/cancel", {"reason": "no_room"}).status_code == 200
    assert (news(), to_tell(world, path)) == (
        [("omar@example.org", "إلغاء: INDIGO")],
        {lena: "cancelled", bad: "cancelled"},
    )
    cancelled = texts(world, path, to_tell=True)[lena]
    assert "Tämä on peruttu." in cancelled["text"] and cancelled["link"] not in cancelled["text"]
    # Planned after all, while no mail server is there: everybody is told by hand, and who answers has seen it.
    world.database.post = None  # type: ignore[union-attr]
    assert mediator.post(f"{path}/reopen", {"reason": "found one"}).status_code == 200
    assert (news(), to_tell(world, path)) == ([], {omar: "moved", **by_hand_to})
    answered = world.client.post(f"/v1/event-invitations/{link[0][3:]}/answer", json={"answer": "coming"})
    assert (answered.status_code, to_tell(world, path)) == (200, by_hand_to)
    # What is over is told to nobody.
    with world.as_system(place) as db:
        db.find(Engagement, UUID(path.rpartition("/")[2])).planned_at = clock.now() - timedelta(minutes=5)
        db.commit()
    assert mediator.post(f"{path}/cancel", {"reason": "no_room"}).status_code == 200
    assert to_tell(world, path) == by_hand_to


def test_every_language_words_the_same_things() -> None:
    folder = Path(wording_invitations.FOLDER)
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    assert found.keys() == LANGUAGES.keys() - {"rom"}
    for tag, words in found.items():
        assert words.keys() == found["en"].keys(), tag
        assert len(words["months"]) == 12
        for name, text in words.items():
            if isinstance(text, str):
                held = {part.split("}")[0] for part in text.split("{")[1:]}
                assert held == {part.split("}")[0] for part in found["en"][name].split("{")[1:]}, (tag, name)
