"""Applications: coordinators decide, an interviewer knows whom they talk with, volunteers keep what they once sent.

What is written about an applicant is for those who decide and, of their own words, for whoever interviewed.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import mine, my_programmes, my_volunteers
from app.auth.rights.grammar import ALL, Facet, Reach, reaches
from app.models import Application, ApplicationNote, InterviewSlot
from app.models.membership import Role

DECIDING = "read screen interview waitlist accept reject withdraw issue_code measure"
OVERALL = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
INTERVIEWERS = (Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR)
APPLICANTS = (Role.VOLUNTEER, Role.ASSISTANT)

INTERVIEWING: dict[type, str] = {Application: "read", ApplicationNote: "read create", InterviewSlot: "read"}

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: {Application: DECIDING, InterviewSlot: "read create cancel"},
    Role.DATA_PROTECTION_OFFICER: {Application: "read", InterviewSlot: "read"},
    Role.COORDINATOR: {
        Application: DECIDING,
        ApplicationNote: "read create",
        InterviewSlot: "read create cancel",
    },
    **{role: INTERVIEWING for role in INTERVIEWERS},
    **{role: {Application: "read"} for role in APPLICANTS},
}

my_interviews = sa.select(col(InterviewSlot.application_id)).where(
    mine(InterviewSlot), col(InterviewSlot.interviewer_id) == me.user
)
i_interview = col(Application.id).in_(my_interviews)
written_by_me = sa.and_(
    col(ApplicationNote.created_by) == me.user, col(ApplicationNote.application_id).in_(my_interviews)
)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Application: {
        **reaches(OVERALL, ALL),
        Role.COORDINATOR: Reach(col(Application.programme_id).in_(my_programmes)),
        Role.SUPERVISOR: Reach(sa.or_(i_interview, col(Application.user_id).in_(my_volunteers))),
        Role.EDUCATOR: Reach(i_interview),
        Role.MEDIATOR: Reach(i_interview),
        **reaches(APPLICANTS, Reach(col(Application.user_id) == me.user)),
    },
    ApplicationNote: {
        Role.COORDINATOR: Reach(col(ApplicationNote.programme_id).in_(my_programmes)),
        **reaches(INTERVIEWERS, Reach(written_by_me)),
    },
    InterviewSlot: {
        **reaches(OVERALL, ALL),
        Role.COORDINATOR: Reach(col(InterviewSlot.programme_id).in_(my_programmes)),
        **reaches(INTERVIEWERS, Reach(col(InterviewSlot.interviewer_id) == me.user)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    Application: {
        "profile": Facet("administrator data_protection_officer coordinator supervisor volunteer assistant", ""),
        "decision": Facet("administrator data_protection_officer coordinator", ""),
    },
}
