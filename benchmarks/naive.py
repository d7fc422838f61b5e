"""The tutorial way: FastAPI with dependencies, SQLModel objects, response models, the user loaded for each request.

The same tables, rights, audit and feed as the product, written as most would write them first. It is not made slow: its
pool is large enough for every connection of the load, and nothing is asked twice.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from sqlmodel import Session, col, select

from app.auth import trail
from app.auth.keys import open_ring
from app.core.database import driver_url
from app.core.settings import settings
from app.models import (
    Attendance,
    AttendanceSummary,
    Audit,
    Change,
    Child,
    GroupLeader,
    GroupMember,
    Membership,
    RoleAssignment,
    SignIn,
    SupportSession,
    Tally,
    User,
)
from app.models.membership import Role
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from benchmarks.naive_shapes import ChildBrief, ChildFull, MarkIn, Marks, SessionOut, Sessions, SheetIn, age_band


class State:
    """What the tutorial keeps in module globals."""

    engine: sa.Engine
    keys: dict[str, Any]
    writing: Any


class Me(NamedTuple):
    """The user of a request."""

    user: User
    membership: Membership


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    url = driver_url(os.environ["DATABASE_URL"])
    lite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"check_same_thread": False, "timeout": 30} if lite else {"options": "-c timezone=UTC"}
    State.engine = sa.create_engine(url, pool_size=40, max_overflow=0, connect_args=options)
    State.keys = open_ring(Path(os.environ["LEARNBRIDGE_KEYS_DIR"])).jwks()
    State.writing = Lock() if lite else nullcontext()
    yield
    State.engine.dispose()


def get_db() -> Iterator[Session]:
    """A session for the request."""
    with Session(State.engine) as db:
        yield db


Db = Annotated[Session, Depends(get_db)]
bearer = OAuth2PasswordBearer(tokenUrl="token")


def get_me(db: Db, token: Annotated[str, Depends(bearer)]) -> Me:
    """The user of the token, loaded, if the sign-in is alive."""
    try:
        whom = settings().issuer
        claims = jwt.decode(token, State.keys, algorithms=["ES256"], audience=whom, issuer=whom)
    except JWTError:
        raise HTTPException(401) from None
    organisation = UUID(claims["org"])
    sign_in = db.get(SignIn, (organisation, UUID(claims["sid"])))
    if sign_in is None or sign_in.ended_at is not None or sign_in.expires_at <= datetime.now(UTC):
        raise HTTPException(401)
    user = db.get(User, (organisation, UUID(claims["sub"])))
    membership = db.get(Membership, (organisation, UUID(claims["membership"])))
    if user is None or membership is None:
        raise HTTPException(401)
    return Me(user, membership)


Caller = Annotated[Me, Depends(get_me)]
app = FastAPI(lifespan=lifespan)


@app.get("/v1/children/{id}", response_model=ChildFull | ChildBrief)
def read_child(id: UUID, db: Db, me: Caller) -> ChildFull | ChildBrief:
    child = db.get(Child, (me.user.organisation_id, id))
    if child is None or not may_see(db, me, child):
        raise HTTPException(404)
    shown = {**child.model_dump(warnings=False), "age_band": age_band(child)}
    if me.membership.role is Role.VOLUNTEER:
        return ChildBrief.model_validate(shown)
    db.rollback()
    with State.writing:
        audit(db, me, {"verb": "read", "rows": [["read", "children", str(id)]], "tiers": [2, 3]}, feed=0)
        db.commit()
    return ChildFull.model_validate(shown)


@app.get("/v1/sessions", response_model=Sessions)
def list_sessions(db: Db, me: Caller, group_id: UUID, limit: int = 50, offset: int = 0) -> dict[str, Any]:
    if group_id not in my_groups(db, me):
        return {"items": []}
    statement = (
        select(SupportSession)
        .where(SupportSession.organisation_id == me.user.organisation_id, SupportSession.group_id == group_id)
        .order_by(col(SupportSession.starts_at).desc(), col(SupportSession.id).desc())
    )
    rows = db.exec(statement.offset(offset).limit(limit)).all()
    return {"items": [SessionOut.model_validate(row) for row in rows]}


@app.post("/v1/sessions/{id}/attendance", response_model=Marks)
def record_attendance(id: UUID, sheet: SheetIn, db: Db, me: Caller) -> dict[str, Any]:
    db.rollback()
    with State.writing:
        key = (me.user.organisation_id, id)
        session = db.get(SupportSession, key, with_for_update=True)
        if session is None or session.group_id not in my_groups(db, me):
            raise HTTPException(404)
        if session.state is not SessionState.HELD:
            raise HTTPException(409)
        marks = [put_mark(db, session, mark) for mark in sheet.marks]
        told = [["update", "attendance", str(mark.id)] for mark in marks]
        feed = audit(db, me, {"verb": "write", "rows": told}, feed=len(marks))
        for place, mark in enumerate(marks, 1):
            row: dict[str, Any] = {"organisation_id": key[0], "seq": feed + place, "row_id": mark.id}
            db.add(Change(**row, type="attendance", op="upsert", version=mark.version, at=datetime.now(UTC)))
        db.commit()
        for mark in marks:
            db.refresh(mark)
        return {"items": marks}


def put_mark(db: Session, session: SupportSession, given: MarkIn) -> Attendance:
    """Changes the mark of a child and the sums that it belongs to."""
    mark = db.exec(
        select(Attendance).where(
            Attendance.organisation_id == session.organisation_id,
            Attendance.session_id == session.id,
            Attendance.child_id == given.child_id,
        )
    ).one_or_none()
    if mark is None:
        raise HTTPException(422)
    sums = sums_of(db, mark)
    for status, minutes, sign in ((mark.status, mark.minutes, -1), (given.status, given.minutes, 1)):
        setattr(sums, status.value, getattr(sums, status.value) + sign)
        sums.minutes += sign * (minutes or 0)
    mark.sqlmodel_update(given.model_dump())
    mark.updated_at = sums.updated_at = datetime.now(UTC)
    db.add(mark)
    db.add(sums)
    db.flush()
    return mark


def sums_of(db: Session, mark: Attendance) -> AttendanceSummary:
    """The sums that a mark belongs to, locked."""
    return db.exec(
        select(AttendanceSummary)
        .where(
            AttendanceSummary.organisation_id == mark.organisation_id,
            AttendanceSummary.programme_id == mark.programme_id,
            AttendanceSummary.group_id == mark.group_id,
            AttendanceSummary.month == mark.month,
            AttendanceSummary.grade == mark.grade,
        )
        .with_for_update()
    ).one()


def my_groups(db: Session, me: Me) -> set[UUID]:
    """The groups that the user leads now."""
    now = datetime.now(UTC)
    found = db.exec(
        select(GroupLeader).where(
            GroupLeader.organisation_id == me.user.organisation_id, GroupLeader.user_id == me.user.id
        )
    ).all()
    return {
        row.group_id for row in found if (row.valid_from or now) <= now and (row.valid_to is None or row.valid_to > now)
    }


def may_see(db: Session, me: Me, child: Child) -> bool:
    """Whether the child is of a group that the user leads, or of a programme that the user coordinates."""
    organisation = me.user.organisation_id
    if me.membership.role is Role.COORDINATOR:
        found = db.exec(
            select(RoleAssignment).where(
                RoleAssignment.organisation_id == organisation, RoleAssignment.membership_id == me.membership.id
            )
        ).all()
        return any(row.programme_id in (None, child.programme_id) for row in found)
    places = db.exec(
        select(GroupMember).where(
            GroupMember.organisation_id == organisation,
            GroupMember.child_id == child.id,
            GroupMember.state == MemberState.ACTIVE,
        )
    ).all()
    return not my_groups(db, me).isdisjoint(place.group_id for place in places)


def audit(db: Session, me: Me, what: dict[str, Any], feed: int) -> int:
    """Adds an audit row and moves the tally; the last feed number before."""
    organisation, now = me.user.organisation_id, datetime.now(UTC)
    tally = db.get_one(Tally, organisation, with_for_update=True, populate_existing=True)
    text = trail.canonical({"who": str(me.user.id), "as": me.membership.role, **what, "request": ""})
    tally.audit, before = tally.audit + 1, tally.feed
    tally.head = trail.link(tally.head, trail.Place(organisation, 0, tally.audit), now, text)
    tally.feed += feed
    db.add(tally)
    db.add(Audit(organisation_id=organisation, lane=0, seq=tally.audit, at=now, what=text, hash=tally.head))
    return before


def create_app() -> FastAPI:
    """The naive application over the database and the keys that the environment names."""
    return app
