"""Consents over HTTP: statements, their answers, what they put into effect, and who may do what."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.ids import uuid7
from app.models import Consent
from app.models.consent_purpose import ConsentPurpose
from tests.consents import answer, effect, sharing, state
from tests.households import GROUP_ROLES, guardian, listed, wrong
from tests.world import World

YESTERDAY, TODAY = (clock.today() - timedelta(days=days) for days in (1, 0))


def test_a_request_is_given_or_refused_and_what_is_given_withdrawn(world: World) -> None:
    asked = state(world, state="requested", text_version="2026-1").json()
    assert (asked["state"], asked["follows_id"], effect(world)) == ("requested", None, ["requested"])
    given = answer(world, asked["id"], "give", method="paper", language="sr-Cyrl")
    assert given.status_code == 201
    assert (given.json()["state"], given.json()["follows_id"], effect(world)) == ("given", asked["id"], ["given"])
    assert world.indigo.mediator.get(given.headers["location"]).json() == given.json()
    withdrawn = answer(world, given.json()["id"], "withdraw").json()
    assert (withdrawn["state"], withdrawn["follows_id"], effect(world)) == (
        "withdrawn",
        given.json()["id"],
        ["withdrawn"],
    )
    assert world.indigo.mediator.get(f"/v1/consents/{asked['id']}").json() == asked
    anew = state(world, state="requested").json()
    assert anew["follows_id"] == withdrawn["id"]
    assert answer(world, anew["id"], "refuse").json()["state"] == "refused"
    assert effect(world) == ["refused"]


def test_only_the_latest_statement_can_be_answered(world: World) -> None:
    asked = state(world, state="requested").json()["id"]
    given = answer(world, asked, "give").json()["id"]
    for id, move, at, allowed in (
        (asked, "give", "requested", []),
        (asked, "withdraw", "requested", []),
        (given, "give", "given", ["withdraw"]),
        (given, "refuse", "given", ["withdraw"]),
    ):
        refused = answer(world, id, move)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/illegal-transition")
        assert (refused.json()["state"], refused.json()["allowed"]) == (at, allowed)
    gone = answer(world, given, "withdraw").json()["id"]
    assert answer(world, gone, "give").json()["allowed"] == []


def test_only_a_withdrawal_ends_what_is_given(world: World) -> None:
    given = state(world).json()
    for other in ("requested", "refused"):
        refused = state(world, state=other)
        assert (refused.status_code, refused.json()["allowed"]) == (409, ["withdraw"])
    assert effect(world) == ["given"]
    renewed = state(world, valid_until=(TODAY + timedelta(days=365)).isoformat())
    assert (renewed.status_code, renewed.json()["follows_id"]) == (201, given["id"])
    assert state(world, purpose="story", state="requested").status_code == 201
    assert state(world, purpose="story", state="requested").json()["allowed"] == ["give", "refuse"]


@pytest.mark.parametrize("wanted", ["withdrawn", "expired", "asked"])
def test_a_statement_asks_gives_or_refuses(world: World, wanted: str) -> None:
    assert wrong(state(world, state=wanted)) == (422, "/state", "not_allowed")


def test_a_spoken_consent_needs_a_witness(world: World) -> None:
    assert wrong(state(world, method="witnessed_verbal")) == (422, "/witness", "missing")
    asked = state(world, state="requested", method="witnessed_verbal")
    assert asked.status_code == 201
    refused = answer(world, asked.json()["id"], "give", method="witnessed_verbal", witness=" ")
    assert wrong(refused) == (422, "/witness", "missing")
    heard = answer(world, asked.json()["id"], "give", method="witnessed_verbal", witness="Rada, neighbour")
    assert heard.json()["witness"] == "Rada, neighbour"


def test_a_consent_is_not_given_until_a_day_that_has_passed(world: World) -> None:
    assert wrong(state(world, valid_until=YESTERDAY.isoformat())) == (422, "/valid_until", "out_of_range")
    asked = state(world, state="requested").json()["id"]
    refused = answer(world, asked, "give", valid_until=YESTERDAY.isoformat())
    assert wrong(refused) == (422, "/valid_until", "out_of_range")
    assert answer(world, asked, "give", valid_until=TODAY.isoformat()).status_code == 201


def test_guardians_speak_for_their_own_children_in_their_own_name(world: World) -> None:
    given = state(world, "guardian").json()
    assert (given["given_by_id"], given["method"]) == (str(world.indigo.jelena), "digital")
    assert given["created_by"] == str(world.indigo.guardian.user_id)
    assert wrong(state(world, "guardian", "luka")) == (422, "/child_id", "not_found")
    assert wrong(state(world, "guardian", purpose="story", state="requested")) == (422, "/state", "not_allowed")
    other = guardian(world.indigo.coordinator, world.indigo.petrovic).json()["id"]
    refused = answer(world, given["id"], "withdraw", "guardian", given_by_id=other)
    assert wrong(refused) == (422, "/given_by_id", "not_found")
    assert answer(world, given["id"], "withdraw", "guardian", given_by_id=given["given_by_id"]).status_code == 201


def test_a_guardian_who_is_not_verified_says_nothing(world: World) -> None:
    coordinator, father = world.indigo.coordinator, str(world.indigo.guardian.user_id)
    asked = state(world, "coordinator", "luka", state="requested").json()["id"]
    guardian(coordinator, world.indigo.jovic, user_id=father)
    assert wrong(state(world, "guardian", "luka")) == (422, "/child_id", "not_found")
    assert answer(world, asked, "give", "guardian").status_code == 404
    (link,) = listed(coordinator.get(f"/v1/guardianships?child_id={world.indigo.luka}"))
    assert coordinator.post(f"/v1/guardianships/{link}/verify").status_code == 200
    assert answer(world, asked, "give", "guardian").status_code == 201


def test_staff_name_a_guardian_of_the_child_or_nobody(world: World) -> None:
    coordinator = world.indigo.coordinator
    stranger = guardian(coordinator, world.indigo.jovic).json()["id"]
    hidden = guardian(coordinator, world.indigo.petrovic).json()["id"]
    assert coordinator.patch(f"/v1/guardians/{hidden}", {"safety_excluded": True}).status_code == 200
    for named in (stranger, hidden):
        refused = state(world, "coordinator", given_by_id=named)
        assert wrong(refused) == (422, "/given_by_id", "not_allowed")
        assert wrong(state(world, given_by_id=named)) == (422, "/given_by_id", "not_found")
    given = state(world, given_by_id=str(world.indigo.jelena))
    assert (given.status_code, given.json()["method"]) == (201, "paper")


@pytest.mark.parametrize("role", [role for role in GROUP_ROLES if role not in ("coordinator", "mediator", "guardian")])
def test_others_state_and_answer_nothing(world: World, role: str) -> None:
    assert state(world, role).status_code == 403
    for move in ("give", "refuse", "withdraw"):
        assert answer(world, sharing(world), move, role).status_code == 403


def test_a_mediator_states_for_the_caseload_only(world: World) -> None:
    assert wrong(state(world, child="luka")) == (422, "/child_id", "not_found")
    asked = state(world, "coordinator", "luka", state="requested").json()["id"]
    assert answer(world, asked, "give").status_code == 404


def test_statements_are_never_changed_or_deleted(world: World) -> None:
    path = f"/v1/consents/{sharing(world)}"
    for method in ("PATCH", "PUT", "DELETE"):
        assert world.indigo.coordinator.request(method, path, json={"state": "given"}).status_code == 405
    with world.as_system(world.indigo) as db:
        assert db.find(Consent, sharing_id(world)).version == 1


def sharing_id(world: World) -> Any:
    with world.as_system(world.indigo) as db:
        same = [Consent.child_id == world.indigo.mila, Consent.purpose == ConsentPurpose.SHARE_WITH_SCHOOL]
        return db.execute(sa.select(Consent).where(*same)).scalar_one().id


def test_the_same_id_and_content_again_gives_the_statement_again(world: World) -> None:
    own = {"id": str(uuid7()), "state": "requested"}
    first, again = (state(world, **own) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (201, 200, again.content)
    reply = {"id": str(uuid7()), "language": "rom"}
    given, retry = (answer(world, own["id"], "give", "guardian", **reply) for _ in range(2))
    assert (given.status_code, retry.status_code, given.content) == (201, 200, retry.content)
    assert answer(world, own["id"], "refuse", "guardian", **reply).json()["type"] == "/problems/id-conflict"


def test_filters(world: World) -> None:
    ask = world.indigo.dpo.get
    state(world, state="requested")
    assert listed(ask("/v1/consents?state=requested"), "purpose") == ["referral"]
    assert listed(ask("/v1/consents?purpose=referral,story&count=true"), "state") == ["requested"]
    assert len(listed(ask(f"/v1/consents?child_id={world.indigo.mila}"))) == 4
    assert wrong(ask("/v1/consents?given=1")) == (422, "query/given", "unknown")


def test_a_devices_clock_needs_a_zone(world: World) -> None:
    assert wrong(state(world, recorded_at="2026-05-04T10:00:00"))[1] == "/recorded_at"
    at = state(world, recorded_at="2026-05-04T10:00:00+02:00").json()["recorded_at"]
    assert at == "2026-05-04T08:00:00+00:00"
