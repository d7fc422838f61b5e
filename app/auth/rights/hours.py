"""Hours that people give: who may do what, which rows.

Everybody who works with children enters their own; those who supervise a volunteer or coordinate the programme verify
or dispute them, never their own (app/services/logging_hours.py).
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import my_programmes, my_volunteers
from app.auth.rights.grammar import Facet, Reach, reaches
from app.models import HoursEntry
from app.models.membership import Role

GIVES = "read create correct withdraw"
OVERSEES = f"{GIVES} verify dispute"
GIVERS = (Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER, Role.ASSISTANT)

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: {HoursEntry: OVERSEES},
    Role.SUPERVISOR: {HoursEntry: OVERSEES},
    **{role: {HoursEntry: GIVES} for role in GIVERS},
}

my_hours = col(HoursEntry.user_id) == me.user

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    HoursEntry: {
        Role.COORDINATOR: Reach(sa.or_(col(HoursEntry.programme_id).in_(my_programmes), my_hours)),
        Role.SUPERVISOR: Reach(sa.or_(col(HoursEntry.user_id).in_(my_volunteers), my_hours)),
        **reaches(GIVERS, Reach(my_hours)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
