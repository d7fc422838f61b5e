"""Engagements in the world: an evening that Mila's mother is invited to, a visit at her home, one event for Foxes."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import (
    ConsultationQuestion,
    Engagement,
    EngagementFollowUp,
    EngagementOrganiser,
    Guardian,
    Participation,
    ParticipationChild,
)
from app.models.contact_point import ContactChannel
from app.models.engagement import EngagementKind, EngagementState
from app.models.guardian import GuardianRelation
from app.models.participation import ParticipationOutcome

FAMILIES = {"jelena": "petrovic", "amina": "hassan"}


def indigo(db: Any, place: Any) -> None:
    ids, mediator = place.ids, place.people["mediator"].user_id
    ahead, ago = clock.now() + timedelta(days=3), clock.now() - timedelta(days=2)
    around_owls = {"school_id": ids["school"], "group_id": ids["owls"]}
    evening = event(db, place, EngagementKind.INFORMATION_SESSION, ahead, **around_owls, places=20)
    ids["evening"] = evening.id
    ids["evening_organiser"] = db.put(EngagementOrganiser(engagement_id=evening.id, user_id=mediator)).id
    ids["jelena_invited"] = part(db, place, evening, "jelena", "mila")
    visit = event(
        db, place, EngagementKind.HOME_VISIT, ago, state=EngagementState.HELD, held_at=ago, held_minutes=50,
        visit_goals="Read together", visit_package="Fathers read", visit_day=2, created_by=mediator,
    )  # fmt: skip
    ids["visit"] = visit.id
    took_part = {"outcome": ParticipationOutcome.TOOK_PART, "feedback": "Glad of it", "reached_at": ago}
    ids["jelena_visited"] = part(db, place, visit, "jelena", "mila", **took_part)
    ids["visit_follow_up"] = follow_up(db, visit)
    consultation = event(db, place, EngagementKind.DESIGN_CONSULTATION, ahead, **around_owls)
    ids["consultation"] = consultation.id
    part(db, place, consultation, "jelena", "mila")
    ids["question_for_families"] = question(db, consultation)
    foxes = event(db, place, EngagementKind.DESIGN_CONSULTATION, ahead, group_id=ids["foxes"])
    ids["foxes_consultation"] = foxes.id
    ids["foxes_question"] = question(db, foxes)
    ids["foxes_follow_up"] = follow_up(db, foxes)


def red_cross(db: Any, place: Any) -> None:
    """The same of the other organisation, with a guardian of Ada's."""
    ids = place.ids
    of = {"family_id": ids["hassan"], "programme_id": ids["programme"]}
    ids["amina"] = db.put(Guardian(**of, given_name="Amina", relation=GuardianRelation.MOTHER)).id
    workshop = event(db, place, EngagementKind.WORKSHOP, clock.now() + timedelta(days=3))
    ids["workshop"] = workshop.id
    db.put(EngagementOrganiser(engagement_id=workshop.id, user_id=place.people["mediator"].user_id))
    ids["amina_invited"] = part(db, place, workshop, "amina", "ada")
    ids["workshop_follow_up"] = follow_up(db, workshop)
    ids["workshop_question"] = question(db, workshop)


def event(db: Any, place: Any, kind: EngagementKind, planned_at: Any, **given: Any) -> Engagement:
    row = Engagement(
        kind=kind, programme_id=place.ids["programme"], planned_at=planned_at, minutes=60, language="sr-Latn", **given
    )  # fmt: skip
    return db.put(row)  # type: ignore[no-any-return]


def part(db: Any, place: Any, of: Engagement, guardian: str, child: str, **given: Any) -> Any:
    invited = {"invited_at": clock.now(), "invited_through": ContactChannel.VIBER, "invited_language": "sr-Latn"}
    row = Participation(
        engagement_id=of.id, programme_id=of.programme_id, guardian_id=place.ids[guardian],
        family_id=place.ids[FAMILIES[guardian]], **{**invited, **given}
    )  # fmt: skip
    id = db.put(row).id
    place.ids[f"{guardian}_concerns_{child}"] = db.put(
        ParticipationChild(participation_id=id, child_id=place.ids[child])
    ).id
    return id


def follow_up(db: Any, of: Engagement) -> Any:
    due_on = clock.today() + timedelta(days=14)
    row = EngagementFollowUp(engagement_id=of.id, programme_id=of.programme_id, what="Read every day", due_on=due_on)
    return db.put(row).id


def question(db: Any, of: Engagement) -> Any:
    asked = "Which hour suits you?"
    return db.put(ConsultationQuestion(engagement_id=of.id, programme_id=of.programme_id, question=asked)).id
