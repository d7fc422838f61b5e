"""Reports on sessions that were held, what was noticed of families, and contacts with teachers.

The first group has reports of all twelve weeks, in which one child does worse than before; the others those of the last
ten days. Here and there one is overdue, was returned, or is still a draft. Sessions before that owe none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.models import (
    Child,
    ContactedChild,
    FamilyObservation,
    Programme,
    ReportedChild,
    SchoolClass,
    SchoolEnrolment,
    SessionReport,
    SupportSession,
    TeacherContact,
    Transition,
)
from app.models.contact_point import ContactChannel
from app.models.session_report import EmotionalState, ReportState
from app.models.support_session import SessionState
from app.models.teacher_contact import ContactDirection
from app.services.demonstration import reporting_facts as facts
from app.services.demonstration.grouping import Circle
from app.services.demonstration.stage import Stage
from app.services.sessions.owing_reports import due_after
from app.services.sessions.reporting_sessions import LOCKED_AFTER

LAST_DAYS, WORSE_SINCE, READ_AFTER = timedelta(days=10), timedelta(weeks=4), timedelta(days=4)
DRAFT, SUBMITTED, ACKNOWLEDGED, RETURNED = ReportState
LEADS_TO = {SUBMITTED: ["submit"], ACKNOWLEDGED: ["submit", "acknowledge"], RETURNED: ["submit", "return"]}
STATES = {
    "submit": (DRAFT, SUBMITTED),
    "acknowledge": (SUBMITTED, ACKNOWLEDGED),
    "return": (SUBMITTED, RETURNED),
}


def write_up(stage: Stage, circles: Sequence[Circle]) -> None:
    """Writes everything."""
    stage.dice.begin("reports")
    newest = max(session.ends_at for circle in circles for session in sessions(stage, circle))
    written = [
        (circle, report)
        for circle in circles
        for report in reports(stage, circle, newest, all_of_them=circle is circles[0])
    ]
    stage.put([report for _, report in written])
    stage.put([line for circle, report in written for line in lines(stage, circle, report, circle is circles[0])])
    stage.put([move for circle, report in written for move in moves(stage, circle, report)])
    notice(stage, circles)
    talk(stage, circles)


def reports(stage: Stage, circle: Circle, newest: datetime, *, all_of_them: bool) -> list[SessionReport]:
    """One for each session but the oldest of two groups, which is overdue, and those of the last five hours.

    What is old enough to have been read counts from the newest of all: a holiday, when nobody meets, changes nothing.
    """
    since = stage.begun if all_of_them else newest - LAST_DAYS
    held = [session for session in sessions(stage, circle) if session.starts_at > since]
    programme = stage.db.find(Programme, circle.group.programme_id)
    found = []
    for place, session in enumerate(held):
        session.report_due_at = due_after(programme, session.ends_at)
        late = circle.name in ("Čiriklja", "Zvezdice") and place == 0
        if not late and session.ends_at < stage.now - timedelta(hours=5):
            found.append(report(stage, circle, session, read=newest - session.ends_at > READ_AFTER))
    stage.db.flush()
    return found


def sessions(stage: Stage, circle: Circle) -> list[SupportSession]:
    mine = [col(SupportSession.group_id) == circle.group.id, col(SupportSession.state) == SessionState.HELD]
    return list(
        stage.db.execute(sa.select(SupportSession).where(*mine).order_by(col(SupportSession.starts_at))).scalars()
    )


def report(stage: Stage, circle: Circle, session: SupportSession, *, read: bool) -> SessionReport:
    dice, author_id = stage.dice, stage.people[circle.leaders[0]]
    at = session.ends_at + timedelta(hours=dice.pick((1, 2, 4)))
    found = SessionReport(
        id=dice.id(), session_id=session.id, author_id=author_id, group_id=session.group_id,
        programme_id=session.programme_id, starts_at=session.starts_at, next_steps=dice.pick(facts.NEXT_STEPS),
        recorded_at=at, created_at=at, updated_at=at, created_by=author_id,
        state=state_of(stage, circle, session, read=read),
    )  # fmt: skip
    codes = dict.fromkeys(dice.weighted(facts.ACTIVITIES) for _ in range(3))
    done: Any = [{"code": code.value, "minutes": dice.pick((20, 30, 40, 60))} for code in codes]
    found.activities = done
    if found.state is not DRAFT:
        found.submitted_at, found.locks_at, session.reports = at, at + LOCKED_AFTER, 1
    return found


def state_of(stage: Stage, circle: Circle, session: SupportSession, *, read: bool) -> ReportState:
    """What was read was returned at times, in one group; of two groups those of the last two days are drafts."""
    age = stage.now - session.ends_at
    if read:
        return RETURNED if circle.name == "Јежићи" and age < LAST_DAYS and stage.dice.happens(0.5) else ACKNOWLEDGED
    return DRAFT if circle.name in ("Leptirići", "Bubamare") and age < timedelta(days=2) else SUBMITTED


def lines(stage: Stage, circle: Circle, report: SessionReport, one_does_worse: bool) -> list[ReportedChild]:
    lately = report.starts_at > stage.now - WORSE_SINCE
    return [
        line(stage, report, child, lately and one_does_worse and place == 2)
        for place, child in enumerate(circle.children)
    ]


def line(stage: Stage, report: SessionReport, child: Child, worse: bool) -> ReportedChild:
    dice = stage.dice
    state = dice.weighted(facts.WORSE if worse else facts.LATELY)
    unseen = state is EmotionalState.NOT_OBSERVED
    rating = dice.pick((1, 2, 2)) if worse else dice.weighted(facts.RATINGS)
    of_report = {name: getattr(report, name) for name in ("session_id", "author_id", "group_id", "programme_id")}
    return ReportedChild(
        **of_report,
        id=dice.id(),
        report_id=report.id,
        child_id=child.id,
        at=report.starts_at,
        reported_at=report.submitted_at,
        engagement=None if unseen else rating,
        emotional_state=state,
        emotional_note=facts.FEELING.get(state, "") if worse or dice.happens(0.2) else "",
        learning_note="" if unseen else dice.pick(facts.LEARNING),
        needs_support=worse or dice.happens(0.08),
        created_at=report.created_at,
        updated_at=report.updated_at,
        created_by=report.author_id,
    )


def moves(stage: Stage, circle: Circle, report: SessionReport) -> list[Transition]:
    """How the report came to its state; volunteers hand theirs to the supervisor, the others to the coordinator."""
    above = stage.people["supervisor" if circle.leaders[0].startswith("volunteer") else "coordinator"]
    made, at = [], report.submitted_at or stage.now
    for move in LEADS_TO.get(report.state, []):
        before, after = STATES[move]
        of_report: dict[str, Any] = {"type": SessionReport.__resource__, "row_id": report.id}
        by_id = report.author_id if move == "submit" else above
        who: dict[str, Any] = {"organisation_id": stage.db.organisation_id, "by_id": by_id, "at": at}
        reason = facts.BACK if move == "return" else ""
        made.append(Transition(**of_report, **who, move=move, from_state=before, to_state=after, reason=reason))
        at = min(at + timedelta(hours=20), stage.now)
    return made


def notice(stage: Stage, circles: Sequence[Circle]) -> None:
    """Every third is written by the mediator, the others by whoever leads the group of the child."""
    dice, rows = stage.dice, []
    for number, (category, affects, note) in enumerate(facts.OBSERVED):
        circle = circles[number % len(circles)]
        child = dice.pick(circle.children)
        leads = circle.leaders[0] if number % 3 else "mediator"
        rows.append(
            FamilyObservation(
                id=dice.id(), child_id=child.id, family_id=child.family_id, programme_id=child.programme_id,
                author_id=stage.people[leads], category=category, affects_learning=affects, note=note,
                observed_on=stage.today - timedelta(days=dice.number(1, 40)), created_by=stage.people[leads],
            )
        )  # fmt: skip
    stage.put(rows)


def talk(stage: Stage, circles: Sequence[Circle]) -> None:
    """Two contacts of each who leads a group, with the teacher of a child's class; some still to be followed up."""
    contacts = [contact(stage, circle, number) for circle in circles for number in range(2)]
    stage.put(contacts)
    stage.put(
        [ContactedChild(id=stage.dice.id(), contact_id=contact.id, child_id=contact.child_id) for contact in contacts]
    )


def contact(stage: Stage, circle: Circle, number: int) -> TeacherContact:
    dice, child = stage.dice, stage.dice.pick(circle.children)
    topic, summary, follow_up = dice.pick(facts.SAID)
    at: datetime = stage.now - timedelta(days=dice.number(1, 20), hours=number)
    author_id = stage.people[circle.leaders[0]]
    return TeacherContact(
        id=dice.id(), teacher_id=teacher_of(stage, child), child_id=child.id, programme_id=child.programme_id,
        author_id=author_id, channel=dice.pick((ContactChannel.VIBER, ContactChannel.PHONE, ContactChannel.E_MAIL)),
        direction=dice.pick(list(ContactDirection)), at=at, topics=[topic], summary=summary, follow_up=follow_up,
        follow_up_due=stage.today + timedelta(days=dice.number(-3, 6)) if follow_up else None,
        created_at=at, updated_at=at, created_by=author_id,
    )  # fmt: skip


def teacher_of(stage: Stage, child: Child) -> UUID:
    """The teacher of the child's class: every class of the demonstration has one."""
    enrolled = sa.select(col(SchoolEnrolment.class_id)).where(col(SchoolEnrolment.child_id) == child.id)
    own = sa.select(SchoolClass).where(col(SchoolClass.id).in_(enrolled))
    teacher_id: UUID = stage.db.execute(own).scalar_one().teacher_id
    return teacher_id
