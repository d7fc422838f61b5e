"""What the system writes by itself: transitions, shown with their row, and bookkeeping that nobody is shown."""

from sqlmodel import SQLModel, col

from app.auth.rights.grammar import ALL, PEOPLE, Facet, Reach, reaches
from app.models import (
    Account,
    Attempt,
    Audit,
    Change,
    Child,
    DataKey,
    IdempotencyKey,
    JobTicket,
    RefreshToken,
    Seat,
    Tally,
    Transition,
)
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    # Shown only with the row that they belong to (include=transitions); an assistant does not see a child's status.
    Transition: {**reaches(PEOPLE, ALL), Role.ASSISTANT: Reach(col(Transition.type) != Child.__resource__)},
    # Written and read by the system alone.
    **{model: {} for model in (Account, Attempt, Audit, Change, DataKey, IdempotencyKey)},
    **{model: {} for model in (JobTicket, RefreshToken, Seat, Tally)},
}

FACETS: dict[type, dict[str, Facet]] = {
    Transition: {
        "reason": Facet("coordinator supervisor educator mediator", ""),
    },
}
