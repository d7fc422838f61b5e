"""Volunteers of the demonstration: what they say of themselves, what is required of them, and until when it holds."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.models import Requirement, RequirementFulfilment, Volunteer
from app.models.membership import Role
from app.models.requirement import RequirementCode
from app.models.requirement_fulfilment import FulfilmentState
from app.models.volunteer import VolunteerState
from app.services.demonstration.stage import Stage
from app.services.volunteers import keeping_gate

ASKED_OF = (Role.VOLUNTEER, Role.ASSISTANT, Role.EDUCATOR, Role.MEDIATOR)
DAYS = {"MO": "monday", "TU": "tuesday", "WE": "wednesday", "TH": "thursday", "FR": "friday", "SA": "saturday"}
# Everybody was asked anew long enough ago for nothing to expire soon, but for whoever is named in the facts.
SINCE = timedelta(days=120)


class Profile(NamedTuple):
    """What a volunteer says: `free` as `MO 14:00 19:00, ...`, `speaks` as `sr-Latn native, ...`, grades from and to."""

    sign_in: str
    short_name: str
    field_of_study: str
    university: str
    free: str
    speaks: str
    grades: tuple[int, int] = (1, 4)
    most: int = 7


class Asked(NamedTuple):
    """A requirement, and for how long something that was shown for it counts."""

    code: RequirementCode
    name: str
    days: int | None


class Volunteering(NamedTuple):
    """The volunteers of an organisation and what it asks of those who lead or assist.

    expiring: whose clearance ends in so many days. exempted: who does without the training for a month.
    """

    profiles: tuple[Profile, ...]
    asked: tuple[Asked, ...]
    of: tuple[str, ...]
    expiring: dict[str, int]
    exempted: str


def volunteer(stage: Stage, facts: Volunteering) -> None:
    """Writes the profiles, the requirements and what everybody has shown; the gate follows."""
    stage.dice.begin("volunteers")
    stage.put([profile(stage, of) for of in facts.profiles])
    required = [requirement(stage, asked) for asked in facts.asked]
    stage.put(required)
    stage.put([row for one in required for row in shown(stage, facts, one)])
    keeping_gate.follow(stage.db, (stage.people[name] for name in facts.of))


def profile(stage: Stage, of: Profile) -> Volunteer:
    first, last = of.grades
    documents: dict[str, Any] = {
        "availability": [free(span) for span in of.free.split(", ")],
        "languages": [dict(zip(("tag", "level"), said.split(), strict=True)) for said in of.speaks.split(", ")],
        "subjects": [{"subject": "mathematics", "from_grade": first, "to_grade": last}],
    }
    return Volunteer(
        id=stage.dice.id(), user_id=stage.people[of.sign_in], state=VolunteerState.ACTIVE, short_name=of.short_name,
        field_of_study=of.field_of_study, university=of.university, study_year=stage.dice.number(2, 4),
        max_children=of.most, **documents,
    )  # fmt: skip


def free(span: str) -> dict[str, str]:
    day, begins, ends = span.split()
    return {"weekday": DAYS[day], "begins": begins, "ends": ends}


def requirement(stage: Stage, asked: Asked) -> Requirement:
    return Requirement(
        id=stage.dice.id(), code=asked.code, name=asked.name, validity_days=asked.days, programme_kinds=[],
        roles=list(ASKED_OF), created_by=stage.people["coordinator"],
        may_exempt=asked.code is not RequirementCode.CLEARANCE,
    )  # fmt: skip


def shown(stage: Stage, facts: Volunteering, one: Requirement) -> Iterator[RequirementFulfilment]:
    """What everybody has shown for a requirement; a renewal waits for a decision, what was before it is over."""
    clearance, training = RequirementCode.CLEARANCE, RequirementCode.SAFEGUARDING_TRAINING
    for name in facts.of:
        since = stage.today - SINCE - timedelta(days=stage.dice.number(0, 60))
        if one.code is training and name == facts.exempted:
            yield fulfilment(stage, one, name, stage.today - timedelta(days=5), FulfilmentState.EXEMPTED)
            continue
        if one.code is clearance and name in facts.expiring and one.validity_days:
            since = stage.today + timedelta(days=facts.expiring[name] - one.validity_days)
            yield fulfilment(stage, one, name, since - timedelta(days=one.validity_days), FulfilmentState.APPROVED)
            if facts.expiring[name] < SINCE.days // 6:
                yield fulfilment(stage, one, name, stage.today, FulfilmentState.SUBMITTED)
        yield fulfilment(stage, one, name, since, FulfilmentState.APPROVED)


def fulfilment(
    stage: Stage, one: Requirement, name: str, issued_on: date, state: FulfilmentState
) -> RequirementFulfilment:
    """Handed in by the person, decided by the coordinator; an exemption ends after a month."""
    row = RequirementFulfilment(
        id=stage.dice.id(), requirement_id=one.id, user_id=stage.people[name], code=one.code, state=state,
        issued_on=issued_on, created_by=stage.people[name],
    )  # fmt: skip
    if state is FulfilmentState.SUBMITTED:
        return row
    row.decided_by_id, row.decided_at = stage.people["coordinator"], stage.now - (stage.today - issued_on)
    if state is FulfilmentState.EXEMPTED:
        row.valid_until, row.decision_note = stage.today + timedelta(days=25), "The next training is in three weeks"
        return row
    row.valid_until = issued_on + timedelta(days=one.validity_days) if one.validity_days else None
    row.inspected_on, row.clear = issued_on, True if one.code is RequirementCode.CLEARANCE else None
    return row
