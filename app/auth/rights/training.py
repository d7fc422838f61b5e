"""Courses and training records: who may do what, which rows, which fields.

Authors see the working copy and the right answers. Learners see the published courses of their audience, the version
that they have begun, and what is their own; of the right answers only what an attempt tells them.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import ids, mine, my_volunteers
from app.auth.rights.grammar import ALL, Clause, Facet, Reach, reaches
from app.models import (
    Course,
    CourseEnrolment,
    CourseModule,
    CourseVersion,
    CourseVersionFile,
    HeldTraining,
    ModuleDone,
    QuizAttempt,
    Teacher,
    TrainingRecord,
)
from app.models.course import AUDIENCE_OF, OFFERED
from app.models.membership import Role

LEARNERS = tuple(AUDIENCE_OF)
AUTHORS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SUPERVISOR)
LOOKS_AFTER = (Role.COORDINATOR, Role.SUPERVISOR)

WRITING: dict[type, str] = {
    Course: "read create update publish revise retire",
    CourseModule: "read create update delete",
    CourseVersion: "read",
}
OVERSEEING: dict[type, str] = {
    CourseEnrolment: "read create withdraw give_another_try",
    ModuleDone: "read",
    QuizAttempt: "read",
    HeldTraining: "read create",
    TrainingRecord: "read create see_gaps",
}
LEARNING: dict[type, str] = {
    Course: "read",
    CourseVersion: "read",
    CourseEnrolment: "read create finish_module try_quiz withdraw",
    ModuleDone: "read",
    QuizAttempt: "read",
    TrainingRecord: "read",
}

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: dict(WRITING),
    Role.DATA_PROTECTION_OFFICER: {Course: "read", CourseVersion: "read", TrainingRecord: "read"},
    Role.COORDINATOR: {**WRITING, **OVERSEEING, TrainingRecord: "read create revoke see_gaps see_schools"},
    Role.SUPERVISOR: {**WRITING, **OVERSEEING},
    **{role: dict(LEARNING) for role in LEARNERS},
}

my_enrolments = sa.and_(mine(CourseEnrolment), col(CourseEnrolment.user_id) == me.user)
courses_i_took = sa.select(col(CourseEnrolment.course_id)).where(my_enrolments)
versions_i_took = sa.select(col(CourseEnrolment.version_id)).where(my_enrolments)
of_me = col(TrainingRecord.user_id) == me.user
of_my_team = col(TrainingRecord.user_id).in_(my_volunteers)
of_me_as_teacher = col(TrainingRecord.teacher_id).in_(ids(Teacher, col(Teacher.user_id) == me.user))


def offered_to(role: Role) -> Clause:
    """The published courses that are made for a role."""
    return sa.and_(
        sa.or_(*(col(Course.state) == state for state in OFFERED)),
        col(Course.audience_codes).like(f"%|{AUDIENCE_OF[role]}|%"),
    )


def taken_now(role: Role) -> Clause:
    """The versions of those courses that are taken now."""
    return col(CourseVersion.id).in_(sa.select(col(Course.current_id)).where(mine(Course), offered_to(role)))


def of_learners(column: object) -> dict[Role, Reach]:
    """Rows of one's own; a coordinator's are those of everybody, a supervisor's those of the own volunteers."""
    own = col(column) == me.user
    team = sa.or_(own, col(column).in_(my_volunteers))
    return {**reaches(LEARNERS, Reach(own)), Role.COORDINATOR: ALL, Role.SUPERVISOR: Reach(team)}


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Course: {
        **reaches((*AUTHORS, Role.DATA_PROTECTION_OFFICER), ALL),
        **{role: Reach(sa.or_(offered_to(role), col(Course.id).in_(courses_i_took))) for role in LEARNERS},
    },
    CourseModule: reaches(AUTHORS, ALL),
    CourseVersion: {
        **reaches((*AUTHORS, Role.DATA_PROTECTION_OFFICER), ALL),
        **{role: Reach(sa.or_(taken_now(role), col(CourseVersion.id).in_(versions_i_took))) for role in LEARNERS},
    },
    CourseVersionFile: {},
    CourseEnrolment: of_learners(CourseEnrolment.user_id),
    ModuleDone: of_learners(ModuleDone.user_id),
    QuizAttempt: of_learners(QuizAttempt.user_id),
    HeldTraining: {
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(col(HeldTraining.created_by) == me.user),
    },
    TrainingRecord: {
        **reaches(LEARNERS, Reach(of_me)),
        Role.TEACHER: Reach(sa.or_(of_me, of_me_as_teacher)),
        Role.DATA_PROTECTION_OFFICER: ALL,
        Role.COORDINATOR: ALL,
        Role.SUPERVISOR: Reach(sa.or_(of_me, of_my_team), of_my_team),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    Course: {"draft": Facet("administrator coordinator supervisor", "administrator coordinator supervisor")},
    CourseVersion: {"answer_key": Facet("administrator coordinator supervisor", "")},
}
