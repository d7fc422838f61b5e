"""Homework, its rounds, checks, handover and answer: who may do what, which rows, which fields."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import ids, my_programmes, my_pupils
from app.auth.rights.grammar import Clause, Facet, Reach, by_child
from app.models import Check, Handover, Homework, Submission, Teacher, TeacherResponse
from app.models.homework import ACKNOWLEDGED, HANDED_OVER
from app.models.membership import Role

READ_ONLY: dict[type, str] = dict.fromkeys((Homework, Submission, Check, Handover, TeacherResponse), "read")
LEADING: dict[type, str] = {
    Homework: "read create update submit start_check check hand_over respond not_done withdraw see_turnaround",
    Submission: "read create",
    Check: "read create",
    Handover: "read create",
    TeacherResponse: "read create",
}

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {**READ_ONLY, Homework: "read see_turnaround"},
    Role.SUPERVISOR: {**READ_ONLY, Homework: "read see_turnaround"},
    Role.EDUCATOR: LEADING,
    Role.MEDIATOR: READ_ONLY,
    Role.VOLUNTEER: LEADING,
    Role.ASSISTANT: {
        Homework: "read",
    },
    Role.TEACHER: {
        **READ_ONLY,
        Homework: "read create update respond withdraw",
        TeacherResponse: "read create",
    },
    Role.GUARDIAN: {
        Homework: "read create update submit hand_over respond not_done",
        Submission: "read create",
        Check: "read",
        Handover: "read create",
        TeacherResponse: "read create",
    },
}

NEAR = (Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.GUARDIAN)

was_handed_over = sa.or_(col(Homework.state) == HANDED_OVER, col(Homework.state) == ACKNOWLEDGED)
set_by_me = sa.or_(
    col(Homework.created_by) == me.user, col(Homework.teacher_id).in_(ids(Teacher, col(Teacher.user_id) == me.user))
)
Task = aliased(Homework, name="task")


def handed_over(homework_id: Any) -> Clause:
    """What belongs to a homework that went to the teacher: before that, a child's work is not for the school."""
    went = sa.or_(col(Task.state) == HANDED_OVER, col(Task.state) == ACKNOWLEDGED)
    of_it = sa.exists().where(col(Task.organisation_id) == me.organisation, col(Task.id) == homework_id, went)
    return of_it.correlate_except(Task)


def of_children(model: Any, teacher: Clause) -> dict[Role, Reach]:
    """Rows of the children whom each role reaches; for a teacher those of pupils for which this holds too."""
    return {
        Role.COORDINATOR: Reach(col(model.programme_id).in_(my_programmes)),
        **by_child(NEAR, model.child_id),
        Role.TEACHER: Reach(sa.and_(col(model.child_id).in_(my_pupils), teacher)),
    }


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Homework: of_children(Homework, sa.or_(was_handed_over, set_by_me))
    | by_child((Role.ASSISTANT,), Homework.child_id),
    Submission: of_children(Submission, handed_over(Submission.homework_id)),
    Check: of_children(Check, handed_over(Check.homework_id)),
    Handover: of_children(Handover, sa.true()),
    TeacherResponse: of_children(TeacherResponse, sa.true()),
}

FACETS: dict[type, dict[str, Facet]] = {
    Homework: {
        "task": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "educator volunteer teacher guardian"
        ),
    },
    Submission: {
        "photos": Facet("coordinator supervisor educator volunteer teacher guardian", "educator volunteer guardian"),
    },
}
