"""Follow-ups, meetings and agreed actions under any order of moves, repeated as a weak network repeats them."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import now
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import AgreedAction, SupervisionMeeting, SupervisionNote
from tests.acting import left
from tests.world import Person, World

# What each move needs; the lifecycle says from where to where.
DUE, WHY = {"follow_up_due_on": "2026-12-24"}, {"reason": "as things are"}
MOVES: dict[Any, dict[str, tuple[str, Any]]] = {
    SupervisionNote: {
        "open_follow_up": ("open-follow-up", DUE),
        "finish_follow_up": ("finish-follow-up", None),
        "drop_follow_up": ("drop-follow-up", WHY),
    },
    SupervisionMeeting: {
        "hold": ("hold", {"starts_at": "2026-01-12T09:00:00Z", "minutes": 30}),
        "cancel": ("cancel", WHY),
        "reopen": ("reopen", WHY),
    },
    AgreedAction: {"finish": ("finish", None), "drop": ("drop", WHY), "reopen": ("reopen", WHY)},
}
PEOPLE = st.sampled_from(["supervisor", "coordinator"])


def new_row(world: World, kind: Any) -> str:
    """A row in its first state, made over HTTP."""
    place, boss = world.indigo, world.indigo.supervisor
    meeting = {"programme_id": str(place.programme), "starts_at": instant_text(now()), "minutes": 30}
    note = {"kind": "advice", "visibility": "author_and_subject", "text": "x", "child_id": str(place.mila)}
    action = {"what": "x", "due_on": "2026-12-24", "user_id": str(boss.user_id)}
    path, body = {
        SupervisionNote: ("supervision-notes", note),
        SupervisionMeeting: ("supervision-meetings", meeting),
        AgreedAction: (f"supervision-meetings/{place.meeting}/actions", action),
    }[kind]
    answer = boss.post(f"/v1/{path}", body)
    assert answer.status_code == 201, answer.text
    return f"/v1/{kind.__resource__}/{answer.json()['id']}"


def send(person: Person, path: str, kind: Any, move: str, key: str) -> Any:
    name, body = MOVES[kind][move]
    return person.post(f"{path}/{name}", body, headers={"idempotency-key": key})


def walk(world: World, kind: Any, steps: list[tuple[str, str, int]], send: Callable[..., Any] = send) -> None:
    """Makes the moves one after the other, each sent up to three times, beside a model of what must come of it."""
    lifecycle, place = kind.__lifecycle__, world.indigo
    path = new_row(world, kind)
    state, made = place.supervisor.get(path).json()[lifecycle.column], []
    for move, name, times in steps:
        person, key = place.people[name], str(uuid7())
        answers = [send(person, path, kind, move, key) for _ in range(times)]
        legal = state in lifecycle.moves[move].sources
        assert {answer.status_code for answer in answers} == ({200} if legal else {409}), (state, move)
        if legal:
            state = lifecycle.moves[move].target
            made.append(move)
            assert len({answer.content for answer in answers}) == 1, "a repeat is answered as the first was"
        else:
            refusal = answers[0].json()
            assert (refusal["state"], refusal["allowed"]) == (state, lifecycle.open_from(state))
        row = place.supervisor.get(f"{path}?include=transitions").json()
        assert row[lifecycle.column] == state
        assert [found["move"] for found in row["transitions"]] == made, "each move once, in its order"
    assert world.database is not None
    told = [entry for entry in left(world.database, place.id).feed if str(entry[2]) == path.split("/")[-1]]
    assert len({entry[4] for entry in told}) == len(told) == 1 + len(made), "one entry of the feed for each change"


def steps_of(kind: Any) -> Any:
    return st.lists(st.tuples(st.sampled_from(sorted(MOVES[kind])), PEOPLE, st.integers(1, 3)), max_size=6)


RUNS = st.fixed_dictionaries({kind: steps_of(kind) for kind in MOVES})
FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def test_only_legal_moves_and_each_of_them_once(world: World) -> None:
    tried = set()

    @FEW
    @given(runs=RUNS)
    def check(runs: dict[Any, list[tuple[str, str, int]]]) -> None:
        for kind, steps in runs.items():
            walk(world, kind, steps)
            tried.update((kind, step[0]) for step in steps)

    check()
    assert tried == {(kind, move) for kind in MOVES for move in kind.__lifecycle__.moves}, "every move was tried"


def test_the_walk_would_find_a_repeat_that_counts_twice(world: World) -> None:
    """The same requests without their keys: a repeated move is refused, and the walk says so."""

    def keyless(person: Person, path: str, kind: Any, move: str, key: str) -> Any:
        return send(person, path, kind, move, str(uuid7()))

    steps = [("open_follow_up", "supervisor", 2)]
    walk(world, SupervisionNote, steps)
    try:
        walk(world, SupervisionNote, steps, keyless)
    except AssertionError:
        return
    raise AssertionError("the walk has not noticed")
