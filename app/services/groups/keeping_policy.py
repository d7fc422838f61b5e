"""Which mentor groups are outside the policy of their programme, and why: one statement over columns and leaders."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import mine, now_within
from app.core.columns import Document, text_enum
from app.core.listing import Clause, Readable, Where
from app.core.statements import any_of
from app.models import GroupLeader, MentorGroup
from app.models.mentor_group import GroupStatus, LeaderRole, PolicyBreach

children, per_leader = col(MentorGroup.active_members), col(MentorGroup.max_per_leader)
leading: Any = (
    sa.select(sa.func.count())
    .select_from(GroupLeader)
    .where(
        mine(GroupLeader),
        col(GroupLeader.group_id) == col(MentorGroup.id),
        col(GroupLeader.role) != LeaderRole.ASSISTANT,
        now_within(GroupLeader),
    )
    .correlate(MentorGroup)
    .scalar_subquery()
)

# How each breach shows, what is present, and the limit that it breaks.
BREACHES: dict[PolicyBreach, tuple[Clause, Any, Any]] = {
    PolicyBreach.BELOW_MINIMUM: (children < col(MentorGroup.min_members), children, col(MentorGroup.min_members)),
    PolicyBreach.ABOVE_MAXIMUM: (children > col(MentorGroup.max_members), children, col(MentorGroup.max_members)),
    PolicyBreach.RATIO_EXCEEDED: (
        sa.and_(leading > 0, children > leading * per_leader),
        children,
        leading * per_leader,
    ),
    PolicyBreach.NO_LEADER: (leading == 0, leading, sa.literal_column("1")),
}


class Among(Where):
    """Open groups that show at least one of the breaches asked for."""

    def clause(self, name: str, readable: Readable) -> Clause:
        asked = [sa.and_(any_of(code_of(code), name), shows) for code, (shows, _, _) in BREACHES.items()]
        return sa.and_(col(MentorGroup.status) == GroupStatus.ACTIVE, sa.or_(*asked))


def code_of(code: PolicyBreach) -> Any:
    return sa.literal_column(f"'{code.value}'", text_enum(PolicyBreach))


def findings() -> Any:
    """The breaches of a group as a JSON array, written as text since both engines have no function in common."""
    found = [
        sa.case((shows, text(f',{{"code":"{code.value}","present":', present, ',"limit":', limit, "}")), else_="")
        for code, (shows, present, limit) in BREACHES.items()
    ]
    listed = sa.func.substr(joined(found), 2)
    return sa.cast(joined([sa.literal_column("'['"), listed, sa.literal_column("']'")]), Document())


def text(*parts: Any) -> Any:
    return joined(
        [sa.literal_column(f"'{part}'") if isinstance(part, str) else sa.cast(part, sa.Text) for part in parts]
    )


def joined(parts: list[Any]) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.concat(part)
    return whole
