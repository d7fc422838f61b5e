"""What each role may do at all; which rows is another question (app/auth/visibility.py)."""

from functools import cache

from app.auth.rights import PERMISSIONS
from app.models.membership import Role


def may(role: Role, verb: str, model: type) -> bool:
    """Whether a role may do this to a kind of thing at all; which rows is another question."""
    return verb in verbs(role, model)


@cache
def verbs(role: Role, model: type) -> frozenset[str]:
    """Everything that a role may do to a kind of thing."""
    return frozenset(PERMISSIONS[role].get(model, "").split())
