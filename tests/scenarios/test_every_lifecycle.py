"""Every state machine there is, walked at random: only the moves that it declares, each with its transition, none lost.

The rules beside the moves have their own tests; here the machine itself is asked, as every service asks it.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.auth.rights import VISIBILITY
from app.auth.session import OwnedSession
from app.core.problems import IllegalTransition, InvalidRequest
from app.models import Schedule
from app.services import records
from tests.world import World

MACHINES: dict[str, Any] = {
    model.__name__: model for model in VISIBILITY if getattr(model, "__lifecycle__", None) is not None
}
# Their states stand with other columns, which the database checks: walked where those are set, by their services.
ELSEWHERE = {"SupervisionNote": "tests/services/test_supervision_lifecycles.py"}
STEP = st.tuples(st.integers(0, 99), st.sampled_from(["", "because"]))


def test_all_machines_are_known() -> None:
    assert len(MACHINES) > 15
    for name, model in MACHINES.items():
        lifecycle = model.__lifecycle__
        codes = set(type(next(iter(lifecycle.moves.values())).target))
        reached = {state for move in lifecycle.moves.values() for state in (move.target, *move.others)}
        assert all(set(move.sources) <= codes for move in lifecycle.moves.values()), name
        assert reached <= codes, name
        # A move is told by the states that it joins: no two may join the same.
        moves = lifecycle.moves.values()
        joined = [(source, to) for move in moves for source in move.sources for to in (move.target, *move.others)]
        assert len(joined) == len(set(joined)), name


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walks=st.fixed_dictionaries(dict.fromkeys(MACHINES.keys() - ELSEWHERE.keys(), st.lists(STEP, max_size=12))))
def test_only_declared_moves_are_made_and_none_is_lost(below: World, walks: dict[str, list[tuple[int, str]]]) -> None:
    place = below.indigo
    with below.as_system(place) as db:
        weekly = {"rule": "FREQ=WEEKLY;BYDAY=SA", "local_start": "06:00", "minutes": 30, "starts_on": date(2027, 1, 2)}
        db.put(Schedule(group_id=place.owls, programme_id=place.programme, **weekly))
        for name, steps in walks.items():
            row = db.execute(sa.select(MACHINES[name]).limit(1)).scalars().first()
            assert row is not None, f"the world has no {name}"
            made = walk(db, row, steps)
            told = [(one["move"], one["from_state"], one["to_state"]) for one in db.transitions]
            assert told == made, name
            db.transitions.clear()
        db.rollback()


def walk(db: OwnedSession, row: Any, steps: list[tuple[int, str]]) -> list[tuple[str, str, str]]:
    """Tries the moves one after the other beside a model of the state; gives those that were made."""
    lifecycle, made = row.__lifecycle__, []
    state, moves = getattr(row, lifecycle.column), list(lifecycle.moves)
    for number, reason in steps:
        move = moves[number % len(moves)]
        declared = lifecycle.moves[move]
        try:
            records.move(db, row, move, reason)
        except InvalidRequest:
            assert declared.needs_reason
            assert not reason
        except IllegalTransition as refusal:
            assert state not in declared.sources
            assert refusal.members["allowed"] == lifecycle.open_from(state)
        else:
            assert state in declared.sources
            made.append((move, state.value, declared.target.value))
            state = declared.target
        assert getattr(row, lifecycle.column) == state
    return made
