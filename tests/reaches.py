"""Which reaches are the same, so that what is true of one need not be asked of all."""

from app.auth.rights import VISIBILITY
from app.models.membership import Role


def reach_of(model: type, role: Role) -> tuple[object, ...]:
    """What a role's reach of a model is made of; a guardian's differs by their own family."""
    reach = VISIBILITY[model].get(role)
    return model, id(reach and reach.read), id(reach and reach.write), role is Role.GUARDIAN
