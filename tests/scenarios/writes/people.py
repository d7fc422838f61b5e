"""People, roles and sign-ins: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import SignIn
from tests.scenarios.stage import Stage, ahead, case


@case
def end_sign_in(at: Stage) -> Any:
    whose = {"membership_id": at.me.membership_id, "user_id": at.me.user_id, "role": at.me.role}
    with at.world.as_system(at.place) as db:
        account_id = db.find(SignIn, at.me.sign_in_id).account_id
    now = clock.now()
    until = {"expires_at": now + timedelta(days=1), "absolute_end_at": now + timedelta(days=1), "last_used_at": now}
    return at.me.post(f"/v1/sign-ins/{at.arrange(SignIn(**whose, **until, account_id=account_id))}/end")


# People and roles


@case
def create_user(at: Stage) -> Any:
    return at.post("users", given_name="Zora", email="zora@indigo.example")


@case
def update_user(at: Stage) -> Any:
    return at.patch(f"users/{at.me.user_id}", given_name="Zora")


@case
def disable_user(at: Stage) -> Any:
    return at.post(f"users/{at.place.volunteer2.user_id}/disable", reason="has left us")


@case
def enable_user(at: Stage) -> Any:
    path = f"users/{at.place.partner.user_id}"
    at.post(f"{path}/disable", reason="for a moment")
    return at.me.post(f"/v1/{path}/enable")


@case
def create_membership(at: Stage) -> Any:
    return at.post("memberships", user_id=str(at.place.teacher.user_id), role="assistant")


@case
def update_membership(at: Stage) -> Any:
    return at.patch(f"memberships/{at.place.teacher.membership_id}", valid_to=ahead(days=30))


@case
def end_membership(at: Stage) -> Any:
    return at.me.post(f"/v1/memberships/{at.place.educator.membership_id}/end")


def assignment(at: Stage) -> dict[str, str]:
    return {"membership_id": str(at.place.mediator.membership_id), "programme_id": str(at.place.programme)}


@case
def create_role_assignment(at: Stage) -> Any:
    return at.post("role-assignments", **assignment(at))


@case
def update_role_assignment(at: Stage) -> Any:
    return at.patch(f"role-assignments/{at.id_of('role-assignments', **assignment(at))}", valid_to=ahead(days=30))


@case
def end_role_assignment(at: Stage) -> Any:
    return at.me.post(f"/v1/role-assignments/{at.id_of('role-assignments', **assignment(at))}/end")


def supervision(at: Stage, of: str) -> dict[str, str]:
    return {"supervisor_id": str(at.place.supervisor.user_id), "volunteer_id": str(at.place.people[of].user_id)}


@case
def create_supervisor_assignment(at: Stage) -> Any:
    return at.post("supervisor-assignments", **supervision(at, "assistant"))


@case
def update_supervisor_assignment(at: Stage) -> Any:
    return at.patch(f"supervisor-assignments/{at.place.supervision}", valid_to=ahead(days=30))


@case
def end_supervisor_assignment(at: Stage) -> Any:
    return at.me.post(f"/v1/supervisor-assignments/{at.place.supervision}/end")
