"""Session reports and what they say of each child: who may do what, which rows, which fields.

An assistant lives where the families live and sees none of it, nor does a teacher.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import groups_of, my_children, my_programmes
from app.auth.rights.grammar import Clause, Facet, Reach
from app.models import ReportedChild, SessionReport
from app.models.membership import Role
from app.models.release_state import ReleaseState

WRITES = "read create update submit"
LINES = "read create update delete watch"

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        SessionReport: "read acknowledge return",
        ReportedChild: "read release withhold watch",
    },
    Role.SUPERVISOR: {
        SessionReport: "read acknowledge return",
        ReportedChild: "read release withhold watch",
    },
    Role.EDUCATOR: {SessionReport: f"{WRITES} acknowledge return", ReportedChild: LINES},
    Role.MEDIATOR: {SessionReport: WRITES, ReportedChild: LINES},
    Role.VOLUNTEER: {SessionReport: WRITES, ReportedChild: LINES},
    Role.GUARDIAN: {ReportedChild: "read"},
}

# A draft is its author's alone; once submitted it stays in sight of the others, returned or not.
submitted = col(SessionReport.submitted_at).is_not(None)
reported = col(ReportedChild.reported_at).is_not(None)
my_report = col(SessionReport.author_id) == me.user
my_line = col(ReportedChild.author_id) == me.user


def sessions_reported(role: Role) -> Clause:
    """Reports on sessions that a role reaches."""
    return sa.or_(
        col(SessionReport.group_id).in_(groups_of(role)),
        sa.and_(col(SessionReport.group_id).is_(None), col(SessionReport.child_id).in_(my_children(role))),
    )


def lines_of(role: Role) -> Clause:
    """What is said of the children of the groups that a role reaches, also of those who have left since."""
    return sa.or_(col(ReportedChild.group_id).in_(groups_of(role)), col(ReportedChild.child_id).in_(my_children(role)))


about_my_cases = col(SessionReport.id).in_(
    sa.select(col(ReportedChild.report_id)).where(
        col(ReportedChild.organisation_id) == me.organisation,
        col(ReportedChild.child_id).in_(my_children(Role.MEDIATOR)),
    )
)
my_cases = col(ReportedChild.child_id).in_(my_children(Role.MEDIATOR))

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    SessionReport: {
        Role.COORDINATOR: Reach(sa.and_(submitted, col(SessionReport.programme_id).in_(my_programmes))),
        Role.SUPERVISOR: Reach(sa.and_(submitted, sessions_reported(Role.SUPERVISOR))),
        Role.EDUCATOR: Reach(sa.and_(sa.or_(submitted, my_report), sessions_reported(Role.EDUCATOR))),
        Role.MEDIATOR: Reach(
            sa.or_(sa.and_(submitted, about_my_cases), sa.and_(my_report, sessions_reported(Role.MEDIATOR)))
        ),
        Role.VOLUNTEER: Reach(sa.and_(my_report, sessions_reported(Role.VOLUNTEER))),
    },
    ReportedChild: {
        Role.COORDINATOR: Reach(sa.and_(reported, col(ReportedChild.programme_id).in_(my_programmes))),
        Role.SUPERVISOR: Reach(sa.and_(reported, lines_of(Role.SUPERVISOR))),
        Role.EDUCATOR: Reach(sa.and_(sa.or_(reported, my_line), lines_of(Role.EDUCATOR)), my_line),
        Role.MEDIATOR: Reach(sa.and_(sa.or_(reported, my_line), my_cases), my_line),
        Role.VOLUNTEER: Reach(sa.and_(my_line, lines_of(Role.VOLUNTEER))),
        Role.GUARDIAN: Reach(
            sa.and_(
                reported,
                col(ReportedChild.release_state) == ReleaseState.RELEASED,
                col(ReportedChild.child_id).in_(my_children(Role.GUARDIAN)),
            )
        ),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    ReportedChild: {
        "notes": Facet("coordinator supervisor educator mediator volunteer", "educator mediator volunteer"),
    },
}
