"""Device help: the assistant writes and sees what he did, and learns nothing of the household."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from tests.households import listed, wrong
from tests.world import World

PATH = "/v1/device-help"


def help_with(**more: Any) -> dict[str, Any]:
    at = instant_text(clock.now() - timedelta(hours=1))
    return {"issue": "connectivity", "minutes": 25, "solved": False, "helped_at": at, **more}


def test_an_assistant_records_help_for_the_children_he_reaches(world: World) -> None:
    place = world.indigo
    body = help_with(id=str(uuid7()), child_id=str(place.mila))
    made = place.assistant.post(PATH, body)
    assert (made.status_code, made.json()["helper_id"]) == (201, str(place.assistant.user_id))
    assert place.assistant.post(PATH, body).status_code == 200, "the phone asked twice"
    one = f"{PATH}/{body['id']}"
    assert place.assistant.patch(one, {"solved": True}).json()["solved"] is True
    later = instant_text(clock.now() + timedelta(hours=1))
    for refused in (place.assistant.post(PATH, help_with(child_id=str(place.mila), helped_at=later)),
                    place.assistant.patch(one, {"helped_at": later})):  # fmt: skip
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-the-future")
    for child in (place.luka, world.red_cross.ada):
        assert wrong(place.assistant.post(PATH, help_with(child_id=str(child)))) == (422, "/child_id", "not_found")
    family = place.assistant.post(PATH, help_with(family_id=str(place.petrovic)))
    assert wrong(family) == (422, "/family_id", "not_found"), "an assistant reaches no family"
    for neither_nor_both in ({}, {"child_id": str(place.mila), "family_id": str(place.petrovic)}):
        assert wrong(place.mediator.post(PATH, help_with(**neither_nor_both))) == (422, "/child_id", "either_or")
    assert wrong(place.assistant.post(PATH, help_with(child_id=str(place.mila), minutes=0)))[1] == "/minutes"
    for reader in (place.mediator, place.coordinator, place.educator):
        assert reader.get(one).status_code == 200
    assert place.mediator.patch(one, {"solved": False}).status_code == 403, "it is the assistant's to correct"
    for nobody in (place.volunteer, place.supervisor, place.guardian, place.teacher):
        assert nobody.get(PATH).status_code == 403


def test_help_for_a_family_is_the_mediators_and_lists_are_asked(world: World) -> None:
    place = world.indigo
    made = place.mediator.post(PATH, help_with(family_id=str(place.petrovic), issue="device"))
    assert made.status_code == 201, made.text
    assert wrong(place.mediator.post(PATH, help_with(family_id=str(place.jovic)))) == (422, "/family_id", "not_found")
    id = made.json()["id"]
    assert place.assistant.get(f"{PATH}/{id}").status_code == 404
    assert listed(place.assistant.get(PATH)) == [str(place.help_for_mila_by_assistant)]
    for asked, expected in (
        (f"family_id={place.petrovic}", [id]),
        ("issue=device", [id]),
        ("solved=false", [id]),
        (f"helper_id={place.assistant.user_id}", [str(place.help_for_mila_by_assistant)]),
        (f"helped_at_from={instant_text(clock.now())}".replace("+00:00", "Z"), []),
    ):
        assert listed(place.coordinator.get(f"{PATH}?{asked}")) == expected, asked
    newest = listed(place.coordinator.get(f"{PATH}?sort=-helped_at"))
    assert (newest[0], len(newest)) == (id, 4)
