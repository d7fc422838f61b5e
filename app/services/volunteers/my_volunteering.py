"""What a volunteer's own page is made of: a few lookups within the volunteer's own reach, put together.

Nothing here limits rows to the role by itself: its reach does; and what a role may not read at all is an empty part.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.permissions import may
from app.auth.principal import me
from app.auth.relations import mine
from app.core.columns import Instant
from app.core.json_text import json_text
from app.models import (
    Certificate,
    Child,
    ChildPlan,
    CourseEnrolment,
    MentorGroup,
    Milestone,
    Organisation,
    PlanAction,
    PlanVersion,
    Site,
    SupervisionNote,
    SupportSession,
    Thanks,
    TrainingRecord,
    User,
    Volunteer,
)
from app.models.certificate import CertificateState
from app.models.child_plan import PlanActionState, PlanState
from app.models.membership import Role
from app.models.supervision_note import SupervisionNoteKind
from app.services.hours import crediting
from app.services.hours.summing_hours import TOTALS, added
from app.services.training import minding_training
from app.services.training.recording_training import standing
from app.services.volunteers import telling_standings
from app.services.volunteers.keeping_gate import LED, REQUIRED, SHOWN, gathered
from app.services.volunteers.telling_standings import ROLES

MOST: Final = 200
LATEST: Final = 20

begins, ends = sa.bindparam("begins", type_=Instant), sa.bindparam("ends", type_=Instant)


def of(one: Any, other: Any) -> Any:
    """Two references to the same row."""
    return col(one) == col(other)


def is_me(column: Any) -> Any:
    return col(column) == me.user


MYSELF = Lookup(
    sa.select(col(Organisation.time_zone), col(Volunteer.id), *columns(Volunteer, "state")).outerjoin(
        Volunteer, sa.and_(of(Volunteer.organisation_id, Organisation.id), is_me(Volunteer.user_id))
    )
)
SESSIONS = Lookup(
    sa.select(
        *columns(SupportSession, "id group_id child_id starts_at ends_at state cancel_reason channel marks"),
        col(MentorGroup.name).label("group_name"),
        col(Site.name).label("site_name"),
    )
    .outerjoin(MentorGroup, of(MentorGroup.id, SupportSession.group_id))
    .outerjoin(Site, of(Site.id, SupportSession.site_id))
    .where(col(SupportSession.starts_at) >= begins, col(SupportSession.starts_at) < ends)
    .order_by(col(SupportSession.starts_at), col(SupportSession.id))
    .limit(MOST)
)
# The working copy says whether a step is done, the published version whose it is and what was agreed.
STEPS = Lookup(
    sa.select(
        col(PlanAction.id).label("action_id"),
        *columns(PlanVersion, "plan_id child_id whole"),
        col(Child.first_name),
    )
    .join(PlanVersion, of(PlanVersion.plan_id, PlanAction.plan_id))
    .join(ChildPlan, sa.and_(of(ChildPlan.id, PlanVersion.plan_id), of(ChildPlan.latest, PlanVersion.number)))
    .join(Child, of(Child.id, PlanVersion.child_id))
    .where(col(PlanAction.state) == PlanActionState.OPEN, col(ChildPlan.state) != PlanState.CLOSED)
    .order_by(col(PlanAction.id))
    .limit(MOST)
)
ENROLMENTS = Lookup(
    sa.select(*columns(CourseEnrolment, "id course_id title state due_on"))
    .where(is_me(CourseEnrolment.user_id))
    .limit(MOST)
)
RECORDS = Lookup(
    sa.select(*columns(TrainingRecord, "id course_id title valid_until"), standing().label("state"))
    .where(is_me(TrainingRecord.user_id))
    .limit(MOST)
)
AUTHOR_NAME = sa.func.coalesce(col(User.given_name), "").label("author_name")
THANKS = Lookup(
    sa.select(*columns(Thanks, "id text created_at"), AUTHOR_NAME)
    .outerjoin(User, sa.and_(mine(User), of(User.id, Thanks.created_by)))
    .where(is_me(Thanks.user_id))
    .order_by(col(Thanks.id).desc())
    .limit(LATEST),
    beyond=(User,),
    reason="the given name of who thanks",
)
APPRECIATIONS = Lookup(
    sa.select(*columns(SupervisionNote, "id text created_at"), AUTHOR_NAME)
    .outerjoin(User, sa.and_(mine(User), of(User.id, SupervisionNote.created_by)))
    .where(col(SupervisionNote.kind) == SupervisionNoteKind.APPRECIATION)
    .order_by(col(SupervisionNote.id).desc())
    .limit(LATEST),
    beyond=(User,),
    reason="the given name of who thanks",
)
MILESTONES = Lookup(
    sa.select(*columns(Milestone, "code reached_on"))
    .where(is_me(Milestone.user_id))
    .order_by(col(Milestone.reached_on).desc(), col(Milestone.id).desc())
)
CERTIFICATES = Lookup(
    sa.select(*columns(Certificate, "id kind first_on last_on total_minutes"))
    .where(is_me(Certificate.user_id), col(Certificate.state) == CertificateState.ISSUED)
    .order_by(col(Certificate.id).desc())
    .limit(MOST)
)
PARTS = {
    "sessions": SESSIONS,
    "steps": STEPS,
    "totals": TOTALS,
    "candidates": crediting.CANDIDATES,
    "credited": crediting.HOURS,
    "roles": ROLES,
    "required": REQUIRED,
    "shown": SHOWN,
    "led": LED,
    "enrolments": ENROLMENTS,
    "records": RECORDS,
    "thanks": THANKS,
    "appreciations": APPRECIATIONS,
    "milestones": MILESTONES,
    "certificates": CERTIFICATES,
}


def parts_of(role: Role) -> dict[str, Lookup]:
    """The parts that a role can be shown."""
    return {
        name: part
        for name, part in PARTS.items()
        if all(model in part.beyond or may(role, "read", model) for model in part.models)
    }


def values(user_id: UUID, week: tuple[datetime, datetime], at: datetime) -> dict[str, Any]:
    """What the lookups are filled with."""
    own = {"user": user_id, "users": [user_id], "person": user_id}
    return {
        **own,
        **dict.fromkeys(("programme", "first", "end", "agreement")),
        "begins": week[0],
        "ends": week[1],
        "at": at,
    }


def page(found: dict[str, list[Any]], user_id: UUID, today: date) -> dict[str, Any]:
    """The page, from what the lookups have found."""
    facts = gathered(found["required"], found["shown"], found["led"])
    told = telling_standings.told(facts, user_id, {row.role for row in found["roles"]}, today)
    minded = minding_training.page(plain(found["enrolments"]), plain(found["records"]), [], today)
    return {
        "sessions": plain(found["sessions"]),
        "next_steps": sorted(steps(found.get("steps", []), user_id), key=lambda one: one["due_on"] or "9"),
        "hours": added(row._asdict() for row in found["totals"]),
        "credits": crediting.progresses(found["candidates"], found["credited"]),
        "cleared": told["cleared"],
        "requirements": [{**line, "days_left": left(line["valid_until"], today)} for line in told["items"]],
        "training_due": [{**due, "days_left": left(due["on"], today)} for due in minded["due"]],
        **{name: plain(found.get(name, ())) for name in ("thanks", "appreciations", "milestones", "certificates")},
    }


def plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as their reader sees them: instants, days, ids and codes as text."""
    shown: list[dict[str, Any]] = orjson.loads(json_text([row._asdict() for row in rows]))
    return shown


def steps(rows: Iterable[Any], user_id: UUID) -> Iterable[dict[str, Any]]:
    """The open steps that are the person's in the published version, in its words."""
    for row in rows:
        for action in row.whole["actions"]:
            if (action["id"], action["user_id"]) == (str(row.action_id), str(user_id)):
                known = {name: getattr(row, name) for name in ("action_id", "plan_id", "child_id", "first_name")}
                yield {**known, "what": action["what"], "due_on": action["due_on"]}


def left(day: date | str | None, today: date) -> int | None:
    """How many days there are until a day."""
    last = date.fromisoformat(day) if isinstance(day, str) else day
    return None if last is None else (last - today).days
