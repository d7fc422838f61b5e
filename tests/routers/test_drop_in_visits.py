"""Drop-in visits: heads counted whole, again and again, and sums that equal a recount."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.core import clock
from app.models import MentorGroup, Site, SupportSession
from app.models.mentor_group import GroupKind
from app.models.site import SiteKind
from app.models.support_session import SessionState
from tests import world as worlds
from tests.households import listed, wrong
from tests.world import World


def heads(*lines: tuple[int, str, int]) -> dict[str, Any]:
    return {"counts": [{"grade": grade, "language": language, "count": count} for grade, language, count in lines]}


def desk(world: World, *, kind: GroupKind = GroupKind.LIBRARY_DROP_IN, **given: Any) -> tuple[UUID, UUID]:
    """An open group at a library and a session of it that began an hour ago and is planned."""
    place = world.indigo
    with world.as_system(place) as db:
        site = db.put(Site(name="Library", kind=SiteKind.LIBRARY))
        group = MentorGroup(programme_id=place.programme, name="Desk", kind=kind, site_id=site.id, **given)
        db.put(group)
        session = db.put(worlds.session(group, clock.now() - timedelta(hours=1), SessionState.PLANNED))
        db.commit()
    return group.id, session.id


def path_of(session: Any) -> str:
    return f"/v1/sessions/{session}/drop-in-visits"


def counted(answer: Any) -> set[tuple[int, str, int]]:
    assert answer.status_code == 200, answer.text
    return {(row["grade"], row["language"], row["count"]) for row in answer.json()["items"]}


def test_a_count_is_put_whole_and_again_with_the_same_result(world: World) -> None:
    place = world.indigo
    group, session = desk(world)
    first = place.coordinator.post(path_of(session), heads((2, "fi", 5), (3, "ar", 2), (-1, "und", 1)))
    assert counted(first) == {(2, "fi", 5), (3, "ar", 2), (-1, "und", 1)}
    held = place.coordinator.get(f"/v1/sessions/{session}").json()
    assert (held["state"], held["held_minutes"], held["marks"]) == ("held", 180, 0)
    again = place.coordinator.post(path_of(session), heads((2, "fi", 5), (3, "ar", 2), (-1, "und", 1)))
    assert again.json() == first.json(), "nothing changes, not even a version"
    other = place.coordinator.post(path_of(session), heads((2, "fi", 6), (4, "sv", 1)))
    assert counted(other) == counted(place.coordinator.get(path_of(session))) == {(2, "fi", 6), (4, "sv", 1)}
    kept = {row["id"] for row in first.json()["items"]} & {row["id"] for row in other.json()["items"]}
    assert len(kept) == 1, "a line that stays is the same row"
    reopened = place.coordinator.post(f"/v1/sessions/{session}/reopen", {"reason": "the wrong day"})
    assert (reopened.status_code, reopened.json()["type"]) == (409, "/problems/visits-counted")
    assert reopened.json()["present"] == 7
    with ThreadPoolExecutor(4) as crowd:
        sheets = [heads((grade, "fi", grade + 1), (grade, "ar", 1)) for grade in range(4)]
        answers = list(crowd.map(lambda sheet: place.coordinator.post(path_of(session), sheet), sheets))
    assert {answer.status_code for answer in answers} == {200}
    assert counted(place.coordinator.get(path_of(session))) in [counted(answer) for answer in answers]
    assert counted(place.coordinator.post(path_of(session), heads())) == set()
    assert place.coordinator.post(f"/v1/sessions/{session}/reopen", {"reason": "the wrong day"}).status_code == 200
    assert listed(place.coordinator.get(f"/v1/drop-in-visits?group_id={group}")) == []


def test_heads_are_counted_where_nobody_is_asked_a_name(world: World) -> None:
    place = world.indigo
    _, closed = desk(world, kind=GroupKind.SMALL_GROUP, open_to_all=False)
    answer = place.coordinator.post(path_of(closed), heads((1, "fi", 1)))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-counted-by-heads")
    _, session = desk(world)
    twice = place.coordinator.post(path_of(session), heads((1, "fi", 1), (1, "fi", 2)))
    assert wrong(twice) == (422, "/counts/1", "duplicate")
    for bad in ((1, "fi", 0), (14, "fi", 1), (1, "no such tag", 1), (1, "fi", 501)):
        assert place.coordinator.post(path_of(session), heads(bad)).status_code == 422, bad
    assert place.coordinator.post(f"/v1/sessions/{session}/cancel", {"reason": "weather"}).status_code == 200
    called_off = place.coordinator.post(path_of(session), heads((1, "fi", 1)))
    assert (called_off.status_code, called_off.json()["type"]) == (409, "/problems/illegal-transition")
    later = place.volunteer.post(path_of(place.owls_planned), heads((1, "fi", 1)))
    assert (later.status_code, later.json()["type"]) == (409, "/problems/in-the-future")
    assert place.assistant.post(path_of(place.owls_held), heads((1, "rom", 3))).status_code == 200
    assert counted(place.volunteer.get(path_of(place.owls_held))) == {(1, "rom", 3)}
    for stranger in (place.volunteer2, world.red_cross.coordinator):
        assert stranger.post(path_of(place.owls_held), heads((1, "fi", 1))).status_code == 404
    for nobody in (place.mediator, place.teacher, place.guardian):
        assert nobody.get("/v1/drop-in-visits").status_code == 403


def test_sums_equal_a_recount(world: World) -> None:
    place, dice = world.indigo, Random(7)
    month = clock.today().replace(day=1).isoformat()
    known: dict[str, Counter[Any]] = {"place": Counter(), "grade": Counter(), "language": Counter()}
    for group, session in (desk(world), desk(world), (place.owls, place.owls_held), (place.foxes, place.foxes_held)):
        lines = {(dice.randint(-1, 6), dice.choice(["fi", "ar", "und"])): dice.randint(1, 9) for _ in range(6)}
        sheet = heads(*((*key, count) for key, count in lines.items()))
        with world.as_system(place) as db:
            of = db.find(SupportSession, session).group_id
            site = db.find(MentorGroup, of).site_id
            db.find(SupportSession, session).starts_at = clock.now() - timedelta(seconds=1)
            db.commit()
        assert place.coordinator.post(path_of(session), sheet).status_code == 200
        for (grade, language), count in lines.items():
            known["place"][str(site) if site else None, str(group)] += count
            known["grade"][grade] += count
            known["language"][language] += count
    url = "/v1/drop-in-visits/totals"
    names = {"place": ("site_id", "group_id"), "grade": ("grade",), "language": ("language",)}
    for by, expected in known.items():
        items = place.coordinator.get(f"{url}?by={by}&month_from={month}").json()["items"]
        keys = [tuple(row[name] for name in names[by]) for row in items]
        found = {key if len(key) > 1 else key[0]: row["visits"] for key, row in zip(keys, items, strict=True)}
        assert found == dict(expected)
        assert {row["month"] for row in items} == {month}
    (mine,) = place.volunteer.get(url).json()["items"]
    assert (mine["group_id"], mine["visits"]) == (str(place.owls), known["place"][None, str(place.owls)])
    for asked, status in (
        (f"?group_id={place.foxes}", 200), ("?month_from=2026-01-01&month_to=2028-01-01", 200),
        ("?month_from=2026-01-01&month_to=2028-02-01", 422), ("?month_from=2026-02-01&month_to=2026-01-01", 422),
        ("?month_to=2028-02-29", 200), ("?month_to=0001-01-01", 422), ("?by=name", 422),
    ):  # fmt: skip
        assert place.volunteer.get(f"{url}{asked}").status_code == status, asked
