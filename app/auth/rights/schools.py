"""Schools, classes, teachers, calendars and enrolments: who may do what, which rows, which fields."""

from sqlmodel import SQLModel, col

from app.auth.relations import (
    my_schools,
)
from app.auth.rights.grammar import ALL, PEOPLE, SCHOOL_ROLES, STAFF, Facet, Reach, by_child, reaches
from app.models import CalendarPeriod, School, SchoolCalendar, SchoolClass, SchoolEnrolment, Teacher
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {
        School: "read create update",
        SchoolClass: "read",
        Teacher: "read",
        SchoolCalendar: "read create update",
        CalendarPeriod: "read create update delete",
    },
    Role.DATA_PROTECTION_OFFICER: {
        School: "read",
    },
    Role.COORDINATOR: {
        School: "read create update",
        SchoolClass: "read create update",
        Teacher: "read create update",
        SchoolCalendar: "read create update",
        CalendarPeriod: "read create update delete",
        SchoolEnrolment: "read create update",
    },
    Role.SUPERVISOR: {
        School: "read",
        SchoolClass: "read",
        Teacher: "read",
        SchoolCalendar: "read",
        CalendarPeriod: "read",
        SchoolEnrolment: "read",
    },
    Role.EDUCATOR: {
        School: "read",
        SchoolClass: "read",
        Teacher: "read",
        SchoolCalendar: "read",
        CalendarPeriod: "read",
        SchoolEnrolment: "read",
    },
    Role.MEDIATOR: {
        School: "read create update",
        SchoolClass: "read",
        Teacher: "read create update",
        SchoolCalendar: "read",
        CalendarPeriod: "read",
        SchoolEnrolment: "read create update",
    },
    Role.VOLUNTEER: {
        School: "read",
    },
    Role.ASSISTANT: {
        School: "read",
    },
    Role.TEACHER: {
        School: "read",
        SchoolClass: "read",
        Teacher: "read",
        SchoolCalendar: "read",
        CalendarPeriod: "read",
        SchoolEnrolment: "read",
    },
    Role.GUARDIAN: {
        School: "read",
        SchoolEnrolment: "read",
    },
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    School: reaches(PEOPLE, ALL),
    SchoolClass: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(col(SchoolClass.school_id).in_(my_schools))},
    Teacher: {**reaches(SCHOOL_ROLES, ALL), Role.TEACHER: Reach(col(Teacher.school_id).in_(my_schools))},
    SchoolCalendar: reaches(SCHOOL_ROLES, ALL),
    CalendarPeriod: reaches(SCHOOL_ROLES, ALL),
    SchoolEnrolment: by_child((*STAFF, Role.TEACHER, Role.GUARDIAN), SchoolEnrolment.child_id),
}

FACETS: dict[type, dict[str, Facet]] = {
    Teacher: {
        "contact": Facet("administrator coordinator supervisor educator mediator teacher", "coordinator mediator"),
    },
}
