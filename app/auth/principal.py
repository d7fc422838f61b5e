"""Who acts: a sign-in of one membership (person x organisation x role), the holder of a secret link, the system."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from app.core.columns import Day, Id, Instant
from app.core.problems import Forbidden
from app.models.membership import Role
from app.models.secret_link import LinkPurpose


class me:
    """The caller, as named binds: predicates are built once and filled for each statement."""

    organisation = bindparam("me_organisation", type_=Id)
    user = bindparam("me_user", type_=Id)
    membership = bindparam("me_membership", type_=Id)
    sign_in = bindparam("me_sign_in", type_=Id)
    now = bindparam("me_now", type_=Instant)
    today = bindparam("me_today", type_=Day)


class Principal(NamedTuple):
    """The signed-in caller of a request. `role` is the role of this token alone."""

    organisation_id: UUID
    user_id: UUID
    membership_id: UUID
    sign_in_id: UUID
    role: Role

    @property
    def acts_as(self) -> str:
        """For the audit."""
        return self.role

    def binds(self, at: datetime) -> dict[str, Any]:
        """The values of `me` at an instant: a reach with an end ends by itself."""
        return {**own_binds(self), "me_now": at, "me_today": at.date()}


@lru_cache(maxsize=4096)
def own_binds(principal: Principal) -> dict[str, str]:
    """What stays the same from call to call, as text: both engines take it, and it is converted once."""
    return {
        "me_organisation": str(principal.organisation_id),
        "me_user": str(principal.user_id),
        "me_membership": str(principal.membership_id),
        "me_sign_in": str(principal.sign_in_id),
    }


class System(NamedTuple):
    """The system itself at work in one organisation (sign-in, command line, demonstration data), for a reason.

    Without an organisation it reaches the global tables alone: organisations, accounts, seats, attempts.
    """

    organisation_id: UUID | None
    reason: str
    user_id: UUID | None = None

    @property
    def acts_as(self) -> str:
        """For the audit."""
        return f"system: {self.reason}"


class Visitor(NamedTuple):
    """Whoever holds a secret link; nobody is signed in.

    Reaches no row at all: what the link is for is looked at and changed beyond reach, for a fixed reason each.
    """

    organisation_id: UUID
    link_id: UUID
    purpose: LinkPurpose
    subject_id: UUID
    user_id: None = None

    @property
    def acts_as(self) -> str:
        """For the audit."""
        return f"link: {self.purpose}"


Owner = Principal | System | Visitor


def role_of(owner: Owner) -> Role | None:
    """Whose reach and verbs count: the role's; None, the system's, whose they are all. Forbidden for a visitor."""
    if isinstance(owner, Visitor):
        raise Forbidden
    return owner.role if isinstance(owner, Principal) else None
