"""Invitations and codes: one write that succeeds for each operation."""

from typing import Any

from app.models.membership import Role
from tests.scenarios.stage import Stage, case
from tests.vouched import vouched


def invited(at: Stage) -> dict[str, str]:
    """Whom the caller may invite: a guardian, or for an administrator somebody of the staff."""
    if at.me.role is Role.ADMINISTRATOR:
        return {"user_id": str(at.place.teacher.user_id)}
    return {"guardian_id": vouched(at.place)}


@case
def create_invitation(at: Stage) -> Any:
    return at.post("invitations", **invited(at))


@case
def withdraw_invitation(at: Stage) -> Any:
    return at.me.post(f"/v1/invitations/{at.id_of('invitations', **invited(at))}/withdraw")


@case
def issue_sign_in_code(at: Stage) -> Any:
    return at.me.post(f"/v1/guardians/{vouched(at.place)}/sign-in-code")
