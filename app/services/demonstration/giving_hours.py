"""Hours of the demonstration: those of sessions as the rule has them, some that were entered; credit, a certificate."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from app.auth.sheets import insert_rows
from app.core.check_codes import written
from app.models import (
    Attendance,
    Certificate,
    CreditAgreement,
    CreditCandidate,
    DropInVisit,
    GroupLeader,
    Programme,
    SupportSession,
    User,
)
from app.models.attendance import AttendanceStatus
from app.models.certificate import CertificateKind
from app.models.hours_entry import HoursKind, HoursState
from app.models.support_session import SessionState
from app.services.demonstration.grouping import first_day
from app.services.demonstration.stage import Stage
from app.services.hours import certifying, counting_hours, issuing_certificates
from app.services.hours.certifying import Basis
from app.services.hours.counting_hours import HOURS

# What is older was verified by those who supervise; the rest waits.
VERIFIED_AFTER = timedelta(days=10)
UNSETTLED = timedelta(days=14)
ENTERED = ((HoursKind.PREPARATION, 60), (HoursKind.PREPARATION, 45), (HoursKind.SUPERVISION, 90))

held_with_children = sa.or_(
    sa.exists().where(
        col(Attendance.session_id) == col(SupportSession.id), col(Attendance.status) != AttendanceStatus.ABSENT
    ),
    sa.exists().where(col(DropInVisit.session_id) == col(SupportSession.id)),
)
LED = (
    sa.select(SupportSession, col(GroupLeader.user_id))
    .join(GroupLeader, col(GroupLeader.group_id) == col(SupportSession.group_id))
    .where(col(SupportSession.state) == SessionState.HELD, held_with_children)
    .order_by(col(SupportSession.starts_at), col(SupportSession.id), col(GroupLeader.user_id))
)


class Session(NamedTuple):
    """A held session, as the rule of hours takes it."""

    held_from: Any
    held_minutes: int
    programme_id: Any
    time_zone: str


class Credit(NamedTuple):
    """What a university asks for a course, and who works towards it; `outcomes` are in `language`."""

    university: str
    language: str
    course: str
    required_hours: int
    outcomes: tuple[str, ...]
    candidates: tuple[str, ...]


class Certified(NamedTuple):
    """Who has a certificate, in which languages; `number`: what its code is made of, the same at every load."""

    sign_in: str
    languages: tuple[str, ...]
    number: int


class Giving(NamedTuple):
    """Who enters hours besides those of sessions, of whom one entry is disputed, for what credit; certificates."""

    entering: tuple[str, ...]
    disputed: str
    credit: Credit
    certified: Certified


def give(stage: Stage, programme: Programme, facts: Giving) -> None:
    """Writes the hours of the twelve weeks, the agreement with a university, and a certificate over the first ten."""
    insert_rows(stage.db, HOURS, [*of_sessions(stage), *entered(stage, programme, facts)])
    agree(stage, programme, facts.credit)
    certify(stage, programme, facts.certified)


def of_sessions(stage: Stage) -> Iterator[dict[str, Any]]:
    """The minutes of every held session with a child present, for each who led it."""
    for session, user_id in stage.db.execute(LED):
        told = Session(session.held_from, session.held_minutes, session.programme_id, stage.zone)
        row = counting_hours.row(session.id, told, user_id)
        yield {**row, "id": stage.dice.id(), "state": state_on(stage, row["done_on"])}


def entered(stage: Stage, programme: Programme, facts: Giving) -> Iterator[dict[str, Any]]:
    """Preparation and supervision of some Sundays, when nobody meets; the way of one of them is disputed.

    The newest waits whatever the season: in a holiday no session is young enough to do so.
    """
    sunday = first_day(stage) + timedelta(days=6)
    yield entry(stage, programme, facts.entering[0], stage.today - timedelta(days=2), *ENTERED[1])
    for name in facts.entering:
        for place, (kind, minutes) in enumerate(ENTERED):
            yield entry(stage, programme, name, sunday + timedelta(weeks=1 + 3 * place), kind, minutes)
    wrong = entry(stage, programme, facts.disputed, stage.today - timedelta(days=9), HoursKind.TRAVEL, 240)
    yield {**wrong, "state": HoursState.DISPUTED, "disputed_because": "Four hours by bus, for a session online?"}


def entry(  # noqa: PLR0913 - what an entry says
    stage: Stage, programme: Programme, name: str, on: date, kind: HoursKind, minutes: int
) -> dict[str, Any]:
    of = {"user_id": stage.people[name], "programme_id": programme.id}
    when = {"done_on": on, "month": on.replace(day=1)}
    state = {"id": stage.dice.id(), "state": state_on(stage, on)}
    return {**of, **when, **state, "kind": kind, "minutes": minutes}


def state_on(stage: Stage, day: date) -> HoursState:
    return HoursState.VERIFIED if day < stage.today - VERIFIED_AFTER else HoursState.LOGGED


def agree(stage: Stage, programme: Programme, of: Credit) -> None:
    """The agreement counts sessions, their preparation and supervision from the first week on."""
    boss = stage.people["coordinator"]
    agreed = CreditAgreement(
        id=stage.dice.id(), programme_id=programme.id, university=of.university, language=of.language, course=of.course,
        required_hours=of.required_hours, kinds=[HoursKind.SESSION, HoursKind.PREPARATION, HoursKind.SUPERVISION],
        outcomes=list(of.outcomes), first_on=first_day(stage), created_by=boss,
    )  # fmt: skip
    stage.put([agreed])
    shared: dict[str, Any] = {"agreement_id": agreed.id, "programme_id": programme.id, "created_by": boss}
    stage.put([CreditCandidate(id=stage.dice.id(), user_id=stage.people[name], **shared) for name in of.candidates])


def certify(stage: Stage, programme: Programme, of: Certified) -> None:
    """A certificate of service, issued as any other but for its code."""
    db, last_on = stage.db, stage.today - UNSETTLED
    holder = db.find(User, stage.people[of.sign_in])
    basis = Basis(holder.id, programme.id, first_day(stage), last_on, tuple(HoursKind), {})
    totals = certifying.settled(db, basis)
    facts = {**issuing_certificates.facts_of(db, holder, basis), "totals": totals}
    row = Certificate(
        id=stage.dice.id(), kind=CertificateKind.SERVICE_HOURS, user_id=holder.id, programme_id=programme.id,
        first_on=basis.first_on, last_on=last_on, total_minutes=sum(totals.values()), totals=totals,
        languages=list(of.languages), facts=facts, code=written(of.number), created_by=stage.people["coordinator"],
    )  # fmt: skip
    issuing_certificates.kept(db, row, None)
