"""Engagements with guardians: one write that succeeds for each operation."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.models import ConsultationQuestion, Engagement, EngagementFollowUp, Participation
from app.models.engagement import EngagementKind, EngagementState
from app.models.participation import EventPlace, InvitationAnswer
from tests.scenarios.stage import Stage, ahead, case


def planned(at: Stage, kind: EngagementKind = EngagementKind.WORKSHOP, **given: Any) -> UUID:
    """An engagement of the caller's."""
    row = Engagement(
        kind=kind, programme_id=at.place.programme, planned_at=clock.now() + timedelta(days=2), minutes=60,
        language="sr-Latn", created_by=at.me.user_id, **given,
    )  # fmt: skip
    return at.arrange(row)


@case
def create_engagement(at: Stage) -> Any:
    what = {"kind": "home_visit", "planned_at": ahead(days=1), "minutes": 45, "language": "sr-Latn"}
    return at.post("engagements", programme_id=str(at.place.programme), **what, visit_goals="Read together")


@case
def update_engagement(at: Stage) -> Any:
    return at.patch(f"engagements/{planned(at)}", places=12, topics=["how_school_works"])


@case
def hold_engagement(at: Stage) -> Any:
    return at.post(f"engagements/{planned(at)}/hold", held_at=ahead(hours=-2), held_minutes=50)


@case
def cancel_engagement(at: Stage) -> Any:
    return at.post(f"engagements/{planned(at)}/cancel", reason="no_room")


@case
def reopen_engagement(at: Stage) -> Any:
    id = planned(at, state=EngagementState.CANCELLED)
    return at.post(f"engagements/{id}/reopen", reason="a room was found")


@case
def create_engagement_organiser(at: Stage) -> Any:
    return at.post(f"engagements/{planned(at)}/organisers", user_id=str(at.me.user_id))


@case
def delete_engagement_organiser(at: Stage) -> Any:
    id = at.id_of(f"engagements/{planned(at)}/organisers", user_id=str(at.me.user_id))
    return at.delete(f"engagement-organisers/{id}")


@case
def invite_guardians(at: Stage) -> Any:
    return at.post(f"engagements/{planned(at)}/invite", guardian_ids=[str(at.place.jelena)])


@case
def prepare_invitation_texts(at: Stage) -> Any:
    return at.post(f"engagements/{at.place.evening}/invitation-texts")


@case
def record_participations(at: Stage) -> Any:
    line = {"guardian_id": str(at.place.jelena), "answer": "coming", "child_ids": [str(at.place.mila)]}
    return at.post(f"engagements/{at.place.evening}/participations", lines=[line])


@case
def answer_invitation(at: Stage) -> Any:
    return at.post(f"participations/{at.place.jelena_invited}/answer", answer="coming")


@case
def promote_participation(at: Stage) -> Any:
    event = planned(at, places=1, waiting=1)
    waits = {"answer": InvitationAnswer.COMING, "place": EventPlace.WAITING}
    of = {"engagement_id": event, "programme_id": at.place.programme, "guardian_id": at.place.jelena}
    of["family_id"] = at.place.petrovic
    return at.me.post(f"/v1/participations/{at.arrange(Participation(**of, **waits))}/promote")


def follow_up(at: Stage, state: str = "open") -> str:
    of = {"engagement_id": at.place.visit, "programme_id": at.place.programme}
    row = EngagementFollowUp(**of, what="Read every day", due_on=clock.today(), state=state)
    return f"engagement-follow-ups/{at.arrange(row)}"


@case
def create_engagement_follow_up(at: Stage) -> Any:
    return at.post(f"engagements/{at.place.visit}/follow-ups", what="Find a library card", due_on="2026-12-24")


@case
def update_engagement_follow_up(at: Stage) -> Any:
    return at.patch(follow_up(at), due_on="2026-12-31")


@case
def finish_engagement_follow_up(at: Stage) -> Any:
    return at.me.post(f"/v1/{follow_up(at)}/finish")


@case
def drop_engagement_follow_up(at: Stage) -> Any:
    return at.post(f"{follow_up(at)}/drop", reason="the library is closed")


@case
def reopen_engagement_follow_up(at: Stage) -> Any:
    return at.post(f"{follow_up(at, 'done')}/reopen", reason="said too early")


@case
def create_consultation_question(at: Stage) -> Any:
    event = planned(at, EngagementKind.DESIGN_CONSULTATION)
    return at.post(f"engagements/{event}/questions", question="Which hour suits you?")


@case
def update_consultation_question(at: Stage) -> Any:
    event = planned(at, EngagementKind.DESIGN_CONSULTATION)
    of = {"engagement_id": event, "programme_id": at.place.programme}
    id = at.arrange(ConsultationQuestion(**of, question="Which hour suits you?"))
    return at.patch(
        f"consultation-questions/{id}", heard="After seven", changed="We meet at seven", told_on="2026-11-01"
    )
