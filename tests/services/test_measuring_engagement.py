"""Measures equal an independent recount over random histories; what is withheld cannot be computed back."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.auth.lookups import look
from app.auth.session import OwnedSession
from app.core import clock
from app.models import Child, Engagement, Guardian, Guardianship, Participation
from app.models.child import ChildStatus
from app.models.engagement import EngagementKind, EngagementState
from app.models.guardian import Gender, GuardianRelation
from app.models.participation import ParticipationBarrier, ParticipationOutcome
from app.services.engagement.measuring_engagement import measures
from app.services.engagement.telling_measures import Found, numbers_of
from app.services.withholding_small_numbers import ADDING_UP, Counted, is_small, withheld
from tests.acting import principal
from tests.world import World

CANCELLED = EngagementState.CANCELLED
FATHER, MOTHER = GuardianRelation.FATHER, GuardianRelation.MOTHER
PERSON = st.tuples(st.sampled_from([FATHER, MOTHER]), st.sampled_from(Gender), st.booleans(), st.booleans())
LINK = st.tuples(st.integers(0, 5), st.integers(0, 4))
EVENT = st.tuples(st.sampled_from(EngagementKind), st.sampled_from(EngagementState), st.booleans())
takes_part = (ChildStatus.ACTIVE, ChildStatus.WAITING)
NOTHING = st.none()
PART = st.tuples(
    st.booleans(), st.booleans(), NOTHING | st.sampled_from(ParticipationOutcome),
    NOTHING | st.sampled_from(ParticipationBarrier),
)  # fmt: skip
HISTORY = st.fixed_dictionaries(
    {
        "children": st.lists(
            st.sampled_from([ChildStatus.ACTIVE, ChildStatus.WAITING, ChildStatus.LEFT]), min_size=5, max_size=5
        ),
        "people": st.lists(PERSON, min_size=6, max_size=6),
        "links": st.sets(LINK, max_size=14),
        "events": st.lists(EVENT, min_size=3, max_size=3),
        "parts": st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 5)), PART, max_size=14),
    }
)


def write(db: OwnedSession, world: World, history: dict[str, Any]) -> tuple[list[Any], ...]:
    """The history as rows; an event that is not of the period was two years ago."""
    place, now = world.indigo, clock.now()
    own = {"programme_id": place.programme}
    of_family = {**own, "family_id": place.petrovic}
    children = [
        db.put(Child(**of_family, code=f"R-{n}", first_name="Ana", status=status))
        for n, status in enumerate(history["children"])
    ]
    people = [
        db.put(
            Guardian(**of_family, given_name="P", relation=relation, gender=gender, contactable=c, safety_excluded=x)
        )
        for relation, gender, c, x in history["people"]
    ]
    for guardian, child in history["links"]:
        db.put(Guardianship(guardian_id=people[guardian].id, child_id=children[child].id))
    events = []
    for kind, state, recent in history["events"]:
        at = now - timedelta(days=1 if recent else 730)
        row = Engagement(**own, kind=kind, state=state, planned_at=at, minutes=30, language="sr")
        events.append(db.put(row))
    for (event, guardian), (invited, reached, outcome, barrier) in history["parts"].items():
        row = Participation(
            **of_family, engagement_id=events[event].id, guardian_id=people[guardian].id, outcome=outcome,
            invited_at=now if invited else None, reached_at=now if reached else None, barrier=barrier,
        )  # fmt: skip
        db.put(row)
    return children, people, events


def recount(history: dict[str, Any]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """The same from the history itself, in plain sets."""
    here = {n for n, status in enumerate(history["children"]) if status is not ChildStatus.LEFT}
    fit = {n for n, (_, _, contactable, excluded) in enumerate(history["people"]) if contactable and not excluded}
    who = {guardian for guardian, child in history["links"] if child in here and guardian in fit}
    counted = {n for n, (_, state, recent) in enumerate(history["events"]) if recent and state is not CANCELLED}
    heard = [
        (guardian, history["events"][event][0], part)
        for (event, guardian), part in history["parts"].items()
        if guardian in who and event in counted
    ]
    has = {
        "invited": lambda part: part[0],
        "reached": lambda part: part[1],
        "took_part": lambda part: part[2] is ParticipationOutcome.TOOK_PART,
    }
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for name, test in has.items():
        them = {guardian for guardian, _, part in heard if test(part)}
        found["all", "", name] = (len(them), len(who))
        for part, place in (("gender", 1), ("relation", 0)):
            for code in {person[place] for person in history["people"]}:
                of = {n for n in who if history["people"][n][place] is code}
                found[part, code.value, name] = (len(them & of), len(of))
        for kind in EngagementKind:
            found["kind", kind.value, name] = (len({g for g, k, p in heard if k is kind and test(p)}), len(who))
    for barrier in ParticipationBarrier:
        found["barrier", barrier.value, ""] = (len({g for g, _, p in heard if p[3] is barrier}), len(who))
    fathers = {n for n in who if history["people"][n][0] is FATHER}
    came = {guardian for guardian, _, part in heard if has["took_part"](part)}
    with_father = {child for guardian, child in history["links"] if child in here and guardian in fathers}
    took_part = {child for guardian, child in history["links"] if child in here and guardian in fathers & came}
    found["fathers", "", ""] = (len(took_part), len(with_father))
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_measures_equal_an_independent_recount(below: World, history: dict[str, Any]) -> None:
    place, now = below.indigo, clock.now()
    with below.as_system(place) as db:
        # Without Jelena of the world, whose part would be counted too.
        db.find(Guardian, place.jelena).contactable = False
        write(db, below, history)
        db.flush()
        about = {"begins": now - timedelta(days=30), "ends": now + timedelta(days=30), "programme": place.programme}
        db.owner, db.binds = principal(place.coordinator), principal(place.coordinator).binds(now)
        found = numbers_of(
            Found(*[look(db, part, **about, school=None, group=None) for part in measures(place.coordinator.role)])
        )
        db.rollback()
    for key, expected in recount(history).items():
        assert tuple(found[key]) == expected, key


ROWS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, threshold=st.sampled_from([5, 10]))
def test_what_is_withheld_adds_up_to_nothing_small(rows: list[tuple[int, int]], threshold: int) -> None:
    shares = {(ADDING_UP[0], str(n), "invited"): Counted(min(row), max(row)) for n, row in enumerate(rows)}
    numerators, denominators = withheld(shares, threshold)
    shown = [shares[key] for key in shares.keys() - numerators]
    assert not any(
        is_small(one, threshold) for row in shown for one in (row.numerator, row.denominator - row.numerator)
    )
    for hidden, number in ((numerators, 0), (denominators, 1)):
        whole, left = sum(share[number] for share in shares.values()), sum(shares[key][number] for key in hidden)
        assert not is_small(left, threshold) or left == whole or is_small(whole, threshold)
    wider = {key: Counted(share.numerator + 1, share.denominator + 1) for key, share in shares.items()}
    assert withheld(shares, threshold, wider) == (shares.keys(), shares.keys()), "one more in the wider scope is one"
