"""The words in which rights are written: a reach, a facet, sets of roles, reach by child and by group."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import groups_of, my_children
from app.models.membership import Role

Clause = sa.ColumnElement[bool]


class Reach(NamedTuple):
    """The rows a role reads, and those of them that it may write."""

    read: Clause
    write: Clause | None = None


class Facet(NamedTuple):
    """The roles that see a group of fields, and those that may write them."""

    read: str
    write: str


ALL = Reach(sa.true())
EVERY_ROLE = tuple(Role)
PEOPLE = tuple(role for role in Role if role is not Role.PARTNER)
STAFF = (Role.COORDINATOR, Role.SUPERVISOR, Role.EDUCATOR, Role.MEDIATOR)
OVERSIGHT = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR, Role.SUPERVISOR)
GROUP_ROLES = (*STAFF, Role.VOLUNTEER, Role.ASSISTANT, Role.TEACHER, Role.GUARDIAN)
SCHOOL_ROLES = (Role.ADMINISTRATOR, *STAFF, Role.TEACHER)
CHILD_ROLES = tuple(role for role in GROUP_ROLES if role is not Role.ASSISTANT)


def reaches(roles: tuple[Role, ...], reach: Reach) -> dict[Role, Reach]:
    """The same reach for several roles."""
    return dict.fromkeys(roles, reach)


def by_child(roles: tuple[Role, ...], column: UUID | None) -> dict[Role, Reach]:
    """The rows that belong to children whom each role reaches."""
    return {role: Reach(col(column).in_(my_children(role))) for role in roles}


def by_group(roles: tuple[Role, ...], column: UUID | None) -> dict[Role, Reach]:
    """The rows that belong to groups which each role reaches."""
    return {role: Reach(col(column).in_(groups_of(role))) for role in roles}
