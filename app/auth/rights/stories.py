"""Stories: those who write them down, their narrators, and everybody once they are published.

Who narrates is known to those who write; a narrator is told which stories are their own.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import ids, my_caseload, my_children, my_own_children, my_programmes
from app.auth.rights.grammar import PEOPLE, Facet, Reach, reaches
from app.models import Guardian, Story
from app.models.membership import Role
from app.models.story import StoryState

WRITING = "read see_content create update ask_narrator publish revise withdraw"
NARRATING = "read see_content approve send_back withdraw"

MAY: dict[Role, dict[type, str]] = {
    **{role: {Story: "read see_content"} for role in PEOPLE},
    Role.COORDINATOR: {Story: WRITING},
    # Witnesses the narrator's yes or no as well.
    Role.MEDIATOR: {Story: f"{WRITING} approve send_back"},
    Role.VOLUNTEER: {Story: NARRATING},
    Role.GUARDIAN: {Story: NARRATING},
}

published = col(Story.state) == StoryState.PUBLISHED
not_excluded = col(Guardian.safety_excluded).is_(False)
# A child's story is its guardians'; a guardian who is excluded for safety narrates nothing.
told_as_guardian = sa.or_(
    sa.and_(
        col(Story.child_id).is_(None),
        col(Story.guardian_id).in_(ids(Guardian, col(Guardian.user_id) == me.user, not_excluded)),
    ),
    col(Story.child_id).in_(my_own_children),
)
told_as_volunteer = col(Story.user_id) == me.user
# An expression to be shown: never null.
is_mine = sa.case((sa.or_(told_as_volunteer, told_as_guardian), sa.true()), else_=sa.false())
of_my_families = sa.or_(
    col(Story.created_by) == me.user,
    col(Story.child_id).in_(my_children(Role.MEDIATOR)),
    sa.and_(
        col(Story.child_id).is_(None),
        col(Story.guardian_id).in_(ids(Guardian, col(Guardian.family_id).in_(my_caseload), not_excluded)),
    ),
)
of_my_programmes = col(Story.programme_id).in_(my_programmes)

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Story: {
        **reaches(PEOPLE, Reach(published)),
        Role.COORDINATOR: Reach(sa.or_(of_my_programmes, published), of_my_programmes),
        Role.MEDIATOR: Reach(sa.or_(of_my_families, published), of_my_families),
        Role.VOLUNTEER: Reach(sa.or_(told_as_volunteer, published), told_as_volunteer),
        Role.GUARDIAN: Reach(sa.or_(told_as_guardian, published), told_as_guardian),
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    Story: {"narrator": Facet("coordinator mediator", "coordinator mediator")},
}
