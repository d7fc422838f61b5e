"""Memberships and what they cover: roles begin with a seat, end at once, and nobody gives data roles to themselves."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import Membership, RoleAssignment, SupervisorAssignment
from app.models.membership import Role
from tests import signing
from tests.signing import audit_of, give_password, later, me, renew, second_membership, sign_in
from tests.world import World

DATA_ROLES = ("coordinator", "supervisor", "educator", "mediator", "data_protection_officer")


def in_days(days: float) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


def grant(world: World, user: Any, role: str, **more: Any) -> Any:
    return world.indigo.administrator.post("/v1/memberships", {"user_id": str(user.user_id), "role": role, **more})


def test_a_person_signs_in_with_a_role_as_soon_as_it_is_given(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    row = grant(world, person, "coordinator")
    assert row.status_code == 201
    assert row.headers["location"] == f"/v1/memberships/{row.json()['id']}"
    answer = sign_in(world, person.email, membership=row.json()["id"])
    assert me(world, answer).json()["membership"]["role"] == "coordinator"


def test_only_administrators_give_roles(world: World) -> None:
    for name, person in world.indigo.people.items():
        body = {"user_id": str(world.indigo.volunteer2.user_id), "role": "guardian"}
        assert person.post("/v1/memberships", body).status_code == (201 if name == "administrator" else 403), name


def test_a_role_for_a_stranger_is_refused_like_one_for_nobody(world: World) -> None:
    for person in (world.red_cross.volunteer, world.indigo.volunteer):
        body = {"user_id": str(person.membership_id), "role": "guardian"}
        answer = world.indigo.administrator.post("/v1/memberships", body)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/reference-not-found")
    answer = grant(world, world.red_cross.volunteer, "guardian")
    assert answer.json()["errors"][0]["pointer"] == "/user_id"


def test_a_role_is_held_once_at_a_time(world: World) -> None:
    person = world.indigo.volunteer
    assert grant(world, person, "volunteer").json()["type"] == "/problems/conflict"
    world.indigo.administrator.post(f"/v1/memberships/{person.membership_id}/end")
    assert grant(world, person, "volunteer").status_code == 201


def test_a_role_that_would_never_hold_is_refused(world: World) -> None:
    tomorrow = in_days(1)
    for name, term in {
        "over": {"valid_to": in_days(-1)},
        "over just now": {"valid_to": in_days(0)},
        "turned round": {"valid_from": in_days(2), "valid_to": tomorrow},
        "empty": {"valid_from": tomorrow, "valid_to": tomorrow},
    }.items():
        answer = grant(world, world.indigo.volunteer, "guardian", **term)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/valid_to"), name


def test_a_role_begins_and_ends_by_itself(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    row = grant(world, person, "guardian", valid_from=in_days(1), valid_to=in_days(2)).json()
    for days, status in ((0.5, 401), (1.5, 200), (2.5, 401)):
        with later(days=days):
            assert sign_in(world, person.email, membership=row["id"]).status_code == status


def test_nobody_gives_themselves_a_role_over_personal_data(world: World) -> None:
    administrator = world.indigo.administrator
    for role in DATA_ROLES:
        answer = grant(world, administrator, role)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/second-person-needed"), role
    assert grant(world, administrator, "volunteer").status_code == 201
    second = second_membership(world, world.indigo.educator, world.indigo, Role.ADMINISTRATOR)
    give_password(world, world.indigo.educator)
    other = sign_in(world, world.indigo.educator.email, membership=second.id)
    body = {"user_id": str(administrator.user_id), "role": "coordinator"}
    given = signing.as_bearer(world, other, "POST", "/v1/memberships", json=body)
    assert given.status_code == 201


def test_nobody_prolongs_their_own_role_over_personal_data(world: World) -> None:
    administrator = world.indigo.administrator
    row = second_membership(world, administrator, world.indigo, Role.COORDINATOR)
    path = f"/v1/memberships/{row.id}"
    shortened = administrator.patch(path, {"valid_to": in_days(5)})
    assert shortened.status_code == 200
    for end in (in_days(6), None):
        answer = administrator.patch(path, {"valid_to": end})
        assert answer.json()["type"] == "/problems/second-person-needed"
    assert administrator.post(f"{path}/end").status_code == 204
    assert administrator.patch(path, {"valid_to": None}).json()["type"] == "/problems/second-person-needed"


def test_an_ended_role_is_over_at_the_next_request(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    second = second_membership(world, person, world.indigo, Role.GUARDIAN)
    ended, other = sign_in(world, person.email), sign_in(world, person.email, membership=second.id)
    assert world.indigo.administrator.post(f"/v1/memberships/{person.membership_id}/end").status_code == 204
    assert person.get("/v1/me").status_code == me(world, ended).status_code == 401
    assert renew(world, ended.json()["refresh_token"]).status_code == 400
    assert me(world, other).status_code == 200
    assert [place["role"] for place in me(world, other).json()["memberships"]] == ["guardian"]
    again = world.indigo.administrator.post(f"/v1/memberships/{person.membership_id}/end")
    assert (again.status_code, again.json()["state"]) == (409, "ended")


def test_role_and_sign_ins_end_in_one_transaction(world: World) -> None:
    person = world.indigo.volunteer
    world.indigo.administrator.post(f"/v1/memberships/{person.membership_id}/end")
    told = audit_of(world, world.indigo)[-1]["rows"]
    assert ["update", "memberships", str(person.membership_id)] in told
    assert ["update", "sign-ins", str(person.sign_in_id)] in told


def test_a_shortened_role_shortens_its_sign_ins(world: World) -> None:
    person = world.indigo.volunteer
    give_password(world, person)
    answer = sign_in(world, person.email)
    path = f"/v1/memberships/{person.membership_id}"
    soon = (clock.now() + timedelta(minutes=3)).isoformat()
    assert world.indigo.administrator.patch(path, {"valid_to": soon}).status_code == 200
    with later(minutes=2):
        assert me(world, answer).status_code == 200
        assert person.get("/v1/me").status_code == 200
    with later(minutes=4):
        assert me(world, answer).status_code == 401
        assert renew(world, answer.json()["refresh_token"]).status_code == 400
    assert world.indigo.administrator.patch(path, {"valid_to": None}).status_code == 200
    with later(minutes=4):
        assert me(world, answer).status_code == 200


def test_the_end_of_a_role_lies_ahead_or_is_ended(world: World) -> None:
    path = f"/v1/memberships/{world.indigo.volunteer.membership_id}"
    for end in (in_days(-1), "2026-01-01T00:00:00", "soon", 5):
        assert world.indigo.administrator.patch(path, {"valid_to": end}).status_code == 422
    assert world.indigo.administrator.patch(path, {}).status_code == 422
    assert world.indigo.administrator.patch(path, {"role": "coordinator"}).status_code == 422
    assert world.indigo.administrator.request("PATCH", path, json={"valid_to": None}).status_code == 428
    assert world.indigo.administrator.patch(path, {"valid_to": None}, etag='"stale"').status_code == 412


def test_the_last_administrator_keeps_the_role(world: World) -> None:
    administrator = world.indigo.administrator
    path = f"/v1/memberships/{administrator.membership_id}"
    assert administrator.post(f"{path}/end").json()["type"] == "/problems/last-administrator"
    assert administrator.patch(path, {"valid_to": in_days(30)}).json()["type"] == "/problems/last-administrator"
    second = second_membership(world, world.indigo.educator, world.indigo, Role.ADMINISTRATOR)
    signing.change(world, administrator, Membership, second.id, valid_to=clock.now() + timedelta(days=10))
    assert administrator.patch(path, {"valid_to": in_days(30)}).json()["type"] == "/problems/last-administrator"
    assert administrator.patch(path, {"valid_to": in_days(5)}).status_code == 200
    assert administrator.post(f"{path}/end").status_code == 204
    assert administrator.get("/v1/me").status_code == 401


def test_lists_show_overseers_everything_and_others_their_own(world: World) -> None:
    administrator, volunteer = world.indigo.administrator, world.indigo.volunteer
    (row,) = administrator.get(f"/v1/memberships?user_id={volunteer.user_id}").json()["items"]
    assert (row["id"], row["role"]) == (str(volunteer.membership_id), "volunteer")
    assert len(administrator.get("/v1/memberships?role=volunteer,coordinator").json()["items"]) == 3
    assert [row["id"] for row in volunteer.get("/v1/memberships").json()["items"]] == [str(volunteer.membership_id)]
    assert volunteer.get(f"/v1/memberships/{administrator.membership_id}").status_code == 404
    assert world.red_cross.administrator.get(f"/v1/memberships/{volunteer.membership_id}").status_code == 404
    assert "account_id" not in row


def test_a_role_covers_what_it_is_assigned_from_the_next_request_on(world: World) -> None:
    administrator, coordinator = world.indigo.administrator, world.indigo.coordinator
    (whole,) = administrator.get(f"/v1/role-assignments?membership_id={coordinator.membership_id}").json()["items"]
    assert coordinator.get(f"/v1/mentor-groups/{world.indigo.owls}").status_code == 200
    ended = administrator.post(f"/v1/role-assignments/{whole['id']}/end")
    assert (ended.status_code, ended.json()["valid_to"] is not None) == (200, True)
    assert coordinator.get(f"/v1/mentor-groups/{world.indigo.owls}").status_code == 404
    part = {"membership_id": str(coordinator.membership_id), "programme_id": str(world.indigo.programme)}
    row = administrator.post("/v1/role-assignments", part)
    assert row.status_code == 201
    assert coordinator.get(f"/v1/mentor-groups/{world.indigo.owls}").status_code == 200
    soon = (clock.now() + timedelta(minutes=5)).isoformat()
    assert administrator.patch(f"/v1/role-assignments/{row.json()['id']}", {"valid_to": soon}).status_code == 200
    with later(minutes=6):
        assert coordinator.get(f"/v1/mentor-groups/{world.indigo.owls}").status_code == 404
    assert administrator.post(f"/v1/role-assignments/{whole['id']}/end").status_code == 409


def test_nobody_widens_what_their_own_role_covers(world: World) -> None:
    administrator = world.indigo.administrator
    row = second_membership(world, administrator, world.indigo, Role.COORDINATOR)
    body = {"membership_id": str(row.id), "programme_id": str(world.indigo.programme)}
    assert administrator.post("/v1/role-assignments", body).json()["type"] == "/problems/second-person-needed"
    with world.as_system(world.indigo) as db:
        given = db.put(RoleAssignment(membership_id=row.id, valid_to=clock.now() + timedelta(days=5)))
        pair = {"supervisor_id": administrator.user_id, "volunteer_id": world.indigo.volunteer2.user_id}
        team = db.put(SupervisorAssignment(**pair, valid_to=clock.now() + timedelta(days=5)))
        db.commit()
    for path in (f"/v1/role-assignments/{given.id}", f"/v1/supervisor-assignments/{team.id}"):
        assert administrator.patch(path, {"valid_to": in_days(3)}).status_code == 200
        for end in (in_days(4), None):
            assert administrator.patch(path, {"valid_to": end}).json()["type"] == "/problems/second-person-needed"
    other = {"membership_id": str(world.indigo.educator.membership_id), "school_id": str(world.indigo.school)}
    assert administrator.post("/v1/role-assignments", other).status_code == 201


def test_an_assignment_stays_within_the_organisation(world: World) -> None:
    administrator = world.indigo.administrator
    mine = {"membership_id": str(world.indigo.coordinator.membership_id)}
    for foreign in (
        {"membership_id": str(world.red_cross.coordinator.membership_id)},
        {**mine, "programme_id": str(world.red_cross.programme)},
        {**mine, "school_id": str(world.red_cross.school)},
    ):
        assert administrator.post("/v1/role-assignments", foreign).status_code == 422
    both = {**mine, "programme_id": str(world.indigo.programme), "school_id": str(world.indigo.school)}
    assert administrator.post("/v1/role-assignments", both).status_code == 422


def test_a_supervisor_reaches_the_groups_of_their_volunteers(world: World) -> None:
    coordinator, supervisor = world.indigo.coordinator, world.indigo.supervisor
    assert supervisor.get(f"/v1/mentor-groups/{world.indigo.foxes}").status_code == 404
    pair = {"supervisor_id": str(supervisor.user_id), "volunteer_id": str(world.indigo.volunteer2.user_id)}
    row = coordinator.post("/v1/supervisor-assignments", pair)
    assert row.status_code == 201
    assert supervisor.get(f"/v1/mentor-groups/{world.indigo.foxes}").status_code == 200
    assert coordinator.post("/v1/supervisor-assignments", pair).json()["type"] == "/problems/already-supervised"
    assert len(supervisor.get("/v1/supervisor-assignments").json()["items"]) == 2
    ended = coordinator.post(f"/v1/supervisor-assignments/{row.json()['id']}/end")
    assert ended.status_code == 200
    assert supervisor.get(f"/v1/mentor-groups/{world.indigo.foxes}").status_code == 404


def test_who_supervises_whom_is_no_free_choice(world: World) -> None:
    coordinator, people = world.indigo.coordinator, world.indigo.people
    second_membership(world, coordinator, world.indigo, Role.SUPERVISOR)
    for supervisor, volunteer, kind in (
        ("coordinator", "volunteer2", "second-person-needed"),
        ("educator", "volunteer2", "invalid-request"),
        ("supervisor", "teacher", "invalid-request"),
        ("supervisor", "supervisor", "invalid-request"),
    ):
        pair = {"supervisor_id": str(people[supervisor].user_id), "volunteer_id": str(people[volunteer].user_id)}
        answer = coordinator.post("/v1/supervisor-assignments", pair)
        assert answer.json()["type"] == f"/problems/{kind}", (supervisor, volunteer)
    assert world.indigo.supervisor.post("/v1/supervisor-assignments", {}).status_code == 403
