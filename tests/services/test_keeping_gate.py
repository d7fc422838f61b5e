"""The gate under random histories: never open while something blocking does not hold, by a recount of its own."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from app.core import clock
from app.core.problems import DomainError
from app.models import Child, Membership, Requirement, RequirementFulfilment
from app.models.membership import UNLIMITED, Role
from app.models.requirement import RequirementCode, RequirementCreate, RequirementUpdate
from app.models.requirement_fulfilment import (
    ExemptionCreate,
    FulfilmentApprove,
    FulfilmentCreate,
    FulfilmentReject,
    FulfilmentState,
)
from app.services.volunteers import fulfilling_requirements as fulfilling
from app.services.volunteers import keeping_gate, requiring
from app.services.volunteers.standings import NEVER
from tests.acting import acting
from tests.world import World

CODES = [RequirementCode.CLEARANCE, RequirementCode.CONFIDENTIALITY]
ACTS = ("define", "submit", "approve", "reject", "exempt", "revoke", "wait", "loosen", "tighten", "end")
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 40))
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def act(world: World, what: str, which: int, number: int) -> None:
    """One step of a history by somebody who may take it; what is refused changes nothing."""
    place = world.indigo
    who = place.volunteer if what == "submit" else place.coordinator
    assert world.database is not None
    with acting(world.database, who) as db:
        asked = db.execute(sa.select(Requirement).where(col(Requirement.code) == CODES[which])).scalars().first()
        if what == "define":
            terms: dict[str, Any] = {"validity_days": number or None, "may_exempt": True}
            requiring.define(db, RequirementCreate(code=CODES[which], roles=[Role.VOLUNTEER], **terms))
        elif asked is not None:
            shown = sa.select(col(RequirementFulfilment.id)).where(RequirementFulfilment.requirement_id == asked.id)  # type: ignore[arg-type]
            step(db, what, asked, list(db.execute(shown.order_by(col(RequirementFulfilment.id))).scalars()))
        db.commit()


def step(db: Any, what: str, asked: Requirement, shown: list[UUID]) -> None:
    volunteer = db.execute(sa.select(Membership).where(col(Membership.role) == Role.VOLUNTEER)).scalars().first()
    until = db.at.date() + timedelta(days=9)
    match what:
        case "submit":
            fulfilling.submit(db, FulfilmentCreate(requirement_id=asked.id))
        case "exempt":
            new = ExemptionCreate(user_id=volunteer.user_id, reason="for a while", until=until)
            fulfilling.exempt(db, asked.id, new)
        case "loosen" | "tighten":
            requiring.change(db, asked, RequirementUpdate(blocking=what == "tighten"))
        case "end":
            requiring.end(db, asked.id, "no longer")
        case "approve" if shown:
            fulfilling.approve(db, shown[-1], FulfilmentApprove())
        case "reject" if shown:
            against = asked.code is RequirementCode.CLEARANCE
            fulfilling.reject(db, shown[-1], FulfilmentReject(reason="not right", not_clear=against))
        case "revoke" if shown:
            fulfilling.revoke(db, shown[-1], "not so")


def lacking(world: World, today: date) -> list[str]:
    """What blocks the volunteer and does not hold today, counted anew from the rows."""
    counting = (FulfilmentState.APPROVED, FulfilmentState.EXEMPTED)
    with world.as_system(world.indigo) as db:
        rows = db.execute(sa.select(RequirementFulfilment)).scalars().all()
        mine = [row for row in rows if row.user_id == world.indigo.volunteer.user_id and row.state in counting]
        holds = {row.requirement_id for row in mine if row.valid_until is None or row.valid_until >= today}
        asked = db.execute(sa.select(Requirement)).scalars().all()
        return [
            one.code for one in asked
            if one.blocking and one.status == "active" and Role.VOLUNTEER in one.roles and one.id not in holds
        ]  # fmt: skip


def sees_children(world: World) -> bool:
    assert world.database is not None
    with acting(world.database, world.indigo.volunteer) as db:
        return bool(db.execute(sa.select(col(Child.id))).scalars().all())


def told(world: World) -> list[str]:
    """What the gate says is missing."""
    with world.as_system(world.indigo) as db:
        try:
            keeping_gate.require_cleared(db, world.indigo.volunteer.user_id, {Role.VOLUNTEER})
        except keeping_gate.RequirementMissing as refusal:
            return list(refusal.members["missing"])
        return []


def live(world: World, steps: list[tuple[str, int, int]]) -> set[bool]:
    """Lives a history; after each step the gate, the reach and a recount say the same."""
    at, seen = clock.now().replace(hour=12), set()
    for what, which, number in steps:
        at += timedelta(days=number if what == "wait" else 0, seconds=1)
        with time_machine.travel(min(at, LAST), tick=False):
            if what != "wait":
                with suppress(DomainError):
                    act(world, what, which, number)
            missing = lacking(world, clock.today())
            assert sees_children(world) is (not missing), (what, which, number)
            assert told(world) == sorted(set(missing))
            seen.add(not missing)
    return seen


# The people of the world are signed in for sixty days.
LAST = datetime.now(UTC) + timedelta(days=55)


def test_the_gate_is_never_open_while_something_blocking_does_not_hold(below: World) -> None:
    tried: set[str] = set()

    @FEW
    @given(steps=st.lists(STEP, min_size=4, max_size=14))
    def check(steps: list[tuple[str, int, int]]) -> None:
        live(below, steps)
        tried.update(step[0] for step in steps)

    check()
    assert tried == set(ACTS)
    whole = [("define", 0, 5), ("submit", 0, 0), ("approve", 0, 0), ("wait", 0, 6), ("exempt", 0, 0), ("revoke", 0, 0)]
    assert live(below, whole) == {True, False} or lacking(below, clock.today())


def test_the_recount_would_notice_a_gate_that_does_not_follow(below: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping_gate, "cleared_until", lambda *_: UNLIMITED)
    with pytest.raises(AssertionError):
        live(below, [("define", 0, 5)])
    monkeypatch.setattr(keeping_gate, "cleared_until", lambda *_: NEVER)
    with pytest.raises(AssertionError):
        live(below, [("define", 1, 5), ("submit", 1, 0), ("approve", 1, 0), ("end", 0, 0)])
