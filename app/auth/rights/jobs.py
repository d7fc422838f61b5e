"""Jobs: administrators see and steer those of the organisation, everyone else what they asked for themselves."""

from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.rights.grammar import ALL, PEOPLE, Facet, Reach, reaches
from app.models import Job
from app.models.membership import Role

MAY: dict[Role, dict[type, str]] = {
    **{role: {Job: "read cancel"} for role in PEOPLE},
    Role.ADMINISTRATOR: {Job: "read retry cancel"},
}

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Job: {**reaches(PEOPLE, Reach(col(Job.created_by) == me.user)), Role.ADMINISTRATOR: ALL},
}

FACETS: dict[type, dict[str, Facet]] = {}
