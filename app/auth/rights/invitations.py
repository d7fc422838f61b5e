"""Invitations to sign in: who may do what, which rows.

Those who know a family invite its guardians; administrators invite the staff. A mediator knows nothing of a guardian
who is excluded for safety, and so of no invitation of theirs.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.relations import families_of, ids, my_programmes
from app.auth.rights.grammar import Facet, Reach
from app.models import Guardian, Invitation
from app.models.membership import Role

INVITING: dict[type, str] = {Invitation: "read create withdraw"}

MAY: dict[Role, dict[type, str]] = {
    Role.ADMINISTRATOR: dict(INVITING),
    Role.COORDINATOR: dict(INVITING),
    Role.MEDIATOR: dict(INVITING),
}

on_my_caseload = ids(
    Guardian, col(Guardian.family_id).in_(families_of(Role.MEDIATOR)), col(Guardian.safety_excluded).is_(False)
)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Invitation: {
        Role.ADMINISTRATOR: Reach(col(Invitation.guardian_id).is_(None)),
        Role.COORDINATOR: Reach(
            sa.and_(col(Invitation.guardian_id).is_not(None), col(Invitation.programme_id).in_(my_programmes))
        ),
        Role.MEDIATOR: Reach(col(Invitation.guardian_id).in_(on_my_caseload)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
