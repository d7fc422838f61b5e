"""Child plans: who may do what, which rows, which fields.

Staff and the volunteer see the plan itself. Guardians and teachers see that there is one once it is published, and of
its versions the sections that are meant for them. A volunteer agrees as the child's leader and tells of own actions.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import my_children, my_programmes
from app.auth.rights.grammar import Clause, Facet, Reach
from app.models import ChildPlan, PlanAction, PlanAgreement, PlanVersion
from app.models.membership import Role

PLAN = "read create update agree publish review resume revise close"
WHOLE: dict[type, str] = {
    ChildPlan: PLAN,
    PlanAction: "read create update delete complete reopen",
    PlanAgreement: "read",
    PlanVersion: "read",
}
WRITERS = (Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR)
READERS = (*WRITERS, Role.MEDIATOR, Role.VOLUNTEER)
OUTSIDE = (Role.TEACHER, Role.GUARDIAN)

MAY: dict[Role, dict[type, str]] = {
    **{role: dict(WHOLE) for role in WRITERS},
    Role.MEDIATOR: {ChildPlan: "read", PlanAction: "read", PlanAgreement: "read", PlanVersion: "read"},
    Role.VOLUNTEER: {
        ChildPlan: "read agree",
        PlanAction: "read complete reopen",
        PlanAgreement: "read",
        PlanVersion: "read",
    },
    **{role: {ChildPlan: "read", PlanVersion: "read"} for role in OUTSIDE},
}


def of(role: Role, model: type[ChildPlan | PlanAction | PlanVersion]) -> Clause:
    """The rows of a role's children; a coordinator's are those of the programmes."""
    if role is Role.COORDINATOR:
        return col(model.programme_id).in_(my_programmes)
    return col(model.child_id).in_(my_children(role))


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    ChildPlan: {
        **{role: Reach(of(role, ChildPlan)) for role in READERS},
        **{role: Reach(sa.and_(of(role, ChildPlan), col(ChildPlan.latest) > 0)) for role in OUTSIDE},
    },
    PlanAction: {
        **{role: Reach(of(role, PlanAction)) for role in READERS},
        Role.VOLUNTEER: Reach(of(Role.VOLUNTEER, PlanAction), col(PlanAction.user_id) == me.user),
    },
    PlanAgreement: {role: Reach(col(PlanAgreement.child_id).in_(my_children(role))) for role in READERS},
    PlanVersion: {role: Reach(of(role, PlanVersion)) for role in (*READERS, *OUTSIDE)},
}

FACETS: dict[type, dict[str, Facet]] = {
    ChildPlan: {
        "work": Facet("coordinator supervisor educator mediator volunteer", "coordinator supervisor educator"),
    },
    PlanVersion: {
        "whole_plan": Facet("coordinator supervisor educator mediator volunteer", ""),
        "guardian_sections": Facet("guardian", ""),
        "school_sections": Facet("teacher", ""),
    },
}
