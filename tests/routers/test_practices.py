"""Practices: evidence that only grows and by proof, and links that betray nothing that one does not read."""

from app.models import Practice, PracticeAdoption
from app.models.practice import AdoptionResult, PracticeEvidence
from tests.world import World


def test_evidence_grows_step_by_step_with_a_reason_and_by_anothers_success(world: World) -> None:
    place = world.indigo
    path, adoption = f"/v1/practices/{place.hidden_practice}", {"from_on": "2026-01-01", "country": "RS"}
    coordinator, volunteer = place.coordinator, place.volunteer
    of = {"practice_id": str(place.hidden_practice), **adoption}
    early = coordinator.post(f"{path}/replicate", {"reason": "too early"})
    assert (early.status_code, early.json()["allowed"]) == (409, ["evaluate"])
    assert coordinator.post(f"{path}/evaluate", {}).status_code == 422
    assert coordinator.post(f"{path}/evaluate", {"reason": "a study"}).json()["evidence"] == "evaluated"
    assert coordinator.post(f"{path}/evaluate", {"reason": "a study"}).json()["allowed"] == ["replicate"]
    # That it works where it comes from, or is tried elsewhere, is no replication.
    own = coordinator.post("/v1/practice-adoptions", {**of, "organisation": "Red Cross", "result": "worked"})
    tried = coordinator.post("/v1/practice-adoptions", {**of, "organisation": "INDIGO"})
    assert (own.status_code, tried.status_code, tried.json()["result"]) == (201, 201, "too_early")
    refused = coordinator.post(f"{path}/replicate", {"reason": "it is nice"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-replicated")
    at = f"/v1/practice-adoptions/{tried.json()['id']}"
    assert coordinator.patch(at, {"to_on": "2025-12-31"}).json()["errors"][0]["pointer"] == "/to_on"
    assert coordinator.patch(at, {"result": "worked", "findings": "Attendance rose"}).status_code == 200
    assert coordinator.post(f"{path}/replicate", {"reason": "see Niš"}).json()["evidence"] == "replicated"
    moves = coordinator.get(f"{path}?include=transitions,adoptions").json()
    assert [move["reason"] for move in moves["transitions"]] == ["a study", "see Niš"]
    assert len(moves["adoptions"]) == 2 and volunteer.get(path).status_code == 404
    assert volunteer.post(f"{path}/evaluate", {"reason": "because"}).status_code == 403


def test_words_are_of_the_right_kind_and_links_show_only_what_one_reads(world: World) -> None:
    place, coordinator = world.indigo, world.indigo.coordinator
    recommendation = coordinator.get(f"/v1/policy-recommendations/{place.recommendation}?include=practices").json()
    practice = coordinator.get(f"/v1/practices/{place.practice}").json()
    assert len(recommendation["practices"]) == 2
    seen = place.guardian.get(f"/v1/policy-recommendations/{place.recommendation}?include=practices").json()
    assert [link["practice_id"] for link in seen["practices"]] == [str(place.practice)]
    linked = place.guardian.get(f"/v1/recommended-practices?practice_id={place.hidden_practice}&count=true").json()
    assert linked["count"] == 0
    of = {"organisation": "INDIGO", "country": "RS"}
    for wrong, status in ((recommendation["material_id"], 422), (str(place.mila), 422), (practice["material_id"], 409)):
        answer = coordinator.post("/v1/practices", {**of, "material_id": wrong})
        assert answer.status_code == status, answer.text
    asked = {"material_id": recommendation["material_id"], "addressed_to": "ministry"}
    for indicators in ([], ["happiness"], ["hours"] * 14, None):
        answer = coordinator.post("/v1/policy-recommendations", {**asked, "indicators": indicators})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")
    with world.as_system(place) as db:
        assert db.find(Practice, place.practice).evidence is PracticeEvidence.EVALUATED
        assert db.find(PracticeAdoption, place.adoption).result is AdoptionResult.WORKED
