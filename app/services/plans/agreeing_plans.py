"""Two agree on a child's plan: a supervisor or coordinator, and a person who leads the child's group."""

from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IllegalTransition, SecondPersonNeeded
from app.models import ChildPlan, GroupLeader, GroupMember, PlanAgreement
from app.models.child_plan import PlanSide, PlanState
from app.models.membership import Role
from app.models.mentor_group import LeaderRole, MemberState
from app.services import records
from app.services.terms import in_force


class LeaderNeeded(DomainError):
    slug: ClassVar[str] = "leader-needed"
    title: ClassVar[str] = "Only those who lead the child's group"
    status: ClassVar[int] = 403
    detail: ClassVar[str] = "A leader of a group in which the child has a place must do this."


class PlanReworded(DomainError):
    """`revision`: the present one."""

    slug: ClassVar[str] = "plan-reworded"
    title: ClassVar[str] = "The plan has other words now"
    status: ClassVar[int] = 409
    detail: ClassVar[str] = "Read revision {revision} before you agree to it."


def agree(db: OwnedSession, id: UUID, revision: int) -> None:
    """Records an agreement; the second one makes the plan agreed. Sent again it changes nothing.

    Raises PlanReworded when the words have changed since, LeaderNeeded, and SecondPersonNeeded for both sides by one.
    """
    plan, caller = db.find(ChildPlan, id), db.caller
    side = PlanSide.OVERSIGHT if caller.role in (Role.COORDINATOR, Role.SUPERVISOR) else PlanSide.LEADER
    if side is PlanSide.LEADER and caller.user_id not in leaders_of(db, plan.child_id):
        raise LeaderNeeded
    with db.beyond_reach("an agreement moves the plan that it is about") as wide:
        plan = wide.find(ChildPlan, id, lock=True)
        given = agreements(wide, plan)
        if revision != plan.revision:
            raise PlanReworded(revision=plan.revision)
        if side in given:
            return
        if plan.state is not PlanState.DRAFT:
            raise IllegalTransition(state=plan.state, allowed=ChildPlan.__lifecycle__.open_from(plan.state))
        if caller.user_id in given.values():
            raise SecondPersonNeeded
        of: dict[str, Any] = {"plan_id": id, "child_id": plan.child_id, "revision": revision}
        wide.put(PlanAgreement(**of, side=side, user_id=caller.user_id))
        if given:
            records.move(wide, plan, "agree")


def agreements(db: OwnedSession, plan: ChildPlan) -> dict[PlanSide, UUID]:
    """Who has agreed to the present words."""
    same = [col(PlanAgreement.plan_id) == plan.id, col(PlanAgreement.revision) == plan.revision]
    found: Any = db.execute(sa.select(PlanAgreement).where(*same)).scalars()
    return {agreement.side: agreement.user_id for agreement in found}


def leaders_of(db: OwnedSession, child_id: UUID) -> set[UUID]:
    """Who leads a group in which the child has a place now; helpers do not."""
    with db.beyond_reach("who leads the groups of a child that the caller reaches") as wide:
        found = (
            sa.select(col(GroupLeader.user_id))
            .join(GroupMember, col(GroupMember.group_id) == col(GroupLeader.group_id))
            .where(col(GroupMember.child_id) == child_id, col(GroupMember.state) == MemberState.ACTIVE)
            .where(col(GroupLeader.role) != LeaderRole.ASSISTANT, in_force(GroupLeader, db.at))
        )
        return set(wide.execute(found).scalars())
