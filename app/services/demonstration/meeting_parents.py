"""Guardians and school life: evenings, a consultation, visits and calls of the last weeks, and a workshop to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.models import (
    ConsultationQuestion,
    Engagement,
    EngagementFollowUp,
    EngagementOrganiser,
    Guardian,
    Participation,
    ParticipationChild,
    Programme,
    School,
)
from app.models.contact_point import ContactChannel
from app.models.engagement import EngagementKind, EngagementState, EngagementTopic
from app.models.guardian import GuardianRelation
from app.models.participation import InvitationAnswer, ParticipationBarrier, ParticipationOutcome
from app.models.supervision_meeting import ActionState
from app.services.demonstration.households import Home
from app.services.demonstration.stage import Stage
from app.services.engagement.answering_invitations import last_reached, take_answer
from app.services.engagement.counting_guardians import is_counted

OUTCOME, ANSWER, BARRIER = ParticipationOutcome, InvitationAnswer, ParticipationBarrier
VISITED, CALLED = 6, 8
CAME = {OUTCOME.TOOK_PART: 6, OUTCOME.DID_NOT_COME: 2, OUTCOME.DECLINED: 1, OUTCOME.NOT_REACHED: 1}
FATHERS_CAME = {OUTCOME.TOOK_PART: 3, OUTCOME.DID_NOT_COME: 3, OUTCOME.DECLINED: 2, OUTCOME.NOT_REACHED: 2}
BARRIERS = {BARRIER.CHILDCARE: 5, BARRIER.LANGUAGE: 3, BARRIER.DISTANCE: 2, BARRIER.HEALTH: 1, BARRIER.DISTRUST: 1}
FATHERS_BARRIERS = {BARRIER.WORKING_HOURS: 6, BARRIER.LANGUAGE: 2, BARRIER.DISTANCE: 1, BARRIER.OTHER: 1}
ANSWERS = {ANSWER.COMING: 4, ANSWER.NOT_COMING: 2, ANSWER.MAYBE: 1, None: 5}
SAID = {
    OUTCOME.TOOK_PART: ANSWER.COMING, OUTCOME.DID_NOT_COME: ANSWER.MAYBE, OUTCOME.DECLINED: ANSWER.NOT_COMING,
}  # fmt: skip


class Occasion(NamedTuple):
    """An engagement for many: what, in how many days (before now: held), and how many places there are."""

    kind: EngagementKind
    title: str
    topic: EngagementTopic
    days: int
    places: int | None = None


class Evenings(NamedTuple):
    """What an organisation does with guardians, in its own words."""

    language: str
    occasions: tuple[Occasion, ...]
    # What families were asked, what they said, what was changed.
    asked: tuple[str, str, str]
    # What a home visit is for, the package that it follows, and what was agreed.
    visit: tuple[str, str, str]


@dataclass
class Parents:
    """A programme's families and what is done with them; `met`: who came to the latest evening, `coming`: planned."""

    programme: Programme
    school: School
    homes: Sequence[Home]
    evenings: Evenings
    met: list[Guardian] = field(default_factory=list)
    coming: list[Engagement] = field(default_factory=list)

    @property
    def guardians(self) -> list[tuple[Home, Guardian]]:
        """Those who can be invited, beside their home."""
        return [(home, guardian) for home in self.homes for guardian in home.guardians if is_counted(guardian)]

    @property
    def forgotten(self) -> Guardian:
        """A father whom nobody visits, calls or ever invites."""
        others = (guardian for home in self.homes[VISITED + CALLED :] for guardian in home.guardians)
        return next(one for one in others if is_counted(one) and one.relation is GuardianRelation.FATHER)


def meet(stage: Stage, parents: Parents) -> None:
    """Writes the engagements of the last weeks and the one to come."""
    for occasion in parents.evenings.occasions:
        gather(stage, parents, occasion)
    for place, home in enumerate(parents.homes[: VISITED + CALLED]):
        if home.family.mediator_id is not None and is_counted(home.speaker):
            call_on(stage, parents, home, place)


def gather(stage: Stage, parents: Parents, occasion: Occasion) -> None:
    """An occasion for many: who was invited, who answered, who came, and what stood in the way of the others."""
    stage.dice.begin(occasion.title)
    event = planned(stage, parents, occasion.kind, stage.now + timedelta(days=occasion.days))
    event.title, event.topics, event.places = occasion.title, [occasion.topic], occasion.places
    event.language, event.school_id = parents.evenings.language, parents.school.id
    asked = [one for one in parents.guardians if is_asked(stage, parents, one[1])]
    parts = [(home, guardian, invited(stage, event, home, guardian)) for home, guardian in asked]
    if occasion.days < 0:
        hold(event, event.planned_at, event.minutes)
        parents.met = [guardian for _, guardian, part in parts if came(stage, event, part, guardian)]
    else:
        parents.coming.append(event)
        for *_, part in parts:
            at = stage.now - timedelta(hours=stage.dice.number(1, 40))
            take_answer(event, part, stage.dice.weighted(ANSWERS), at)
    write(stage, event, [(part, home) for home, _, part in parts])
    if occasion.kind is EngagementKind.DESIGN_CONSULTATION:
        stage.put([answered(stage, parents, event)])


def is_asked(stage: Stage, parents: Parents, guardian: Guardian) -> bool:
    """Fathers are forgotten more often, and one always: the programme can see that and do better."""
    return guardian is not parents.forgotten and stage.dice.happens(
        0.75 if guardian.relation is GuardianRelation.FATHER else 0.95
    )


def planned(stage: Stage, parents: Parents, kind: EngagementKind, at: datetime, minutes: int = 90) -> Engagement:
    return Engagement(
        id=stage.dice.id(), programme_id=parents.programme.id, kind=kind, minutes=minutes, topics=[],
        planned_at=at.replace(hour=16, minute=0, second=0, microsecond=0), language=parents.evenings.language,
        created_by=stage.people["mediator"],
    )  # fmt: skip


def hold(event: Engagement, at: datetime, minutes: int) -> None:
    event.state, event.held_at, event.held_minutes, event.recorded_at = EngagementState.HELD, at, minutes, at


def invited(stage: Stage, event: Engagement, home: Home, guardian: Guardian) -> Participation:
    """Ten days before, or two days ago to what is still to come."""
    part = taking_part(stage, event, guardian)
    part.invited_at = min(event.planned_at - timedelta(days=10), stage.now - timedelta(days=2))
    part.invited_through, part.invited_language = ContactChannel.VIBER, home.community.home_languages[-1]
    return part


def taking_part(stage: Stage, event: Engagement, guardian: Guardian) -> Participation:
    return Participation(
        id=stage.dice.id(), engagement_id=event.id, programme_id=event.programme_id, guardian_id=guardian.id,
        family_id=guardian.family_id, created_by=stage.people["mediator"],
    )  # fmt: skip


def came(stage: Stage, event: Engagement, part: Participation, guardian: Guardian) -> bool:
    """Decides what became of an invitation; tells whether the guardian took part."""
    father = guardian.relation is GuardianRelation.FATHER
    part.outcome = stage.dice.weighted(FATHERS_CAME if father else CAME)
    part.answer = SAID.get(part.outcome)
    part.answered_at = None if part.answer is None else event.planned_at - timedelta(days=stage.dice.number(1, 9))
    if part.outcome is not OUTCOME.TOOK_PART and stage.dice.happens(0.8):
        part.barrier = stage.dice.weighted(FATHERS_BARRIERS if father else BARRIERS)
    part.reached_at, part.recorded_at = last_reached(event, part), event.held_at
    return part.outcome is OUTCOME.TOOK_PART


def write(stage: Stage, event: Engagement, parts: list[tuple[Participation, Home]]) -> None:
    """The engagement, who organises it, the parts in it and the children whom they concern."""
    stage.put([event])
    stage.put([EngagementOrganiser(id=stage.dice.id(), engagement_id=event.id, user_id=stage.people["mediator"])])
    stage.put([part for part, _ in parts])
    stage.put(
        [
            ParticipationChild(id=stage.dice.id(), participation_id=part.id, child_id=child.id)
            for part, home in parts
            for child in home.children
        ]
    )


def answered(stage: Stage, parents: Parents, event: Engagement) -> ConsultationQuestion:
    question, heard, changed = parents.evenings.asked
    return ConsultationQuestion(
        id=stage.dice.id(), engagement_id=event.id, programme_id=event.programme_id, question=question, heard=heard,
        changed=changed, told_on=stage.today - timedelta(days=5), created_by=stage.people["mediator"],
    )  # fmt: skip


def call_on(stage: Stage, parents: Parents, home: Home, place: int) -> None:
    """A visit at home, for the first families, or a call."""
    visited = place < VISITED
    kind = EngagementKind.HOME_VISIT if visited else EngagementKind.CALL
    at = stage.now - timedelta(days=7 * (place % VISITED) + 3)
    event = planned(stage, parents, kind, at, 45 if visited else 10)
    event.topics, event.language = [EngagementTopic.READING_AND_PLAY], home.community.home_languages[0]
    hold(event, event.planned_at, 50 if visited else 8)
    if visited:
        event.visit_goals, event.visit_package, _ = parents.evenings.visit
        event.visit_day = place % 3 + 1
    there = [home.speaker, *(guardian for guardian in home.guardians[1:] if visited and is_counted(guardian))]
    parts = [taking_part(stage, event, guardian) for guardian in there]
    for part in parts:
        part.outcome, part.reached_at, part.recorded_at = OUTCOME.TOOK_PART, event.held_at, event.held_at
    write(stage, event, [(part, home) for part in parts])
    if visited:
        stage.put([agreed(stage, parents, event, done=place % 2 == 0)])


def agreed(stage: Stage, parents: Parents, event: Engagement, *, done: bool) -> EngagementFollowUp:
    """What the family and the mediator will do until the next time."""
    more: dict[str, Any] = {"state": ActionState.DONE, "closed_at": stage.now - timedelta(days=1)} if done else {}
    return EngagementFollowUp(
        id=stage.dice.id(), engagement_id=event.id, programme_id=event.programme_id, what=parents.evenings.visit[2],
        due_on=stage.today + timedelta(days=10), created_by=stage.people["mediator"], **more,
    )  # fmt: skip
