"""Peer support: who helped whom, and what a child's help amounts to over a period."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup
from app.auth.session import OwnedSession
from app.core.columns import Day, Id
from app.core.problems import InvalidRequest
from app.models import Child, GroupMember, MentorGroup, PeerSupport, SupportSession
from app.models.mentor_group import MemberState
from app.models.peer_support import ContributionQuery, PeerSupportCreate, PeerSupportUpdate
from app.models.support_session import SessionState
from app.services import records
from app.services.dating import local_day, require_order
from app.services.groups.open_groups import wrong_state
from app.services.sessions.holding_sessions import require_begun
from app.services.sessions.recording_attendance import NotOnRoster

NOT_HELD = (SessionState.CANCELLED, SessionState.NOBODY_CAME)
group, first, end = (
    sa.bindparam("group", type_=Id),
    sa.bindparam("first", type_=Day),
    sa.bindparam("end", type_=Day),
)
helper: Any = PeerSupport.helper_child_id
CONTRIBUTIONS = Lookup(
    sa.select(
        helper.label("child_id"),
        sa.func.count(col(PeerSupport.session_id)).label("sessions"),
        (sa.func.count() - sa.func.count(col(PeerSupport.session_id))).label("pairs"),
        sa.func.count(sa.distinct(col(PeerSupport.helped_child_id))).label("helped"),
    )
    .where(
        col(PeerSupport.first_on) < end,
        sa.or_(col(PeerSupport.last_on).is_(None), col(PeerSupport.last_on) >= first),
        sa.or_(group.is_(None), col(PeerSupport.group_id) == group),
    )
    .group_by(helper)
    .order_by(helper)
    .limit(1000)
)


def support(db: OwnedSession, new: PeerSupportCreate) -> PeerSupport:
    """One child helped another, in a session or as a pair. Raises InTheFuture, IllegalTransition, NotOnRoster."""
    if (known := records.already(db, PeerSupport, new)) is not None:
        return known
    wrong = list(refused(new))
    if wrong:
        raise InvalidRequest(errors=wrong)
    where = of_session(db, new.session_id) if new.session_id else of_pair(db, new)
    for name in ("helper_child_id", "helped_child_id"):
        db.refer(Child, getattr(new, name), name)
    require_members(db, new, where["group_id"])
    return records.create(db, PeerSupport, new, **where)


def refused(new: PeerSupportCreate) -> Iterator[dict[str, str]]:
    """What contradicts itself: one child twice, a session and a pair at once, a pair that nobody could place."""
    if new.helper_child_id == new.helped_child_id:
        yield {"pointer": "/helped_child_id", "code": "duplicate", "detail": "A child helps another child."}
    if new.session_id is not None:
        for name in ("group_id", "first_on", "last_on"):
            if getattr(new, name) is not None:
                yield {"pointer": f"/{name}", "code": "either_or", "detail": "The session says this already."}
    else:
        for name in ("group_id", "first_on"):
            if getattr(new, name) is None:
                yield {"pointer": f"/{name}", "code": "missing", "detail": "A pair has a group and a first day."}


def of_session(db: OwnedSession, id: UUID) -> dict[str, Any]:
    """Group, programme and day of a session that has begun and was not called off."""
    session = db.refer(SupportSession, id, "session_id")
    require_begun(db, session.starts_at)
    if session.state in NOT_HELD:
        raise wrong_state(session, session.state)
    if session.group_id is None:
        detail = "This session is of a single child."
        raise InvalidRequest(errors=[{"pointer": "/session_id", "code": "not_allowed", "detail": detail}])
    day = local_day(db, session.starts_at)
    where = {"group_id": session.group_id, "programme_id": session.programme_id}
    return {**where, "first_on": day, "last_on": day}


def of_pair(db: OwnedSession, new: PeerSupportCreate) -> dict[str, Any]:
    found = db.refer(MentorGroup, new.group_id, "group_id")  # type: ignore[arg-type]  # refused() saw to it
    assert new.first_on is not None  # noqa: S101 - as above
    require_order(new.first_on, new.last_on, "last_on")
    return {"group_id": found.id, "programme_id": found.programme_id}


def require_members(db: OwnedSession, new: PeerSupportCreate, group_id: UUID) -> None:
    """Both have a place in the group; NotOnRoster names who has none."""
    children = {"helper_child_id": new.helper_child_id, "helped_child_id": new.helped_child_id}
    of_group = sa.select(col(GroupMember.child_id)).where(
        col(GroupMember.group_id) == group_id,
        col(GroupMember.state) == MemberState.ACTIVE,
        col(GroupMember.child_id).in_(list(children.values())),
    )
    found = set(db.execute(of_group).scalars())
    detail = "This child has no place in the group."
    errors = [
        {"pointer": f"/{name}", "code": "not_on_roster", "detail": detail}
        for name, id in children.items()
        if id not in found
    ]
    if errors:
        raise NotOnRoster(errors=errors)


def change(db: OwnedSession, row: PeerSupport, changes: PeerSupportUpdate) -> PeerSupport:
    """Corrects subject and topic, or ends a pair; the day of a session is the session's."""
    if "last_on" in changes.model_fields_set:
        if row.session_id is not None:
            detail = "The session says this already."
            raise InvalidRequest(errors=[{"pointer": "/last_on", "code": "not_allowed", "detail": detail}])
        require_order(row.first_on, changes.last_on, "last_on")
    return records.change(db, row, changes)


def period(query: ContributionQuery) -> dict[str, Any]:
    """What the query fills the binds with. Raises InvalidRequest for more than 366 days."""
    if not timedelta() < query.day_to - query.day_from <= timedelta(days=366):
        detail = "At most 366 days, the first before the last."
        raise InvalidRequest(errors=[{"pointer": "query/day_to", "code": "out_of_range", "detail": detail}])
    return {"group": query.group_id, "first": query.day_from, "end": query.day_to}
