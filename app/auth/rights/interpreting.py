"""Interpreters and the requests for them: who may do what, which rows, which fields.

An interpreter reaches a request, and the message it is about, while assigned to it and no longer.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import families_of, mine, my_children, my_programmes
from app.auth.rights.grammar import ALL, Facet, Reach
from app.models import InterpretationRequest, Interpreter, InterpreterRelative
from app.models.interpretation_request import InterpretationState
from app.models.membership import Role

# Not assistants, who live among the families; not teachers and guardians, for whom others interpret.
INTERPRETING = (Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER)

AS_INTERPRETER = "read decline finish no_show"
ARRANGING = "read create assign decline finish no_show cancel"

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        Interpreter: "read create update pause resume",
        InterpreterRelative: "read create delete",
        InterpretationRequest: ARRANGING,
    },
    Role.SUPERVISOR: {Interpreter: "read update", InterpretationRequest: AS_INTERPRETER},
    Role.EDUCATOR: {
        Interpreter: "read update",
        InterpretationRequest: "read create decline finish no_show cancel",
    },
    Role.MEDIATOR: {Interpreter: "read update", InterpretationRequest: ARRANGING},
    Role.VOLUNTEER: {Interpreter: "read update", InterpretationRequest: AS_INTERPRETER},
    Role.TEACHER: {InterpretationRequest: "read create cancel"},
    Role.GUARDIAN: {InterpretationRequest: "read create cancel"},
}

i_interpret = sa.and_(
    col(InterpretationRequest.interpreter_id) == me.user,
    col(InterpretationRequest.state) == InterpretationState.ASSIGNED,
)
messages_i_interpret = sa.select(col(InterpretationRequest.message_id)).where(
    mine(InterpretationRequest), i_interpret, col(InterpretationRequest.message_id).is_not(None)
)
asked_by_me = col(InterpretationRequest.created_by) == me.user
it_is_me = col(Interpreter.user_id) == me.user


def of_my_children(role: Role) -> sa.ColumnElement[bool]:
    return col(InterpretationRequest.child_id).in_(my_children(role))


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Interpreter: {
        Role.COORDINATOR: ALL,
        Role.MEDIATOR: Reach(sa.true(), it_is_me),
        **dict.fromkeys((Role.SUPERVISOR, Role.EDUCATOR, Role.VOLUNTEER), Reach(it_is_me)),
    },
    InterpreterRelative: {
        Role.COORDINATOR: Reach(col(InterpreterRelative.family_id).in_(families_of(Role.COORDINATOR))),
    },
    InterpretationRequest: {
        Role.COORDINATOR: Reach(sa.or_(col(InterpretationRequest.programme_id).in_(my_programmes), i_interpret)),
        **{
            role: Reach(sa.or_(of_my_children(role), asked_by_me, i_interpret))
            for role in (Role.EDUCATOR, Role.MEDIATOR)
        },
        **dict.fromkeys((Role.SUPERVISOR, Role.VOLUNTEER), Reach(i_interpret)),
        **{role: Reach(sa.and_(of_my_children(role), asked_by_me)) for role in (Role.TEACHER, Role.GUARDIAN)},
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    Interpreter: {
        "vouched": Facet("coordinator supervisor educator mediator volunteer", "coordinator"),
    },
}
