"""Invitations: guardians come in by link and code, sign in anew by codes, and are out once they answer for nobody."""

import re
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core import clock
from app.models import Account, Guardian, Guardianship, User
from app.models.guardian import GuardianRelation
from app.services.sign_in import afterwards, confirming
from tests.hours_of_day import NIGHT
from tests.households import exclude, guardian
from tests.jobs import run_due
from tests.services.test_notices import posted
from tests.signing import PASSWORD, as_bearer, ask_token, audit_of, give_password, later, me, renew, sign_in
from tests.vouched import vouched
from tests.world import World

CODE = "urn:learnbridge:grant:one-time-code"


def accept(world: World, invited: Any, **more: Any) -> Any:
    body = {"code": invited["code"], **more}
    return world.client.post(f"/v1/invitations/{invited['link']}/accept", json=body)


def by_code(world: World, told: Any, **more: Any) -> Any:
    return ask_token(world, grant_type=CODE, **{"username": told["sign_in_name"], "code": told["code"], **more})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def children(world: World, signed_in: Any) -> list[str]:
    return [row["first_name"] for row in as_bearer(world, signed_in, "GET", "/v1/children").json()["items"]]


def test_a_guardian_without_an_address_comes_in_by_link_and_code(world: World) -> None:
    place = world.indigo
    ana = vouched(place)
    answer = place.mediator.post("/v1/invitations", {"guardian_id": ana})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    invited = answer.json()
    assert len(invited["sign_in_name"]) == 9
    refused = accept(world, invited, code=wrong(invited["code"]))
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/code-refused")
    signed_in = accept(world, invited, device="Ana's phone")
    assert signed_in.status_code == 200, signed_in.text
    assert children(world, signed_in) == ["Mila"]
    told = me(world, signed_in).json()
    assert (told["membership"]["role"], told["email"], told["sign_in_name"]) == (
        "guardian",
        "",
        invited["sign_in_name"],
    )
    assert told["languages"] == ["rom"]
    assert children(world, renew(world, signed_in.json()["refresh_token"])) == ["Mila"]
    row = place.mediator.get(f"/v1/invitations/{invited['id']}").json()
    assert (row["state"], row["accepted_at"] is not None) == ("accepted", True)
    assert place.mediator.post(f"/v1/invitations/{invited['id']}/withdraw").status_code == 409
    assert accept(world, invited).status_code == 200, "the answer was lost, and the phone asks again"
    with later(minutes=3):
        assert accept(world, invited).status_code == 404
    secrets = (invited["link"].split(".")[1], invited["code"])
    assert not any(secret in str(audit_of(world, place)) for secret in secrets)


def test_later_a_told_code_signs_in_and_nothing_else_does(world: World) -> None:
    place = world.indigo
    ana = vouched(place)
    first = place.coordinator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    told = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    assert told["sign_in_name"] == first["sign_in_name"]
    for no in (first["code"], wrong(told["code"]), "x" * 400):
        if no != told["code"]:
            answer = by_code(world, told, code=no)
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_grant"), no
    unknown = by_code(world, told, username="123456789")
    assert unknown.json()["type"] == answer.json()["type"]
    assert sign_in(world, told["sign_in_name"], told["code"]).status_code == 401
    assert ask_token(world, grant_type=CODE, username=told["sign_in_name"]).status_code == 400
    assert children(world, by_code(world, told, device="A phone")) == ["Mila"]
    acts = [row for entry in audit_of(world, place) for row in entry["rows"] if row[0] == "issue_code"]
    assert acts == [["issue_code", "guardians", ana]] * 2
    spent = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    for _ in range(confirming.MOST_TRIES):
        by_code(world, spent, code=wrong(spent["code"]), host="198.51.100.4")
    assert by_code(world, spent, host="192.0.2.9").status_code == 401, "five tries were all it had"


def asked(world: World, name: str, host: str = "203.0.113.7") -> tuple[int, bytes]:
    """The answer to a request for a code, once all that follows from it is done."""
    world.client._transport.client = (host, 50000)
    answer = world.client.post("/v1/auth/code", json={"username": name})
    world.client.portal.call(afterwards.all_done)
    return answer.status_code, answer.content


def test_a_guardian_with_an_address_asks_for_the_code_and_nobody_learns_who_is_there(world: World) -> None:
    place, letters = world.indigo, posted(world)
    ana, silent = vouched(place), vouched(place)
    points = [{"channel": "viber", "value": "+38160123"}, {"channel": "e_mail", "value": "ana@example.org"}]
    reached = place.coordinator.patch(f"/v1/guardians/{ana}", {"contact_points": points, "languages": ["ar"]})
    assert reached.status_code == 200
    name = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()["sign_in_name"]
    told = place.mediator.post(f"/v1/guardians/{silent}/sign-in-code").json()
    nobody = (204, b"")
    with time_machine.travel(NIGHT):
        assert asked(world, f" {name} ") == nobody
        run_due(world)
        (letter,) = letters
        assert (letter["to"], letter["subject"]) == ("ana@example.org", "رمزكم")
        code = re.search(r"\b\d{6}\b", letter.get_body(("plain",)).get_content())
        assert code is not None
        assert children(world, by_code(world, {"sign_in_name": name, "code": code[0]})) == ["Mila"]
    acts = [row for entry in audit_of(world, place) for row in entry["rows"] if row[0] == "issue_code"]
    assert acts == [["issue_code", "guardians", id] for id in (ana, silent, ana)]
    assert code[0] not in str(audit_of(world, place))

    # The same answer for whom no code goes to; the one that was told goes on.
    for name_of in (told["sign_in_name"], "123456789", place.volunteer.email, "\u0130\u200f"):
        assert asked(world, name_of) == nobody
    assert by_code(world, told).status_code == 200
    assert asked(world, "")[0] == 422
    # Asking again and again is slowed down, whoever is asked for.
    for name_of in (name, "987654321"):
        assert [asked(world, name_of, "198.51.100.9")[0] for _ in range(6)] == [204] * 5 + [429]
    run_due(world)
    assert len(letters) == 6, "and nobody gets more than six within the hour"

    # Excluded for safety in one family, and a guardian still in another: the code goes there alone.
    with world.as_system(place) as db:
        entry = db.find(Guardian, UUID(ana))
        other = {"family_id": place.jovic, "programme_id": place.programme, "relation": GuardianRelation.OTHER_RELATIVE}
        here = [{"channel": "e_mail", "value": "aunt@example.org"}]
        aunt = db.put(Guardian(given_name="Ana", user_id=entry.user_id, contact_points=here, **other))
        db.put(Guardianship(guardian_id=aunt.id, child_id=place.luka, verified_at=clock.now()))
        db.commit()
    for id in (ana, str(aunt.id)):
        exclude(world, id)
        with later(hours=2):
            assert asked(world, name) == nobody
            run_due(world)
    assert [letter["to"] for letter in letters[6:]] == ["aunt@example.org"]


@pytest.mark.parametrize("end", ["excluded", "unlinked"])
def test_who_answers_for_no_child_is_out_at_once(world: World, end: str) -> None:
    place = world.indigo
    ana = vouched(place)
    told = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    signed_in = by_code(world, told)
    open_one = place.mediator.post("/v1/invitations", {"guardian_id": ana}).json()
    told = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    if end == "excluded":
        exclude(world, ana)
    else:
        (link,) = place.coordinator.get(f"/v1/guardianships?guardian_id={ana}").json()["items"]
        assert place.coordinator.delete(f"/v1/guardianships/{link['id']}").status_code == 204
    assert me(world, signed_in).status_code == 401
    assert renew(world, signed_in.json()["refresh_token"]).status_code == 400
    assert by_code(world, told).status_code == 401
    assert accept(world, open_one).json()["type"] == "/problems/has-own-sign-in"
    refused = place.coordinator.post("/v1/invitations", {"guardian_id": ana})
    problem = "guardian-excluded" if end == "excluded" else "guardian-not-verified"
    assert (refused.status_code, refused.json()["type"]) == (409, f"/problems/{problem}")
    asked = place.mediator.post("/v1/invitations", {"guardian_id": ana})
    assert asked.status_code == (422 if end == "excluded" else 409)
    seen = place.mediator.get(f"/v1/invitations/{open_one['id']}").status_code
    assert seen == (404 if end == "excluded" else 200)


def test_no_code_opens_what_somebody_has_opened_otherwise(world: World) -> None:
    place = world.indigo
    own = place.coordinator.post("/v1/invitations", {"guardian_id": str(place.jelena)})
    assert (own.status_code, own.json()["type"]) == (409, "/problems/has-own-sign-in")
    ana = vouched(place)
    told = place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").json()
    user_id = place.coordinator.get(f"/v1/guardians/{ana}").json()["user_id"]
    refused = place.administrator.post("/v1/invitations", {"user_id": user_id})
    assert refused.json()["type"] == "/problems/has-own-sign-in", "an administrator does not come to a child this way"
    given = place.administrator.post("/v1/memberships", {"user_id": user_id, "role": "volunteer"})
    assert given.status_code == 201
    assert by_code(world, told).status_code == 401
    assert place.mediator.post(f"/v1/guardians/{ana}/sign-in-code").status_code == 409
    unseen = guardian(place.coordinator, place.jovic).json()["id"]
    assert place.mediator.post(f"/v1/guardians/{unseen}/sign-in-code").status_code == 404
    assert place.coordinator.post(f"/v1/guardians/{unseen}/sign-in-code").status_code == 409
    for body, status in (({}, 422), ({"guardian_id": ana, "user_id": user_id}, 422), ({"guardian_id": "x"}, 422)):
        assert place.coordinator.post("/v1/invitations", body).status_code == status
    assert place.volunteer.post("/v1/invitations", {"guardian_id": ana}).status_code == 403
    body = {"code": "123456"}
    for link in ("x", "%00", "0" * 32 + "." + "a" * 43):
        assert world.client.post(f"/v1/invitations/{link}/accept", json=body).status_code == 404


def test_people_of_the_staff_choose_their_password_by_link(world: World) -> None:
    place = world.indigo
    made = place.administrator.post("/v1/users", {"given_name": "Zoran"}).json()
    assert (made["email"], len(made["sign_in_name"])) == ("", 9)
    place.administrator.post("/v1/memberships", {"user_id": made["id"], "role": "assistant"})
    first = place.administrator.post("/v1/invitations", {"user_id": made["id"]}).json()
    invited = place.administrator.post("/v1/invitations", {"user_id": made["id"]}).json()
    assert accept(world, first, password=PASSWORD).status_code == 404, "the later invitation has withdrawn it"
    assert accept(world, invited).json()["errors"][0]["pointer"] == "/password"
    assert accept(world, invited, password="short").json()["type"] == "/problems/weak-password"
    entered = accept(world, invited, password=PASSWORD)
    assert entered.json()["membership"]["role"] == "assistant"
    assert me(world, sign_in(world, made["sign_in_name"])).json()["given_name"] == "Zoran"
    known = place.educator
    by_mail = place.administrator.post("/v1/invitations", {"user_id": str(known.user_id)}).json()
    give_password(world, known)
    assert accept(world, by_mail, password=PASSWORD).json()["type"] == "/problems/has-own-sign-in"
    assert place.coordinator.get(f"/v1/invitations/{by_mail['id']}").status_code == 404
    with world.as_system(place) as db:
        account = db.find(Account, db.find(User, made["id"]).account_id)
        assert account.password_given_in == place.id
