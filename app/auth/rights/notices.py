"""Notices: coordinators see what became of those of their programmes, everybody of their own; nobody what they said."""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import my_assignments, my_programmes, whole_organisation
from app.auth.rights.grammar import PEOPLE, Facet, Reach, reaches
from app.models import Notice
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {role: {Notice: "read"} for role in PEOPLE}

to_me = col(Notice.user_id) == me.user
# A notice in the matter of no programme is one of the organisation.
of_the_organisation = sa.and_(col(Notice.programme_id).is_(None), sa.exists().where(my_assignments, whole_organisation))

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Notice: {
        **reaches(PEOPLE, Reach(to_me)),
        Role.COORDINATOR: Reach(sa.or_(to_me, col(Notice.programme_id).in_(my_programmes), of_the_organisation)),
    },
}

FACETS: dict[type, dict[str, Facet]] = {}
