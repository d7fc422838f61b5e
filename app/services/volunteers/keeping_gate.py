"""The gate before children: nobody leads, supervises or sees one while something blocking that is required is missing.

What a reach compares is `Membership.cleared_until`; it follows what is required and what is fulfilled within the
transaction that changes either. Whoever changes one of both, or asks at the gate, locks the person first, so that of
two at once the second sees what the first has done.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns, look
from app.auth.session import OwnedSession
from app.core.columns import Instant
from app.core.problems import DomainError
from app.models import GroupLeader, Membership, MentorGroup, Programme, Requirement, RequirementFulfilment, User
from app.models.membership import Role
from app.models.programme import ProgrammeKind
from app.models.requirement import GATED_ROLES, RequirementStatus
from app.services.groups.open_groups import locked
from app.services.terms import in_force
from app.services.volunteers.standings import applies, cleared_until, missing

FOLLOWS = "who is cleared follows what is required of them"

REQUIRED = Lookup(
    sa.select(*columns(Requirement, "id code name roles programme_kinds blocking course_id"))
    .where(col(Requirement.status) == RequirementStatus.ACTIVE)
    .order_by(col(Requirement.id))
)
SHOWN = Lookup(
    sa.select(*columns(RequirementFulfilment, "id requirement_id user_id state valid_until")).where(
        among(RequirementFulfilment.user_id, "users")
    )
)
# The kinds of programmes in which people lead or assist, or will.
LED = Lookup(
    sa.select(*columns(GroupLeader, "user_id"), *columns(Programme, "kind"))
    .join(MentorGroup, col(MentorGroup.id) == col(GroupLeader.group_id))
    .join(Programme, col(Programme.id) == col(MentorGroup.programme_id))
    .where(
        among(GroupLeader.user_id, "users"),
        sa.or_(col(GroupLeader.valid_to).is_(None), col(GroupLeader.valid_to) > sa.bindparam("at", type_=Instant)),
    )
    .distinct(),
    beyond=(GroupLeader, MentorGroup, Programme),
    reason="what is required of people follows the programmes in which they lead",
)


class RequirementMissing(DomainError):
    """`missing`: the codes of what does not hold."""

    slug, title, status = "requirement-missing", "Something that is required is missing", 409
    detail = "Nobody comes near children before all that is required of them holds; `missing` names what does not."


class Facts(NamedTuple):
    """What is required of everybody, and for each person what was shown and where they lead."""

    required: list[Any]
    shown: dict[UUID, dict[UUID, list[Any]]]
    led: dict[UUID, set[ProgrammeKind]]

    def blocking(self, role: Role, kinds: Iterable[str]) -> list[Any]:
        """What blocks in a role until it holds."""
        return [one for one in self.required if one.blocking and applies(one, role, kinds)]


def follow(db: OwnedSession, people: Iterable[UUID]) -> None:
    """Brings people's memberships to what is required and fulfilled; belongs into the transaction that changes it."""
    ids = sorted(set(people))
    with db.beyond_reach(FOLLOWS) as wide:
        hold(wide, ids)
        facts = facts_of(wide, ids)
        gated = [col(Membership.user_id).in_(ids), col(Membership.role).in_(GATED_ROLES)]
        for row in locked(wide, Membership, *gated):
            required = facts.blocking(row.role, facts.led.get(row.user_id, ()))
            until = cleared_until(required, facts.shown.get(row.user_id, {}))
            if row.cleared_until != until:
                row.cleared_until = until


def follow_roles(db: OwnedSession, roles: Iterable[Role]) -> None:
    """The same for everybody who holds one of these roles, or will."""
    with db.beyond_reach(FOLLOWS) as wide:
        holders = sa.select(col(Membership.user_id)).where(col(Membership.role).in_(set(roles)))
        people = list(wide.execute(holders.distinct()).scalars())
    follow(db, people)


def require_cleared(
    db: OwnedSession, user_id: UUID, roles: Iterable[Role] | None = None, kind: ProgrammeKind | None = None
) -> None:
    """Raises RequirementMissing unless in one of the roles everything holds, in a programme of this kind too.

    Without `roles` those count that the person holds now; one of which nothing can be required lets pass.
    """
    with db.beyond_reach(FOLLOWS) as wide:
        hold(wide, [user_id])
        facts = facts_of(wide, [user_id])
        if not facts.required:
            return
        asked = roles_of(wide, user_id) if roles is None else set(roles)
        kinds = facts.led.get(user_id, set()) | ({kind} if kind else set())
        shown = facts.shown.get(user_id, {})
        lacking = [missing(facts.blocking(role, kinds), shown, db.at.date()) for role in asked]
    if lacking and all(lacking):
        fewest = min(lacking, key=len)
        raise RequirementMissing(missing=sorted(fewest))


def roles_of(wide: OwnedSession, user_id: UUID) -> set[Role]:
    held = sa.select(col(Membership.role)).where(col(Membership.user_id) == user_id, in_force(Membership, wide.at))
    return set(wide.execute(held).scalars())


def hold(wide: OwnedSession, ids: list[UUID]) -> None:
    """Locks people, always in the same order."""
    if ids:
        locked(wide, User, col(User.id).in_(ids))


def facts_of(wide: OwnedSession, ids: list[UUID]) -> Facts:
    required = look(wide, REQUIRED)
    if not required:
        return gathered([], [], [])
    return gathered(required, look(wide, SHOWN, users=ids), look(wide, LED, users=ids, at=wide.at))


def gathered(required: list[Any], shown: list[Any], led: list[Any]) -> Facts:
    """What the three lookups have found, by person."""
    facts = Facts(required, {}, {})
    for row in shown:
        facts.shown.setdefault(row.user_id, {}).setdefault(row.requirement_id, []).append(row)
    for row in led:
        facts.led.setdefault(row.user_id, set()).add(row.kind)
    return facts
