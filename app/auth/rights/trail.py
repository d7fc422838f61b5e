"""What the system writes by itself: transitions, shown with their row, and bookkeeping that nobody is shown."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.rights.grammar import EVERY_ROLE, Facet, Reach, reaches
from app.models import (
    Account,
    Attempt,
    Audit,
    CertificateCode,
    Change,
    Child,
    DataKey,
    IdempotencyKey,
    JobTicket,
    OneTimeCode,
    RefreshToken,
    Reminder,
    SafeguardingConcern,
    Seat,
    SecretLink,
    Tally,
    Transition,
)
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {}

of_no_concern = col(Transition.type) != SafeguardingConcern.__resource__

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    # Shown only with the row that they belong to (include=transitions); an assistant does not see a child's status.
    # Of a concern nobody is shown them: its entries tell its way to those who deal with it.
    Transition: {
        **reaches(EVERY_ROLE, Reach(of_no_concern)),
        Role.ASSISTANT: Reach(sa.and_(of_no_concern, col(Transition.type) != Child.__resource__)),
    },
    # Written and read by the system alone.
    **{model: {} for model in (Account, Attempt, Audit, CertificateCode, Change, DataKey, IdempotencyKey)},
    **{model: {} for model in (JobTicket, OneTimeCode, RefreshToken, Reminder, Seat, SecretLink, Tally)},
}

FACETS: dict[type, dict[str, Facet]] = {
    Transition: {
        "reason": Facet("coordinator supervisor educator mediator", ""),
    },
}
