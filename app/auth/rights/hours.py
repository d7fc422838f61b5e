"""Hours that people give, credit and certificates for them: who may do what, which rows, which fields.

Everybody who works with children enters their own; those who supervise a volunteer or coordinate the programme verify
or dispute them, never their own (app/services/hours/logging_hours.py). A certificate is its person's, or the
coordinator's.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import my_assignments, my_programmes, my_volunteers, whole_organisation
from app.auth.rights.grammar import ALL, Facet, Reach, reaches
from app.models import Certificate, CreditAgreement, CreditCandidate, HoursEntry
from app.models.membership import Role

GIVES = "read create correct withdraw"
OVERSEES = f"{GIVES} verify dispute"
GIVERS = (Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.ASSISTANT)

OWN: dict[type, str] = {
    HoursEntry: GIVES,
    CreditAgreement: "read",
    CreditCandidate: "read create",
    Certificate: "read create",
}

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {
        HoursEntry: OVERSEES,
        CreditAgreement: "read create update",
        CreditCandidate: "read create update delete",
        Certificate: "read create revoke",
    },
    Role.SUPERVISOR: {**OWN, HoursEntry: OVERSEES, CreditCandidate: "read create update"},
    **dict.fromkeys(GIVERS, OWN),
}

my_hours = col(HoursEntry.user_id) == me.user
my_credit = col(CreditCandidate.user_id) == me.user
my_certificate = col(Certificate.user_id) == me.user
# What belongs to no programme is for those who coordinate the whole organisation.
certified_by_me = sa.or_(
    col(Certificate.programme_id).in_(my_programmes),
    sa.and_(col(Certificate.programme_id).is_(None), sa.exists().where(my_assignments, whole_organisation)),
)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    HoursEntry: {
        Role.COORDINATOR: Reach(sa.or_(col(HoursEntry.programme_id).in_(my_programmes), my_hours)),
        Role.SUPERVISOR: Reach(sa.or_(col(HoursEntry.user_id).in_(my_volunteers), my_hours)),
        **reaches(GIVERS, Reach(my_hours)),
    },
    CreditAgreement: {
        **reaches((Role.SUPERVISOR, *GIVERS), ALL),
        Role.COORDINATOR: Reach(sa.true(), col(CreditAgreement.programme_id).in_(my_programmes)),
    },
    CreditCandidate: {
        Role.COORDINATOR: Reach(sa.or_(col(CreditCandidate.programme_id).in_(my_programmes), my_credit)),
        Role.SUPERVISOR: Reach(sa.or_(col(CreditCandidate.user_id).in_(my_volunteers), my_credit)),
        **reaches(GIVERS, Reach(my_credit)),
    },
    Certificate: {
        Role.COORDINATOR: Reach(sa.or_(certified_by_me, my_certificate)),
        **reaches((Role.SUPERVISOR, *GIVERS), Reach(my_certificate)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    CreditCandidate: {
        "statement": Facet("coordinator supervisor educator mediator volunteer assistant", "coordinator supervisor"),
    },
}
