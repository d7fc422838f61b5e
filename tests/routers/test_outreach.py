"""Outreach: partners, campaigns with codes of their own, and the contact log; who is told of them."""

import re
from typing import Any

from tests.households import listed, wrong
from tests.world import World

DEAN = {
    "name": "Milan Petrović", "position": "Vice-dean", "points": [{"channel": "e_mail", "value": "milan@ni.example"}],
}  # fmt: skip


def campaign(world: World, partner: str, **more: Any) -> Any:
    about = {"name": "Autumn lectures", "channel": "lecture", "starts_on": "2026-09-01", **more}
    return world.indigo.coordinator.post("/v1/campaigns", {"partner_id": partner, **about})


def test_a_campaign_from_the_first_letter_to_the_answer(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    body = {"name": "Филозофски факултет", "kind": "university", "contacts": [DEAN], "languages": ["sr-Cyrl", "en"]}
    partner = boss.post("/v1/outreach-partners", body).json()["id"]
    assert listed(boss.get("/v1/outreach-partners?q=filozofski")) == [partner]
    begun = campaign(world, partner, ends_on="2026-12-31")
    row, path = begun.json(), begun.headers["location"]
    assert re.fullmatch("[2-9a-hjkmnp-z]{10}", row["code"])
    assert row["link"] == f"/v1/open-opportunities/{place.id}/page?ref={row['code']}"
    assert campaign(world, partner).json()["code"] != row["code"]
    assert listed(boss.get(f"/v1/campaigns?code={row['code']}")) == [row["id"]]
    assert boss.patch(path, {"name": "Lectures"}).json()["code"] == row["code"]
    assert boss.patch(path, {"code": "mine"}).status_code == 422
    named = boss.post(f"{path}/opportunities", {"opportunity_id": str(place.opportunity)})
    assert named.status_code == 201
    assert boss.post(f"{path}/opportunities", {"opportunity_id": str(place.opportunity)}).status_code == 409
    sent = {"campaign_id": row["id"], "person": "Milan Petrović", "channel": "e_mail", "contacted_on": "2026-09-03"}
    step = {"next_step": "Call", "next_step_due_on": "2026-09-10"}
    contact = boss.post("/v1/campaign-contacts", {**sent, **step}).headers["location"]
    assert listed(boss.get("/v1/campaign-contacts?next_step_due_on_to=2026-09-10&answered=false")) == [
        str(place.campaign_contact)
    ]
    assert len(listed(boss.get("/v1/campaign-contacts?next_step_due_on_to=2026-09-11"))) == 2
    answered = boss.patch(contact, {"answer": "Come", "answered_on": "2026-09-08", "next_step_due_on": None})
    assert (answered.json()["answer"], answered.json()["next_step_due_on"]) == ("Come", None)
    whole = boss.get(f"{path}?include=contacts,opportunities").json()
    assert [one["person"] for one in whole["contacts"]] == ["Milan Petrović"]
    assert [one["opportunity_id"] for one in whole["opportunities"]] == [str(place.opportunity)]
    assert boss.delete(f"/v1/outreach-partners/{partner}").json()["type"] == "/problems/still-referenced"


def test_what_makes_no_sense_is_refused_by_name(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    partner = str(place.university)
    assert wrong(campaign(world, partner, ends_on="2026-08-31"))[:2] == (422, "/ends_on")
    assert wrong(campaign(world, partner, channel="rumour"))[:2] == (422, "/channel")
    assert campaign(world, str(world.red_cross.library_partner)).json()["type"] == "/problems/reference-not-found"
    late = boss.patch(f"/v1/campaign-contacts/{place.campaign_contact}", {"answered_on": "2026-08-01"})
    assert wrong(late)[:2] == (422, "/answered_on")
    of_others = {"opportunity_id": str(world.red_cross.opportunity)}
    refused = boss.post(f"/v1/campaigns/{place.campaign}/opportunities", of_others)
    assert refused.json()["type"] == "/problems/reference-not-found"
    assert boss.get(f"/v1/campaigns/{world.red_cross.campaign}").status_code == 404
    many = {"name": "x", "kind": "media", "contacts": [DEAN] * 21}
    assert wrong(boss.post("/v1/outreach-partners", many))[:2] == (422, "/contacts")


def test_who_is_told_of_partners_and_their_people(world: World) -> None:
    people, id = world.indigo.people, world.indigo.university
    for role, status in {
        "administrator": 200,
        "dpo": 200,
        "supervisor": 200,
        "mediator": 403,
        "volunteer": 403,
    }.items():
        assert people[role].get(f"/v1/outreach-partners/{id}").status_code == status
        assert people[role].get("/v1/campaign-contacts").status_code == status
    assert people["supervisor"].patch(f"/v1/outreach-partners/{id}", {"name": "Mine"}).status_code == 403
