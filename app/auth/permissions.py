"""What each role may do: role -> resource -> verbs. Absent means forbidden.

Verbs are read, create, update, delete and the moves of a resource's lifecycle. `FACETS` narrows single fields: a field
whose tier names a facet is shown to, and accepted from, only the roles listed there. The documentation prints both.
"""

from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from app.core.tiers import tiers_of
from app.models import (
    Attendance,
    AttendanceSummary,
    CalendarPeriod,
    Child,
    Consent,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    Membership,
    MentorGroup,
    Organisation,
    Programme,
    RoleAssignment,
    Schedule,
    School,
    SchoolCalendar,
    SchoolClass,
    SchoolEnrolment,
    SignIn,
    Site,
    SupervisorAssignment,
    SupportSession,
    Teacher,
    Transition,
    User,
)
from app.models.membership import Role

EDIT = "read create update"
CHILD_MOVES = "activate pause complete leave"
WATCH = "see_circle see_access_log"
FAMILY_MOVES = "activate pause leave"
MEMBER_MOVES = "create promote leave"
SESSION_MOVES = "hold cancel nobody_came reopen"

ORIENTATION: dict[type, str] = {
    Organisation: "read",
    Programme: "read",
    Site: "read",
    School: "read",
    SignIn: "read end",
}
SCHOOLS: dict[type, str] = {SchoolClass: "read", Teacher: "read", SchoolCalendar: "read", CalendarPeriod: "read"}
SELF: dict[type, str] = {User: "read update", Membership: "read", RoleAssignment: "read"}

PERMISSIONS: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {
        **ORIENTATION,
        **SCHOOLS,
        Organisation: "read update",
        Programme: f"{EDIT} start close",
        Site: f"{EDIT} delete",
        School: EDIT,
        SchoolCalendar: EDIT,
        CalendarPeriod: f"{EDIT} delete",
        User: f"{EDIT} disable enable",
        Membership: f"{EDIT} end",
        RoleAssignment: f"{EDIT} end",
        SupervisorAssignment: f"{EDIT} end",
    },
    Role.DATA_PROTECTION_OFFICER: {
        **ORIENTATION,
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        Child: WATCH,
        Consent: "read",
        ConsentEffect: "read",
    },
    Role.COORDINATOR: {
        **ORIENTATION,
        Programme: f"{EDIT} start close",
        Site: f"{EDIT} delete",
        School: EDIT,
        SchoolClass: EDIT,
        Teacher: EDIT,
        SchoolCalendar: EDIT,
        CalendarPeriod: f"{EDIT} delete",
        SchoolEnrolment: EDIT,
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SupervisorAssignment: f"{EDIT} end",
        Family: f"{EDIT} {FAMILY_MOVES}",
        Guardian: EDIT,
        Guardianship: "read create update verify delete",
        Child: f"{EDIT} {CHILD_MOVES} {WATCH}",
        Consent: "read create",
        ConsentEffect: "read",
        MentorGroup: f"{EDIT} close reopen",
        GroupLeader: f"{EDIT} end",
        GroupMember: f"read {MEMBER_MOVES}",
        Schedule: f"{EDIT} end",
        SupportSession: f"{EDIT} {SESSION_MOVES}",
        Attendance: EDIT,
        AttendanceSummary: "read",
    },
    Role.SUPERVISOR: {
        **ORIENTATION,
        **SCHOOLS,
        SchoolEnrolment: "read",
        User: "read update",
        Membership: "read",
        RoleAssignment: "read",
        SupervisorAssignment: "read",
        Family: "read",
        Guardian: "read",
        Guardianship: "read",
        Child: "read",
        Consent: "read",
        ConsentEffect: "read",
        MentorGroup: "read update",
        GroupLeader: f"{EDIT} end",
        GroupMember: f"read {MEMBER_MOVES}",
        Schedule: f"{EDIT} end",
        SupportSession: f"{EDIT} {SESSION_MOVES}",
        Attendance: EDIT,
        AttendanceSummary: "read",
    },
    Role.EDUCATOR: {
        **ORIENTATION,
        **SCHOOLS,
        **SELF,
        SchoolEnrolment: "read",
        Family: "read",
        Guardian: "read",
        Guardianship: "read",
        Child: "read update",
        ConsentEffect: "read",
        MentorGroup: "read update",
        GroupLeader: "read",
        GroupMember: f"read {MEMBER_MOVES}",
        Schedule: f"{EDIT} end",
        SupportSession: f"{EDIT} {SESSION_MOVES}",
        Attendance: EDIT,
        AttendanceSummary: "read",
    },
    Role.MEDIATOR: {
        **ORIENTATION,
        **SCHOOLS,
        **SELF,
        School: EDIT,
        Teacher: EDIT,
        SchoolEnrolment: EDIT,
        Family: f"{EDIT} {FAMILY_MOVES}",
        Guardian: EDIT,
        Guardianship: "read create update verify",
        Child: f"{EDIT} {CHILD_MOVES}",
        Consent: "read create",
        ConsentEffect: "read",
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
        AttendanceSummary: "read",
    },
    Role.VOLUNTEER: {
        **ORIENTATION,
        **SELF,
        Guardian: "read",
        Guardianship: "read",
        Child: "read",
        ConsentEffect: "read",
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: f"{EDIT} {SESSION_MOVES}",
        Attendance: EDIT,
        AttendanceSummary: "read",
    },
    Role.ASSISTANT: {
        **ORIENTATION,
        **SELF,
        Child: "read",
        MentorGroup: "read",
        GroupLeader: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: EDIT,
    },
    Role.TEACHER: {
        **ORIENTATION,
        **SCHOOLS,
        **SELF,
        SchoolEnrolment: "read",
        Guardian: "read",
        Guardianship: "read",
        Child: "read",
        ConsentEffect: "read",
        MentorGroup: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
    },
    Role.GUARDIAN: {
        **ORIENTATION,
        **SELF,
        SchoolEnrolment: "read",
        Family: "read",
        Guardian: "read update",
        Guardianship: "read",
        Child: f"read {WATCH}",
        Consent: "read create",
        ConsentEffect: "read",
        MentorGroup: "read",
        GroupMember: "read",
        Schedule: "read",
        SupportSession: "read",
        Attendance: "read",
    },
    Role.PARTNER: {SignIn: "read end"},
}


class Facet(NamedTuple):
    """The roles that see a group of fields, and those that may write them."""

    read: str
    write: str


FACETS: dict[type, dict[str, Facet]] = {
    Child: {
        "identity": Facet("coordinator supervisor educator mediator teacher guardian", "coordinator mediator"),
        "profile": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator educator mediator"
        ),
        "household": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator mediator"
        ),
    },
    Family: {
        "address": Facet("coordinator mediator guardian", "coordinator mediator"),
    },
    Guardian: {
        "contact": Facet(
            "coordinator supervisor educator mediator volunteer teacher guardian", "coordinator mediator guardian"
        ),
        "link": Facet("coordinator supervisor educator mediator volunteer teacher guardian", "coordinator"),
        "safety": Facet("coordinator supervisor", "coordinator"),
    },
    GroupLeader: {
        "oversight": Facet("coordinator supervisor", "coordinator supervisor"),
    },
    Teacher: {
        "contact": Facet("administrator coordinator supervisor educator mediator teacher", "coordinator mediator"),
    },
    Transition: {
        "reason": Facet("coordinator supervisor educator mediator", ""),
    },
}


def may(role: Role, verb: str, model: type) -> bool:
    """Whether a role may do this to a kind of thing at all; which rows is another question."""
    return verb in verbs(role, model)


@cache
def verbs(role: Role, model: type) -> frozenset[str]:
    """Everything that a role may do to a kind of thing."""
    return frozenset(PERMISSIONS[role].get(model, "").split())


@cache
def hidden(model: type, shape: type[BaseModel], role: Role) -> frozenset[str]:
    """The fields of a shape that a role may not see; version and time of change go with them, for they would tell."""
    closed = {
        name
        for name, tier in tiers_of(shape).items()
        if tier.facet not in (None, "whole") and role not in FACETS[model][str(tier.facet)].read.split()
    }
    return frozenset(closed | {name for name in ("version", "updated_at") if closed})


@cache
def unwritable(model: type, shape: type[BaseModel], role: Role) -> frozenset[str]:
    """The fields of a body that a role may not write: those it cannot see, and those it may only read."""
    facets: dict[str, Any] = FACETS.get(model, {})
    return frozenset(
        name for name, tier in tiers_of(shape).items() if tier.facet and role not in facets[tier.facet].write.split()
    )
